// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace spatial {

/// Does a text say that nothing is known: blank, or a word that people write into a cell they have nothing for, such as
/// "N/A", "none", "unknown", "TBC" or "-"? Case and space around it do not matter. Pure; O(length).
///
///     is_blank_word(" n/a ");   // true
///     is_blank_word("NA12");    // false
bool is_blank_word(std::string_view text);

}  // namespace spatial
