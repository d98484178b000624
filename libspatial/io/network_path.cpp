// SPDX-License-Identifier: MIT
#include "libspatial/io/network_path.hpp"

#include <algorithm>
#include <array>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array<std::string_view, 14> connection_prefixes{"pg:", "postgresql:", "postgres:", "mysql:", "mssql:", "odbc:", "oci:", "wfs:", "wfs3:",
                                                               "oapif:", "mongodb", "es:", "couchdb:", "carto:"};
constexpr std::array<std::string_view, 9> network_file_systems{"/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift", "/vsihdfs",
                                                                "/vsiwebhdfs"};
constexpr std::array<std::string_view, 10> secret_keys{"password=", "passwd=", "pwd=",   "passphrase=", "secret=",
                                                       "token=",    "sig=",    "apikey=", "api_key=",    "signature="};

void hide_values(std::string& text) {
  for (const std::string_view key : secret_keys) {
    std::size_t from = 0;
    while ((from = lower(text).find(key, from)) != std::string::npos) {
      from += key.size();
      std::size_t end = from;
      if (end < text.size() && (text[end] == '\'' || text[end] == '"')) {
        const char quote = text[end];
        end = text.find(quote, end + 1);
        end = end == std::string::npos ? text.size() : end + 1;
      } else {
        end = std::min(text.find_first_of(" &;\n\t\"'#", from), text.size());
      }
      text.replace(from, end - from, "***");
      from += 3;
    }
  }
}

void hide_logins(std::string& text) {
  std::size_t scheme = 0;
  while ((scheme = text.find("://", scheme)) != std::string::npos) {
    scheme += 3;
    const std::size_t host_end = std::min(text.find_first_of("/ \n\t'\"", scheme), text.size());
    // The last '@' before the path: a password may hold one itself.
    const std::size_t at = text.rfind('@', host_end);
    const std::size_t colon = text.find(':', scheme);
    if (at == std::string::npos || at < scheme || colon > at) continue;
    text.replace(colon + 1, at - colon - 1, "***");
  }
}

}  // namespace

bool is_network_path(std::string_view path) {
  const std::string name = lower(path);
  if (name.find("://") != std::string::npos) return true;
  return std::any_of(connection_prefixes.begin(), connection_prefixes.end(), [&](std::string_view prefix) { return name.starts_with(prefix); }) ||
         std::any_of(network_file_systems.begin(), network_file_systems.end(), [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

std::string redacted(std::string_view text) {
  std::string shown(text);
  hide_values(shown);
  hide_logins(shown);
  return shown;
}

}  // namespace spatial
