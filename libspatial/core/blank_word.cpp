// SPDX-License-Identifier: MIT
#include "libspatial/core/blank_word.hpp"

#include <algorithm>
#include <array>

#include "libspatial/core/text.hpp"

namespace spatial {

bool is_blank_word(std::string_view text) {
  constexpr std::array<std::string_view, 17> words{
      "",    "n/a", "n.a.",    "none",    "null",   "<null>",    "nil",           "-", "--", "?",
      "tbc", "tba", "unknown", "unnamed", "(null)", "not known", "not applicable"};
  const std::string word = lower(trimmed(text));
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace spatial
