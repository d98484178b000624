// SPDX-License-Identifier: MIT
#include "libspatial/overlay/open_gaps.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/knife.hpp"
#include "libspatial/overlay/union_tiles.hpp"

namespace spatial {
namespace {

using Edge = EdgeTree::Edge;

constexpr double most_cosine = -0.9;  // cosine between the directions of two facing edges: up to 25° from opposite
constexpr double least_stretch_m = 1e-6;
constexpr double own_edge_m = 1e-6;  // tolerance for matching an edge of the land to a feature's edge
constexpr std::uint32_t nobody = 0xffffffff;

Point middle_of(const Edge& e) { return {(e.from.x + e.to.x) / 2, (e.from.y + e.to.y) / 2}; }

/// Strip between two facing edges of the outline.
struct Strip {
  std::uint32_t edge = 0, facing = 0;
  Point corner[4];
  double length_m = 0;
  Point middle() const {
    return {(corner[0].x + corner[1].x + corner[2].x + corner[3].x) / 4,
            (corner[0].y + corner[1].y + corner[2].y + corner[3].y) / 4};
  }
};

/// The strip at right angles to `e`, bounded by `f`, where it is at most `width_m` wide. The land is left of both
/// edges.
std::optional<Strip> strip_between(const Edge& e, const Edge& f, double width_m) {
  const double ex = e.to.x - e.from.x, ey = e.to.y - e.from.y, fx = f.to.x - f.from.x, fy = f.to.y - f.from.y;
  const double length = std::hypot(ex, ey), other = std::hypot(fx, fy);
  if (!(length > 0) || !(other > 0) || ex * fx + ey * fy > most_cosine * length * other) return std::nullopt;
  const double ux = ex / length, uy = ey / length;
  const auto along = [&](Point p) { return (p.x - e.from.x) * ux + (p.y - e.from.y) * uy; };
  // Distance to the right of e.
  const auto off = [&](Point p) { return (p.x - e.from.x) * uy - (p.y - e.from.y) * ux; };
  // f runs in the opposite direction, so from its end to its start it runs along e.
  const double t0 = along(f.to), t1 = along(f.from), d0 = off(f.to), d1 = off(f.from), slope = (d1 - d0) / (t1 - t0);
  double begin = std::max(0.0, t0), end = std::min(length, t1);
  const auto distance = [&](double t) { return d0 + slope * (t - t0); };
  for (const double limit : {0.0, width_m}) {  // keep distance >= 0, then distance <= width
    const bool above = limit == 0;
    const double at_begin = distance(begin) - limit, at_end = distance(end) - limit;
    const bool begin_out = above ? at_begin < 0 : at_begin > 0, end_out = above ? at_end < 0 : at_end > 0;
    if (begin_out && end_out) return std::nullopt;
    const double crossing = begin - at_begin / slope;
    if (begin_out) begin = crossing;
    if (end_out) end = crossing;
  }
  if (!(end - begin > least_stretch_m)) return std::nullopt;
  const auto on_e = [&](double t) { return Point{e.from.x + t * ux, e.from.y + t * uy}; };
  const auto on_f = [&](double t) {
    return Point{e.from.x + t * ux + distance(t) * uy, e.from.y + t * uy - distance(t) * ux};
  };
  // Ends of edges are used unchanged.
  const auto start_e = begin == 0 ? e.from : on_e(begin), stop_e = end == length ? e.to : on_e(end);
  const auto start_f = begin == t0 ? f.to : on_f(begin), stop_f = end == t1 ? f.from : on_f(end);
  Strip strip;
  strip.corner[0] = start_e;
  strip.corner[1] = start_f;
  strip.corner[2] = stop_f;
  strip.corner[3] = stop_e;
  strip.length_m = end - begin;
  return strip;
}

std::vector<Strip> strips_of(const EdgeTree& land, double width_m, const Executor& executor) {
  constexpr std::size_t together = 256;
  const std::size_t edges = land.edges().size();
  const auto lists = parallel_map<std::vector<Strip>, std::vector<std::uint32_t>>(
      executor, (edges + together - 1) / together, [&](std::vector<std::uint32_t>& near, std::size_t block) {
        std::vector<Strip> found;
        for (std::size_t i = block * together; i < std::min(edges, (block + 1) * together); ++i) {
          const Edge& e = land.edges()[i];
          land.edges_near(box_of(e).grown(width_m), near);
          for (const std::uint32_t k : near) {
            if (k == i) continue;
            auto strip = strip_between(e, land.edges()[k], width_m);
            if (!strip || land.covers(strip->middle())) continue;
            strip->edge = static_cast<std::uint32_t>(i);
            strip->facing = k;
            found.push_back(*strip);
          }
        }
        return found;
      });
  std::vector<Strip> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

/// Finds the feature to which each edge of the outline belongs.
class Owners {
 public:
  Owners(const MultiPolygonColumn& features, const std::vector<Box>& boxes, const EdgeTree& land,
         const std::vector<Strip>& strips, const Executor& executor)
      : land_(land), index_(boxes), trees_(features.size()) {
    std::vector<char> needed(features.size(), 0);
    for (const Strip& strip : strips)
      for (const std::uint32_t e : {strip.edge, strip.facing})
        for (const std::uint32_t f : near(e)) needed[f] = 1;
    parallel_for<NoState>(executor, features.size(), [&](NoState&, std::size_t f) {
      if (needed[f]) trees_[f] = std::make_unique<EdgeTree>(features[f]);
    });
  }
  std::uint32_t of(std::uint32_t edge) {
    const auto [place, is_new] = known_.try_emplace(edge, nobody);
    if (is_new)
      for (const std::uint32_t f : near(edge))
        if (on_edge(*trees_[f], middle_of(land_.edges()[edge]), own_edge_m)) {
          place->second = f;
          break;
        }
    return place->second;
  }

 private:
  std::vector<std::uint32_t> near(std::uint32_t edge) const {
    Box box;
    box.add(middle_of(land_.edges()[edge]));
    return index_.query(box.grown(own_edge_m));
  }

  const EdgeTree& land_;
  BoxIndex index_;
  std::vector<std::unique_ptr<EdgeTree>> trees_;
  std::map<std::uint32_t, std::uint32_t> known_;
};

MultiPolygon area_of(const Strip& strip) {
  MultiPolygonColumn column;
  for (const Point p : strip.corner) column.add_point(p);
  column.end_ring();
  column.end_part();
  column.end_feature();
  return normalised(MultiPolygon(std::move(column)));
}

/// The two features that bound the longest stretch of a gap.
std::pair<std::uint32_t, std::uint32_t> neighbours_of(const MultiPolygon& part, const std::vector<Strip>& strips,
                                                      const BoxIndex& index, Owners& owners) {
  const EdgeTree tree(part);
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> length;
  for (const std::uint32_t k : index.query(box_of(part.view()))) {
    if (!covers_or_touches(tree, strips[k].middle(), own_edge_m)) continue;
    const std::uint32_t a = owners.of(strips[k].edge), b = owners.of(strips[k].facing);
    length[{std::min(a, b), std::max(a, b)}] += strips[k].length_m;
  }
  std::pair<std::uint32_t, std::uint32_t> best{nobody, nobody};
  double most = 0;
  for (const auto& [pair, metres] : length)
    if (metres > most * (1 + 1e-9)) {
      most = metres;
      best = pair;
    }
  return best;
}

}  // namespace

std::vector<OpenGap> open_gaps(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                               const MultiPolygonColumn& land, double width_m, const Executor& executor) {
  std::vector<OpenGap> gaps;
  if (!(width_m > 0) || land.empty() || land[0].empty()) return gaps;
  const EdgeTree outline(land[0]);
  std::vector<Strip> strips = strips_of(outline, width_m, executor);
  Owners owners(features, boxes, outline, strips, executor);
  std::erase_if(strips, [&](const Strip& strip) {
    const std::uint32_t a = owners.of(strip.edge), b = owners.of(strip.facing);
    return a == b || a == nobody || b == nobody;
  });
  MultiPolygonColumn areas;
  std::vector<Box> strip_boxes;
  for (const Strip& strip : strips) {
    const MultiPolygon area = area_of(strip);
    strip_boxes.push_back(box_of(area.view()));
    if (area_m2(area) > 1e-9) areas.append(area);
  }
  if (areas.empty()) return gaps;
  const MultiPolygonColumn united = united_by_group(areas, std::vector<std::uint32_t>(areas.size(), 0), 1, executor);
  MultiPolygonColumn parts;
  append_each_part(parts, united[0]);
  const std::vector<OverlapPair> none;
  const Knife knife(land, &none, executor);
  const auto free =
      parallel_map<MultiPolygon, KnifeWorker>(executor, parts.size(), [&](KnifeWorker& worker, std::size_t k) {
        worker.next_area();
        Blank blank(parts[k], box_of(parts[k]), area_m2(parts[k]));
        Cut cut = knife.outside(worker, blank, knife.shares(worker, blank));
        return cut.kind == Cut::Kind::whole_area ? MultiPolygon(parts[k]) : std::move(cut.geometry);
      });
  const BoxIndex index(strip_boxes);
  for (const MultiPolygon& area : free)
    for (std::size_t p = 0; p < area.view().part_count(); ++p) {
      MultiPolygon part = part_of(area.view().part(p));
      const auto [a, b] = neighbours_of(part, strips, index, owners);
      if (a != nobody) gaps.push_back({a, b, std::move(part)});
    }
  return gaps;
}

}  // namespace spatial
