// SPDX-License-Identifier: MIT
#include "libspatial/core/network_path.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array<std::string_view, 14> connection_prefixes{
    "pg:",  "postgresql:", "postgres:", "mysql:",  "mssql:", "odbc:",    "oci:",
    "wfs:", "wfs3:",       "oapif:",    "mongodb", "es:",    "couchdb:", "carto:"};
constexpr std::array<std::string_view, 9> network_file_systems{
    "/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift", "/vsihdfs", "/vsiwebhdfs"};
/// Parameters with secret values; names may also end in one of these words (sslpassword, access_token).
constexpr std::array<std::string_view, 10> secret_keys{"password", "passwd",  "passphrase", "secret", "token",
                                                       "apikey",   "api_key", "signature",  "pwd",    "sig"};
constexpr std::size_t short_key = 3;  ///< words this short only count as whole names ("design=" is not secret)
constexpr std::string_view mask = "***", blanks = " \t\r\n";

/// First characters of what may be or hold a secret. Results of many megabytes are looked through for them.
constexpr std::array<bool, 256> may_begin = [] {
  std::array<bool, 256> result{};
  for (const std::string_view key : secret_keys) result[static_cast<unsigned char>(key.front())] = true;
  result[':'] = true;
  return result;
}();

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Replaces the secrets in a text by stars and keeps the originals.
class Masking {
 public:
  /// `connection`: the text consists of a single connection string or address.
  Masking(std::string_view text, bool connection) : text_(text), lower_(lower(text)), connection_(connection) {
    for (std::size_t at = 0; at < text_.size();) {
      if (!may_begin[static_cast<unsigned char>(lower_[at])]) {
        ++at;
      } else if (const std::size_t value = value_at(at); value != std::string::npos) {
        hide(value, end_of_value(value, at));
        at = done_;
      } else if (lower_.compare(at, 3, "://") == 0) {
        copy(at + 3);
        if (const auto login = login_after(at + 3)) hide(login->first, login->second);
        at = done_;
      } else {
        ++at;
      }
    }
    copy(text_.size());
  }
  std::string shown;
  std::vector<std::string> secrets;

 private:
  void copy(std::size_t to) {
    shown.append(text_.substr(done_, to - done_));
    done_ = to;
  }
  void hide(std::size_t from, std::size_t to) {
    copy(from);
    const std::string_view value = text_.substr(from, to - from);
    if (value.starts_with(mask) || value.empty()) return copy(to);  // already hidden
    secrets.emplace_back(value);
    shown += mask;
    done_ = to;
  }

  /// Start of the value, if the name of a secret parameter and "=" begin at `at`; npos otherwise.
  std::size_t value_at(std::size_t at) const {
    for (const std::string_view key : secret_keys) {
      if (lower_.compare(at, key.size(), key) != 0 || (key.size() <= short_key && at > 0 && is_word(text_[at - 1])))
        continue;
      std::size_t next = std::min(lower_.find_first_not_of(blanks, at + key.size()), lower_.size());
      if (next == lower_.size() || lower_[next] != '=') continue;
      if (!in_query(at)) next = std::min(lower_.find_first_not_of(blanks, next + 1), lower_.size()) - 1;
      return next + 1;
    }
    return std::string::npos;
  }

  /// Whether the parameter is part of a query ("?password=…", "&password=…"), whose values end differently from those
  /// of "host=… password=…".
  bool in_query(std::size_t key) const {
    while (key > 0 && is_word(text_[key - 1])) --key;
    return key > 0 && (text_[key - 1] == '?' || text_[key - 1] == '&');
  }

  std::size_t end_of_value(std::size_t from, std::size_t key) const {
    if (text_.substr(from).starts_with(mask)) return from + mask.size();
    if (in_query(key))
      return std::min(text_.find_first_of(connection_ ? "&# \t\r\n" : "&# \t\r\n'\"", from), text_.size());
    if (from < text_.size() && (text_[from] == '\'' || text_[from] == '"')) return end_of_quoted(from);
    std::size_t end = end_of_plain(from);
    if (!connection_) return end;
    // A password with blanks should be quoted. If what follows a blank is no parameter, it still belongs to the
    // password.
    while (end < text_.size()) {
      const std::size_t next = std::min(text_.find_first_not_of(blanks, end), text_.size()),
                        next_end = end_of_plain(next);
      const std::size_t after = std::min(text_.find_first_not_of(blanks, next_end), text_.size());
      if (text_.substr(next, next_end - next).find('=') != std::string_view::npos ||
          (after < text_.size() && text_[after] == '='))
        break;
      end = next_end;
    }
    const std::size_t layer = text_.rfind('#');
    return end == text_.size() && layer != std::string_view::npos && layer >= from ? layer : end;
  }

  std::size_t end_of_plain(std::size_t from) const {
    while (from < text_.size() && blanks.find(text_[from]) == std::string_view::npos)
      from += text_[from] == '\\' ? 2 : 1;
    return std::min(from, text_.size());
  }

  std::size_t end_of_quoted(std::size_t from) const {
    const char quote = text_[from];
    for (std::size_t at = from + 1; at < text_.size(); ++at) {
      if (text_[at] == '\\')
        ++at;
      else if (text_[at] == quote && at + 1 < text_.size() && text_[at + 1] == quote)
        ++at;
      else if (text_[at] == quote)
        return at + 1;
    }
    return text_.size();
  }

  /// Position of the password in "user:password@host".
  std::optional<std::pair<std::size_t, std::size_t>> login_after(std::size_t scheme_end) const {
    const std::size_t end =
        std::min(text_.find_first_of(connection_ ? " \t\r\n" : " \t\r\n'\"", scheme_end), text_.size());
    const std::size_t path = std::min(text_.find('/', scheme_end), end);
    // The last '@' before the path counts, because a password may contain '@'. In a database address it may even
    // contain '/'.
    const bool database = lower_.substr(0, scheme_end).ends_with("postgresql://") ||
                          lower_.substr(0, scheme_end).ends_with("postgres://");
    std::size_t at = path == 0 ? std::string::npos : text_.rfind('@', path - 1);
    if (at != std::string::npos && at < scheme_end) at = std::string::npos;
    if (at == std::string::npos && database) at = text_.rfind('@', end == 0 ? 0 : end - 1);
    const std::size_t colon = text_.find(':', scheme_end);
    if (at == std::string::npos || at < scheme_end || at >= end || colon >= at) return std::nullopt;
    return std::pair{colon + 1, at};
  }

  std::string_view text_;
  std::string lower_;
  bool connection_;
  std::size_t done_ = 0;
};

/// Whether the text is a connection or an address, not a sentence about one.
bool is_connection(std::string_view text) {
  const std::string name = lower(text);
  const std::size_t scheme = name.find("://");
  const bool address = scheme != std::string::npos && scheme > 0 &&
                       std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(scheme),
                                   [](char c) { return is_word(c) || c == '+' || c == '-' || c == '.'; });
  return address || name.starts_with("/vsi") ||
         std::any_of(connection_prefixes.begin(), connection_prefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// The connections of this run, by the name under which they are shown.
struct Vault {
  std::mutex mutex;
  std::map<std::string, std::string, std::less<>> connection_of;
  std::vector<std::string> secrets;
};

Vault& vault() {
  static Vault instance;
  return instance;
}

}  // namespace

bool is_network_path(std::string_view path) {
  const std::string name = lower(path);
  if (name.find("://") != std::string::npos) return true;
  return std::any_of(connection_prefixes.begin(), connection_prefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); }) ||
         std::any_of(network_file_systems.begin(), network_file_systems.end(),
                     [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

std::string redacted(std::string_view text) { return Masking(text, is_connection(text)).shown; }

std::string without_secrets(std::string_view text) {
  if (!is_connection(text)) return std::string(text);
  Masking masking(text, true);
  if (masking.secrets.empty()) return masking.shown;
  Vault& kept = vault();
  const std::scoped_lock lock(kept.mutex);
  // Connections that differ only in their secrets get different names by adding a star.
  const auto other = [&] {
    const auto found = kept.connection_of.find(masking.shown);
    return found != kept.connection_of.end() && found->second != text;
  };
  while (other()) masking.shown.insert(masking.shown.find(mask), 1, '*');
  kept.connection_of.emplace(masking.shown, text);
  const std::size_t layer = masking.shown.rfind('#');
  if (layer != std::string::npos)
    kept.connection_of.emplace(masking.shown.substr(0, layer),
                               text.substr(0, text.size() - (masking.shown.size() - layer)));
  kept.secrets.insert(kept.secrets.end(), masking.secrets.begin(), masking.secrets.end());
  return masking.shown;
}

std::string with_secrets(const std::string& shown) {
  Vault& kept = vault();
  const std::scoped_lock lock(kept.mutex);
  const auto found = kept.connection_of.find(shown);
  return found == kept.connection_of.end() ? shown : found->second;
}

std::string redacted_driver_words(std::string_view text) {
  std::string shown = redacted(text);
  Vault& kept = vault();
  const std::scoped_lock lock(kept.mutex);
  // A driver may quote a part of a connection string that it does not understand, so parts of secrets are replaced too.
  for (const std::string& secret : kept.secrets) {
    for (std::size_t from = 0; from < secret.size();) {
      const std::size_t begin = std::min(secret.find_first_not_of(" \t\r\n'\"\\", from), secret.size()),
                        end = std::min(secret.find_first_of(" \t\r\n'\"\\", begin), secret.size());
      const std::string part = secret.substr(begin, end - begin);
      for (std::size_t at = 0; part.size() >= 3 && part != mask && (at = shown.find(part, at)) != std::string::npos;
           at += mask.size())
        shown.replace(at, part.size(), mask);
      from = end;
    }
  }
  return shown;
}

}  // namespace spatial
