// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"

namespace spatial {

/// Adds one line on all issues that are errors, for the console: a result that leaves out what a table says must not
/// look complete. Adds nothing if there is none. O(issues).
///
///     tell_errors(issues, outcome.notes);   // "3 errors in the table issues …: people_without_unit × 3"
void tell_errors(const Issues& issues, std::vector<std::string>& notes);

}  // namespace spatial
