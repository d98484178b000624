// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// How the codes of one habitat classification are written: the form of a complete code, where a code may be shortened
/// to a broader one, and what may follow it in the same cell.
///   const CodeSystem system = CodeSystem::of({"g3", "g3c", "w1f"});   // UKHab, told by its codes
///   system.head("g3c5 10");                                           // "g3c5"
///   system.head("E08000009");                                         // "": an ONS code
/// Two systems are known by their published lists: the UK Habitat Classification (version 2) and JNCC Phase 1 (2010).
/// For any other list of codes the codes themselves are the pattern: no longer runs of letters or digits, no other
/// punctuation, and at most two steps more than the longest of them. Immutable; pure; O(length of the text). Codes are
/// ASCII.

/// How much a code says on its own.
enum class CodeStrength {
  lone,     ///< one letter ("g", "A") or a bare number: a flag, a grade or a rank looks the same
  partial,  ///< one letter and one number ("g4", "A1"): so does a road
  full,     ///< anything longer ("g3c", "A1.1")
};
CodeStrength strength_of(std::string_view code);

class CodeSystem {
 public:
  CodeSystem() = default;
  /// The known system that nine of ten of these codes belong to, or their own pattern.
  static CodeSystem of(const std::vector<std::string>& codes);

  /// "ukhab", "phase1", or "" for a pattern taken from the codes.
  std::string_view name() const noexcept;
  /// The part of a text that is a code, in lower case, with what follows it cut off; "" if the text does not begin with
  /// one.
  std::string head(std::string_view text) const;
  /// Whether a code may end after `length` characters of the longer code: at a step of the system, never inside a
  /// number or a word.
  static bool step_ends_at(std::string_view code, std::size_t length);
  /// Whether a lone letter is written as the system writes it ("g" in UKHab, "A" in Phase 1).
  bool own_case(std::string_view code) const;

  /// Whether `rest`, what follows a code in its cell, leaves it a code: secondary codes ("g3c 10"), further codes
  /// ("A1.1.1/A2.1"), a percentage, or the name of the habitat ("B4 Improved grassland"), of which `named` asks whether
  /// a word is part of it. After a letter and a number words must name the habitat; after a lone letter there are none.
  bool may_follow(std::string_view code, std::string_view rest,
                  const std::function<bool(std::string_view)>& named) const;

 private:
  bool fits(std::string_view code) const;

  int known_ = -1;  ///< row of the table of systems, or -1
  std::size_t letters_ = 0, digits_ = 0, steps_ = 0;
  std::string inner_;  ///< punctuation inside codes
};

}  // namespace spatial
