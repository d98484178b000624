// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "county/county.hpp"
#include "county/layer_tables.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial::county {
namespace {

struct RoadClass {
  std::string_view name;
  double half_width_m;
};
constexpr RoadClass classes[] = {{"Motorway", 16}, {"A road", 6}, {"B road", 4}, {"Minor road", 2.8}};

struct Road {
  std::uint32_t from, to;
  std::size_t road_class;
};

/// Links two places unless a third one lies in the circle between them (Gabriel & Sokal 1969). The result is connected
/// and looks like a road map.
std::vector<Road> linked(const std::vector<Settlement>& places, std::uint64_t seed) {
  std::vector<Point> sites;
  Box extent;
  for (const Settlement& s : places) {
    sites.push_back(s.centre);
    extent.add(s.centre);
  }
  // A distant frame of sites makes every cell bounded.
  const Box frame = extent.grown(extent.width() + extent.height());
  for (int i = 0; i < 24; ++i) {
    const double t = i / 24.0;
    sites.push_back({frame.min_x + t * frame.width(), frame.min_y - 13.0 * i});
    sites.push_back({frame.min_x + t * frame.width(), frame.max_y + 17.0 * i});
    sites.push_back({frame.min_x - 11.0 * i, frame.min_y + t * frame.height()});
    sites.push_back({frame.max_x + 19.0 * i, frame.min_y + t * frame.height()});
  }
  const Coverage coverage(sites, seed);
  std::vector<Road> roads;
  for (std::uint32_t a = 0; a < places.size(); ++a)
    for (const Coverage::Neighbour& n : coverage.neighbours(a)) {
      const std::uint32_t b = n.cell;
      if (b <= a || b >= places.size()) continue;
      const Point p = places[a].centre, q = places[b].centre, middle{(p.x + q.x) / 2, (p.y + q.y) / 2};
      const double radius = std::hypot(p.x - q.x, p.y - q.y) / 2;
      const auto blocks = [&](std::uint32_t c) {
        return c != a && c != b &&
               std::hypot(coverage.sites()[c].x - middle.x, coverage.sites()[c].y - middle.y) < radius;
      };
      // For neighbours in the Voronoi diagram, only common neighbours can lie in the circle.
      const auto near = coverage.neighbours(a);
      if (std::any_of(near.begin(), near.end(), [&](const Coverage::Neighbour& m) { return blocks(m.cell); })) continue;
      const auto larger = static_cast<double>(std::min(a, b)) / static_cast<double>(places.size());
      const auto smaller = static_cast<double>(std::max(a, b)) / static_cast<double>(places.size());
      roads.push_back({a, b, smaller < 0.12 ? 0U : smaller < 0.4 || larger < 0.03 ? 1U : larger < 0.3 ? 2U : 3U});
    }
  std::stable_sort(roads.begin(), roads.end(),
                   [](const Road& a, const Road& b) { return a.road_class < b.road_class; });
  return roads;
}

std::vector<Point> bent(Point a, Point b, double bend, const Random& random, std::uint64_t item) {
  int steps = 1;
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  while (length / steps > 45) steps *= 2;
  std::vector<double> offset(static_cast<std::size_t>(steps) + 1, 0);
  double height = bend * length;
  for (int half = steps / 2; half >= 1; half /= 2, height *= 0.45)
    for (int i = half; i < steps; i += 2 * half) {
      const auto at = static_cast<std::size_t>(i), by = static_cast<std::size_t>(half);
      offset[at] = (offset[at - by] + offset[at + by]) / 2 + height * random.between(-1, 1, item, at);
    }
  std::vector<Point> line;
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps, d = offset[static_cast<std::size_t>(i)] / length;
    line.push_back({a.x + t * (b.x - a.x) - d * (b.y - a.y), a.y + t * (b.y - a.y) + d * (b.x - a.x)});
  }
  return line;
}

/// The area within `half_width` of the line. Corners are mitred, which is accurate enough for gentle bends.
MultiPolygon strip(GeosContext& geos, const std::vector<Point>& line, double half_width) {
  std::vector<Point> left, right;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const Point a = line[i == 0 ? 0 : i - 1], b = line[std::min(i + 1, line.size() - 1)];
    const double k = half_width / std::hypot(b.x - a.x, b.y - a.y);
    const Point side{-k * (b.y - a.y), k * (b.x - a.x)};
    left.push_back(on_grid({line[i].x + side.x, line[i].y + side.y}));
    right.push_back(on_grid({line[i].x - side.x, line[i].y - side.y}));
  }
  right.insert(right.end(), left.rbegin(), left.rend());
  return repaired(geos, polygon_of(right), {}).geometry;
}

std::vector<Point> line_of(const Road& road, const std::vector<Settlement>& places, const Random& random) {
  const double bend = road.road_class == 0 ? 0.05 : road.road_class == 3 ? 0.16 : 0.11;
  const std::uint64_t item = static_cast<std::uint64_t>(road.from) << 32 | road.to;
  return bent(places[road.from].centre, places[road.to].centre, bend, random, item);
}

}  // namespace

LineColumn road_lines(const County& county) {
  const std::vector<Settlement>& places = county.land.settlements();
  const Random random(county.options.seed, "roads");
  LineColumn lines;
  for (const Road& road : linked(places, county.options.seed)) {
    std::vector<Point> line = line_of(road, places, random);
    for (Point& p : line) p = on_grid(p);
    lines.append(line);
  }
  return lines;
}

FeatureTable road_layer(const County& county, const Executor& executor) {
  const std::vector<Settlement>& places = county.land.settlements();
  const std::vector<Road> roads = linked(places, county.options.seed);
  const Random random(county.options.seed, "roads");
  const std::vector<MultiPolygon> strips =
      parallel_map<MultiPolygon, GeosContext>(executor, roads.size(), [&](GeosContext& geos, std::size_t i) {
        return strip(geos, line_of(roads[i], places, random), classes[roads[i].road_class].half_width_m);
      });
  std::vector<Box> boxes;
  for (const MultiPolygon& s : strips) boxes.push_back(box_of(s.view()));
  const BoxIndex index(boxes);
  // Where roads meet, the ground belongs to the more important road.
  const std::vector<MultiPolygon> apart =
      parallel_map<MultiPolygon, GeosContext>(executor, roads.size(), [&](GeosContext& geos, std::size_t i) {
        std::vector<MultiPolygonView> before;
        for (const std::uint32_t j : index.query(boxes[i]))
          if (j < i) before.push_back(strips[j]);
        if (before.empty()) return strips[i];
        return repaired(geos, difference(geos, strips[i], union_of(geos, before)), {}).geometry;
      });
  MultiPolygonColumn geometry;
  TextCells ids, names;
  for (std::size_t i = 0; i < roads.size(); ++i) {
    if (apart[i].empty()) continue;
    geometry.append(apart[i]);
    ids.emplace_back(fmt::format("R{:05}", i + 1));
    names.emplace_back(classes[roads[i].road_class].name);
  }
  FeatureTable layer = layer_of("road", "Roads", "The ground of one road between two places", std::move(geometry));
  add_text(layer, "road_id", "Id", "Identifier of the road", std::move(ids));
  add_text(layer, "class", "Class", "Motorway, A road, B road or Minor road", std::move(names));
  return layer;
}

}  // namespace spatial::county
