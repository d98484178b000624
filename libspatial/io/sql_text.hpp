// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace spatial {

/// The first semicolon outside quotes and comments: what follows it would be left out. npos if there is none.
/// O(length).
std::size_t end_of_statement(const std::string& sql);

}  // namespace spatial
