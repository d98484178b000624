// SPDX-License-Identifier: MIT
#include "libspatial/report/pollinator_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"
#include "libspatial/report/opportunity_columns.hpp"

namespace spatial {
namespace {

/// Number of stepping stones needed on a link, so that no gap is longer than twice the distance.
std::int64_t stones(double length_m, double distance_m) {
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(length_m / (2 * distance_m) - 1e-9)) - 1);
}

/// Links that are gaps for the shortest foraging distance, i.e. longer than twice that distance.
std::vector<std::size_t> open_links(const PollinatorInput& input, const PollinatorMap& map) {
  std::vector<std::size_t> open;
  const double shortest_m = input.distances_m.empty() ? 0 : input.distances_m.front();
  for (std::size_t i = 0; i < map.links.size(); ++i)
    if (map.links[i].length_m > 2 * shortest_m) open.push_back(i);
  return open;
}

}  // namespace

FeatureTable bline_progress_table(const PollinatorInput& input, const PollinatorMap& map,
                                  const PollinatorNames& names) {
  const std::size_t n = map.blines.size();
  TableBuilder table("bline_progress", "B-Lines", "One row per B-Line: flower-rich habitat, target and gaps.");
  table.text("bline_id", "B-Line", "Id of the B-Line.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names.bline[i]); }));
  table.text("name", "Name", "Name of the B-Line.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names.name[i]); }));
  const auto real = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit, cells_of<RealCells>(n, [&](std::size_t i) { return value(map.blines[i]); }));
  };
  real("area_ha", "Area (ha)", "Area of the B-Line.", "ha", [](const BlineProgress& b) { return b.area_m2 / 1e4; });
  real("flower_rich_ha", "Flower-rich (ha)", "Flower-rich habitat in it; overlaps are counted once.", "ha",
       [](const BlineProgress& b) { return b.flower_rich_m2 / 1e4; });
  real("share", "Share", "Flower-rich / area.", "0-1", [](const BlineProgress& b) { return b.share(); });
  real("target_ha", "Target (ha)", "Share that should be flower-rich x area.", "ha",
       [](const BlineProgress& b) { return b.target_m2 / 1e4; });
  real("shortfall_ha", "Shortfall (ha)", "Target - flower-rich, if that is more than 0.", "ha",
       [](const BlineProgress& b) { return b.shortfall_m2() / 1e4; });
  table.integer(
      "patches", "Patches", "Connected areas of at least the smallest size.", "",
      cells_of<IntegerCells>(n, [&](std::size_t i) { return static_cast<std::int64_t>(map.blines[i].patches); }));
  real("max_gap_m", "Longest gap (m)",
       "Longest link of the minimum spanning tree of the patches, edge to edge; empty for fewer than two patches.", "m",
       [](const BlineProgress& b) { return b.max_gap_m; });
  return {table.done(), input.blines};
}

FeatureTable bline_within_table(const PollinatorInput& input, const PollinatorMap& map, const PollinatorNames& names) {
  const std::size_t k = std::max<std::size_t>(1, input.distances_m.size()), n = map.blines.size() * k;
  TableBuilder table("bline_within", "Land within reach",
                     "One row per B-Line and foraging distance: land within it of a patch, and whether the longest gap "
                     "is closed.");
  table.text("bline_id", "B-Line", "Id of the B-Line.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names.bline[i / k]); }));
  table.real("distance_m", "Foraging distance (m)", "How far the pollinators fly.", "m",
             cells_of<RealCells>(n, [&](std::size_t i) { return input.distances_m[i % k]; }));
  table.real("within_ha", "Within reach (ha)", "Land of the B-Line within the distance of a patch.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.blines[i / k].within_m2[i % k] / 1e4; }));
  table.integer("closed", "Gaps closed", "1: the longest gap is at most twice the distance; empty without any patch.",
                "", cells_of<IntegerCells>(n, [&](std::size_t i) -> std::optional<std::int64_t> {
                  const BlineProgress& line = map.blines[i / k];
                  if (line.patches == 0) return std::nullopt;
                  return std::isnan(line.max_gap_m) || line.max_gap_m <= 2 * input.distances_m[i % k] ? 1 : 0;
                }));
  return {table.done(), std::monostate{}};
}

FeatureTable pollinator_gaps_table(const PollinatorInput& input, PollinatorMap& map, const PollinatorNames& names) {
  const std::size_t n = map.gaps.size();
  TableBuilder table("pollinator_gaps", "Gaps",
                     "Connected land of a B-Line beyond a foraging distance of every patch.");
  table.text("bline_id", "B-Line", "Id of the B-Line.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names.bline[map.gaps[i].bline]); }));
  table.real("distance_m", "Foraging distance (m)", "How far the pollinators fly.", "m",
             cells_of<RealCells>(n, [&](std::size_t i) { return input.distances_m[map.gaps[i].distance]; }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.gaps[i].area_m2 / 1e4; }));
  add_opportunity_columns(
      table, names.gap_opportunities, n, [](std::size_t i) { return i; }, true, false);
  return {table.done(), std::move(map.gap_geometry)};
}

FeatureTable stepping_stones_table(const PollinatorInput& input, const PollinatorMap& map,
                                   const PollinatorNames& names) {
  const std::vector<std::size_t> open = open_links(input, map);
  const std::size_t k = std::max<std::size_t>(1, input.distances_m.size()), n = open.size() * k;
  const auto link = [&](std::size_t i) -> const PollinatorLink& { return map.links[open[i / k]]; };
  TableBuilder table(
      "stepping_stones", "Where stepping stones help",
      "One row per foraging distance and link of the minimum spanning tree that is longer than twice the "
      "shortest of them; the longest first. The line is where the two patches are nearest.");
  table.text("bline_id", "B-Line", "Id of the B-Line.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names.bline[link(i).bline]); }));
  table.real("distance_m", "Foraging distance (m)", "How far the pollinators fly.", "m",
             cells_of<RealCells>(n, [&](std::size_t i) { return input.distances_m[i % k]; }));
  table.real("gap_m", "Gap (m)", "Length of the link, edge to edge.", "m",
             cells_of<RealCells>(n, [&](std::size_t i) { return link(i).length_m; }));
  table.integer(
      "stones", "Stepping stones",
      "How many, evenly along the line, so that no gap is longer than twice the distance; 0: it is closed.", "",
      cells_of<IntegerCells>(n, [&](std::size_t i) { return stones(link(i).length_m, input.distances_m[i % k]); }));
  add_opportunity_columns(
      table, names.link_opportunities, n, [&](std::size_t i) { return open[i / k]; }, false, false);
  LineColumn lines;
  for (std::size_t i = 0; i < n; ++i) {
    const std::array<Point, 2> ends{link(i).from, link(i).to};
    lines.append(ends);
  }
  return {table.done(), std::move(lines)};
}

FeatureTable flower_patches_table(PollinatorMap& map, const PollinatorNames& names) {
  const std::size_t n = map.patch_bline.size();
  TableBuilder table("flower_patches", "Patches of flower-rich habitat", "One row per patch of a B-Line.");
  table.text("bline_id", "B-Line", "Id of the B-Line.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names.bline[map.patch_bline[i]]); }));
  const std::vector<double> areas = areas_m2_of(map.patches);
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return areas[i] / 1e4; }));
  return {table.done(), std::move(map.patches)};
}

FeatureTable demand_served_table(const PollinatorInput& input, const PollinatorMap& map) {
  const std::size_t n = map.crops_within_m2.size();
  TableBuilder table("demand_served", "Crops within reach",
                     "Crops that need pollinators within a foraging distance of a patch, in and out of B-Lines.");
  table.real("distance_m", "Foraging distance (m)", "How far the pollinators fly.", "m",
             cells_of<RealCells>(n, [&](std::size_t i) { return input.distances_m[i]; }));
  table.real("crops_ha", "Crops (ha)", "All crops; overlaps are counted once.", "ha",
             cells_of<RealCells>(n, [&](std::size_t) { return map.crops_m2 / 1e4; }));
  table.real("served_ha", "Within reach (ha)", "Of that, land within the distance of a patch.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.crops_within_m2[i] / 1e4; }));
  table.real("served_percent", "Within reach (%)", "Within reach / crops; empty without crops.", "%",
             cells_of<RealCells>(n, [&](std::size_t i) {
               return map.crops_m2 > 0 ? 100 * map.crops_within_m2[i] / map.crops_m2 : no_number;
             }));
  return {table.done(), std::monostate{}};
}

IndicatorRows pollinator_indicators(const PollinatorInput& input, const PollinatorMap& map,
                                    const PollinatorNames& names, const std::vector<PollinatorShare>& authorities) {
  IndicatorRows rows;
  for (const PollinatorShare& share : authorities) {
    const auto add = [&](const char* what, double value, const char* unit) {
      rows.push_back({share.authority, what, names.date, value, unit, GoodDirection::up, "bline_progress"});
    };
    add("Flower-rich habitat in B-Lines", share.flower_rich_m2 / 1e4, "ha");
    add("Flower-rich share of B-Lines", share.bline_m2 > 0 ? 100 * share.flower_rich_m2 / share.bline_m2 : no_number,
        "%");
  }
  for (std::size_t b = 0; b < map.blines.size(); ++b) {
    const BlineProgress& line = map.blines[b];
    const auto add = [&](const char* what, double value, const char* unit, GoodDirection good) {
      rows.push_back({names.bline[b], what, names.date, value, unit, good, "bline_progress"});
    };
    add("Flower-rich habitat of the B-Line", line.flower_rich_m2 / 1e4, "ha", GoodDirection::up);
    add("Flower-rich share of the B-Line", 100 * line.share(), "%", GoodDirection::up);
    add("Longest gap of the B-Line", line.max_gap_m, "m", GoodDirection::down);
  }
  if (map.crops_m2 > 0)
    for (std::size_t d = 0; d < input.distances_m.size(); ++d)
      rows.push_back({"all", fmt::format("Crops within {} m of flower-rich habitat", shortest(input.distances_m[d])),
                      names.date, 100 * map.crops_within_m2[d] / map.crops_m2, "%", GoodDirection::up,
                      "demand_served"});
  return rows;
}

std::string pollinator_summary(const std::string& title, const PollinatorInput& input, const PollinatorMap& map,
                               const PollinatorNames& names) {
  std::string text = title + "\n\nB-Lines\n";
  for (std::size_t b = 0; b < map.blines.size(); ++b) {
    const BlineProgress& line = map.blines[b];
    text += fmt::format("  {:<10} {:>10.2f} ha, {:.2f} ha flower-rich ({:.2f} %), {:.2f} ha short; {} {}, {}\n",
                        names.bline[b], line.area_m2 / 1e4, line.flower_rich_m2 / 1e4, 100 * line.share(),
                        line.shortfall_m2() / 1e4, line.patches, line.patches == 1 ? "patch" : "patches",
                        line.patches == 0            ? std::string("all of it is a gap")
                        : std::isnan(line.max_gap_m) ? std::string("no gap")
                                                     : fmt::format("longest gap {:.0f} m", line.max_gap_m));
  }
  if (map.crops_m2 > 0)
    for (std::size_t d = 0; d < input.distances_m.size(); ++d)
      text += fmt::format("  {:.2f} of {:.2f} ha of crops lie within {} m of flower-rich habitat\n",
                          map.crops_within_m2[d] / 1e4, map.crops_m2 / 1e4, shortest(input.distances_m[d]));
  return text;
}

}  // namespace spatial
