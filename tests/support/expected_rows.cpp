// SPDX-License-Identifier: MIT
#include "tests/support/expected_rows.hpp"

#include <cstdlib>

#include "libspatial/landscape/csv.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

std::vector<std::vector<std::string>> expected_rows(const std::filesystem::path& file) {
  std::vector<std::vector<std::string>> rows;
  for (const CsvRow& row : parse_csv(read_file(file), file.string()).rows) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (const CsvCell& cell : row.cells) cells.push_back(cell.text);
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

std::vector<ExpectedValue> expected_values(const std::filesystem::path& file, const std::string& capability,
                                           const std::string& what) {
  std::vector<ExpectedValue> values;
  for (const std::vector<std::string>& row : expected_rows(file))
    if (row[0] == capability && row[1] == what)
      values.push_back({row[2], std::atof(row[3].c_str()), std::atof(row[5].c_str())});
  return values;
}

}  // namespace spatial::test
