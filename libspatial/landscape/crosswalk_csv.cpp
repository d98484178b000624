// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/landscape/csv.hpp"
#include "libspatial/landscape/habitat.hpp"

namespace spatial {
namespace {

/// What a column of a crosswalk holds. The last five exist per network and are named <network><suffix>.
enum class Field {
  code,
  label,
  habitat,
  distinctiveness,
  irreplaceable,
  excluded,
  pollinators,
  core,
  potential,
  low,
  mid,
  high
};

struct FieldInfo {
  Field field;
  std::string_view name;
};
constexpr std::array class_fields{
    FieldInfo{Field::code, "code"},
    FieldInfo{Field::label, "label"},
    FieldInfo{Field::habitat, "habitat"},
    FieldInfo{Field::distinctiveness, "distinctiveness"},
    FieldInfo{Field::irreplaceable, "irreplaceable"},
    FieldInfo{Field::excluded, "excluded"},
    FieldInfo{Field::pollinators, "floral"},  // only for lnrs pollinators, which reads it itself
    FieldInfo{Field::pollinators, "nest"},
};
constexpr std::array network_fields{
    FieldInfo{Field::core, "_core"},
    FieldInfo{Field::potential, "_potential"},
    FieldInfo{Field::low, "_resistance_low"},
    FieldInfo{Field::mid, "_resistance_mid"},
    FieldInfo{Field::high, "_resistance_high"},
};

struct ColumnUse {
  Field field{};
  std::string network;
  std::string name;
};

struct Where {
  const std::string& file;
  std::size_t line;
  std::size_t column;
  [[noreturn]] void fail(const std::string& what, const std::string& remedy) const {
    throw Error(ErrorKind::config, fmt::format("{}, line {}, column {}: {}", file, line, column, what), remedy);
  }
};

std::optional<ColumnUse> use_of(const std::string& name) {
  for (const FieldInfo& row : class_fields)
    if (name == row.name) return ColumnUse{row.field, {}, name};
  for (const FieldInfo& row : network_fields)
    if (name.size() > row.name.size() && name.ends_with(row.name))
      return ColumnUse{row.field, name.substr(0, name.size() - row.name.size()), name};
  return std::nullopt;
}

std::string nearest_column(const std::string& name, const std::set<std::string>& networks) {
  std::vector<std::string> known;
  for (const FieldInfo& row : class_fields) known.emplace_back(row.name);
  for (const std::string& network : networks)
    for (const FieldInfo& row : network_fields) known.push_back(network + std::string(row.name));
  return nearest_word(name, known);
}

std::vector<ColumnUse> read_header(const CsvRow& header, const std::string& file) {
  std::set<std::string> networks;
  for (const CsvCell& cell : header.cells)
    if (const auto use = use_of(lower(trimmed(cell.text))); use && !use->network.empty()) networks.insert(use->network);
  std::vector<ColumnUse> columns;
  std::set<std::string> seen;
  for (const CsvCell& cell : header.cells) {
    const Where where{file, header.line, cell.column};
    const std::string name = lower(trimmed(cell.text));
    const auto use = use_of(name);
    if (!use) {
      const std::string nearest = nearest_column(name, networks);
      where.fail(fmt::format("unknown column '{}'", trimmed(cell.text)),
                 nearest.empty()
                     ? "Columns are code, label, habitat, distinctiveness, irreplaceable, excluded and, for each "
                       "network, <network>_core, _potential, _resistance_low, _resistance_mid, _resistance_high."
                     : fmt::format("Did you mean '{}'?", nearest));
    }
    if (!seen.insert(name).second) where.fail(fmt::format("column '{}' appears twice", name), "Remove one of the two.");
    columns.push_back(*use);
  }
  if (!seen.contains("code"))
    Where{file, header.line, 1}.fail("there is no column 'code'", "The header needs a column 'code'.");
  return columns;
}

double number(const std::string& text, double low, double high, const Where& where, const std::string& column) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stop != end || !std::isfinite(value))
    where.fail(fmt::format("'{}' in column '{}' is not a number", text, column),
               "Write a number with a decimal point, or leave the cell blank.");
  if (value < low || value > high)
    where.fail(fmt::format("{} in column '{}' is out of range", text, column),
               high < 1e6 ? fmt::format("It must lie between {} and {}.", shortest(low), shortest(high))
                          : fmt::format("It must be at least {}.", shortest(low)));
  return value;
}

bool yes_or_no(const std::string& text, const Where& where, const std::string& column) {
  const std::string word = lower(text);
  for (const std::string_view yes : {"yes", "y", "true", "1"})
    if (word == yes) return true;
  for (const std::string_view no : {"no", "n", "false", "0"})
    if (word == no) return false;
  where.fail(fmt::format("'{}' in column '{}' is neither yes nor no", text, column),
             "Write yes or no, or leave the cell blank.");
}

/// The ratings of a row while it is read; blanks are filled in at the end of the row.
struct RatingCells {
  bool core = false;
  double potential = 0;
  std::optional<double> low, mid, high;
};

NetworkRating complete(const RatingCells& cells, const std::string& network, const HabitatClass& one,
                       const Where& where) {
  NetworkRating result;
  result.core = cells.core;
  result.potential = cells.potential;
  const double mid = cells.mid.value_or(cells.core ? 1 : 50);
  result.resistance[0] = cells.low.value_or(mid);
  result.resistance[1] = mid;
  result.resistance[2] = cells.high.value_or(mid);
  if (result.resistance[0] > mid || mid > result.resistance[2])
    where.fail(fmt::format("resistances of '{}' for network '{}' do not rise from low to high ({}, {}, {})", one.code,
                           network, shortest(result.resistance[0]), shortest(mid), shortest(result.resistance[2])),
               "Order them low, mid, high. A blank mid is 1 for core habitat and otherwise 50.");
  if (one.excluded && cells.potential > 0)
    where.fail(fmt::format("'{}' is excluded but has a potential for network '{}'", one.code, network),
               "Clear one of the two: an excluded class can never be restored.");
  return result;
}

/// Its branches are the kinds of columns that a row may have, each with its own rules.
HabitatClass read_class(const CsvRow& row, const std::vector<ColumnUse>& columns, const std::string& file) {
  if (row.cells.size() > columns.size())
    Where{file, row.line, row.cells[columns.size()].column}.fail(
        fmt::format("the row has {} cells but the header {}", row.cells.size(), columns.size()),
        "Put cells that hold a comma in quotes.");
  HabitatClass one;
  std::map<std::string, RatingCells> ratings;
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    const ColumnUse& column = columns[c];
    const std::string text = trimmed(row.cells[c].text);
    if (text.empty()) continue;
    const Where where{file, row.line, row.cells[c].column};
    const auto real = [&](double low, double high) { return number(text, low, high, where, column.name); };
    switch (column.field) {
      case Field::code:
        one.code = text;
        break;
      case Field::label:
        one.label = text;
        break;
      case Field::habitat:
        one.habitat = text;
        break;
      case Field::distinctiveness:
        one.distinctiveness = real(0, 8);
        break;
      case Field::irreplaceable:
        one.irreplaceable = yes_or_no(text, where, column.name);
        break;
      case Field::excluded:
        one.excluded = yes_or_no(text, where, column.name);
        break;
      case Field::pollinators:
        real(0, 1);  // only checked here
        break;
      case Field::core:
        ratings[column.network].core = yes_or_no(text, where, column.name);
        break;
      case Field::potential:
        ratings[column.network].potential = real(0, 1);
        break;
      // With resistance below 1, a cost distance could be shorter than the straight line, and searches bounded by
      // distance would miss links.
      case Field::low:
        ratings[column.network].low = real(1, 1e6);
        break;
      case Field::mid:
        ratings[column.network].mid = real(1, 1e6);
        break;
      case Field::high:
        ratings[column.network].high = real(1, 1e6);
        break;
    }
  }
  const Where where{file, row.line, 1};
  if (one.code.empty()) where.fail("the row has no code", "Give the row a code or delete it.");
  if (one.label.empty()) one.label = one.code;
  if (one.habitat.empty()) one.habitat = one.label;
  for (const auto& [network, cells] : ratings) one.networks[network] = complete(cells, network, one, where);
  return one;
}

CodeMatching matching_stated(const CsvFile& csv, const std::string& file) {
  for (const std::string& comment : csv.comments) {
    const std::size_t colon = comment.find(':');
    if (colon == std::string::npos || lower(trimmed(comment.substr(0, colon))) != "matching") continue;
    const std::string word = lower(trimmed(comment.substr(colon + 1)));
    if (word == "longest_prefix") return CodeMatching::longest_prefix;
    if (word != "exact")
      throw Error(ErrorKind::config, fmt::format("{}: matching '{}' is not known", file, word),
                  "Write '# matching: exact' or '# matching: longest_prefix'.");
  }
  return CodeMatching::exact;
}

}  // namespace

Crosswalk parse_crosswalk(std::string_view csv, const std::string& file_name) {
  const CsvFile file = parse_csv(csv, file_name);
  const std::string name = std::filesystem::path(file_name).stem().string();
  if (file.rows.size() < 2)
    throw Error(ErrorKind::config, fmt::format("{}: the crosswalk has no rows", file_name),
                "Give it a header and at least one code.");
  const std::vector<ColumnUse> columns = read_header(file.rows.front(), file_name);
  std::vector<HabitatClass> classes;
  std::map<std::string, std::size_t> line_of;
  for (std::size_t r = 1; r < file.rows.size(); ++r) {
    const CsvRow& row = file.rows[r];
    classes.push_back(read_class(row, columns, file_name));
    const auto [first, is_new] = line_of.emplace(lower(classes.back().code), row.line);
    if (!is_new)
      Where{file_name, row.line, 1}.fail(
          fmt::format("code '{}' was already given in line {}", classes.back().code, first->second),
          "Keep one row per code; case and spaces do not tell codes apart.");
  }
  return {name, matching_stated(file, file_name), std::move(classes)};
}

Crosswalk read_crosswalk(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path))
    throw Error(ErrorKind::config, fmt::format("cannot read the crosswalk {}", path),
                "Name a preset or the path of a CSV file.");
  std::ostringstream text;
  text << in.rdbuf();
  return parse_crosswalk(text.str(), path);
}

}  // namespace spatial
