// SPDX-License-Identifier: MIT
#include "libspatial/report/area_tables.hpp"

#include <fmt/format.h>

#include <set>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

/// Column names of one table: the first column with a name gets it; later ones get a number added.
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

void add(Table& table, Names& names, const std::string& name, const std::string& title, const std::string& description,
         NamedCells cells) {
  table.columns.push_back({{names.given(name), title, description, "", cells.type, ""}, std::move(cells.cells)});
}

}  // namespace

RealCells hectares(const std::vector<double>& areas_m2) {
  return cells_of<RealCells>(areas_m2.size(), [&](std::size_t i) { return areas_m2[i] / hectare; });
}

FeatureTable dissolved_table(std::vector<NamedCells> by, IntegerCells features, const std::vector<double>& areas_m2,
                             std::vector<NamedCells> sums, MultiPolygonColumn geometry) {
  Table table{"dissolved", "Dissolved areas", "One row per group of features, or per connected area of a group.", {}};
  Names names;
  // The table's own columns are named first, so an attribute of the same name gets a number.
  const std::string count_name = names.given("features"), area_name = names.given("area_ha");
  for (NamedCells& field : by) {
    const std::string name = field.name;
    add(table, names, name, name, "Value that the features of the group share.", std::move(field));
  }
  table.columns.push_back(
      {{count_name, "Features", "Features of the group.", "", ColumnType::integer, ""}, std::move(features)});
  table.columns.push_back(
      {{area_name, "Area (ha)", "Area of the geometry; overlaps are counted once.", "ha", ColumnType::real, ""},
       hectares(areas_m2)});
  for (NamedCells& field : sums) {
    const std::string name = field.name;
    add(table, names, "sum_" + name, "Sum of " + name,
        "Sum of the field over the features of the group; empty values count nothing.", std::move(field));
  }
  return {std::move(table), std::move(geometry)};
}

FeatureTable buffer_table(std::vector<NamedCells> attributes, Cells source_fid, RealCells distance_m,
                          const std::vector<double>& areas_m2, MultiPolygonColumn geometry) {
  Table table{"buffer", "Buffers", "One row per feature that has a buffer, or per connected area of it.", {}};
  Names names;
  const std::string fid_name = names.given("source_fid"), distance_name = names.given("distance_m"),
                    area_name = names.given("area_ha");
  table.columns.push_back({{fid_name, "Feature", "Number of the feature in the input.", "", ColumnType::integer, ""},
                           std::move(source_fid)});
  table.columns.push_back({{distance_name, "Distance (m)", "How far the feature was grown; negative if it was shrunk.",
                            "m", ColumnType::real, ""},
                           std::move(distance_m)});
  table.columns.push_back(
      {{area_name, "Area (ha)", "Area of the buffer, the feature included.", "ha", ColumnType::real, ""},
       hectares(areas_m2)});
  for (NamedCells& field : attributes) {
    const std::string name = field.name;
    add(table, names, name, name, "Attribute of the feature.", std::move(field));
  }
  return {std::move(table), std::move(geometry)};
}

FeatureTable overlay_table(const std::vector<double>& areas_m2, std::vector<PieceSource> layers,
                           MultiPolygonColumn geometry) {
  Table table{"overlay", "Overlay", "One row per piece of land with the features it comes from.", {}};
  table.columns.push_back(
      {{"area_ha", "Area (ha)", "Area of the piece.", "ha", ColumnType::real, ""}, hectares(areas_m2)});
  for (PieceSource& layer : layers) {
    table.columns.push_back({{layer.feature.name, layer.title + ": feature",
                              "Number of the source feature in " + layer.source + ".", "", ColumnType::integer, ""},
                             std::move(layer.feature.cells)});
    for (auto& [title, cells] : layer.attributes)
      table.columns.push_back(
          {{cells.name, title, "Attribute of " + layer.source + ".", "", cells.type, ""}, std::move(cells.cells)});
  }
  return {std::move(table), std::move(geometry)};
}

namespace {

Table tabulation(std::string title, std::string description, std::string features, TabulationRows rows) {
  Table table{"tabulation", std::move(title), std::move(description), {}};
  table.columns = {
      {{"zone", "Zone", "The zone, by the field asked for or its number.", "", ColumnType::text, ""},
       std::move(rows.zone)},
      {{"class", "Class", "Value of the class field.", "", ColumnType::text, ""}, std::move(rows.feature_class)},
      {{"features", "Features", std::move(features), "", ColumnType::integer, ""}, std::move(rows.features)}};
  return table;
}

}  // namespace

FeatureTable area_tabulation(TabulationRows rows, RealCells area_ha, RealCells dissolved_ha, RealCells zone_ha,
                             RealCells share) {
  Table table = tabulation("Areas by zone and class", "One row per zone and class that share an area.",
                           "Features of the class that share an area with the zone.", std::move(rows));
  table.columns.push_back(
      {{"area_ha", "Area per feature (ha)",
        "Sum over features: land counts several times where the layer overlaps itself.", "ha", ColumnType::real, ""},
       std::move(area_ha)});
  table.columns.push_back(
      {{"dissolved_ha", "Area dissolved (ha)", "Overlaps are counted once.", "ha", ColumnType::real, ""},
       std::move(dissolved_ha)});
  table.columns.push_back(
      {{"zone_ha", "Zone (ha)", "Area of the zone.", "ha", ColumnType::real, ""}, std::move(zone_ha)});
  table.columns.push_back(
      {{"share", "Share of zone", "Dissolved area / area of the zone.", "0-1", ColumnType::real, ""},
       std::move(share)});
  return {std::move(table), std::monostate{}};
}

FeatureTable length_tabulation(TabulationRows rows, RealCells length_m, RealCells once_m) {
  Table table =
      tabulation("Lines or points by zone and class", "One row per zone and class with a length or a point in it.",
                 "Features of the class with a length or a point in the zone.", std::move(rows));
  table.columns.push_back(
      {{"length_m", "Length per feature (m)",
        "Sum over features: a way that several features share counts several times.", "m", ColumnType::real, ""},
       std::move(length_m)});
  table.columns.push_back(
      {{"once_m", "Length once (m)", "Segments that features of the class share vertex for vertex count once.", "m",
        ColumnType::real, ""},
       std::move(once_m)});
  return {std::move(table), std::monostate{}};
}

FeatureTable point_tabulation(TabulationRows rows, IntegerCells points) {
  Table table =
      tabulation("Lines or points by zone and class", "One row per zone and class with a length or a point in it.",
                 "Features of the class with a length or a point in the zone.", std::move(rows));
  table.columns.push_back(
      {{"points", "Points", "Points in the zone; more than features for multipoints.", "", ColumnType::integer, ""},
       std::move(points)});
  return {std::move(table), std::monostate{}};
}

}  // namespace spatial
