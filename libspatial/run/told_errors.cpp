// SPDX-License-Identifier: MIT
#include "libspatial/run/told_errors.hpp"

#include <fmt/format.h>

#include "libspatial/core/text.hpp"
#include "libspatial/run/issue_counts.hpp"

namespace spatial {

void tell_errors(const Issues& issues, std::vector<std::string>& notes) {
  std::size_t errors = 0;
  std::vector<std::string> words;
  for (const IssueCount& one : counts_of(issues)) {
    if (info(one.rule).severity != Severity::error) continue;
    errors += one.count;
    words.push_back(fmt::format("{} × {}", info(one.rule).code, with_commas(static_cast<long long>(one.count))));
  }
  if (errors > 0)
    notes.push_back(fmt::format("{} {} in the table issues, read them before you use the result: {}",
                                with_commas(static_cast<long long>(errors)), errors == 1 ? "error" : "errors",
                                joined(words, ", ")));
}

}  // namespace spatial
