// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/landscape/habitat.hpp"

namespace spatial {

/// Whether a field holds the codes of a crosswalk, judged from all its values; and what else they look like.
///   const CodeEvidence evidence = code_evidence(ukhab, {{"g3c", 40}, {"A36", 2}});
///   evidence.share();   // 40 of 42
/// A single value may be a code of several classifications ("E2.2" is a Phase 1 fen and a EUNIS hay meadow); a field
/// rarely is. Pure; O(values × length).

/// Distinct values of a field, and how many features hold each.
using ValueCounts = std::vector<std::pair<std::string, std::size_t>>;

struct CodeEvidence {
  std::size_t features = 0;       ///< with a value that is not blank
  std::size_t codes = 0;          ///< of them, with codes and nothing else, as far as they count
  std::size_t lone = 0;           ///< with a lone letter or number only
  std::size_t telling = 0;        ///< distinct values with a code of CodeStrength::full
  ValueCounts others;             ///< values that are no codes, most frequent first
  bool lone_only = false;         ///< lone letters and numbers outweigh the other codes, so they count as no codes
  double share() const noexcept;  ///< of features that hold codes, 0 to 1; 1 for a field without values
};

/// A value is a code, or a list of codes ("DWOOD,LMEAD"; numbers in a list are secondary codes). Lone letters and
/// numbers count only in a field in which at least as many features have a longer code.
CodeEvidence code_evidence(const Crosswalk& crosswalk, const ValueCounts& values);

/// Whether the field is one of codes: at least `least_share` of its features hold them. One feature with another value
/// among others with codes is no reason to doubt a field, however few there are.
bool enough_codes(const CodeEvidence& evidence, double least_share) noexcept;
inline constexpr double usual_code_share = 0.9;

/// What the values look like, in the plural ("road numbers", "NVC codes", "free text"), or "" if they look like nothing
/// known.
std::string looks_of(const ValueCounts& values);

/// The crosswalk that knows most of the values as codes, or else as names of habitats; nullptr if none does.
struct KnownAs {
  const Crosswalk* crosswalk = nullptr;
  bool by_name = false;   ///< the values are its labels or habitats, not its codes
  std::string code;       ///< by_name: the code of one of them
  std::string name;       ///< by_name: that one
  std::size_t names = 0;  ///< by_name: how many distinct values are names
};
KnownAs known_as(std::span<const Crosswalk> crosswalks, const ValueCounts& values);

}  // namespace spatial
