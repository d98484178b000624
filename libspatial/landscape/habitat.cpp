// SPDX-License-Identifier: MIT
#include "libspatial/landscape/habitat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

enum class Letter { alphabetic, digit, other };

Letter kind_of(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= '0' && byte <= '9') return Letter::digit;
  if (std::isalpha(byte) != 0 || byte >= 0x80) return Letter::alphabetic;
  return Letter::other;
}

// The word "unknown" must not become the code "u", nor "J12" the code "J1".
bool level_ends_at(std::string_view code, std::size_t length) {
  const Letter last = kind_of(code[length - 1]);
  return last == Letter::other || last != kind_of(code[length]);
}

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

}  // namespace

Crosswalk::Crosswalk(std::string name, CodeMatching matching, std::vector<HabitatClass> classes)
    : name_(std::move(name)), matching_(matching), classes_(std::move(classes)) {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const std::string key = lower(trimmed(classes_[i].code));
    if (key.empty())
      throw Error(ErrorKind::config, fmt::format("crosswalk {}: row {} has no code", name_, i + 1),
                  "give each row a code");
    if (!by_code_.emplace(key, static_cast<int>(i)).second)
      throw Error(ErrorKind::config, fmt::format("crosswalk {}: code '{}' appears twice", name_, classes_[i].code),
                  "keep one row per code; case and spaces do not tell codes apart");
  }
}

int Crosswalk::find(std::string_view code) const {
  const std::string key = lower(trimmed(code));
  if (key.empty()) return -1;
  if (const auto found = by_code_.find(key); found != by_code_.end()) return found->second;
  if (matching_ == CodeMatching::exact || std::any_of(key.begin(), key.end(), is_separator)) return -1;
  for (std::size_t length = key.size() - 1; length > 0; --length) {
    if (!level_ends_at(key, length)) continue;
    const auto found = by_code_.find(std::string_view(key).substr(0, length));
    if (found != by_code_.end()) return found->second;
  }
  return -1;
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
  // Class names may hold commas ("Fen, Marsh and Swamp"): what is a code as a whole is not a list.
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
