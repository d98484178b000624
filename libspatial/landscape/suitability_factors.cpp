// SPDX-License-Identifier: MIT
#include "libspatial/landscape/suitability_factors.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/landscape/csv.hpp"

namespace spatial {
namespace {

std::string key_of(const std::string& text) { return lower(trimmed(text)); }

[[noreturn]] void fail(const std::string& file, std::size_t line, std::size_t column, const std::string& what) {
  throw Error(ErrorKind::config, fmt::format("{}, line {}, column {}: {}", file, line, column, what),
              "The table needs the columns class, all and one per network, with factors from 0 to 1.");
}

std::optional<double> factor_in(const CsvCell& cell, const std::string& file, std::size_t line) {
  const std::string text = trimmed(cell.text);
  if (text.empty()) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= 1))
    fail(file, line, cell.column, fmt::format("'{}' is not a factor from 0 to 1", text));
  return value;
}

}  // namespace

bool SuitabilityFactors::has(const std::string& land_class) const { return rows_.contains(key_of(land_class)); }

std::optional<double> SuitabilityFactors::factor(const std::string& land_class, const std::string& network) const {
  const auto row = rows_.find(key_of(land_class));
  if (row == rows_.end()) return std::nullopt;
  const auto own = row->second.by_network.find(key_of(network));
  return own != row->second.by_network.end() ? own->second : row->second.all.value_or(1);
}

SuitabilityFactors parse_factors(const std::string& text, const std::string& file_name) {
  const CsvFile csv = parse_csv(text, file_name);
  if (csv.rows.empty()) fail(file_name, 1, 1, "the table is empty");
  const CsvRow& header = csv.rows.front();
  std::vector<std::string> columns;
  std::set<std::string> seen;
  std::optional<std::size_t> class_column;
  for (std::size_t k = 0; k < header.cells.size(); ++k) {
    columns.push_back(key_of(header.cells[k].text));
    if (!seen.insert(columns.back()).second)
      fail(file_name, header.line, header.cells[k].column, fmt::format("the column '{}' occurs twice", columns.back()));
    if (columns.back() == "class") class_column = k;
  }
  if (!class_column) fail(file_name, header.line, 1, "there is no column 'class'");
  SuitabilityFactors factors;
  for (std::size_t r = 1; r < csv.rows.size(); ++r) {
    const CsvRow& row = csv.rows[r];
    if (row.cells.size() != columns.size())
      fail(file_name, row.line, 1, fmt::format("{} cells stand under {} columns", row.cells.size(), columns.size()));
    SuitabilityFactors::Row entry;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (k == *class_column) continue;
      const std::optional<double> factor = factor_in(row.cells[k], file_name, row.line);
      if (columns[k] == "all")
        entry.all = factor;
      else if (factor)
        entry.by_network[columns[k]] = *factor;
    }
    if (!factors.rows_.emplace(key_of(row.cells[*class_column].text), std::move(entry)).second)
      fail(file_name, row.line, row.cells[*class_column].column,
           fmt::format("the class '{}' occurs twice", trimmed(row.cells[*class_column].text)));
  }
  return factors;
}

SuitabilityFactors read_factors(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw Error(ErrorKind::config, fmt::format("cannot read {}", file), "Name the CSV file with the factors.");
  return parse_factors(text.str(), file);
}

}  // namespace spatial
