// SPDX-License-Identifier: MIT
#include "county/county.hpp"

#include <fmt/format.h>

#include "county/layer_tables.hpp"
#include "libspatial/core/error.hpp"

namespace spatial::county {
namespace {

/// Number of cells per polygon: cells are merged to polygons, which gives a skewed distribution of sizes.
constexpr double cells_per_polygon = 2.1;

std::vector<Point> scattered(const Box& extent, double apart, const Random& random) {
  std::vector<Point> places;
  std::uint64_t item = 0;
  for (double y = extent.min_y; y < extent.max_y; y += apart)
    for (double x = extent.min_x; x < extent.max_x; x += apart, ++item)
      places.push_back(
          {x + random.between(0.05, 0.95, item, 0) * apart, y + random.between(0.05, 0.95, item, 1) * apart});
  return places;
}

/// Nearest region of each cell, found by walking from region to region, because consecutive cells have nearby regions.
std::vector<std::uint32_t> nearest_regions(const Coverage& cells, const Coverage& regions, const HabitatMap& map) {
  std::vector<std::uint32_t> nearest(cells.size(), Coverage::none);
  std::uint32_t at = 0;
  while (!regions.bounded(at)) ++at;
  for (std::uint32_t cell = 0; cell < cells.size(); ++cell) {
    if (map.cell_polygon[cell] < 0) continue;
    const Point p = cells.sites()[cell];
    const auto distance = [&](std::uint32_t r) {
      return std::hypot(regions.sites()[r].x - p.x, regions.sites()[r].y - p.y);
    };
    for (bool closer = true; closer;) {
      closer = false;
      for (const Coverage::Neighbour& n : regions.neighbours(at))
        if (regions.bounded(n.cell) && distance(n.cell) < distance(at)) {
          at = n.cell;
          closer = true;
          break;
        }
    }
    nearest[cell] = at;
  }
  return nearest;
}

}  // namespace

County::County(const CountyOptions& county_options)
    : options(county_options),
      land(options.polygons, options.seed),
      sites(sites_of(land, mean_polygon_m2 / cells_per_polygon, options.seed)),
      coverage(sites.places, options.seed),
      habitat(habitat_map(coverage, sites, land, options.polygons, options.seed)),
      regions(scattered(land.extent().grown(1500), std::clamp(0.03 * land.scale_m(), 330.0, 800.0),
                        Random(options.seed, "regions")),
              mixed(options.seed)),
      region_of_cell(nearest_regions(coverage, regions, habitat)),
      region_m(std::clamp(0.03 * land.scale_m(), 330.0, 800.0)) {}

FeatureTable habitat_layer(const County& county) {
  const HabitatMap& map = county.habitat;
  FeatureTable layer = layer_of("habitat", "Habitats", "One mapped habitat polygon; together they cover the county",
                                county.coverage.polygons(map.cell_polygon, map.polygon_cover.size(), map.styles));
  TextCells ids, codes;
  for (std::size_t i = 0; i < map.polygon_cover.size(); ++i) {
    ids.emplace_back(fmt::format("H-{:06}", i + 1));
    codes.emplace_back(cover(map.polygon_cover[i]).code);
  }
  add_text(layer, "hab_id", "Habitat id", "Identifier of the polygon", std::move(ids));
  add_text(layer, "ukhab", "UKHab codes", "UK Habitat Classification: primary code, then secondary codes",
           std::move(codes));
  return layer;
}

FeatureTable study_area_layer(const County& county) {
  std::vector<std::int32_t> inside(county.coverage.size());
  for (std::size_t cell = 0; cell < inside.size(); ++cell)
    inside[cell] = county.habitat.cell_polygon[cell] < 0 ? -1 : 0;
  FeatureTable layer =
      layer_of("study_area", "Study area", "The county", county.coverage.polygons(inside, 1, county.habitat.styles));
  add_text(layer, "area_id", "Area id", "Identifier of the county", {"SAMPLE"});
  add_text(layer, "area_name", "Name", "Name of the county", {"Sampleshire"});
  return layer;
}

std::vector<FeatureTable> layers_of(const County& county, const Executor& executor) {
  std::vector<FeatureTable> made;
  made.push_back(habitat_layer(county));
  for (FeatureTable& layer : boa_layers(county)) made.push_back(std::move(layer));
  for (FeatureTable& layer : wildlife_site_layers(county)) made.push_back(std::move(layer));
  made.push_back(ancient_woodland_layer(county));
  made.push_back(road_layer(county, executor));
  made.push_back(district_layer(county));
  made.push_back(alc_layer(county));
  made.push_back(planning_site_layer(county));
  made.push_back(study_area_layer(county));
  if (county.options.defects) made.push_back(plant_defects(made, county));
  return made;
}

Dataset make_county(const CountyOptions& options, const Executor& executor) {
  if (options.polygons < 1000 || options.polygons > 1'000'000)
    throw Error(ErrorKind::usage, fmt::format("{} habitat polygons are out of range", options.polygons),
                "ask for 1,000 to 1,000,000");
  Dataset dataset;
  dataset.layers = layers_of(County(options), executor);
  return dataset;
}

}  // namespace spatial::county
