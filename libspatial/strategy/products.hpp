// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// The map of a Local Nature Recovery Strategy (docs/methods.md section 18): areas of particular importance for
/// biodiversity (APIB, the existing sites), measures where they are mapped, and areas that could become important
/// (ACIB, measures outside the sites). Measures are never clipped by sites.
///
///   acib + (measures within apib) = union of the measures; the flat layers hold each place once and add up to the
///   union of theirs (all checked).
///
///   const StrategyProducts products = strategy_products(input, executor);
///
/// Units: m². Errors: Error(geometry). The result does not depend on the number of threads. Complexity: that of
/// combine() of the layers.

struct StrategySite {
  std::uint32_t rank = 0;  ///< of its category, in StrategyInput::categories
  std::string ref{}, name{}, source{}, source_date{};
};

struct StrategyMeasure {
  std::string code{}, text{}, concise{}, theme{}, habitat_target{}, bng_habitats{}, action{}, core_supplementary{};
  std::optional<double> rank{};  ///< the lowest first; those without a rank come last
  std::optional<bool> mapped{};  ///< as in the statement
  std::vector<std::string> priorities{};
  bool stated = true;  ///< false: mapped places name this measure, but the statement does not list it
};

struct MeasurePlace {
  std::string id{};
  std::uint32_t measure = 0;
};

struct StrategyInput {
  std::vector<std::string> categories;  ///< where they overlap, the first one counts
  std::vector<StrategySite> sites;
  MultiPolygonColumn site_land;
  MultiPolygonColumn area;  ///< empty: sites are not clipped
  std::vector<StrategyMeasure> measures;
  std::vector<MeasurePlace> places;
  MultiPolygonColumn place_land;
  double smallest_part_m2 = 100;
};

struct CategoryTotal {
  std::uint32_t features = 0;
  double once_m2 = 0;  ///< each place once within the category
  double flat_m2 = 0;  ///< land of the category in apib_flat, without that of earlier categories
};

struct FlatSite {
  std::vector<std::uint32_t> ranks;  ///< of the categories there, ascending
  double area_m2 = 0;
};

struct FlatMeasure {
  std::vector<std::uint32_t> measures;  ///< by rank, then code
  double area_m2 = 0, acib_m2 = 0;
};

struct StrategyProducts {
  std::vector<std::uint32_t> apib_site;  ///< sites that have land in the strategy area
  std::vector<double> apib_areas_m2;
  MultiPolygonColumn apib;
  std::vector<FlatSite> flat_sites;
  MultiPolygonColumn flat_sites_land;
  std::vector<CategoryTotal> categories;
  std::vector<double> outside_m2;  ///< by place: land beyond the strategy area
  std::vector<FlatMeasure> flat;
  MultiPolygonColumn flat_land;
  MultiPolygonColumn acib;  ///< one area a row, connected
  std::vector<double> acib_areas_m2;
  double area_m2 = 0, apib_m2 = 0, measures_m2 = 0, measures_in_apib_m2 = 0, acib_m2 = 0;
  ClosingSums sums;
};

StrategyProducts strategy_products(const StrategyInput& input, const Executor& executor);

/// Positions of measures by rank, then code.
std::vector<std::uint32_t> measure_order(const std::vector<StrategyMeasure>& measures);

/// What became of the areas that, in the previous edition, could become important.
struct StrategyReview {
  struct Row {
    std::string fate;  ///< became_apib, still_acib, dropped
    double area_m2 = 0, delivered_m2 = 0;
  };
  std::vector<Row> rows;
  ClosingSums sums;
};
StrategyReview review_strategy(const MultiPolygonColumn& acib_before, const MultiPolygonColumn& apib_now,
                               const MultiPolygonColumn& acib_now, const MultiPolygonColumn& delivered,
                               const Executor& executor);

/// The land of `a` outside all `b`, as connected areas, and the area of the land inside.
MultiPolygonColumn land_outside(const MultiPolygonColumn& a, const MultiPolygonColumn& b, const Executor& executor);
/// The sum of the areas in m².
double land_m2(const MultiPolygonColumn& column);
double shared_m2(const MultiPolygonColumn& a, const MultiPolygonColumn& b, const Executor& executor);
/// All land of the features, dissolved into one area.
MultiPolygonColumn seamless(const MultiPolygonColumn& features, const Executor& executor);

}  // namespace spatial
