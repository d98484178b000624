// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Small text helpers shared by all modules. All are pure.
///
///     natural_less("H-9", "H-10");       // true
///     did_you_mean("grasland", known);   // "; did you mean 'grassland'?"

/// The closest of `known` by Damerau-Levenshtein distance without regard to case; empty if nothing is near
/// (distance > a third of the word's length, at least 2).
std::string nearest_word(std::string_view word, std::span<const std::string> known);

/// The end of a message about an unknown word: "; did you mean 'Lowland meadows'?", or nothing if no known word is
/// close.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

/// Natural order: digit runs compare as numbers ("H-9" < "H-10"); ties by plain bytes.
bool natural_less(std::string_view a, std::string_view b) noexcept;

std::string trimmed(std::string_view text);
std::string lower(std::string_view text);  ///< ASCII only
std::string joined(std::span<const std::string> words, std::string_view separator);
/// Shortest text that reads back as the same double.
std::string shortest(double value);
/// "12" for 12.0, otherwise the shortest text, so that an id stored as a real number stays an id.
std::string number_text(double value);
/// 1234567 → "1,234,567".
std::string with_commas(long long value);
/// A title within a sentence: "Neutral grassland" becomes "neutral grassland", "SSSI" stays.
std::string within_sentence(std::string title);

}  // namespace spatial
