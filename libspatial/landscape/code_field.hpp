// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/landscape/habitat.hpp"

namespace spatial {

/// Decides from all its values whether a field holds the codes of a crosswalk, and if not, what the values look like.
///   const CodeEvidence evidence = code_evidence(ukhab, {{"g3c", 40}, {"A36", 2}});
///   evidence.share();   // 40 of 42
/// A single value may be a code in several classifications ("E2.2" is a Phase 1 fen and a EUNIS hay meadow); a whole
/// field rarely fits more than one. Pure; O(values × length).

/// Distinct values of a field, and how many features hold each.
using ValueCounts = std::vector<std::pair<std::string, std::size_t>>;

struct CodeEvidence {
  std::size_t features = 0;       ///< features whose value is not blank
  std::size_t codes = 0;          ///< of these, features whose value is codes only (lone ones as described below)
  std::size_t lone = 0;           ///< features whose value is a lone letter or number
  std::size_t telling = 0;        ///< distinct values with a code of CodeStrength::full
  ValueCounts others;             ///< values that are not codes, most frequent first
  bool lone_only = false;         ///< lone letters and numbers outnumber the other codes, so they are not counted
  double share() const noexcept;  ///< of features that hold codes, 0 to 1; 1 for a field without values
};

/// A value is a code, or a list of codes ("DWOOD,LMEAD"; numbers in a list are secondary codes). Lone letters and
/// numbers count only in a field in which at least as many features have a longer code.
CodeEvidence code_evidence(const Crosswalk& crosswalk, const ValueCounts& values);

/// Whether the field holds codes: at least `least_share` of its features have them. A single feature with another value
/// never counts against a field, however few features there are.
bool enough_codes(const CodeEvidence& evidence, double least_share) noexcept;
inline constexpr double usual_code_share = 0.9;

/// What the values look like, in the plural ("road numbers", "NVC codes", "free text"), or "" if that is not
/// recognised.
std::string looks_of(const ValueCounts& values);

/// The crosswalk that recognises most of the values as codes, or else as names of habitats; nullptr if none does.
struct KnownAs {
  const Crosswalk* crosswalk = nullptr;
  bool by_name = false;   ///< the values are its labels or habitats, not its codes
  std::string code;       ///< by_name: the code of one of them
  std::string name;       ///< by_name: that value, a label or habitat
  std::size_t names = 0;  ///< by_name: how many distinct values are names
};
KnownAs known_as(std::span<const Crosswalk> crosswalks, const ValueCounts& values);

}  // namespace spatial
