// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// How the codes of one habitat classification are written: the form of a complete code, where a code may be shortened
/// to a broader one, and what may follow it in the same cell.
///   const CodeSystem system = CodeSystem::of({"g3", "g3c", "w1f"});   // UKHab, recognised by its codes
///   system.head("g3c5 10");                                           // "g3c5"
///   system.head("E08000009");                                         // "": an ONS code
/// Two systems are known by their published lists: the UK Habitat Classification (version 2) and JNCC Phase 1 (2010).
/// For any other list, a text is a code if it looks like the listed ones: no longer runs of letters or digits, no other
/// punctuation, and at most two levels more than the longest of them. Immutable; pure; O(length of the text). Codes are
/// ASCII.

/// How certain it is that a text of this form is a habitat code.
enum class CodeStrength {
  lone,     ///< one letter ("g", "A") or a bare number: could also be a flag, a grade or a rank
  partial,  ///< one letter and one number ("g4", "A1"): could also be a road number
  full,     ///< anything longer ("g3c", "A1.1")
};
CodeStrength strength_of(std::string_view code);

class CodeSystem {
 public:
  CodeSystem() = default;
  /// The known system to which at least nine in ten of these codes belong, or else a pattern taken from the codes.
  static CodeSystem of(const std::vector<std::string>& codes);

  /// "ukhab", "phase1", or "" for a pattern taken from the codes.
  std::string_view name() const noexcept;
  /// The code at the beginning of a text, in lower case; "" if the text does not begin with a code.
  std::string head(std::string_view text) const;
  /// Whether a longer code may be shortened to its first `length` characters: only at a level of the system, never
  /// inside a number or a word.
  static bool step_ends_at(std::string_view code, std::size_t length);
  /// Whether a lone letter has the case that the system uses ("g" in UKHab, "A" in Phase 1).
  bool own_case(std::string_view code) const;

  /// Whether `rest`, the text after a code in the same cell, is allowed there: secondary codes ("g3c 10"), further
  /// codes
  /// ("A1.1.1/A2.1"), a percentage, or the habitat's name ("B4 Improved grassland"). `named` answers whether a word is
  /// part of that name. After one letter and one number, words must belong to the name; after a lone letter, no words
  /// are allowed.
  bool may_follow(std::string_view code, std::string_view rest,
                  const std::function<bool(std::string_view)>& named) const;

 private:
  bool fits(std::string_view code) const;

  int known_ = -1;  ///< row of the table of systems, or -1
  std::size_t letters_ = 0, digits_ = 0, steps_ = 0;
  std::string inner_;  ///< punctuation that occurs inside codes
};

}  // namespace spatial
