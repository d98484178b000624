// SPDX-License-Identifier: MIT
#include "libspatial/overlay/coverage_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <set>
#include <tuple>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/coverage_union.hpp"
#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/inscribed.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/open_gaps.hpp"

namespace spatial {
namespace {

using enum CoverageFault;
constexpr std::array table{
    CoverageFaultInfo{invalid, "invalid", "Invalid outline",
                      "The outline breaks the OGC rules: it crosses itself, a hole lies outside, rings overlap."},
    CoverageFaultInfo{spike, "spike", "Spike", "A corner so sharp that the outline runs there and back."},
    CoverageFaultInfo{sliver, "sliver", "Sliver",
                      "A part so thin or small that it is more likely left over from editing than a place."},
    CoverageFaultInfo{duplicate, "duplicate", "Duplicate", "Two features have the same outline."},
    CoverageFaultInfo{overlap, "overlap", "Overlap", "Two features cover the same land."},
    CoverageFaultInfo{gap, "gap", "Gap", "Land between features that no feature covers."},
    CoverageFaultInfo{open_gap, "open_gap", "Open gap",
                      "Narrow land between two features that no feature covers, open to the outside."},
    CoverageFaultInfo{unmatched_vertex, "unmatched_vertex", "Unmatched vertex",
                      "A vertex on the edge of a neighbour that has no vertex there: they can drift apart."},
};

constexpr std::uint32_t none = CoverageFinding::none;
constexpr double smallest_overlap_m2 = 1e-6;  // smaller overlaps between neighbours are rounding error

/// Largest width (m) of a gap or overlap that rounding can cause: a vertex and the edge it lies on each move by up to
/// 0.71 of the grid size.
double rounding_m(const CoverageOptions& options) { return std::max(1e-7, 1.5 * options.grid_m); }

std::vector<CoverageFinding> joined(std::vector<std::vector<CoverageFinding>> lists) {
  std::vector<CoverageFinding> all;
  for (auto& list : lists)
    all.insert(all.end(), std::make_move_iterator(list.begin()), std::make_move_iterator(list.end()));
  return all;
}

/// Finds the angle at v between the directions to a and b, in degrees; nullopt if it is certainly larger than `most`,
/// whose tangent is given, or infinity from 90 degrees.
std::optional<double> angle_up_to_deg(Point a, Point v, Point b, double most, double tangent) {
  const double ax = a.x - v.x, ay = a.y - v.y, bx = b.x - v.x, by = b.y - v.y;
  const double across = std::abs(ax * by - ay * bx), along = ax * bx + ay * by;
  if (tangent < infinity && across > std::max(along, 0.0) * tangent * (1 + 1e-9)) return std::nullopt;
  const double angle = std::atan2(across, along) * 180 / std::numbers::pi;
  return angle <= most ? std::optional(angle) : std::nullopt;
}

void add_spikes(RingView ring, std::uint32_t feature, double most_degrees, std::vector<Point>& corners,
                std::vector<CoverageFinding>& found) {
  const double tangent = most_degrees < 90 ? std::tan(most_degrees * std::numbers::pi / 180) : infinity;
  corners.clear();
  for (const Point p : ring)
    if (corners.empty() || !(corners.back() == p)) corners.push_back(p);
  if (corners.size() > 1 && corners.front() == corners.back()) corners.pop_back();
  const std::size_t count = corners.size();
  if (count < 3) return;
  for (std::size_t i = 0; i < count; ++i) {
    const Point a = corners[i > 0 ? i - 1 : count - 1], v = corners[i], b = corners[i + 1 < count ? i + 1 : 0];
    const std::optional<double> angle = angle_up_to_deg(a, v, b, most_degrees, tangent);
    if (!angle) continue;
    const std::array<Point, 4> triangle{a, v, b, a};
    const double area = std::abs(signed_area_m2(triangle));
    found.push_back(
        {spike, feature, none, v, *angle, area, area > 0 ? normalised(polygon_of(triangle)) : MultiPolygon(), {}});
  }
}

struct OutlineWorker {
  GeosContext geos;
  std::vector<Point> corners;
};

/// Whether the part is certainly at least this wide on average (2 area / perimeter): its perimeter is at most the sum
/// of how far its edges go east or west and north or south.
bool certainly_wide(PolygonView part, double area, double width_m) {
  double most_m = 0;
  for (std::size_t r = 0; r < part.ring_count(); ++r) {
    const RingView ring = part.ring(r);
    for (std::size_t i = 1; i < ring.size(); ++i)
      most_m += std::abs(ring[i].x - ring[i - 1].x) + std::abs(ring[i].y - ring[i - 1].y);
  }
  return 2 * area * (1 - 1e-9) >= width_m * most_m;
}

std::vector<CoverageFinding> faults_of_outline(OutlineWorker& worker, MultiPolygonView feature, std::uint32_t index,
                                               const CoverageOptions& options) {
  std::vector<CoverageFinding> found;
  if (feature.empty()) return found;
  if (const auto problem = validity(worker.geos, feature)) {
    found.push_back(
        {invalid, index, none, problem->place, 0, area_m2(feature), MultiPolygon(), coverage_reason(problem->reason)});
  }
  for (std::size_t r = 0; r < feature.ring_count(); ++r)
    add_spikes(feature.ring(r), index, options.spike_degrees, worker.corners, found);
  const bool valid = found.empty() || found.front().fault != invalid;
  for (std::size_t p = 0; valid && p < feature.part_count(); ++p) {  // the area of an invalid outline is meaningless
    const PolygonView view = feature.part(p);
    double whole = std::abs(signed_area_m2(view.shell()));
    for (std::size_t r = 1; r < view.ring_count(); ++r) whole -= std::abs(signed_area_m2(view.ring(r)));
    if (whole * (1 - 1e-9) > options.smallest_part_m2 && certainly_wide(view, whole, options.sliver_width_m)) continue;
    MultiPolygon part = part_of(view);
    const double area = area_m2(part), length = perimeter_m(part), width = length > 0 ? 2 * area / length : 0;
    if (width >= options.sliver_width_m && area >= options.smallest_part_m2) continue;
    const Point place = view.shell().front();
    found.push_back({sliver, index, none, place, width, area, std::move(part), {}});
  }
  return found;
}

/// Features with the same outline as an earlier feature.
std::vector<CoverageFinding> duplicates_of(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                           const std::vector<double>& areas_m2) {
  std::vector<CoverageFinding> found;
  std::map<std::tuple<double, double, double, double, double>, std::vector<std::uint32_t>> alike;
  for (std::uint32_t i = 0; i < features.size(); ++i)
    alike[{boxes[i].min_x, boxes[i].min_y, boxes[i].max_x, boxes[i].max_y, areas_m2[i]}].push_back(i);
  for (const auto& [key, members] : alike)
    for (std::size_t k = 1; k < members.size(); ++k)
      for (std::size_t j = 0; j < k; ++j) {
        const auto a = features[members[j]].points(), b = features[members[k]].points();
        if (features[members[j]].ring_count() != features[members[k]].ring_count() ||
            !std::equal(a.begin(), a.end(), b.begin(), b.end()))
          continue;
        found.push_back({duplicate,
                         members[j],
                         members[k],
                         a.front(),
                         areas_m2[members[k]],
                         areas_m2[members[k]],
                         MultiPolygon(features[members[k]]),
                         {}});
        break;
      }
  return found;
}

std::vector<CoverageFinding> overlaps_of(const MultiPolygonColumn& features, const std::vector<OverlapPair>& pairs,
                                         double rounding, const Executor& executor) {
  return joined(parallel_map<std::vector<CoverageFinding>, GeosContext>(
      executor, pairs.size(), [&](GeosContext& geos, std::size_t k) {
        const OverlapPair& pair = pairs[k];
        CoverageFinding finding{overlap,      pair.a,       pair.b,         box_of(features[pair.a]).centre(),
                                pair.area_m2, pair.area_m2, MultiPolygon(), {}};
        try {
          finding.geometry = intersection(geos, features[pair.a], features[pair.b]);
          if (!finding.geometry.empty() && 2 * finding.area_m2 <= rounding * perimeter_m(finding.geometry))
            return std::vector<CoverageFinding>{};
          if (!finding.geometry.empty()) finding.place = point_on_surface(geos, finding.geometry);
        } catch (const Error& error) {
          if (error.kind() != ErrorKind::geometry) throw;  // the area is known even if the overlay fails
        }
        return std::vector<CoverageFinding>{std::move(finding)};
      }));
}

/// Holes of the union, without other parts of the union that lie in them.
std::vector<MultiPolygon> enclosed_gaps(MultiPolygonView land, const Executor& executor) {
  std::vector<Box> shells;
  for (std::size_t p = 0; p < land.part_count(); ++p) shells.push_back(box_of(land.part(p).shell()));
  const MultiPolygonColumn holes = enclosed_outlines(land);
  const BoxIndex index(shells);
  return parallel_map<MultiPolygon, GeosContext>(executor, holes.size(), [&](GeosContext& geos, std::size_t h) {
    MultiPolygon hole(holes[h]);
    const Box box = box_of(hole.view());
    const EdgeTree tree(hole);
    std::vector<MultiPolygon> islands;
    for (const std::uint32_t p : index.query(box)) {
      if (!box.contains(shells[p])) continue;
      // Parts of a union touch at most in points, so most vertices of an island are inside the hole, not on its edge.
      const RingView shell = land.part(p).shell();
      std::size_t inside = 0;
      for (std::size_t i = 0; i + 1 < shell.size(); ++i) inside += tree.covers(shell[i]) ? 1 : 0;
      if (2 * inside > shell.size() - 1) islands.push_back(polygon_of(shell));
    }
    if (islands.empty()) return hole;
    const std::vector<MultiPolygonView> views(islands.begin(), islands.end());
    return difference(geos, hole, union_of(geos, views));
  });
}

struct GapWorker {
  GeosContext geos;
  InteriorScratch interior;
};

/// Turns a gap into a finding. nullopt if it is wider than `most_m`; a finding without geometry if it is only rounding.
std::optional<CoverageFinding> gap_finding(GapWorker& worker, const MultiPolygon& gap, CoverageFault fault,
                                           double most_m, double rounding) {
  const double area = area_m2(gap);
  if (gap.empty() || !(area > 0) || 2 * area <= 1e-7 * perimeter_m(gap)) return CoverageFinding{};
  const std::optional<double> width = width_up_to_m(gap, most_m, worker.interior);
  if (!width) return std::nullopt;
  if (*width <= rounding) return CoverageFinding{};
  return CoverageFinding{fault, none, none, point_on_surface(worker.geos, gap), *width, area, gap, {}};
}

/// Adds the open gaps that do not lie in a gap found before.
void add_open_gaps(const MultiPolygonColumn& features, const std::vector<Box>& boxes, const MultiPolygonColumn& land,
                   const CoverageOptions& options, const Executor& executor, CoverageReport& report) {
  const std::vector<OpenGap> gaps = open_gaps(features, boxes, land, options.open_gap_width_m, executor);
  MultiPolygonColumn known;
  for (const CoverageFinding& finding : report.findings)
    if (finding.fault == gap) known.append(finding.geometry);
  const BoxIndex index(boxes_of(known));
  auto found = parallel_map<std::optional<CoverageFinding>, GapWorker>(
      executor, gaps.size(), [&](GapWorker& worker, std::size_t k) {
        std::optional<CoverageFinding> finding = gap_finding(
            worker, gaps[k].geometry, open_gap, std::numeric_limits<double>::infinity(), rounding_m(options));
        if (!finding || finding->geometry.empty()) return finding;
        Box at;
        at.add(finding->place);
        for (const std::uint32_t g : index.query(at))
          if (EdgeTree(known[g]).covers(finding->place)) return std::optional(CoverageFinding{});
        finding->feature = gaps[k].a;
        finding->other = gaps[k].b;
        return finding;
      });
  for (std::optional<CoverageFinding>& finding : found)
    if (finding && !finding->geometry.empty()) report.findings.push_back(std::move(*finding));
}

/// Adds the enclosed gaps of the dissolved land.
void add_gaps_in(const MultiPolygonColumn& land, const CoverageOptions& options, const Executor& executor,
                 CoverageReport& report) {
  if (land.empty()) return;
  const std::vector<MultiPolygon> gaps = enclosed_gaps(land[0], executor);
  auto found = parallel_map<std::optional<CoverageFinding>, GapWorker>(
      executor, gaps.size(), [&](GapWorker& worker, std::size_t k) {
        return gap_finding(worker, gaps[k], gap, options.max_gap_width_m, rounding_m(options));
      });
  for (std::optional<CoverageFinding>& finding : found) {
    if (!finding)
      ++report.wide_gaps;
    else if (!finding->geometry.empty())
      report.findings.push_back(std::move(*finding));
  }
}

/// Adds the vertices of `other` that lie on an edge of `owner` where `owner` has no vertex.
void add_unmatched(const EdgeTree& owner, std::uint32_t owner_index, MultiPolygonView other, std::uint32_t other_index,
                   double tolerance_m, const Box* tile, std::vector<std::uint32_t>& near,
                   std::vector<CoverageFinding>& found) {
  constexpr std::size_t run = 8;  // vertices that are passed over together if no edge is near
  const Box reach = owner.box().grown(tolerance_m), wider = reach.grown(1e-9);
  const std::span<const EdgeTree::Edge> edges = owner.edges();
  // Neighbours follow a common border in opposite directions: the vertex after one that both have is most often the
  // start of the edge before.
  std::size_t next = edges.size();
  for (std::size_t r = 0; r < other.ring_count(); ++r) {
    const RingView ring = other.ring(r);
    for (std::size_t begin = 0; begin + 1 < ring.size(); begin += run) {
      const RingView some = ring.subspan(begin, std::min(run, ring.size() - 1 - begin));
      const Box around = box_of(some);
      if (!around.intersects(wider)) continue;
      bool searched = false;
      for (const Point vertex : some) {
        const Point p = on_lattice(vertex);
        if (next < edges.size() && edges[next].from == p) {
          --next;  // past the first edge, this is larger than any
          continue;
        }
        if (!searched) owner.edges_near(around.grown(tolerance_m + 1e-9), near);
        searched = true;
        if (near.empty()) break;
        Box box;
        box.add(p);
        if (!reach.intersects(box) || !in_tile(tile, p)) continue;
        box = box.grown(tolerance_m);
        const auto starts_there = [&](std::uint32_t e) { return edges[e].from == p; };
        if (const auto at = std::find_if(near.begin(), near.end(), starts_there); at != near.end()) {
          next = std::size_t{*at} - 1;
          continue;
        }
        double least = std::numeric_limits<double>::infinity();
        for (const std::uint32_t e : near)
          if (box_of(edges[e]).intersects(box)) least = std::min(least, distance_to_edge_m(p, edges[e]));
        if (least <= tolerance_m)
          found.push_back({unmatched_vertex, other_index, owner_index, vertex, least, 0, MultiPolygon(), {}});
      }
    }
  }
}

std::vector<CoverageFinding> unmatched_vertices(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                                const std::set<std::pair<std::uint32_t, std::uint32_t>>& overlapping,
                                                double tolerance_m, const Box* tile, const Executor& executor) {
  const BoxIndex index(boxes);
  struct Scratch {
    std::vector<std::uint32_t> around, edges;
  };
  return joined(parallel_map<std::vector<CoverageFinding>, Scratch>(
      executor, features.size(),
      [&](Scratch& scratch, std::size_t i) {
        std::vector<CoverageFinding> found;
        const auto owner = static_cast<std::uint32_t>(i);
        index.query(boxes[i].grown(tolerance_m), scratch.around);
        if (scratch.around.size() < 2) return found;
        const EdgeTree tree(features[i]);
        for (const std::uint32_t other : scratch.around)
          if (other != owner && !overlapping.contains({std::min(owner, other), std::max(owner, other)}))
            add_unmatched(tree, owner, features[other], other, tolerance_m, tile, scratch.edges, found);
        return found;
      },
      by_falling_size(features)));
}

}  // namespace

std::span<const CoverageFaultInfo> coverage_faults() noexcept { return table; }

void sort_findings(std::vector<CoverageFinding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const CoverageFinding& a, const CoverageFinding& b) {
    return std::tie(a.fault, a.feature, a.other, a.place.x, a.place.y) <
           std::tie(b.fault, b.feature, b.other, b.place.x, b.place.y);
  });
}

std::vector<CoverageFinding> outline_faults(const MultiPolygonColumn& raw, const CoverageOptions& options,
                                            const Executor& executor, std::span<const char> left_out) {
  std::vector<CoverageFinding> found = joined(parallel_map<std::vector<CoverageFinding>, OutlineWorker>(
      executor, raw.size(),
      [&](OutlineWorker& worker, std::size_t i) {
        if (!left_out.empty() && left_out[i] != 0) return std::vector<CoverageFinding>{};
        return faults_of_outline(worker, raw[i], static_cast<std::uint32_t>(i), options);
      },
      by_falling_size(raw)));
  sort_findings(found);
  return found;
}

std::vector<CoverageFinding> faults_between(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                            const std::vector<double>& areas_m2, const CoverageOptions& options,
                                            const Box* tile, const Executor& executor) {
  std::vector<CoverageFinding> found = duplicates_of(features, boxes, areas_m2);
  std::set<std::pair<std::uint32_t, std::uint32_t>> same, overlapping;
  for (const CoverageFinding& finding : found) same.insert({finding.feature, finding.other});
  std::erase_if(found, [&](const CoverageFinding& finding) {
    return !in_tile(tile, {boxes[finding.feature].min_x, boxes[finding.feature].min_y});
  });
  std::vector<OverlapPair> pairs =
      overlapping_pairs(features, boxes, areas_m2, std::max(options.min_overlap_m2, smallest_overlap_m2), executor);
  for (const OverlapPair& pair : pairs) overlapping.insert({pair.a, pair.b});
  std::erase_if(pairs, [&](const OverlapPair& pair) {
    const Box &a = boxes[pair.a], &b = boxes[pair.b];
    return same.contains({pair.a, pair.b}) || !in_tile(tile, {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y)});
  });
  for (CoverageFinding& finding : overlaps_of(features, pairs, rounding_m(options), executor))
    found.push_back(std::move(finding));
  for (CoverageFinding& finding : unmatched_vertices(features, boxes, overlapping, options.tolerance_m, tile, executor))
    found.push_back(std::move(finding));
  return found;
}

std::vector<CoverageCell> land_by_cell(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                       const Box* tile, const Executor& executor) {
  using Cell = std::pair<std::int64_t, std::int64_t>;
  std::map<Cell, std::uint32_t> number;
  std::vector<std::optional<Cell>> cell_of(features.size());
  for (std::uint32_t i = 0; i < features.size(); ++i) {
    if (features[i].empty() || !in_tile(tile, {boxes[i].min_x, boxes[i].min_y})) continue;
    cell_of[i].emplace(std::floor(boxes[i].min_x / coverage_cell_m), std::floor(boxes[i].min_y / coverage_cell_m));
    number.try_emplace(*cell_of[i], 0);
  }
  std::uint32_t cells = 0;
  for (auto& [cell, place] : number) place = cells++;
  std::vector<std::uint32_t> group_of;
  for (const std::optional<Cell>& cell : cell_of) group_of.push_back(cell ? number.at(*cell) : no_group);
  const DissolvedApart land = dissolve_apart(features, group_of, cells, executor);
  std::vector<CoverageCell> result;
  for (const auto& [cell, place] : number) {
    CoverageCell& one = result.emplace_back(CoverageCell{cell.first, cell.second, {}});
    append_each_part(one.land, land.geometry[place]);
  }
  for (const std::uint32_t f : land.loose) result[group_of[f]].land.append(features[f]);
  return result;
}

MultiPolygonColumn add_gaps(std::vector<CoverageCell> cells, const CoverageOptions& options, const Executor& executor,
                            CoverageReport& report) {
  std::sort(cells.begin(), cells.end(), [](const CoverageCell& a, const CoverageCell& b) {
    return std::pair(a.column, a.row) < std::pair(b.column, b.row);
  });
  MultiPolygonColumn parts;  // parts, most of which touch no other
  for (const CoverageCell& cell : cells) parts.append(cell.land);
  cells.clear();
  const std::vector<std::uint32_t> all(parts.size(), 0);
  MultiPolygonColumn land = dissolve(parts, all, parts.empty() ? 0 : 1, executor).geometry;
  add_gaps_in(land, options, executor, report);
  return land;
}

CoverageReport coverage_faults_of(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                  const std::vector<double>& areas_m2, const CoverageOptions& options,
                                  const Executor& executor) {
  CoverageReport report;
  report.findings = faults_between(features, boxes, areas_m2, options, nullptr, executor);
  const MultiPolygonColumn land = add_gaps(land_by_cell(features, boxes, nullptr, executor), options, executor, report);
  if (options.open_gap_width_m > 0 && !land.empty()) add_open_gaps(features, boxes, land, options, executor, report);
  sort_findings(report.findings);
  return report;
}

bool in_tile(const Box* tile, Point point) noexcept {
  return tile == nullptr ||
         (point.x >= tile->min_x && point.x < tile->max_x && point.y >= tile->min_y && point.y < tile->max_y);
}

std::string_view coverage_reason(std::string_view text) noexcept {
  static constexpr std::array<std::string_view, 8> words{
      "Self-intersection",        "Ring Self-intersection", "Hole lies outside shell", "Holes are nested",
      "Interior is disconnected", "Nested shells",          "Duplicate Rings",         "Too few points in a ring"};
  const auto* const word = std::find(words.begin(), words.end(), text);
  return word != words.end() ? *word : "Invalid";
}

}  // namespace spatial
