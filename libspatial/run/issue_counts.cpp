// SPDX-License-Identifier: MIT
#include "libspatial/run/issue_counts.hpp"

#include <map>

namespace spatial {

std::vector<IssueCount> counts_of(const Issues& issues, const Issues& more) {
  std::map<IssueRule, std::size_t> by_rule;
  for (const Issues* some : {&issues, &more})
    for (const Issue& issue : *some) ++by_rule[issue.rule];
  std::vector<IssueCount> counts;
  for (const auto& [rule, count] : by_rule) counts.push_back({rule, count});
  return counts;
}

}  // namespace spatial
