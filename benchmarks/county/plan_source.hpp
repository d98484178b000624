// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "county/county.hpp"
#include "county/layer_tables.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial::county {

/// What a command must say about the plans, found while they are made. `row` is a condition in SQL that picks one row
/// (or a group, when `column` is an aggregate such as count(*)).
class Numbers {
 public:
  /// Units: those of the column, hectares for areas.
  void add(std::string_view command, std::string_view table, std::string row, std::string_view column, double value,
           double tolerance = 1e-6);
  void add(std::string_view command, std::string_view table, std::string row, std::string_view column,
           const std::string& value);
  FeatureTable table() const;  ///< planted_number

 private:
  struct One {
    std::string command, table, row, column, value;
    double tolerance = 0;
  };
  std::vector<One> numbers_;
};

/// The county that the plans are about, and what of it was spoiled on purpose.
class PlanSource {
 public:
  PlanSource(const County& county, std::vector<FeatureTable> layers);

  const County& county;
  const FeatureTable& layer(std::string_view name) const;
  const MultiPolygonColumn& polygons(std::string_view name) const;
  const TextCells& text(std::string_view layer, std::string_view column) const;

  /// Does a fault lie in the feature, or near enough to touch it? Of habitat: by place; of other layers: by id.
  bool spoiled(std::size_t habitat_polygon) const { return spoiled_habitat_[habitat_polygon] != 0; }
  bool spoiled(std::string_view layer, const std::string& id) const;

  /// Habitat polygons of one ring, of 1 to 9 ha, without faults, whose code is one of these and that were not given out
  /// yet; each is given out once. `fits` may refuse more.
  template <class Fits>
  std::vector<std::size_t> take_fields(std::size_t count, const std::set<std::string>& codes, Fits fits) {
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < county.habitat.polygon_cover.size() && fields.size() < count; ++i)
      if (is_field(i, codes) && fits(i)) {
        taken_.insert(i);
        fields.push_back(i);
      }
    return fields;
  }
  void keep_out(std::size_t habitat_polygon) { taken_.insert(habitat_polygon); }
  MultiPolygonView field(std::size_t i) const { return polygons("habitat")[i]; }
  double field_ha(std::size_t i) const;
  std::string code(std::size_t i) const { return std::string(cover(county.habitat.polygon_cover[i]).code); }
  std::string id(std::size_t i) const { return fmt::format("H-{:06}", i + 1); }
  /// All land of a layer, faults repaired.
  MultiPolygon land(std::string_view name) const;

 private:
  bool is_field(std::size_t i, const std::set<std::string>& codes) const;

  std::vector<FeatureTable> layers_;
  std::vector<std::uint8_t> spoiled_habitat_;
  std::map<std::string, std::set<std::string>, std::less<>> spoiled_ids_;
  std::set<std::size_t> taken_;
};

/// On the 1 mm grid and valid.
MultiPolygon tidy(GeosContext& geos, MultiPolygonView feature);
inline double hectares(double m2) { return m2 / 10'000; }
double hectares(MultiPolygonView feature);

/// A layer built row by row: every row has a text for each column, in their order; "" is empty. Columns with a unit
/// hold numbers.
class RowLayer {
 public:
  struct Column {
    std::string name, title, meaning, unit{};
  };
  RowLayer(std::string name, std::string title, std::string meaning, std::vector<Column> columns)
      : layer_(layer_of(std::move(name), std::move(title), std::move(meaning), std::monostate{})),
        columns_(std::move(columns)),
        cells_(columns_.size()) {}
  void row(const std::vector<std::string>& cells);
  void row(const std::vector<std::string>& cells, MultiPolygonView geometry) {
    row(cells);
    geometry_.append(geometry);
  }
  std::size_t size() const { return cells_.front().size(); }
  FeatureTable done(GeometryColumn geometry);
  FeatureTable table() { return done(std::monostate{}); }
  FeatureTable polygons() { return done(std::move(geometry_)); }  ///< of rows that were given one

 private:
  FeatureTable layer_;
  std::vector<Column> columns_;
  std::vector<TextCells> cells_;
  MultiPolygonColumn geometry_;
};

// One function a subject; each adds its layers, and what the commands must find in them.
using Plans = std::vector<FeatureTable>;
void add_register(PlanSource& source, Plans& plans, Numbers& numbers);    ///< lws_2021, evidence
void add_resurvey(PlanSource& source, Plans& plans, Numbers& numbers);    ///< habitat_2016, resurvey_area, project
void add_strategy(PlanSource& source, Plans& plans, Numbers& numbers);    ///< measure and its tables
void add_protection(PlanSource& source, Plans& plans, Numbers& numbers);  ///< sssi_unit, agreement
void add_people(PlanSource& source, Plans& plans, Numbers& numbers);    ///< output_area, greenspace, access_point, way
void add_planting(PlanSource& source, Plans& plans, Numbers& numbers);  ///< parcel, deep_peat
void add_pollinators(PlanSource& source, Plans& plans, Numbers& numbers);  ///< bline
void add_surveys(PlanSource& source, Plans& plans, Numbers& numbers);      ///< survey, satellite
/// target, and rows of projects for it.
void add_targets(PlanSource& source, Plans& plans, RowLayer& projects, Numbers& numbers);
/// The columns of `project`.
std::vector<RowLayer::Column> project_columns();

}  // namespace spatial::county
