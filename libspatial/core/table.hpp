// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace spatial {

/// A table of results with its own data dictionary. It is written to a GeoPackage or CSV, and `docs/data.md` is derived
/// from it. A column's spec is the single source of its name, title, meaning and unit.
///
///     if (const Column* area = table.find("area_ha")) use(std::get<RealCells>(area->cells));

/// What a column holds. Integers and booleans (0, 1) are IntegerCells. The types from `date` to `binary` occur
/// only in attributes that pass through from an input, and are TextCells: ISO 8601 dates ("2026-03-31"), times in UTC
/// ("2026-03-31T12:00:00.000Z"), JSON, bytes in hexadecimal. `bytes` are TextCells of bytes as they are, which only
/// GeoPackages hold: the parts of a plan pass them on.
enum class ColumnType { text, integer, real, boolean, date, date_time, json, binary, bytes };

/// Whether the cells are numbers that can be added up.
constexpr bool is_numeric(ColumnType type) noexcept { return type == ColumnType::integer || type == ColumnType::real; }

struct ColumnSpec {
  std::string name;         ///< field name in the file, e.g. "area_ha"
  std::string title;        ///< name a person reads, e.g. "Area (ha)"
  std::string description;  ///< one sentence
  std::string unit;         ///< "ha", "m", "%", "0-1", or empty
  ColumnType type = ColumnType::text;
  std::string domain;  ///< name of a coded value domain, or empty
};

/// Cells by type; a missing text or integer is nullopt, a missing real is NaN; all are written as NULL.
using TextCells = std::vector<std::optional<std::string>>;
using IntegerCells = std::vector<std::optional<std::int64_t>>;
using RealCells = std::vector<double>;
using Cells = std::variant<TextCells, IntegerCells, RealCells>;

struct Column {
  ColumnSpec spec;
  Cells cells;
};

struct Table {
  std::string name;         ///< layer name, e.g. "opportunity_areas"
  std::string title;        ///< name a person reads
  std::string description;  ///< what one row is
  std::vector<Column> columns;

  std::size_t rows() const;
  const Column* find(const std::string& column) const;  ///< nullptr if there is none
};

/// Coded values: code as stored, label as shown.
struct Domain {
  std::string name;
  std::string description;
  std::vector<std::pair<std::string, std::string>> values;
};

}  // namespace spatial
