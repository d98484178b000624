// SPDX-License-Identifier: MIT
#include "libspatial/overlay/tabulate_lines.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/edge_rule.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

struct Scratch {
  std::vector<std::uint32_t> near, zones, edges, found;
  std::vector<double> cuts;
  ZoneRule::Scratch rule;
};

using Segment = std::tuple<double, double, double, double>;

Segment segment_of(Point a, Point b) {
  return std::tie(a.x, a.y) <= std::tie(b.x, b.y) ? Segment{a.x, a.y, b.x, b.y} : Segment{b.x, b.y, a.x, a.y};
}

/// Adds the positions along a → b (0 to 1) where its zones may change: crossings with the zone's edges, and the zone's
/// vertices within `reach_m`.
void add_cuts(Point a, Point b, const EdgeTree& zone, double reach_m, Scratch& scratch) {
  Box box;
  box.add(a);
  box.add(b);
  const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
  const auto along = [&](Point p) { return ((p.x - a.x) * dx + (p.y - a.y) * dy) / (length * length); };
  zone.edges_near(box.grown(reach_m), scratch.edges);
  for (const std::uint32_t e : scratch.edges) {
    const EdgeTree::Edge& edge = zone.edges()[e];
    const double from = dx * (edge.from.y - a.y) - dy * (edge.from.x - a.x);
    const double to = dx * (edge.to.y - a.y) - dy * (edge.to.x - a.x);
    if (std::abs(from) <= reach_m * length) scratch.cuts.push_back(along(edge.from));
    if (std::abs(to) <= reach_m * length) scratch.cuts.push_back(along(edge.to));
    if (from == 0 || to == 0 || (from > 0) == (to > 0)) continue;
    const double t = from / (from - to);
    scratch.cuts.push_back(
        along({edge.from.x + t * (edge.to.x - edge.from.x), edge.from.y + t * (edge.to.y - edge.from.y)}));
  }
}

/// Calls use(zone, metres) for each piece of a → b and each zone to which it belongs.
template <class Use>
void share_out(Point a, Point b, const ZoneRule& rule, const ZoneIndex& trees, Scratch& scratch, Use&& use) {
  Box box;
  box.add(a);
  box.add(b);
  box = box.grown(rule.on_edge_m());
  scratch.zones.clear();
  for (const std::uint32_t zone : scratch.near)
    if (box.intersects(trees.tree(zone).box())) scratch.zones.push_back(zone);
  if (scratch.zones.empty()) return;
  scratch.cuts = {0, 1};
  for (const std::uint32_t zone : scratch.zones) add_cuts(a, b, trees.tree(zone), rule.on_edge_m(), scratch);
  std::sort(scratch.cuts.begin(), scratch.cuts.end());
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  for (std::size_t k = 1; k < scratch.cuts.size(); ++k) {
    const double from = std::clamp(scratch.cuts[k - 1], 0.0, 1.0), to = std::clamp(scratch.cuts[k], 0.0, 1.0),
                 middle = (from + to) / 2;
    if (!(to > from)) continue;
    rule.zones_at({a.x + middle * (b.x - a.x), a.y + middle * (b.y - a.y)}, scratch.zones, scratch.rule, scratch.found);
    for (const std::uint32_t zone : scratch.found) use(zone, (to - from) * length);
  }
}

struct ZoneTrees {
  ZoneTrees(const MultiPolygonColumn& zones, const Executor& executor)
      : trees(zones, executor), index(boxes_of(zones)) {}
  ZoneIndex trees;
  BoxIndex index;
};

/// Length of one feature in a zone; `once_m` leaves out segments counted for an earlier feature.
struct Share {
  std::uint32_t zone = 0;
  double length_m = 0, once_m = 0;
};

}  // namespace

std::vector<ZoneClassLength> lengths_by_zone_and_class(const MultiLineColumn& lines,
                                                       const std::vector<std::uint32_t>& class_of,
                                                       const MultiPolygonColumn& zones, const Executor& executor,
                                                       double on_edge_m) {
  const ZoneTrees prepared(zones, executor);
  // A segment that several features of a class have counts for the first of them.
  std::map<std::uint32_t, std::set<Segment>> seen;
  std::vector<std::vector<char>> first(lines.size());
  for (std::size_t f = 0; f < lines.size(); ++f)
    for (std::size_t l = 0; l < lines[f].line_count(); ++l) {
      const auto line = lines[f].line(l);
      for (std::size_t i = 1; i < line.size(); ++i)
        first[f].push_back(seen[class_of[f]].insert(segment_of(line[i - 1], line[i])).second ? 1 : 0);
    }
  const ZoneRule rule(prepared.trees, on_edge_m);
  const auto shares =
      parallel_map<std::vector<Share>, Scratch>(executor, lines.size(), [&](Scratch& scratch, std::size_t f) {
        std::vector<Share> found;
        Box box;
        for (const Point p : lines[f].points()) box.add(p);
        if (box.empty()) return found;
        prepared.index.query(box.grown(on_edge_m), scratch.near);
        if (scratch.near.empty()) return found;
        struct Length {
          StableSum each, once;
        };
        std::map<std::uint32_t, Length> by_zone;
        std::size_t segment = 0;
        for (std::size_t l = 0; l < lines[f].line_count(); ++l) {
          const auto line = lines[f].line(l);
          for (std::size_t i = 1; i < line.size(); ++i, ++segment) {
            if (line[i - 1] == line[i]) continue;
            share_out(on_lattice(line[i - 1]), on_lattice(line[i]), rule, prepared.trees, scratch,
                      [&](std::uint32_t zone, double length) {
                        Length& sum = by_zone[zone];
                        sum.each.add(length);
                        if (first[f][segment] != 0) sum.once.add(length);
                      });
          }
        }
        for (const auto& [zone, sum] : by_zone) found.push_back({zone, sum.each.value(), sum.once.value()});
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
  for (const auto& [key, sum] : sums)
    rows.push_back({key.first, key.second, sum.features, sum.each.value(), sum.once.value()});
  return rows;
}

std::vector<ZoneClassCount> points_by_zone_and_class(const MultiPointColumn& points,
                                                     const std::vector<std::uint32_t>& class_of,
                                                     const MultiPolygonColumn& zones, const Executor& executor,
                                                     double on_edge_m) {
  const ZoneTrees prepared(zones, executor);
  const ZoneRule rule(prepared.trees, on_edge_m);
  using Found = std::vector<std::pair<std::uint32_t, std::size_t>>;
  const auto found = parallel_map<Found, Scratch>(executor, points.size(), [&](Scratch& scratch, std::size_t f) {
    std::map<std::uint32_t, std::size_t> counts;
    for (const Point p : points[f]) {
      Box box;
      box.add(p);
      prepared.index.query(box.grown(on_edge_m), scratch.zones);
      rule.zones_at(p, scratch.zones, scratch.rule, scratch.found);
      for (const std::uint32_t zone : scratch.found) ++counts[zone];
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
