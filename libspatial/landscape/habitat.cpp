// SPDX-License-Identifier: MIT
#include "libspatial/landscape/habitat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

bool is_separator(char c) { return c == ',' || c == ';'; }

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    std::string word = trimmed(text.substr(0, end));
    if (!word.empty()) words.push_back(std::move(word));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// Whether the name contains the word: "Improved" is in "Improved grassland". Short words ("with", "and") mean nothing.
bool shares_word(std::string_view word, std::string_view name) {
  const std::string wanted = lower(word);
  if (wanted.size() < 5) return wanted.size() == 4 && wanted != "with" && lower(trimmed(name)) == wanted;
  std::string one;
  for (const char c : lower(name) + " ") {
    if (c >= 'a' && c <= 'z') {
      one += c;
      continue;
    }
    if (one == wanted) return true;
    one.clear();
  }
  return false;
}

/// Some surveys give the name of a habitat in place of its code, so a label counts as a code, unless rows with
/// different meanings share it.
void add_labels(const std::vector<HabitatClass>& classes, std::map<std::string, int, std::less<>>& by_code) {
  constexpr std::size_t least_letters = 5;  // shorter labels are no names
  const auto codes = by_code;
  std::map<std::string, std::set<std::string>> meanings;
  for (const HabitatClass& one : classes) meanings[lower(trimmed(one.label))].insert(one.habitat);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::string label = lower(trimmed(classes[i].label));
    if (label.size() >= least_letters && !codes.contains(label) && meanings[label].size() == 1)
      by_code.emplace(label, static_cast<int>(i));
  }
}

}  // namespace

Crosswalk::Crosswalk(std::string name, CodeMatching matching, std::vector<HabitatClass> classes)
    : name_(std::move(name)), matching_(matching), classes_(std::move(classes)) {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const std::string key = lower(trimmed(classes_[i].code));
    if (key.empty())
      throw Error(ErrorKind::config, fmt::format("crosswalk {}: row {} has no code", name_, i + 1),
                  "Give each row a code.");
    if (!by_code_.emplace(key, static_cast<int>(i)).second)
      throw Error(ErrorKind::config, fmt::format("crosswalk {}: code '{}' appears twice", name_, classes_[i].code),
                  "Keep one row per code; case and spaces do not tell codes apart.");
  }
  add_labels(classes_, by_code_);
  if (matching_ == CodeMatching::exact) return;
  std::vector<std::string> codes;
  for (const HabitatClass& one : classes_) codes.push_back(trimmed(one.code));
  system_ = CodeSystem::of(codes);
}

int Crosswalk::find(std::string_view code) const {
  const std::string key = lower(trimmed(code));
  if (key.empty()) return -1;
  if (const auto found = by_code_.find(key); found != by_code_.end()) {
    const bool letter = matching_ == CodeMatching::longest_prefix && key.size() == 1;
    return !letter || system_.own_case(trimmed(code)) ? found->second : -1;
  }
  if (matching_ == CodeMatching::exact || std::any_of(key.begin(), key.end(), is_separator)) return -1;
  return find_shortened(trimmed(code));
}

int Crosswalk::find_shortened(std::string_view text) const {
  const std::string code = system_.head(text);
  for (std::size_t length = code.size(); length > 0; --length) {
    if (length < code.size() && !CodeSystem::step_ends_at(code, length)) continue;
    const auto found = by_code_.find(std::string_view(code).substr(0, length));
    if (found == by_code_.end()) continue;
    if (lower(trimmed(classes_[static_cast<std::size_t>(found->second)].code)) != found->first) continue;  // a label
    const HabitatClass& one = classes_[static_cast<std::size_t>(found->second)];
    const auto named = [&](std::string_view word) {
      return shares_word(word, one.label) || shares_word(word, one.habitat);
    };
    return system_.may_follow(text.substr(0, code.size()), text.substr(code.size()), named) ? found->second : -1;
  }
  return -1;
}

CodeStrength Crosswalk::strength(std::string_view code) const {
  const int found = find(code);
  if (found < 0) return CodeStrength::lone;
  const HabitatClass& one = classes_[static_cast<std::size_t>(found)];
  const std::string given = lower(trimmed(code));
  const bool name = given != lower(trimmed(one.code)) && given == lower(trimmed(one.label));
  const auto has = [](const std::string& text, auto test) { return std::any_of(text.begin(), text.end(), test); };
  if (!name && matching_ == CodeMatching::longest_prefix) return strength_of(system_.head(trimmed(code)));
  if (given.find(' ') != std::string::npos) return CodeStrength::full;
  const bool word = name || lower(one.code) == lower(one.label) || one.code.size() < 4 ||
                    has(one.code, [](char c) { return c >= 'a' && c <= 'z'; });
  return word ? CodeStrength::partial : CodeStrength::full;
}

std::vector<std::string> split_codes(std::string_view codes) { return split(codes, ",;"); }

FeatureHabitat classify(const Crosswalk& crosswalk, std::string_view codes) {
  FeatureHabitat result;
  const auto take = [&](std::string_view code) {
    const int found = crosswalk.find(code);
    if (found < 0) return false;
    result.known = true;
    if (!crosswalk.classes()[static_cast<std::size_t>(found)].excluded) result.excluded = false;
    if (std::find(result.classes.begin(), result.classes.end(), found) == result.classes.end())
      result.classes.push_back(found);
    return true;
  };
  // A class name may contain commas ("Fen, Marsh and Swamp"), so first try the text as a single code.
  if (take(codes)) return result;
  for (const std::string& piece : split(codes, ";")) {
    if (take(piece)) continue;
    for (const std::string& code : split(piece, ",")) take(code);
  }
  return result;
}

NetworkRating rating(const Crosswalk& crosswalk, const FeatureHabitat& habitat, const std::string& network) {
  NetworkRating result;
  bool first = true;
  for (const int index : habitat.classes) {
    const HabitatClass& one = crosswalk.classes()[static_cast<std::size_t>(index)];
    const auto found = one.networks.find(network);
    const NetworkRating rated = found == one.networks.end() ? NetworkRating{} : found->second;
    result.core = result.core || rated.core;
    result.potential = std::max(result.potential, rated.potential);
    for (int level = 0; level < 3; ++level)
      result.resistance[level] =
          first ? rated.resistance[level] : std::min(result.resistance[level], rated.resistance[level]);
    first = false;
  }
  return result;
}

}  // namespace spatial
