// SPDX-License-Identifier: MIT
#include "libspatial/overlay/tabulate_lines.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

struct Scratch {
  std::vector<std::uint32_t> zones, edges;
  std::vector<double> cuts;
};

using Segment = std::tuple<double, double, double, double>;

Segment segment_of(Point a, Point b) {
  return std::tie(a.x, a.y) <= std::tie(b.x, b.y) ? Segment{a.x, a.y, b.x, b.y} : Segment{b.x, b.y, a.x, a.y};
}

/// Length of the segment inside the zone.
double length_inside(Point a, Point b, const EdgeTree& zone, Scratch& scratch) {
  Box box;
  box.add(a);
  box.add(b);
  if (!box.intersects(zone.box())) return 0;
  const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
  scratch.cuts = {0, 1};
  zone.edges_near(box.grown(1e-9), scratch.edges);
  for (const std::uint32_t e : scratch.edges) {
    const EdgeTree::Edge& edge = zone.edges()[e];
    const double from = dx * (edge.from.y - a.y) - dy * (edge.from.x - a.x), to = dx * (edge.to.y - a.y) - dy * (edge.to.x - a.x);
    const auto along = [&](Point p) { return ((p.x - a.x) * dx + (p.y - a.y) * dy) / (length * length); };
    if (from == 0 || to == 0) {  // a corner on the segment's line, or an edge along it
      if (from == 0) scratch.cuts.push_back(along(edge.from));
      if (to == 0) scratch.cuts.push_back(along(edge.to));
    } else if ((from > 0) != (to > 0)) {
      const double t = from / (from - to);
      scratch.cuts.push_back(along({edge.from.x + t * (edge.to.x - edge.from.x), edge.from.y + t * (edge.to.y - edge.from.y)}));
    }
  }
  std::sort(scratch.cuts.begin(), scratch.cuts.end());
  StableSum inside;
  for (std::size_t k = 1; k < scratch.cuts.size(); ++k) {
    const double from = std::clamp(scratch.cuts[k - 1], 0.0, 1.0), to = std::clamp(scratch.cuts[k], 0.0, 1.0), middle = (from + to) / 2;
    if (to > from && zone.covers({a.x + middle * dx, a.y + middle * dy})) inside.add((to - from) * length);
  }
  return inside.value();
}

struct ZoneTrees {
  ZoneTrees(const MultiPolygonColumn& zones, const Executor& executor) : trees(zones, executor), index(boxes_of(zones)) {}
  ZoneIndex trees;
  BoxIndex index;
};

/// What one feature has in a zone.
struct Share {
  std::uint32_t zone = 0;
  double length_m = 0, once_m = 0;
};

}  // namespace

std::vector<ZoneClassLength> lengths_by_zone_and_class(const MultiLineColumn& lines, const std::vector<std::uint32_t>& class_of, const MultiPolygonColumn& zones, const Executor& executor) {
  const ZoneTrees prepared(zones, executor);
  // The first feature of a class to have a segment keeps it.
  std::map<std::uint32_t, std::set<Segment>> seen;
  std::vector<std::vector<char>> first(lines.size());
  for (std::size_t f = 0; f < lines.size(); ++f)
    for (std::size_t l = 0; l < lines[f].line_count(); ++l) {
      const auto line = lines[f].line(l);
      for (std::size_t i = 1; i < line.size(); ++i) first[f].push_back(seen[class_of[f]].insert(segment_of(line[i - 1], line[i])).second ? 1 : 0);
    }
  const auto shares = parallel_map<std::vector<Share>, Scratch>(executor, lines.size(), [&](Scratch& scratch, std::size_t f) {
    std::vector<Share> found;
    Box box;
    for (const Point p : lines[f].points()) box.add(p);
    if (box.empty()) return found;
    prepared.index.query(box, scratch.zones);
    const std::vector<std::uint32_t> near = scratch.zones;
    for (const std::uint32_t zone : near) {
      StableSum each, once;
      std::size_t segment = 0;
      for (std::size_t l = 0; l < lines[f].line_count(); ++l) {
        const auto line = lines[f].line(l);
        for (std::size_t i = 1; i < line.size(); ++i, ++segment) {
          if (line[i - 1] == line[i]) continue;
          const double length = length_inside(on_lattice(line[i - 1]), on_lattice(line[i]), prepared.trees.tree(zone), scratch);
          each.add(length);
          if (first[f][segment] != 0) once.add(length);
        }
      }
      if (each.value() > 0) found.push_back({zone, each.value(), once.value()});
    }
    return found;
  });
  struct Sums {
    std::size_t features = 0;
    StableSum each, once;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Sums> sums;
  for (std::size_t f = 0; f < shares.size(); ++f)
    for (const Share& share : shares[f]) {
      Sums& sum = sums[{share.zone, class_of[f]}];
      ++sum.features;
      sum.each.add(share.length_m);
      sum.once.add(share.once_m);
    }
  std::vector<ZoneClassLength> rows;
  for (const auto& [key, sum] : sums) rows.push_back({key.first, key.second, sum.features, sum.each.value(), sum.once.value()});
  return rows;
}

std::vector<ZoneClassCount> points_by_zone_and_class(const MultiPointColumn& points, const std::vector<std::uint32_t>& class_of, const MultiPolygonColumn& zones, const Executor& executor) {
  const ZoneTrees prepared(zones, executor);
  using Found = std::vector<std::pair<std::uint32_t, std::size_t>>;
  const auto found = parallel_map<Found, Scratch>(executor, points.size(), [&](Scratch& scratch, std::size_t f) {
    std::map<std::uint32_t, std::size_t> counts;
    for (const Point p : points[f]) {
      Box box;
      box.add(p);
      prepared.index.query(box, scratch.zones);
      for (const std::uint32_t zone : scratch.zones)
        if (prepared.trees.tree(zone).covers(p)) ++counts[zone];
    }
    return Found(counts.begin(), counts.end());
  });
  std::map<std::pair<std::uint32_t, std::uint32_t>, ZoneClassCount> sums;
  for (std::size_t f = 0; f < found.size(); ++f)
    for (const auto& [zone, count] : found[f]) {
      ZoneClassCount& sum = sums[{zone, class_of[f]}];
      ++sum.features;
      sum.points += count;
    }
  std::vector<ZoneClassCount> rows;
  for (const auto& [key, sum] : sums) rows.push_back({key.first, key.second, sum.features, sum.points});
  return rows;
}

}  // namespace spatial
