// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spatial::test {

/// Rows of a CSV table of expected numbers, without its header.
std::vector<std::vector<std::string>> expected_rows(const std::filesystem::path& file);

/// Rows of ../shared/strategy/expected.csv for a capability and a case: item, value, unit, tolerance.
struct ExpectedValue {
  std::string item;
  double value = 0, tolerance = 0;
};
std::vector<ExpectedValue> expected_values(const std::filesystem::path& file, const std::string& capability,
                                           const std::string& what);

}  // namespace spatial::test
