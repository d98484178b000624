// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "libspatial/core/issue.hpp"

namespace spatial {

/// How often one kind of problem occurred in a run; info(rule) has its code, severity and meaning.
struct IssueCount {
  IssueRule rule{};
  std::size_t count = 0;
};

/// Counts issues by rule, in the order of the rules; rules without an issue are left out. O(issues).
///
///     outcome.issues = counts_of(project.issues);
std::vector<IssueCount> counts_of(const Issues& issues, const Issues& more = {});

}  // namespace spatial
