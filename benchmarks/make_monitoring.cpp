// SPDX-License-Identifier: MIT
// What the commands on strategies and monitoring read, in the sizes of a large county: beside the layers of
// make_county (same --polygons and --seed) an edition of the habitat map and of the register from before, maps to make
// a baseline of, measures, people, greenspace, targets and projects. Numbers of features do not depend on the county's
// size. The same options make the same bytes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>

#include "county/county.hpp"
#include "county/layer_tables.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/write.hpp"

namespace spatial::county {
namespace {

using Labels = std::vector<std::int32_t>;

struct Numbers {
  std::size_t measures = 5000, units = 5000, greenspaces = 2000, surveys = 5000, projects = 2000;
};

TextCells numbered(const char* pattern, std::size_t count) {
  TextCells cells;
  for (std::size_t i = 0; i < count; ++i) cells.emplace_back(fmt::format(fmt::runtime(pattern), i + 1));
  return cells;
}

std::string code_of(const County& county, std::size_t polygon) {
  return std::string(cover(county.habitat.polygon_cover[polygon]).code);
}

/// The code of some other polygon: what a mistaken surveyor writes.
std::string another_code(const County& county, const Random& random, std::uint64_t item) {
  return code_of(county, random.below(county.habitat.polygon_cover.size(), item, 90));
}

/// Labels without those that no cell has, and for each label that is left what it was.
std::vector<std::size_t> compacted(Labels& labels, std::size_t count) {
  std::vector<std::int32_t> number(count, -1);
  for (const std::int32_t label : labels)
    if (label >= 0) number[static_cast<std::size_t>(label)] = 0;
  std::vector<std::size_t> was;
  for (std::size_t l = 0; l < count; ++l)
    if (number[l] == 0) {
      number[l] = static_cast<std::int32_t>(was.size());
      was.push_back(l);
    }
  for (std::int32_t& label : labels)
    if (label >= 0) label = number[static_cast<std::size_t>(label)];
  return was;
}

/// Groups of up to `most` cells that hang together, no cell in two of them.
Labels groups_of_cells(const County& county, const Random& random, std::size_t count, std::size_t most) {
  std::vector<std::uint32_t> inside;
  for (std::uint32_t cell = 0; cell < county.coverage.size(); ++cell)
    if (county.habitat.cell_polygon[cell] >= 0) inside.push_back(cell);
  Labels labels(county.coverage.size(), -1);
  std::size_t made = 0;
  for (std::uint64_t attempt = 0; made < count && attempt < 50 * count; ++attempt) {
    const std::uint32_t start = inside[random.below(inside.size(), attempt)];
    if (labels[start] >= 0) continue;
    std::vector<std::uint32_t> group{start};
    labels[start] = static_cast<std::int32_t>(made);
    const std::size_t wanted = 1 + random.below(most, attempt, 1);
    for (std::size_t next = 0; next < group.size() && group.size() < wanted; ++next)
      for (const Coverage::Neighbour& n : county.coverage.neighbours(group[next]))
        if (group.size() < wanted && labels[n.cell] < 0 && county.habitat.cell_polygon[n.cell] >= 0) {
          labels[n.cell] = static_cast<std::int32_t>(made);
          group.push_back(n.cell);
        }
    ++made;
  }
  if (made < count)
    throw Error(ErrorKind::usage, fmt::format("the county has no room for {} groups of cells", count),
                "ask for more polygons, e.g. --polygons 100000");
  return labels;
}

/// The habitat map of ten years ago: the same outlines but where a field changed hands, and other codes here and there.
FeatureTable habitat_before(const County& county) {
  const Random random(county.options.seed, "habitat before");
  Labels labels = county.habitat.cell_polygon;
  for (std::uint32_t cell = 0; cell < labels.size(); ++cell) {
    if (labels[cell] < 0 || random.uniform(cell) > 0.015) continue;
    for (const Coverage::Neighbour& n : county.coverage.neighbours(cell))
      if (county.habitat.cell_polygon[n.cell] >= 0) labels[cell] = county.habitat.cell_polygon[n.cell];
  }
  const std::vector<std::size_t> was = compacted(labels, county.habitat.polygon_cover.size());
  FeatureTable layer = layer_of("habitat_before", "Habitats before", "One habitat polygon of ten years ago",
                                county.coverage.polygons(labels, was.size(), county.habitat.styles));
  TextCells codes;
  for (const std::size_t polygon : was)
    codes.emplace_back(random.uniform(polygon, 1) < 0.04 ? another_code(county, random, polygon)
                                                         : code_of(county, polygon));
  add_text(layer, "hab_id", "Habitat id", "Identifier", numbered("B-{:06}", was.size()));
  add_text(layer, "ukhab", "UKHab codes", "As in habitat", std::move(codes));
  return layer;
}

/// All habitats as another surveyor drew them: every border differs by some metres, one code in seven.
FeatureTable habitat_redrawn(const County& county) {
  const Random random(county.options.seed, "habitat redrawn");
  const HabitatMap& map = county.habitat;
  FeatureTable layer = layer_of("habitat_redrawn", "Habitats redrawn", "One polygon of a map drawn independently",
                                county.coverage.polygons(map.cell_polygon, map.polygon_cover.size(), map.styles, 9));
  TextCells codes;
  for (std::size_t i = 0; i < map.polygon_cover.size(); ++i)
    codes.emplace_back(random.uniform(i) < 0.15 ? another_code(county, random, i) : code_of(county, i));
  add_text(layer, "hab_id", "Habitat id", "Identifier", numbered("R-{:06}", map.polygon_cover.size()));
  add_text(layer, "ukhab", "UKHab codes", "As in habitat", std::move(codes));
  return layer;
}

/// Fields that somebody walked, with the day and the kind of survey.
FeatureTable survey(const County& county, std::size_t count) {
  static constexpr std::array kinds{"nvc_rapid", "phase1_notes", "phase1_map", "aerial"};
  const Random random(county.options.seed, "survey");
  const std::size_t polygons = county.habitat.polygon_cover.size();
  std::vector<std::int32_t> chosen(polygons, -1);
  std::vector<std::size_t> of;
  for (std::uint64_t attempt = 0; of.size() < std::min(count, polygons / 2); ++attempt) {
    const std::size_t polygon = random.below(polygons, attempt);
    if (chosen[polygon] >= 0) continue;
    chosen[polygon] = static_cast<std::int32_t>(of.size());
    of.push_back(polygon);
  }
  Labels labels(county.coverage.size(), -1);
  for (std::uint32_t cell = 0; cell < labels.size(); ++cell)
    if (const std::int32_t polygon = county.habitat.cell_polygon[cell]; polygon >= 0)
      labels[cell] = chosen[static_cast<std::size_t>(polygon)];
  FeatureTable layer = layer_of("survey", "Surveys", "One field that was surveyed",
                                county.coverage.polygons(labels, of.size(), county.habitat.styles, 3));
  TextCells codes, dates, kind;
  for (std::size_t i = 0; i < of.size(); ++i) {
    codes.emplace_back(random.uniform(i, 1) < 0.2 ? another_code(county, random, i) : code_of(county, of[i]));
    dates.emplace_back(
        fmt::format("{}-0{}-1{}", 2010 + random.below(16, i, 2), 5 + random.below(4, i, 3), random.below(10, i, 4)));
    kind.emplace_back(kinds[random.below(kinds.size(), i, 5)]);
  }
  add_text(layer, "survey_id", "Survey", "Identifier", numbered("S-{:05}", of.size()));
  add_text(layer, "code", "Code", "UKHab code", std::move(codes));
  add_text(layer, "surveyed", "Date", "Day of the survey", std::move(dates));
  add_text(layer, "kind", "Kind", "Kind of survey", std::move(kind));
  return layer;
}

/// Places of measures in two drawings, so that they overlap each other; and the statement.
std::vector<FeatureTable> measures(const County& county, std::size_t count) {
  constexpr std::size_t kinds = 40;
  const Random random(county.options.seed, "measures");
  MultiPolygonColumn places;
  TextCells codes;
  for (std::uint64_t half = 0; half < 2; ++half) {
    const std::size_t own = half == 0 ? count / 2 : count - count / 2;
    const Labels labels = groups_of_cells(county, Random(county.options.seed + half, "measure places"), own, 16);
    places.append(county.coverage.polygons(labels, own, county.habitat.styles, 5 + half));
    for (std::size_t i = 0; i < own; ++i)
      codes.emplace_back(fmt::format("M{:02}", 1 + random.below(kinds, i + half * count)));
  }
  FeatureTable layer = layer_of("measure", "Mapped measures", "One place of a measure", std::move(places));
  add_text(layer, "measure_id", "Place", "Identifier", numbered("P-{:05}", count));
  add_text(layer, "measure_code", "Measure", "Code of the measure", std::move(codes));
  FeatureTable statement =
      layer_of("measure_statement", "Measures", "One measure of the strategy", GeometryColumn(std::monostate{}));
  TextCells texts, habitats, mapped;
  for (std::size_t m = 0; m < kinds; ++m) {
    texts.emplace_back(fmt::format("Measure {}: make and mend habitat where it counts most.", m + 1));
    habitats.emplace_back(m % 2 == 0 ? "Lowland meadows" : "Lowland mixed deciduous woodland");
    mapped.emplace_back("yes");
  }
  add_text(statement, "measure_code", "Measure", "Code of the measure", numbered("M{:02}", kinds));
  add_text(statement, "measure_text", "Text", "The measure in words", std::move(texts));
  add_text(statement, "bng_habitats", "Habitats", "Habitats it is for", std::move(habitats));
  add_text(statement, "mapped", "Mapped", "yes or no", std::move(mapped));
  std::vector<FeatureTable> layers;
  layers.push_back(std::move(layer));
  layers.push_back(std::move(statement));
  return layers;
}

/// Population units: the county parted among as many seeds, cell by cell from all of them at once.
FeatureTable units(const County& county, std::size_t count) {
  const Random random(county.options.seed, "output areas");
  Labels labels(county.coverage.size(), -1);
  std::vector<std::uint32_t> front;
  for (std::uint64_t attempt = 0; front.size() < count; ++attempt) {
    const auto cell = static_cast<std::uint32_t>(random.below(labels.size(), attempt));
    if (county.habitat.cell_polygon[cell] < 0 || labels[cell] >= 0) continue;
    labels[cell] = static_cast<std::int32_t>(front.size());
    front.push_back(cell);
  }
  for (std::size_t next = 0; next < front.size(); ++next)
    for (const Coverage::Neighbour& n : county.coverage.neighbours(front[next]))
      if (labels[n.cell] < 0 && county.habitat.cell_polygon[n.cell] >= 0) {
        labels[n.cell] = labels[front[next]];
        front.push_back(n.cell);
      }
  FeatureTable layer = layer_of("output_area", "Output areas", "One unit of people",
                                county.coverage.polygons(labels, count, county.habitat.styles));
  IntegerCells people;
  for (std::size_t i = 0; i < count; ++i) people.emplace_back(static_cast<std::int64_t>(90 + random.below(500, i, 1)));
  add_text(layer, "oa_code", "Code", "Code of the unit", numbered("E{:08}", count));
  add_integer(layer, "people", "People", "Residents", std::move(people));
  return layer;
}

std::vector<FeatureTable> greenspace(const County& county, std::size_t count) {
  const Random random(county.options.seed, "entrances");
  const Labels labels = groups_of_cells(county, Random(county.options.seed, "greenspace"), count, 12);
  FeatureTable sites = layer_of("greenspace", "Greenspace", "One site that is open to people",
                                county.coverage.polygons(labels, count, county.habitat.styles, 8));
  add_text(sites, "site_id", "Site", "Identifier", numbered("G-{:04}", count));
  const auto& land = std::get<MultiPolygonColumn>(sites.geometry);
  PointColumn entrances;
  for (std::size_t i = 0; i < count; ++i)
    for (std::uint64_t k = 0; k < 3; ++k) {
      const std::span<const Point> outline = land[i].points();
      entrances.emplace_back(outline[random.below(outline.size(), i, k)]);
    }
  const std::size_t points = entrances.size();
  FeatureTable access = layer_of("access_point", "Entrances", "One way into a site", std::move(entrances));
  add_text(access, "access_id", "Entrance", "Identifier", numbered("A-{:05}", points));
  std::vector<FeatureTable> layers;
  layers.push_back(std::move(sites));
  layers.push_back(std::move(access));
  return layers;
}

/// Ten targets for each opportunity area, and projects all over the county.
std::vector<FeatureTable> targets(const County& county, std::size_t projects) {
  static constexpr std::array habitats{"Woodland", "Meadow", "Heath", "Fen", "Ponds"};
  static constexpr std::array statuses{"completed", "completed", "underway", "planned", "abandoned"};
  const Random random(county.options.seed, "projects");
  const FeatureTable boas = std::move(boa_layers(county).front());
  const std::size_t areas = std::get<MultiPolygonColumn>(boas.geometry).size();
  FeatureTable target = layer_of("target", "Targets", "One target", GeometryColumn(std::monostate{}));
  TextCells ids, boa, habitat, action, start, by;
  RealCells quantity;
  for (std::size_t b = 0; b < areas; ++b)
    for (std::size_t k = 0; k < 10; ++k) {
      ids.emplace_back(fmt::format("T{:02}-{}", b + 1, k));
      boa.emplace_back(fmt::format("BOA{:02}", b + 1));
      habitat.emplace_back(habitats[k % habitats.size()]);
      action.emplace_back(k < habitats.size() ? "create" : "restore");
      quantity.push_back(20.0 * static_cast<double>(1 + random.below(20, b, k)));
      start.emplace_back("2020-04-01");
      by.emplace_back("2030-03-31");
    }
  add_text(target, "target_id", "Target", "Identifier", std::move(ids));
  add_text(target, "boa_id", "Area", "Opportunity area", std::move(boa));
  add_text(target, "habitat", "Habitat", "Habitat", std::move(habitat));
  add_text(target, "action", "Action", "create or restore", std::move(action));
  add_hectares(target, "quantity_ha", "Quantity (ha)", "How much more", std::move(quantity));
  add_text(target, "start", "Start", "Day", std::move(start));
  add_text(target, "by", "By", "Day", std::move(by));

  MultiPolygonColumn land;
  TextCells kind, what, status, end, loss;
  for (std::uint64_t half = 0; half < 2; ++half) {
    const std::size_t own = half == 0 ? projects / 2 : projects - projects / 2;
    const Labels labels = groups_of_cells(county, Random(county.options.seed + half, "project places"), own, 8);
    land.append(county.coverage.polygons(labels, own, county.habitat.styles, 20 + half));
  }
  for (std::size_t i = 0; i < projects; ++i) {
    kind.emplace_back(habitats[random.below(habitats.size(), i, 30)]);
    what.emplace_back(random.uniform(i, 31) < 0.5 ? "create" : "restore");
    status.emplace_back(statuses[random.below(statuses.size(), i, 32)]);
    end.emplace_back(fmt::format("{}-0{}-15", 2021 + random.below(6, i, 33), 1 + random.below(9, i, 34)));
    loss.emplace_back(random.uniform(i, 35) < 0.05 ? "yes" : "no");
  }
  FeatureTable layer = layer_of("project", "Projects", "One project", std::move(land));
  add_text(layer, "project_id", "Project", "Identifier", numbered("J-{:04}", projects));
  add_text(layer, "habitat", "Habitat", "Habitat", std::move(kind));
  add_text(layer, "action", "Action", "create or restore", std::move(what));
  add_text(layer, "status", "Status", "planned, underway, completed or abandoned", std::move(status));
  add_text(layer, "end", "End", "Day", std::move(end));
  add_text(layer, "loss", "Loss", "yes: habitat was lost", std::move(loss));
  std::vector<FeatureTable> layers;
  layers.push_back(std::move(target));
  layers.push_back(std::move(layer));
  return layers;
}

/// The register of Local Wildlife Sites of the year before: some sites are not there yet, some were called or drawn
/// otherwise.
FeatureTable lws_before(const County& county) {
  const Random random(county.options.seed, "register before");
  FeatureTable now = std::move(wildlife_site_layers(county).front());
  const auto& land = std::get<MultiPolygonColumn>(now.geometry);
  const auto& refs = std::get<TextCells>(now.table.columns[0].cells);
  const auto& names = std::get<TextCells>(now.table.columns[1].cells);
  MultiPolygonColumn geometry;
  TextCells kept_refs, kept_names;
  for (std::size_t i = 0; i < land.size(); ++i) {
    if (random.uniform(i) < 0.03) continue;
    const double moved = random.uniform(i, 1) < 0.1 ? 5 : 0;
    for (std::size_t p = 0; p < land[i].part_count(); ++p) {
      for (std::size_t r = 0; r < land[i].part(p).ring_count(); ++r) {
        std::vector<Point> ring;
        for (const Point at : land[i].part(p).ring(r)) ring.push_back({at.x + moved, at.y});
        ring.pop_back();
        geometry.add_ring(ring);
      }
      geometry.end_part();
    }
    geometry.end_feature();
    kept_refs.push_back(refs[i]);
    kept_names.push_back(random.uniform(i, 2) < 0.05 ? names[i].value_or("") + " (old name)" : names[i]);
  }
  FeatureTable layer =
      layer_of("lws_before", "Local Wildlife Sites before", "One site of the year before", std::move(geometry));
  add_text(layer, "site_ref", "Site reference", "Reference of the site", std::move(kept_refs));
  add_text(layer, "site_name", "Name", "Name of the site", std::move(kept_names));
  return layer;
}

}  // namespace

Dataset make_monitoring(const CountyOptions& options, const Numbers& numbers) {
  const County county(options);
  Dataset dataset;
  const auto add = [&](std::vector<FeatureTable> layers) {
    for (FeatureTable& layer : layers) dataset.layers.push_back(std::move(layer));
  };
  dataset.layers.push_back(habitat_before(county));
  dataset.layers.push_back(habitat_redrawn(county));
  dataset.layers.push_back(survey(county, numbers.surveys));
  add(measures(county, numbers.measures));
  dataset.layers.push_back(units(county, numbers.units));
  add(greenspace(county, numbers.greenspaces));
  add(targets(county, numbers.projects));
  dataset.layers.push_back(lws_before(county));
  return dataset;
}

}  // namespace spatial::county

int main(int argc, char** argv) {
  spatial::county::CountyOptions county;
  spatial::county::Numbers numbers;
  spatial::WriteOptions write;
  std::filesystem::path output;
  CLI::App app{"Makes what commands on strategies and monitoring read beside an invented county (EPSG:27700)."};
  app.add_option("--polygons", county.polygons, "Number of habitat polygons of the county")->capture_default_str();
  app.add_option("--seed", county.seed, "Seed of the county")->capture_default_str();
  app.add_option("--measures", numbers.measures, "Places of measures")->capture_default_str();
  app.add_option("--units", numbers.units, "Population units")->capture_default_str();
  app.add_option("--greenspaces", numbers.greenspaces, "Sites of greenspace")->capture_default_str();
  app.add_option("--surveys", numbers.surveys, "Surveyed fields")->capture_default_str();
  app.add_option("--projects", numbers.projects, "Projects")->capture_default_str();
  app.add_option("-o,--output", output, "GeoPackage to write")->required();
  app.add_flag("--overwrite", write.overwrite, "Replace the output if it exists");
  try {
    app.parse(argc, argv);
    spatial::check_writable(output, write);
    const spatial::Dataset dataset = spatial::county::make_monitoring(county, numbers);
    spatial::write_geopackage(output, dataset, write);
    for (const spatial::FeatureTable& layer : dataset.layers)
      fmt::print(stderr, "{:>9} {}\n", layer.table.rows(), layer.table.name);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : spatial::exit_code(spatial::ErrorKind::usage);
  } catch (const spatial::Error& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return spatial::exit_code(error.kind());
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
  return 0;
}
