// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_wording.hpp"

#include <algorithm>
#include <array>

namespace spatial {
namespace {

constexpr std::array<std::string_view, 32> values{
    "reference",     "site_name", "area_ha", "grid",      "authorities",  "names",
    "title",         "count",     "share",   "distance",  "direction",    "buffer_m",
    "search_m",      "habitats",  "targets", "network",   "eca_lost_ha",  "eca_lost_percent",
    "eca_gained_ha", "core_ha",   "score",   "who",       "why",          "problem",
    "feature_share", "outline",   "source",  "stated_ha", "units_before", "units_after",
    "units_change",  "rule"};

/// Calls `word` for each placeholder in braces, and `plain` for the text between.
template <class Plain, class Word>
void walk(std::string_view text, Plain&& plain, Word&& word) {
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    plain(text.substr(0, open));
    if (open == text.size()) return;
    const std::size_t close = text.find('}', open);
    word(text.substr(open + 1, close == std::string_view::npos ? std::string_view::npos : close - open - 1));
    if (close == std::string_view::npos) return;
    text.remove_prefix(close + 1);
  }
}

}  // namespace

const std::string& SiteWording::text(std::string_view topic, std::string_view key) const {
  static const std::string none;
  for (const std::string_view section : {topic, std::string_view("any")}) {
    const auto found = texts_.find(std::string(section) + "." + std::string(key));
    if (found != texts_.end()) return found->second;
  }
  return none;
}

std::string SiteWording::filled(std::string_view topic, std::string_view key, const Values& given) const {
  std::string result;
  walk(
      text(topic, key), [&](std::string_view plain) { result += plain; },
      [&](std::string_view word) {
        const auto value = given.find(word);
        if (value != given.end()) result += value->second;
      });
  return result;
}

std::span<const std::string_view> wording_values() noexcept { return values; }

std::optional<std::string> unknown_value(std::string_view text) {
  std::optional<std::string> unknown;
  walk(
      text, [](std::string_view) {},
      [&](std::string_view word) {
        if (!unknown && std::find(values.begin(), values.end(), word) == values.end()) unknown = std::string(word);
      });
  return unknown;
}

}  // namespace spatial
