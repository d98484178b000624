// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libspatial/core/table.hpp"

namespace spatial {

/// A cell as read: nothing (NULL), a whole number, a real number, or text.
using AttributeValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// An attribute of a layer as read, held in the type that the file declares, from the file to the output. A cell that
/// does not fit that type (a GeoPackage may hold "n/a" in a field of numbers) is kept as text, so no value is lost.
/// Copies and moves cells; O(1) a cell. Not for several threads at once while it changes.
///
///     AttributeColumn age("age", ColumnType::integer);
///     age.push_back(std::int64_t{12});
///     age.push_back(std::string("old"));
///     age.text(0);    // "12"
///     age.misfits();  // {{1, "old"}}
class AttributeColumn {
 public:
  std::string name;

  AttributeColumn() = default;
  explicit AttributeColumn(std::string column, ColumnType declared = ColumnType::text);
  /// A column of text; "" becomes NULL.
  static AttributeColumn of_texts(std::string name, const std::vector<std::string>& texts);
  /// A column without rows, of the same name and type.
  AttributeColumn without_rows() const { return AttributeColumn(name, type_); }
  /// These rows, in this order.
  AttributeColumn picked(const std::vector<std::uint32_t>& rows) const;

  ColumnType type() const noexcept { return type_; }
  std::size_t size() const noexcept;
  void push_back(AttributeValue value);
  /// Adds a copy of a cell of another column of the same type.
  void push_back_from(const AttributeColumn& other, std::size_t row);
  /// Adds all rows of another column of the same type.
  void append(AttributeColumn&& more);
  /// Keeps only these rows, which must be ascending.
  void keep(const std::vector<std::size_t>& rows);

  bool is_null(std::size_t row) const;
  /// The cell as text, numbers in their shortest form; "" for NULL.
  std::string text(std::size_t row) const;
  /// The same; nullopt for NULL, so that it differs from an empty text.
  std::optional<std::string> text_or_null(std::size_t row) const;
  std::vector<std::string> texts() const;
  TextCells text_cells() const;

  /// Rows whose value does not fit the type, ascending, with their text. In `cells` they are NULL.
  const std::vector<std::pair<std::size_t, std::string>>& misfits() const noexcept { return misfits_; }
  const Cells& cells() const noexcept { return cells_; }

 private:
  const std::string* misfit(std::size_t row) const;

  ColumnType type_ = ColumnType::text;
  Cells cells_;
  std::vector<std::pair<std::size_t, std::string>> misfits_;
};

/// The columns without their rows.
std::vector<AttributeColumn> without_rows(const std::vector<AttributeColumn>& columns);
/// Adds a row of other columns of the same types.
void push_row(std::vector<AttributeColumn>& to, const std::vector<AttributeColumn>& from, std::size_t row);
/// Adds all rows of other columns of the same types.
void append_rows(std::vector<AttributeColumn>& to, std::vector<AttributeColumn>&& from);

}  // namespace spatial
