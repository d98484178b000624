// SPDX-License-Identifier: MIT
#include "libspatial/run/part_file.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>
#include <variant>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/written_table.hpp"

namespace spatial {
namespace {

constexpr std::size_t longest_piece = std::size_t{1} << 26U;  ///< SQLite takes a thousand million bytes a value

FeatureTable table_in(const std::filesystem::path& file, const std::string& name) {
  return read_written(file, layout_of_written(file, name));
}

TextCells& texts(FeatureTable& table, const char* column) {
  for (Column& one : table.table.columns)
    if (one.spec.name == column) return std::get<TextCells>(one.cells);
  throw Error(ErrorKind::input, fmt::format("the table '{}' has no column '{}'", table.table.name, column));
}

IssueRule rule_of(const std::string& code) {
  for (const IssueRuleInfo& row : issue_rules())
    if (row.code == code) return row.rule;
  throw Error(ErrorKind::input, fmt::format("'{}' is not a known rule of an issue", code));
}

}  // namespace

std::int64_t number_of(const PartAccount& account, const std::string& name) {
  const auto found = account.find(name);
  return found == account.end() ? 0 : std::strtoll(found->second.c_str(), nullptr, 10);
}

double real_of(const PartAccount& account, const std::string& name) {
  const auto found = account.find(name);
  return found == account.end() ? 0 : std::strtod(found->second.c_str(), nullptr);
}

FeatureTable account_table(PartAccount account, const std::string& name) {
  TextCells items, values;
  for (auto& [item, whole] : account) {
    std::string value = std::exchange(whole, {});
    if (value.size() <= longest_piece) {
      items.emplace_back(item);
      values.emplace_back(std::move(value));
      continue;
    }
    for (std::size_t begin = 0; begin < value.size(); begin += longest_piece) {
      items.emplace_back(item);
      values.emplace_back(value.substr(begin, longest_piece));
    }
  }
  FeatureTable table;
  table.table = {name,
                 name,
                 "What a part of a run counted, for the merge.",
                 {{{"item", "Item", "", "", ColumnType::text, ""}, std::move(items)},
                  {{"value", "Value", "", "", ColumnType::bytes, ""}, std::move(values)}}};
  return table;
}

PartAccount account_of(const std::filesystem::path& file, const std::string& name) {
  FeatureTable layout = layout_of_written(file, name);
  for (Column& column : layout.table.columns)
    if (column.spec.type == ColumnType::binary) column.spec.type = ColumnType::bytes;
  FeatureTable table = read_written(file, layout);
  PartAccount account;
  const TextCells& items = texts(table, "item");
  TextCells& values = texts(table, "value");
  for (std::size_t row = 0; row < items.size(); ++row) {
    std::string& value = account[items[row].value_or("")];
    if (value.empty())
      value = std::move(values[row]).value_or("");
    else
      value += values[row].value_or("");
    values[row].reset();
  }
  return account;
}

bool with_value(const std::filesystem::path& file, const std::string& name, const std::string& table,
                const std::function<void(std::string_view)>& use) {
  const auto each = [&](const char* column, const std::function<void(std::string_view)>& take) {
    return for_each_value(file, table, column, "item", name, take);
  };
  const std::size_t pieces = each("item", [](std::string_view) {});
  if (pieces == 1) return each("value", use) > 0;  // nothing is copied
  std::string value;
  each("value", [&](std::string_view piece) { value += piece; });
  if (pieces > 0) use(value);
  return pieces > 0;
}

bool has_value(const std::filesystem::path& file, const std::string& name, const std::string& table) {
  return for_each_value(file, table, "item", "item", name, [](std::string_view) {}) > 0;
}

Issues issues_of(const std::filesystem::path& file) {
  FeatureTable table = table_in(file, "issues");
  const TextCells &rules = texts(table, "rule"), &roles = texts(table, "role"), &sources = texts(table, "source"),
                  &features = texts(table, "feature_id"), &messages = texts(table, "message");
  const auto& places = std::get<PointColumn>(table.geometry);
  Issues issues;
  for (std::size_t row = 0; row < rules.size(); ++row)
    issues.push_back({rule_of(rules[row].value_or("")), roles[row].value_or(""), sources[row].value_or(""),
                      features[row].value_or(""), messages[row].value_or(""),
                      places[row] ? std::optional(Place{places[row]->x, places[row]->y}) : std::nullopt});
  return issues;
}

FeatureTable rows_of_parts(const std::vector<std::filesystem::path>& files, const std::string& table) {
  FeatureTable all;
  for (std::size_t k = 0; k < files.size(); ++k) {
    const FeatureTable one = layout_of_written(files[k], table);
    if (k == 0) all = one;
    for (std::size_t c = 0; c < all.table.columns.size(); ++c) {
      ColumnType& type = all.table.columns[c].spec.type;
      type = k == 0 ? type : wider(type, one.table.columns.at(c).spec.type);
      all.table.columns[c].cells = typed_cells({}, type);
    }
  }
  const FeatureTable layout = all;
  for (const std::filesystem::path& file : files) append_rows(all, read_written(file, layout));
  return all;
}

FeatureTable layout_of(const FeatureTable& table) {
  FeatureTable layout{{table.table.name, table.table.title, table.table.description, {}}, {}};
  for (const Column& column : table.table.columns)
    layout.table.columns.push_back(
        {column.spec,
         std::visit([](const auto& cells) -> Cells { return std::decay_t<decltype(cells)>{}; }, column.cells)});
  layout.geometry =
      std::visit([](const auto& column) -> GeometryColumn { return std::decay_t<decltype(column)>{}; }, table.geometry);
  return layout;
}

void append_rows(FeatureTable& all, FeatureTable part) {
  for (std::size_t c = 0; c < all.table.columns.size(); ++c)
    std::visit(
        [&](auto& cells) {
          move_append(cells, std::get<std::decay_t<decltype(cells)>>(part.table.columns.at(c).cells));
        },
        all.table.columns[c].cells);
  if (auto* areas = std::get_if<MultiPolygonColumn>(&all.geometry))
    areas->append(std::get<MultiPolygonColumn>(part.geometry));
  if (auto* points = std::get_if<PointColumn>(&all.geometry))
    move_append(*points, std::get<PointColumn>(part.geometry));
  if (auto* lines = std::get_if<LineColumn>(&all.geometry))
    for (std::size_t row = 0; row < std::get<LineColumn>(part.geometry).size(); ++row)
      lines->append(std::get<LineColumn>(part.geometry)[row]);
}

}  // namespace spatial
