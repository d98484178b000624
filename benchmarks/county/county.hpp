// SPDX-License-Identifier: MIT
#pragma once

#include "county/habitat.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/feature_table.hpp"

namespace spatial::county {

/// An invented but believable county, for samples, tests and benchmarks. The same options give the same dataset at any
/// number of threads. Names and codes of places are made up.

struct CountyOptions {
  std::size_t polygons = 3000;  ///< habitat polygons, 1,000 to 1,000,000
  std::uint64_t seed = 1;
  bool defects = false;  ///< plant faults on purpose and list them in the table planted_defect
};

/// All layers, in EPSG:27700: habitat, boa, boa_target, lws, sssi, ancient_woodland, road, district, alc,
/// planning_site, study_area and, with defects, planted_defect. O(n log n): 100,000 polygons take about 16 s and 0.6
/// GB, 1,000,000 about 3.5 minutes and 4.3 GB. Throws Error(usage) for a number of polygons out of range.
Dataset make_county(const CountyOptions& options, const Executor& executor);

/// The plans of the county that the same options make with defects: earlier editions of its register and its habitat
/// map, evidence, targets with dates, projects, measures of a strategy, units of SSSIs, agreements, people, greenspace
/// with entrances and ways, parcels, peat, B-Lines and surveys; and planted_number, what each command must find in
/// them. The numbers come from how the plans were made, not from the commands. Throws Error(internal) if the county has
/// no room for a change; some seeds of small counties do not.
Dataset make_plans(const CountyOptions& options, const Executor& executor);

/// What the layers are made from.
struct County {
  CountyOptions options;
  Land land;
  Sites sites;
  Coverage coverage;  ///< cells of the habitat map
  HabitatMap habitat;
  Coverage regions;                           ///< larger cells, for areas drawn in a generalised way
  std::vector<std::uint32_t> region_of_cell;  ///< the region nearest to each habitat cell
  double region_m = 0;                        ///< mean distance of neighbouring regions

  explicit County(const CountyOptions& county_options);
};

// One function a layer; drawings of the same cells differ by the number of the drawing.
FeatureTable habitat_layer(const County& county);
std::vector<FeatureTable> boa_layers(const County& county);            ///< boa, boa_target
std::vector<FeatureTable> wildlife_site_layers(const County& county);  ///< lws, sssi
FeatureTable ancient_woodland_layer(const County& county);
FeatureTable road_layer(const County& county, const Executor& executor);
LineColumn road_lines(const County& county);  ///< the middle of each road, from place to place
FeatureTable district_layer(const County& county);
FeatureTable alc_layer(const County& county);
FeatureTable planning_site_layer(const County& county);
FeatureTable study_area_layer(const County& county);
/// Spoils some features of habitat, lws and sssi, adds others at the end of these layers, and returns the table
/// planted_defect. All other features stay as they were.
FeatureTable plant_defects(std::vector<FeatureTable>& layers, const County& county);
/// All of the above, in the order of the file.
std::vector<FeatureTable> layers_of(const County& county, const Executor& executor);

}  // namespace spatial::county
