// SPDX-License-Identifier: MIT
#include "libspatial/report/area_tables.hpp"

#include <fmt/format.h>

#include <set>

#include "libspatial/core/text.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

/// Names of one table: the first to ask gets the name, later ones a number.
class Names {
 public:
  std::string given(const std::string& wanted) {
    std::string name = wanted;
    for (int number = 2; !taken_.insert(lower(name)).second; ++number) name = fmt::format("{}_{}", wanted, number);
    return name;
  }

 private:
  std::set<std::string> taken_{"fid", "geom"};
};

RealCells hectares(const std::vector<double>& areas_m2) {
  return cells_of<RealCells>(areas_m2.size(), [&](std::size_t i) { return areas_m2[i] / 1e4; });
}

void add(Table& table, Names& names, const std::string& name, const std::string& title, const std::string& description, NamedCells cells) {
  table.columns.push_back({{names.given(name), title, description, "", cells.type, ""}, std::move(cells.cells)});
}

}  // namespace

FeatureTable dissolved_table(std::vector<NamedCells> by, IntegerCells features, const std::vector<double>& areas_m2, std::vector<NamedCells> sums, MultiPolygonColumn geometry) {
  Table table{"dissolved", "Dissolved areas", "One row per group of features, or per connected area of a group.", {}};
  Names names;
  // Our own columns first: an attribute of the same name gets a number.
  const std::string count_name = names.given("features"), area_name = names.given("area_ha");
  for (NamedCells& field : by) {
    const std::string name = field.name;
    add(table, names, name, name, "Value that the features of the group share.", std::move(field));
  }
  table.columns.push_back({{count_name, "Features", "Features of the group.", "", ColumnType::integer, ""}, std::move(features)});
  table.columns.push_back({{area_name, "Area (ha)", "Area of the geometry: each place once.", "ha", ColumnType::real, ""}, hectares(areas_m2)});
  for (NamedCells& field : sums) {
    const std::string name = field.name;
    add(table, names, "sum_" + name, "Sum of " + name, "Sum of the field over the features of the group; empty values count nothing.", std::move(field));
  }
  return {std::move(table), std::move(geometry)};
}

FeatureTable buffer_table(std::vector<NamedCells> attributes, Cells source_fid, RealCells distance_m, const std::vector<double>& areas_m2, MultiPolygonColumn geometry) {
  Table table{"buffer", "Buffers", "One row per feature that has a buffer, or per connected area of it.", {}};
  Names names;
  const std::string fid_name = names.given("source_fid"), distance_name = names.given("distance_m"), area_name = names.given("area_ha");
  table.columns.push_back({{fid_name, "Feature", "Number of the feature in the input.", "", ColumnType::integer, ""}, std::move(source_fid)});
  table.columns.push_back({{distance_name, "Distance (m)", "How far the feature was grown; negative if it was shrunk.", "m", ColumnType::real, ""}, std::move(distance_m)});
  table.columns.push_back({{area_name, "Area (ha)", "Area of the buffer, the feature included.", "ha", ColumnType::real, ""}, hectares(areas_m2)});
  for (NamedCells& field : attributes) {
    const std::string name = field.name;
    add(table, names, name, name, "Attribute of the feature.", std::move(field));
  }
  return {std::move(table), std::move(geometry)};
}

}  // namespace spatial
