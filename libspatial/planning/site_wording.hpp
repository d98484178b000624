// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spatial {

/// The words of a summary by "topic.key", e.g. "designated.overlaps"; what a topic does not state is taken from "any".
/// The shipped texts are data/presets/site_wording.toml; a county changes a copy. Words in braces are filled in.
class SiteWording {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  /// The text, or "" if neither the topic nor "any" has it.
  const std::string& text(std::string_view topic, std::string_view key) const;
  /// The text with the values filled in; "" stays "".
  std::string filled(std::string_view topic, std::string_view key, const Values& values) const;
  void set(const std::string& topic, const std::string& key, std::string text) {
    texts_[topic + "." + key] = std::move(text);
  }
  bool has(const std::string& topic, const std::string& key) const { return texts_.contains(topic + "." + key); }
  const std::map<std::string, std::string, std::less<>>& texts() const noexcept { return texts_; }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

/// The words that may stand in braces.
std::span<const std::string_view> wording_values() noexcept;
/// The first word in braces that is none of them; nullopt if all are known. A brace without an end counts as a word.
std::optional<std::string> unknown_value(std::string_view text);

}  // namespace spatial
