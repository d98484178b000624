// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/landscape/code_system.hpp"

namespace spatial {

/// What one habitat code means for one network.
struct NetworkRating {
  bool core = false;
  double potential = 0;                 ///< 0–1: how readily it becomes core habitat
  double resistance[3] = {50, 50, 50};  ///< low, mid, high
};

/// One row of a crosswalk.
struct HabitatClass {
  std::string code;            ///< source code, e.g. "g3c"
  std::string label;           ///< e.g. "Other neutral grassland"
  std::string habitat;         ///< habitat class it maps to (name used by BOA targets and reports)
  double distinctiveness = 0;  ///< 0–8 (statutory biodiversity metric scale)
  bool irreplaceable = false;
  bool excluded = false;                          ///< can never be restored (built-up, open sea …)
  std::map<std::string, NetworkRating> networks;  ///< by network id, e.g. "woodland"; absent = {not core, 0, default}
};

/// How codes of one classification are written and matched.
enum class CodeMatching {
  exact,
  longest_prefix,  ///< hierarchical: g3c5 → g3c → g3, at the steps of the system the codes belong to (CodeSystem)
};

/// A crosswalk from source codes to habitat classes. Immutable once made; lookups are const and thread-safe.
///
///     const Crosswalk ukhab = read_crosswalk("data/presets/crosswalks/ukhab.csv");
///     const FeatureHabitat meaning = classify(ukhab, "g3c");   // ukhab.classes()[meaning.classes[0]].habitat
class Crosswalk {
 public:
  Crosswalk() = default;
  Crosswalk(std::string name, CodeMatching matching, std::vector<HabitatClass> classes);

  const std::string& name() const noexcept { return name_; }
  const std::vector<HabitatClass>& classes() const noexcept { return classes_; }
  /// Index into classes(), or -1. Case and surrounding spaces are ignored, except that a lone letter must have the case
  /// that its system uses ("g" in UKHab, "A" in Phase 1). With longest_prefix the text must begin with a whole code of
  /// the system, and the text after it must be allowed (CodeSystem::may_follow), which excludes words, road numbers,
  /// area codes and postcodes. A comma- or semicolon-separated list is not a code (split it first).
  int find(std::string_view code) const;
  /// "ukhab", "phase1", or "": the known system that the codes belong to.
  std::string_view system() const noexcept { return system_.name(); }
  /// How certain it is that a text found by find() is a habitat code. In a crosswalk of names, a single word ("Water",
  /// "Urban") counts as little as a number.
  CodeStrength strength(std::string_view code) const;

 private:
  int find_shortened(std::string_view text) const;

  std::string name_;
  CodeMatching matching_ = CodeMatching::exact;
  CodeSystem system_;  ///< with longest_prefix
  std::vector<HabitatClass> classes_;
  std::map<std::string, int, std::less<>> by_code_;
};

/// "DWOOD,LMEAD" → {"DWOOD", "LMEAD"}; trims; drops empties.
std::vector<std::string> split_codes(std::string_view codes);

/// Reads a crosswalk from CSV text (data/presets/README.md explains the columns and blank cells). Its name is the file
/// name without folder and extension. Throws Error(config) naming line and column, and the nearest known column.
Crosswalk parse_crosswalk(std::string_view csv, const std::string& file_name);
/// The same from a file.
Crosswalk read_crosswalk(const std::string& path);

/// What a feature with (possibly several) codes means for one network: core if any code is; the largest potential; the
/// smallest resistance. `excluded` only if all known codes are excluded.
struct FeatureHabitat {
  std::vector<int> classes;  ///< indices into the crosswalk, unknown codes left out
  bool known = false;        ///< at least one code was found
  bool excluded = true;
};
/// `codes` is one code or a list. A text that is itself a code ("Fen, Marsh and Swamp") is not split.
FeatureHabitat classify(const Crosswalk& crosswalk, std::string_view codes);
NetworkRating rating(const Crosswalk& crosswalk, const FeatureHabitat& habitat, const std::string& network);

}  // namespace spatial
