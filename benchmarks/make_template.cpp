// SPDX-License-Identifier: MIT
// A template of Biodiversity Net Gain with many parcels, and a county with measures and authorities to split them by.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numbers>

#include "county/layer_tables.hpp"
#include "county/random.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/county/bng_source.hpp"
#include "libspatial/io/write.hpp"

namespace spatial::county {
namespace {

struct Wanted {
  std::size_t parcels = 10'000, hedgerows = 2'000, measures = 1'000;
  std::uint64_t seed = 1;
  std::filesystem::path output;
  bool overwrite = false;
};

constexpr double side_m = 90, wiggle_m = 4;
constexpr std::size_t steps = 8;  // of an edge between two corners
constexpr Point origin{400000, 200000};

double on_grid(double value) { return std::round(value * 1000) / 1000; }

/// Parcels as a net of wavy edges: two neighbours have the same points between them, the border is straight.
class Net {
 public:
  Net(std::size_t columns, std::size_t rows, std::uint64_t seed)
      : columns_(columns), rows_(rows), random_(seed, "net") {}

  Point corner(std::size_t i, std::size_t j) const {
    const bool inner = i > 0 && i < columns_ && j > 0 && j < rows_;
    const std::size_t key = j * (columns_ + 1) + i;
    const double dx = inner ? random_.between(-20, 20, key, 0) : 0, dy = inner ? random_.between(-20, 20, key, 1) : 0;
    return {on_grid(origin.x + side_m * static_cast<double>(i) + dx),
            on_grid(origin.y + side_m * static_cast<double>(j) + dy)};
  }
  /// From a corner to the next one, to the east or to the north, both ends included.
  std::vector<Point> edge(std::size_t i, std::size_t j, bool east) const {
    const Point a = corner(i, j), b = east ? corner(i + 1, j) : corner(i, j + 1);
    const bool border = east ? j == 0 || j == rows_ : i == 0 || i == columns_;
    std::vector<Point> points{a};
    for (std::size_t k = 1; k < steps; ++k) {
      const double part = static_cast<double>(k) / steps;
      const double off =
          border ? 0 : random_.between(-wiggle_m, wiggle_m, 2 * (j * (columns_ + 1) + i) + (east ? 1 : 0), 2 + k);
      points.push_back(
          {on_grid(a.x + part * (b.x - a.x) + (east ? 0 : off)), on_grid(a.y + part * (b.y - a.y) + (east ? off : 0))});
    }
    points.push_back(b);
    return points;
  }
  std::vector<Point> parcel(std::size_t i, std::size_t j) const {
    std::vector<Point> ring;
    const auto add = [&](std::vector<Point> points, bool backwards) {
      if (backwards) std::reverse(points.begin(), points.end());
      ring.insert(ring.end(), points.begin() + (ring.empty() ? 0 : 1), points.end());
    };
    add(edge(i, j, true), false);
    add(edge(i + 1, j, false), false);
    add(edge(i, j + 1, true), true);
    add(edge(i, j, false), true);
    return ring;
  }
  double width() const { return side_m * static_cast<double>(columns_); }
  double height() const { return side_m * static_cast<double>(rows_); }

 private:
  std::size_t columns_, rows_;
  Random random_;
};

void add_area(MultiPolygonColumn& column, const std::vector<Point>& ring) {
  column.add_ring(ring);
  column.end_part();
  column.end_feature();
}

std::vector<Point> rectangle(double x0, double y0, double x1, double y1) {
  return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
}

/// The words of rows, drawn from the tables of the metric.
class Words {
 public:
  Words(const BngTables& tables, std::uint64_t seed) : random_(seed, "words") {
    for (const BngType& type : tables.types())
      if (!type.always_irreplaceable && type.broad != "Individual trees")
        types_[static_cast<std::size_t>(type.module)].push_back(&type);
  }
  const BngType& type(BngModule module, std::size_t row, std::size_t draw) const {
    const auto& all = types_[static_cast<std::size_t>(module)];
    return *all[random_.below(all.size(), row, draw)];
  }
  const std::string& condition(const BngType& type, std::size_t row, std::size_t draw) const {
    return type.conditions[random_.below(type.conditions.size(), row, draw)];
  }
  const char* retention(std::size_t row) const {
    constexpr const char* words[] = {"Retained", "Lost", "Enhanced", "Retained"};
    return words[random_.below(4, row, 9)];
  }

 private:
  Random random_;
  std::array<std::vector<const BngType*>, bng_module_count> types_;
};

FeatureTable rows_of(const char* layer, BngModule module, GeometryColumn geometry, std::size_t rows,
                     const Words& words) {
  FeatureTable table = layer_of(layer, layer, "Rows of a template.", std::move(geometry));
  const bool area = module == BngModule::area;
  const std::string what = area ? "Habitat" : "Hedge";
  std::array<TextCells, 7> cells;
  for (std::size_t r = 0; r < rows; ++r) {
    const BngType &before = words.type(module, r, 0), &after = words.type(module, r, 1);
    cells[0].emplace_back(fmt::format("{}{:05}", area ? 'P' : 'H', r + 1));
    cells[1].emplace_back(before.broad);
    cells[2].emplace_back(before.type);
    cells[3].emplace_back(words.condition(before, r, 2));
    cells[4].emplace_back(words.retention(r));
    cells[5].emplace_back(after.type);
    cells[6].emplace_back(words.condition(after, r, 3));
  }
  const std::array<std::string, 7> names{
      "Parcel Ref",         "Baseline Broad Habitat Type", "Baseline " + what + " Type", "Baseline Condition",
      "Retention Category", "Proposed " + what + " Type",  "Proposed Condition"};
  for (std::size_t c = 0; c < names.size(); ++c)
    if (area || c != 1) add_text(table, names[c], names[c], "As in the template.", std::move(cells[c]));
  return table;
}

Dataset template_of(const Wanted& wanted, const Net& net, std::size_t columns, std::size_t rows, const Words& words) {
  MultiPolygonColumn red, parcels;
  add_area(red, rectangle(origin.x, origin.y, origin.x + net.width(), origin.y + net.height()));
  for (std::size_t j = 0; j < rows; ++j)
    for (std::size_t i = 0; i < columns; ++i) add_area(parcels, net.parcel(i, j));
  LineColumn hedgerows;
  const Random random(wanted.seed, "hedgerows");
  for (std::size_t h = 0; h < wanted.hedgerows; ++h)
    hedgerows.append(net.edge(random.below(columns, h, 0), random.below(rows, h, 1), random.below(2, h, 2) == 0));
  Dataset dataset;
  FeatureTable outline = layer_of("Red Line Boundary", "Red Line Boundary", "The site.", std::move(red));
  add_text(outline, "Site Name", "Site Name", "As in the template.", {"Large site"});
  dataset.layers.push_back(std::move(outline));
  dataset.layers.push_back(rows_of("Habitats", BngModule::area, std::move(parcels), columns * rows, words));
  dataset.layers.push_back(rows_of("Hedgerows", BngModule::hedgerow, std::move(hedgerows), wanted.hedgerows, words));
  return dataset;
}

/// Lobed measures, each for a few habitats, and four authorities that meet within the site.
Dataset county_of(const Wanted& wanted, const Net& net, const Words& words) {
  const Random random(wanted.seed, "measures");
  MultiPolygonColumn measures, authorities;
  TextCells ids, habitats;
  for (std::size_t m = 0; m < wanted.measures; ++m) {
    const Point centre{origin.x + random.between(0, net.width(), m, 0),
                       origin.y + random.between(0, net.height(), m, 1)};
    const double radius = random.between(60, 500, m, 2), lobes = 2 + static_cast<double>(random.below(4, m, 3));
    std::vector<Point> ring;
    for (int k = 0; k < 60; ++k) {
      const double angle = 2 * std::numbers::pi * k / 60, r = radius * (1 + 0.3 * std::sin(lobes * angle));
      ring.push_back({on_grid(centre.x + r * std::cos(angle)), on_grid(centre.y + r * std::sin(angle))});
    }
    ring.push_back(ring.front());
    add_area(measures, ring);
    ids.emplace_back(fmt::format("M{:04}", m + 1));
    std::string names = words.type(BngModule::hedgerow, m, 4).type;
    for (std::size_t k = 0; k < 12; ++k) names += "; " + words.type(BngModule::area, m, 10 + k).type;
    habitats.emplace_back(names);
  }
  const double x = origin.x + 0.47 * net.width(), y = origin.y + 0.53 * net.height(), far = 50000;
  add_area(authorities, rectangle(origin.x - far, origin.y - far, x, y));
  add_area(authorities, rectangle(x, origin.y - far, origin.x + far, y));
  add_area(authorities, rectangle(origin.x - far, y, x, origin.y + far));
  add_area(authorities, rectangle(x, y, origin.x + far, origin.y + far));
  Dataset dataset;
  FeatureTable layer = layer_of("measures", "Measures", "Land mapped for measures.", std::move(measures));
  add_text(layer, "ref", "Reference", "Reference.", std::move(ids));
  add_text(layer, "habitat", "Habitats", "What the measure is for.", std::move(habitats));
  dataset.layers.push_back(std::move(layer));
  FeatureTable land = layer_of("authorities", "Authorities", "Planning authorities.", std::move(authorities));
  add_text(land, "ref", "Reference", "Reference.", {"A", "B", "C", "D"});
  add_text(land, "name", "Name", "Name.", {"Avonside", "Brookshire", "Combe", "Downland"});
  dataset.layers.push_back(std::move(land));
  return dataset;
}

void run(const Wanted& wanted) {
  std::filesystem::create_directories(wanted.output);
  const auto columns = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(wanted.parcels))));
  const std::size_t rows = (wanted.parcels + columns - 1) / columns;
  const Net net(columns, rows, wanted.seed);
  const BngTables tables = read_bng_tables();
  const Words words(tables, wanted.seed);
  write_geopackage(wanted.output / "template.gpkg", template_of(wanted, net, columns, rows, words), {wanted.overwrite});
  write_geopackage(wanted.output / "county.gpkg", county_of(wanted, net, words), {wanted.overwrite});
  std::ofstream config(wanted.output / "county.toml");
  config << "[project]\ndate = \"2026-03-31\"\n\n[layers.measure]\nlayer = \"county.gpkg#measures\"\nid = \"ref\"\n"
            "class = \"habitat\"\n\n[layers.authority]\nlayer = \"county.gpkg#authorities\"\nid = \"ref\"\nname = "
            "\"name\"\n";
  if (!config) throw Error(ErrorKind::output, "cannot write " + (wanted.output / "county.toml").string());
  fmt::print(stderr, "{} parcels, {} hedgerows, {} measures in {}\n", columns * rows, wanted.hedgerows, wanted.measures,
             wanted.output.string());
}

}  // namespace
}  // namespace spatial::county

int main(int argc, char** argv) {
  spatial::county::Wanted wanted;
  CLI::App app{"Makes a Biodiversity Net Gain template and a county around it, to time `lnrs bng`."};
  app.add_option("--parcels", wanted.parcels, "Habitat parcels, rounded up to a full rectangle")->capture_default_str();
  app.add_option("--hedgerows", wanted.hedgerows, "Hedgerows")->capture_default_str();
  app.add_option("--measures", wanted.measures, "Measures of the county")->capture_default_str();
  app.add_option("--seed", wanted.seed, "Another seed is another site")->capture_default_str();
  app.add_option("-o,--output", wanted.output, "Folder for template.gpkg, county.gpkg, county.toml")->required();
  app.add_flag("--overwrite", wanted.overwrite, "Replace what exists");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : spatial::exit_code(spatial::ErrorKind::usage);
  }
  try {
    spatial::county::run(wanted);
  } catch (const spatial::Error& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return spatial::exit_code(error.kind());
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
  return 0;
}
