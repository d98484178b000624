// SPDX-License-Identifier: MIT
// A county has the same opportunities wherever it lies on the grid: west or south of the false origin, or across it.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "county/county.hpp"
#include "libspatial/county/network.hpp"
#include "libspatial/county/opportunities.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/opportunity/grid.hpp"
#include "libspatial/opportunity/split.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

MultiPolygonColumn moved(const MultiPolygonColumn& column, Point by) {
  MultiPolygonColumn result;
  for (std::size_t f = 0; f < column.size(); ++f) {
    for (std::size_t p = 0; p < column[f].part_count(); ++p) {
      const PolygonView part = column[f].part(p);
      for (std::size_t r = 0; r < part.ring_count(); ++r) {
        for (const Point at : part.ring(r)) result.add_point({at.x + by.x, at.y + by.y});
        result.end_ring();
      }
      result.end_part();
    }
    result.end_feature();
  }
  return result;
}

TEST(SplitOnGrid, PartsAreasAtNegativeCoordinatesAsElsewhere) {
  GeosContext geos;
  for (const double x : {-900.0, -600.0, -450.0, -300.0, -150.0, 0.0, 150.0, 400000.0})
    for (const double y : {-1234.0, -500.0, -450.0, -150.0, 0.0, 100.0}) {
      const MultiPolygon square = polygon_of(Box{x, y, x + 900, y + 300});
      double sum = 0;
      for (const CellPart& part : split_on_grid(geos, square, 300)) {
        const Box box = box_of(part.geometry.view()),
                  cell{300.0 * static_cast<double>(part.cell.column), 300.0 * static_cast<double>(part.cell.row),
                       300.0 * static_cast<double>(part.cell.column + 1),
                       300.0 * static_cast<double>(part.cell.row + 1)};
        EXPECT_TRUE(cell.min_x <= box.min_x && box.max_x <= cell.max_x && cell.min_y <= box.min_y &&
                    box.max_y <= cell.max_y)
            << x << " " << y;
        sum += area_m2(part.geometry);
      }
      EXPECT_NEAR(sum, 270000, 1e-6) << x << " " << y;
    }
}

TEST(GridCells, HexagonsAndSquaresCoverAnExtentAtNegativeCoordinates) {
  for (const Point corner : {Point{-5000, -3000}, Point{-1000, -700}, Point{-300.5, 20}}) {
    const Box extent{corner.x, corner.y, corner.x + 2000, corner.y + 1500};
    for (const auto& cells : {square_cells(extent, 250), hexagon_cells(extent, 250)}) {
      GeosContext geos;
      std::vector<MultiPolygonView> views;
      for (const CellShape& cell : cells) views.push_back(cell.geometry);
      double sum = 0;
      for (const CellShape& cell : cells) sum += area_m2(cell.geometry);
      EXPECT_NEAR(sum, area_m2(union_of(geos, views)), 1e-3);
      EXPECT_NEAR(area_m2(clip(geos, union_of(geos, views), extent)), 3e6, 1e-3);
    }
  }
}

constexpr const char* settings =
    "[project]\narea = \"county.gpkg#study_area\"\nallow_unknown = true\n"
    "[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"hab_id\"\nclass = \"ukhab\"\ncrosswalk = \"ukhab\"\n"
    "[layers.boa]\nlayer = \"county.gpkg#boa\"\nid = \"boa_id\"\n"
    "[layers.lws]\nlayer = \"county.gpkg#lws\"\nid = \"site_ref\"\n"
    "[layers.exclusion]\nlayer = \"county.gpkg#road\"\nid = \"road_id\"\n"
    "[[network]]\npreset = \"woodland\"\ndistance = \"least_cost\"\n[network.cost]\ncell_m = 125\n"
    "[candidates]\nmax_unit_ha = 6.25\ngrid_m = 250\n[zones]\nmake = true\n";

/// Ids, places less the move, sizes and scores of all candidates.
std::string opportunities_of(const Dataset& county, Point by, const std::string& source) {
  const test::TempDir folder;
  Dataset dataset = county;
  for (FeatureTable& layer : dataset.layers)
    if (auto* areas = std::get_if<MultiPolygonColumn>(&layer.geometry)) *areas = moved(*areas, by);
  write_geopackage(folder / "county.gpkg", dataset, {});
  const Config config = parse_config(settings, folder / "county.toml", {"candidates.source=" + source});
  run_opportunities(config, {}, {.geopackage = folder / "map.gpkg"}, {});
  const bool zones = source == "habitat";
  if (zones)
    run_network(config, {.networks = {"woodland"}, .importance = false}, {.geopackage = folder / "network.gpkg"}, {});
  const auto ask = [&](const std::string& sql, const std::string& file = "map.gpkg") {
    return test::query(folder / file, sql);
  };
  const std::string x = std::to_string(by.x), y = std::to_string(by.y);
  const std::string id = source == "habitat" ? "source_id" : "''";  // cells are named by their place
  return ask("SELECT group_concat(line, char(10)) FROM (SELECT round(r.minx - (" + x +
             "), 0) || ' ' || round(r.miny - (" + y + "), 0) || ' ' || " + id +
             " || ' ' || round(area_ha, 3) || ' ' || round(score, 3) || ' ' || class line FROM opportunity_areas o "
             "JOIN rtree_opportunity_areas_geom r ON r.id = o.fid ORDER BY 1)") +
         "\nzones " + (zones ? ask("SELECT round(sum(area_ha), 1) FROM zones", "network.gpkg") : "");
}

TEST(MovedCounty, HasTheSameOpportunitiesAtNegativeCoordinates) {
  const Dataset county = county::make_county({.polygons = 1000, .seed = 11}, {});
  Box extent;
  for (const FeatureTable& layer : county.layers)
    if (const auto* areas = std::get_if<MultiPolygonColumn>(&layer.geometry); layer.table.name == "study_area")
      for (std::size_t i = 0; i < areas->size(); ++i) extent.add(box_of((*areas)[i]));
  // Moves by whole cells of all grids (250 m and 125 m): across the false origin, and beyond it.
  const auto whole = [](double v) { return 1000 * std::round(v / 1000); };
  const Point across{-whole(extent.centre().x), -whole(extent.centre().y)},
      beyond{-whole(extent.max_x + 5000), -whole(extent.max_y + 3000)};
  for (const std::string source : {"habitat", "square"}) {
    const std::string here = opportunities_of(county, {0, 0}, source);
    EXPECT_GT(here.size(), 10000U);
    EXPECT_EQ(opportunities_of(county, across, source), here) << source;
    if (source == "habitat") {
      EXPECT_EQ(opportunities_of(county, beyond, source), here) << source;
    }
  }
}

}  // namespace
}  // namespace spatial
