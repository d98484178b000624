// SPDX-License-Identifier: MIT
#include "libspatial/landscape/attribute_column.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

Cells cells_for(ColumnType type) {
  if (type == ColumnType::integer || type == ColumnType::boolean) return IntegerCells();
  if (type == ColumnType::real) return RealCells();
  return TextCells();
}

}  // namespace

AttributeColumn::AttributeColumn(std::string column, ColumnType declared)
    : name(std::move(column)), type_(declared), cells_(cells_for(declared)) {}

AttributeColumn AttributeColumn::of_texts(std::string name, const std::vector<std::string>& texts) {
  AttributeColumn column(std::move(name));
  for (const std::string& text : texts) column.push_back(text.empty() ? AttributeValue() : AttributeValue(text));
  return column;
}

AttributeColumn AttributeColumn::picked(const std::vector<std::uint32_t>& rows) const {
  AttributeColumn column = without_rows();
  for (const std::uint32_t row : rows) column.push_back_from(*this, row);
  return column;
}

std::size_t AttributeColumn::size() const noexcept {
  return std::visit([](const auto& cells) { return cells.size(); }, cells_);
}

void AttributeColumn::push_back(AttributeValue value) {
  const std::size_t row = size();
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  auto* text = std::get_if<std::string>(&value);
  if (auto* texts = std::get_if<TextCells>(&cells_)) {
    texts->push_back(text != nullptr    ? std::optional(std::move(*text))
                     : whole != nullptr ? std::optional(std::to_string(*whole))
                     : real != nullptr  ? std::optional(number_text(*real))
                                        : std::nullopt);
    return;
  }
  if (auto* integers = std::get_if<IntegerCells>(&cells_)) {
    integers->push_back(whole != nullptr ? std::optional(*whole) : std::nullopt);
    if (real != nullptr) misfits_.emplace_back(row, number_text(*real));
  } else {
    std::get<RealCells>(cells_).push_back(real != nullptr    ? *real
                                          : whole != nullptr ? static_cast<double>(*whole)
                                                             : std::numeric_limits<double>::quiet_NaN());
  }
  if (text != nullptr) misfits_.emplace_back(row, std::move(*text));
}

void AttributeColumn::push_back_from(const AttributeColumn& other, std::size_t row) {
  if (const std::string* text = other.misfit(row)) return push_back(*text);
  std::visit([&](auto& cells) { cells.push_back(std::get<std::decay_t<decltype(cells)>>(other.cells_)[row]); }, cells_);
}

void AttributeColumn::append(AttributeColumn&& more) {
  const std::size_t first = size();
  for (auto& [row, text] : more.misfits_) misfits_.emplace_back(first + row, std::move(text));
  std::visit([&](auto& cells) { move_append(cells, std::get<std::decay_t<decltype(cells)>>(more.cells_)); }, cells_);
  more.misfits_.clear();
}

void AttributeColumn::keep(const std::vector<std::size_t>& rows) {
  AttributeColumn kept = without_rows();
  for (const std::size_t row : rows) kept.push_back_from(*this, row);
  *this = std::move(kept);
}

const std::string* AttributeColumn::misfit(std::size_t row) const {
  if (misfits_.empty()) return nullptr;
  const auto found = std::lower_bound(misfits_.begin(), misfits_.end(), row,
                                      [](const auto& one, std::size_t wanted) { return one.first < wanted; });
  return found != misfits_.end() && found->first == row ? &found->second : nullptr;
}

bool AttributeColumn::is_null(std::size_t row) const {
  if (misfit(row) != nullptr) return false;
  if (const auto* texts = std::get_if<TextCells>(&cells_)) return !(*texts)[row];
  if (const auto* integers = std::get_if<IntegerCells>(&cells_)) return !(*integers)[row];
  return std::isnan(std::get<RealCells>(cells_)[row]);
}

std::string AttributeColumn::text(std::size_t row) const {
  if (const std::string* text = misfit(row)) return *text;
  if (const auto* texts = std::get_if<TextCells>(&cells_)) return (*texts)[row].value_or(std::string());
  if (const auto* integers = std::get_if<IntegerCells>(&cells_))
    return (*integers)[row] ? std::to_string(*(*integers)[row]) : std::string();
  const double value = std::get<RealCells>(cells_)[row];
  return std::isnan(value) ? std::string() : number_text(value);
}

std::optional<std::string> AttributeColumn::text_or_null(std::size_t row) const {
  return is_null(row) ? std::nullopt : std::optional(text(row));
}

std::vector<std::string> AttributeColumn::texts() const {
  std::vector<std::string> all;
  all.reserve(size());
  for (std::size_t row = 0; row < size(); ++row) all.push_back(text(row));
  return all;
}

TextCells AttributeColumn::text_cells() const {
  TextCells all;
  all.reserve(size());
  for (std::size_t row = 0; row < size(); ++row) all.push_back(text_or_null(row));
  return all;
}

std::vector<AttributeColumn> without_rows(const std::vector<AttributeColumn>& columns) {
  std::vector<AttributeColumn> empty;
  for (const AttributeColumn& column : columns) empty.push_back(column.without_rows());
  return empty;
}

void push_row(std::vector<AttributeColumn>& to, const std::vector<AttributeColumn>& from, std::size_t row) {
  for (std::size_t c = 0; c < from.size(); ++c) to[c].push_back_from(from[c], row);
}

void append_rows(std::vector<AttributeColumn>& to, std::vector<AttributeColumn>&& from) {
  for (std::size_t c = 0; c < to.size(); ++c) to[c].append(std::move(from[c]));
}

}  // namespace spatial
