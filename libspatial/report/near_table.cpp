// SPDX-License-Identifier: MIT
#include "libspatial/report/near_table.hpp"

#include <array>

#include "libspatial/geometry/nearest.hpp"
#include "libspatial/planning/site_check.hpp"

namespace spatial {

void NearPairs::add(std::int64_t rank_of_pair, const ClosestPoints& closest) {
  rank.push_back(rank_of_pair);
  distance_m.push_back(closest.distance_m);
  bearing.push_back(bearing_deg(closest.on_a, closest.on_b));
  const int eighth = direction_of(closest.on_a, closest.on_b);
  direction.push_back(eighth < 0 ? std::nullopt : std::optional<std::string>(direction_name(eighth)));
  const std::array<Point, 2> line{closest.on_a, closest.on_b};
  // Features that touch have no connecting line, because a line of a single point would be invalid.
  lines.append(eighth < 0 ? std::span<const Point>() : std::span<const Point>(line));
}

std::set<std::string> near_column_names() {
  return {"fid", "geom", "from_fid", "near_fid", "rank", "distance_m", "bearing_deg", "direction"};
}

FeatureTable near_table(NearPairs pairs, std::vector<NamedCells> attributes) {
  Table table{"near",
              "Nearest features",
              "One row per feature and one of its nearest features; the line is the shortest between them.",
              {}};
  table.columns.push_back(
      {{"from_fid", "Feature", "Number of the feature in the first layer.", "", ColumnType::integer, ""},
       std::move(pairs.from_fid)});
  table.columns.push_back(
      {{"near_fid", "Near feature", "Number of the near feature in the second layer.", "", ColumnType::integer, ""},
       std::move(pairs.near_fid)});
  table.columns.push_back(
      {{"rank", "Rank", "1 for the nearest; features at equal distance share a rank.", "", ColumnType::integer, ""},
       std::move(pairs.rank)});
  table.columns.push_back({{"distance_m", "Distance (m)", "Edge to edge; 0 where the features touch or overlap.", "m",
                            ColumnType::real, ""},
                           std::move(pairs.distance_m)});
  table.columns.push_back(
      {{"bearing_deg", "Bearing",
        "Of the shortest line, in degrees clockwise from grid north; empty where the features touch.", "degrees",
        ColumnType::real, ""},
       std::move(pairs.bearing)});
  table.columns.push_back(
      {{"direction", "Direction", "The same as one of eight compass directions.", "", ColumnType::text, ""},
       std::move(pairs.direction)});
  for (NamedCells& column : attributes) {
    const std::string name = column.name;
    table.columns.push_back({{name, name, "Attribute of the inputs; fields that both have begin with the layer's name.",
                              "", column.type, ""},
                             std::move(column.cells)});
  }
  return {std::move(table), std::move(pairs.lines)};
}

}  // namespace spatial
