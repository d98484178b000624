// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/core/table.hpp"

namespace spatial {

/// Private to report/: appends columns to a table, with their entries in the data dictionary.
class TableBuilder {
 public:
  TableBuilder(std::string name, std::string title, std::string description) {
    table_.name = std::move(name);
    table_.title = std::move(title);
    table_.description = std::move(description);
  }
  void text(std::string name, std::string title, std::string description, TextCells cells, std::string domain = {}) {
    table_.columns.push_back(
        {{std::move(name), std::move(title), std::move(description), "", ColumnType::text, std::move(domain)},
         std::move(cells)});
  }
  void integer(std::string name, std::string title, std::string description, std::string unit, IntegerCells cells) {
    table_.columns.push_back(
        {{std::move(name), std::move(title), std::move(description), std::move(unit), ColumnType::integer, {}},
         std::move(cells)});
  }
  void real(std::string name, std::string title, std::string description, std::string unit, RealCells cells) {
    table_.columns.push_back(
        {{std::move(name), std::move(title), std::move(description), std::move(unit), ColumnType::real, {}},
         std::move(cells)});
  }
  Table done() { return std::move(table_); }

 private:
  Table table_;
};

/// Cells from a function of the row: cells_of<RealCells>(n, [&](std::size_t i) { return …; }).
template <class CellsType, class Value>
CellsType cells_of(std::size_t rows, Value&& value) {
  CellsType cells;
  cells.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) cells.push_back(value(i));
  return cells;
}

inline std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace spatial
