// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace spatial {

/// The position of the first semicolon outside quotes and comments, after which SQL would be ignored; npos if there is
/// none. O(length).
///
///     end_of_statement("code = 'a;b'; DROP TABLE x");   // 12
std::size_t end_of_statement(const std::string& sql);

}  // namespace spatial
