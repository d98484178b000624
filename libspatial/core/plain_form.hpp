// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// A code without what people and programs write in different ways: lower case, without spaces; whole numbers without
/// leading zeros and decimals of 0. Two codes with one plain form are probably one. Pure; O(length).
///
///     plain_form("W1 f") == plain_form("w1f");   // true
///     plain_form("02") == plain_form("2.0");     // true
std::string plain_form(std::string_view code);

}  // namespace spatial
