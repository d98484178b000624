// SPDX-License-Identifier: MIT
#include "county/plan_source.hpp"

#include <algorithm>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial::county {

void Numbers::add(std::string_view command, std::string_view table, std::string row, std::string_view column,
                  double value, double tolerance) {
  numbers_.push_back({std::string(command), std::string(table), std::move(row), std::string(column),
                      fmt::format("{:.9g}", value), tolerance});
}

void Numbers::add(std::string_view command, std::string_view table, std::string row, std::string_view column,
                  const std::string& value) {
  numbers_.push_back({std::string(command), std::string(table), std::move(row), std::string(column), value, 0});
}

FeatureTable Numbers::table() const {
  RowLayer layer("planted_number", "Numbers to find",
                 "What a command must say about the plans, as the generator knows it; planted_number.row picks the row",
                 {{"command", "Command", "Command of lnrs"},
                  {"result_table", "Table", "Table of its result"},
                  {"row", "Row", "Condition in SQL that picks the row"},
                  {"result_column", "Column", "Column, or an aggregate of the rows"},
                  {"value", "Value", "What must stand there"},
                  {"tolerance", "Tolerance", "How far a number may be off; 0 for texts", "as the value"}});
  for (const One& one : numbers_)
    layer.row({one.command, one.table, one.row, one.column, one.value, fmt::format("{}", one.tolerance)});
  return layer.table();
}

PlanSource::PlanSource(const County& of, std::vector<FeatureTable> layers) : county(of), layers_(std::move(layers)) {
  const MultiPolygonColumn& habitat = polygons("habitat");
  const std::size_t count = county.habitat.polygon_cover.size();
  spoiled_habitat_.assign(habitat.size(), 0);
  std::vector<Box> around;
  const TextCells& ids = text("habitat", "hab_id");
  for (std::size_t row = 0; row < text("planted_defect", "layer").size(); ++row)
    spoiled_ids_[*text("planted_defect", "layer")[row]].insert(text("planted_defect", "feature_id")[row].value_or(""));
  const std::set<std::string>& spoilt = spoiled_ids_["habitat"];
  for (std::size_t i = 0; i < habitat.size(); ++i)
    if (!ids[i] || spoilt.contains(*ids[i]) || i >= count) {
      spoiled_habitat_[i] = 1;
      if (!habitat[i].empty()) around.push_back(box_of(habitat[i]).grown(20));
    }
  for (std::size_t i = 0; i < count; ++i)
    for (const Box& box : around)
      if (box.intersects(box_of(habitat[i]))) spoiled_habitat_[i] = 1;
}

const FeatureTable& PlanSource::layer(std::string_view name) const {
  for (const FeatureTable& one : layers_)
    if (one.table.name == name) return one;
  throw Error(ErrorKind::internal, fmt::format("the county has no layer '{}'", name));
}

const MultiPolygonColumn& PlanSource::polygons(std::string_view name) const {
  return std::get<MultiPolygonColumn>(layer(name).geometry);
}

const TextCells& PlanSource::text(std::string_view layer_name, std::string_view column) const {
  return std::get<TextCells>(layer(layer_name).table.find(std::string(column))->cells);
}

bool PlanSource::spoiled(std::string_view layer_name, const std::string& id) const {
  const auto found = spoiled_ids_.find(layer_name);
  return found != spoiled_ids_.end() && found->second.contains(id);
}

bool PlanSource::is_field(std::size_t i, const std::set<std::string>& codes) const {
  if (spoiled(i) || taken_.contains(i) || !codes.contains(code(i))) return false;
  const MultiPolygonView shape = field(i);
  const double ha = field_ha(i);
  return shape.part_count() == 1 && shape.ring_count() == 1 && shape.point_count() < 150 && ha >= 1 && ha <= 9;
}

double PlanSource::field_ha(std::size_t i) const { return hectares(field(i)); }

MultiPolygon PlanSource::land(std::string_view name) const {
  GeosContext geos;
  const MultiPolygonColumn& column = polygons(name);
  std::vector<MultiPolygon> parts;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!column[i].empty()) parts.push_back(tidy(geos, column[i]));
  const std::vector<MultiPolygonView> views(parts.begin(), parts.end());
  return union_of(geos, views);
}

MultiPolygon tidy(GeosContext& geos, MultiPolygonView feature) { return repaired(geos, feature, {}).geometry; }
double hectares(MultiPolygonView feature) { return area_m2(feature) / 10'000; }

void RowLayer::row(const std::vector<std::string>& cells) {
  if (cells.size() != columns_.size())
    throw Error(ErrorKind::internal, fmt::format("a row of {} has {} cells", layer_.table.name, cells.size()));
  for (std::size_t c = 0; c < cells.size(); ++c)
    cells_[c].push_back(cells[c].empty() ? std::nullopt : std::optional(cells[c]));
}

FeatureTable RowLayer::done(GeometryColumn geometry) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Column& column = columns_[c];
    if (column.unit.empty()) {
      add_text(layer_, column.name, column.title, column.meaning, std::move(cells_[c]));
      continue;
    }
    RealCells numbers;
    for (const std::optional<std::string>& cell : cells_[c])
      numbers.push_back(cell ? std::stod(*cell) : std::numeric_limits<double>::quiet_NaN());
    layer_.table.columns.push_back(
        {{column.name, column.title, column.meaning, column.unit, ColumnType::real, ""}, std::move(numbers)});
  }
  layer_.geometry = std::move(geometry);
  return std::move(layer_);
}

}  // namespace spatial::county
