// SPDX-License-Identifier: MIT
#include "libspatial/county/wording.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <sstream>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const toml::node& node, const std::string& message,
                       const std::string& remedy) {
  throw Error(ErrorKind::config,
              fmt::format("{}:{}:{}: {}", file.string(), node.source().begin.line, node.source().begin.column, message),
              remedy);
}

/// Reads wording into `wording`. `shipped` is the preset to check against; if null, every topic and key is accepted.
void read_into(SiteWording& wording, const std::filesystem::path& file, const SiteWording* shipped) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    throw Error(ErrorKind::config, fmt::format("cannot read the wording {}", file.string()),
                "Check wording in [sites]; paths start from the folder of the config file.");
  toml::table root;
  try {
    root = toml::parse(text.str(), file.string());
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::config,
                fmt::format("{}:{}:{}: {}", file.string(), error.source().begin.line, error.source().begin.column,
                            error.description()),
                "The file is TOML like data/presets/site_wording.toml.");
  }
  std::vector<std::string> topics, keys;
  if (shipped != nullptr)
    for (const auto& [name, unused] : shipped->texts()) {
      topics.push_back(name.substr(0, name.find('.')));
      keys.push_back(name.substr(name.find('.') + 1));
    }
  for (const auto& [topic_key, section] : root) {
    const std::string topic(topic_key.str());
    if (!section.is_table())
      fail(file, section, fmt::format("'{}' is outside of any section", topic),
           "Write it below a header like [designated].");
    if (shipped != nullptr && std::find(topics.begin(), topics.end(), topic) == topics.end())
      fail(file, section, fmt::format("there is no topic [{}]{}", topic, did_you_mean(topic, topics)),
           "All of them are in data/presets/site_wording.toml.");
    for (const auto& [key_node, node] : *section.as_table()) {
      const std::string key(key_node.str());
      const auto value = node.value<std::string>();
      if (shipped != nullptr && std::find(keys.begin(), keys.end(), key) == keys.end())
        fail(file, node, fmt::format("unknown key '{}' in [{}]{}", key, topic, did_you_mean(key, keys)),
             "All of them are in data/presets/site_wording.toml.");
      if (!value || !node.is_string())
        fail(file, node, fmt::format("{} in [{}] must be text", key, topic), "Put it in quotes.");
      if (const auto unknown = unknown_value(*value)) {
        std::vector<std::string> known;
        for (const std::string_view word : wording_values()) known.emplace_back(word);
        fail(file, node,
             fmt::format("{} in [{}] has {{{}}}, which has no meaning here{}", key, topic, *unknown,
                         did_you_mean(*unknown, known)),
             "Words in braces: " + joined(known, ", ") + ".");
      }
      wording.set(topic, key, *value);
    }
  }
}

}  // namespace

std::filesystem::path wording_file(const Config& config) {
  return config.sites.wording.empty() ? presets_folder() / "site_wording.toml"
                                      : base_folder(config) / config.sites.wording;
}

SiteWording read_wording(const Config& config) {
  SiteWording wording;
  read_into(wording, presets_folder() / "site_wording.toml", nullptr);
  if (config.sites.wording.empty()) return wording;
  const SiteWording shipped = wording;
  read_into(wording, wording_file(config), &shipped);
  return wording;
}

}  // namespace spatial
