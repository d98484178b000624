// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spatial {

/// The texts of a summary by "topic.key", e.g. "designated.overlaps". If a topic lacks a key, the text of "any" is
/// used. The shipped texts are in data/presets/site_wording.toml; a county can edit a copy. Words in braces are
/// replaced by values. Const use is thread-safe; throws nothing.
///
///     wording.filled("boa", "targets", {{"targets", "reedbed"}});   // "Targets there: reedbed."
class SiteWording {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  /// The text, or "" if neither the topic nor "any" has it.
  const std::string& text(std::string_view topic, std::string_view key) const;
  /// The text with its values filled in; empty if there is no text.
  std::string filled(std::string_view topic, std::string_view key, const Values& values) const;
  void set(const std::string& topic, const std::string& key, std::string text) {
    texts_[topic + "." + key] = std::move(text);
  }
  bool has(const std::string& topic, const std::string& key) const { return texts_.contains(topic + "." + key); }
  const std::map<std::string, std::string, std::less<>>& texts() const noexcept { return texts_; }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

/// The words that are allowed in braces.
std::span<const std::string_view> wording_values() noexcept;
/// The first unknown word in braces; nullopt if all are known. An unclosed brace counts as an unknown word.
std::optional<std::string> unknown_value(std::string_view text);

}  // namespace spatial
