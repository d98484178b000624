// SPDX-License-Identifier: MIT
#include "libspatial/geometry/ring_touches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/geometry/rings_around.hpp"
#include "libspatial/geometry/simple_area.hpp"

namespace spatial {
namespace {

/// Vertices that the rings pass more than once.
std::vector<Point> shared_corners(const std::vector<std::vector<Point>>& rings) {
  std::vector<Point> all, shared;
  for (const auto& ring : rings) all.insert(all.end(), ring.begin() + 1, ring.end());
  std::sort(all.begin(), all.end(), before);
  for (std::size_t k = 1; k < all.size(); ++k)
    if (all[k] == all[k - 1] && (shared.empty() || !(shared.back() == all[k]))) shared.push_back(all[k]);
  return shared;
}

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

/// Splits a closed ring into loops that pass each vertex once. `at` has one entry per shared vertex, each `nowhere`
/// before and after the call.
void split_loops(const std::vector<Point>& ring, const std::vector<Point>& shared, std::vector<std::size_t>& at,
                 std::vector<std::vector<Point>>& loops) {
  std::vector<Point> open;
  std::vector<std::size_t> corners;  // the shared vertices among them, in order
  for (std::size_t k = 0; k + 1 < ring.size(); ++k) {
    const Point p = ring[k];
    const auto place = std::lower_bound(shared.begin(), shared.end(), p, before);
    if (place != shared.end() && *place == p) {
      const auto corner = static_cast<std::size_t>(place - shared.begin());
      if (at[corner] != nowhere) {
        const auto begin = open.begin() + static_cast<std::ptrdiff_t>(at[corner]);
        std::vector<Point> loop(begin, open.end());
        loop.push_back(p);
        open.erase(begin, open.end());
        loops.push_back(std::move(loop));
        for (; !corners.empty() && at[corners.back()] >= open.size(); corners.pop_back()) at[corners.back()] = nowhere;
      }
      at[corner] = open.size();
      corners.push_back(corner);
    }
    open.push_back(p);
  }
  for (const std::size_t corner : corners) at[corner] = nowhere;
  open.push_back(open.front());
  loops.push_back(std::move(open));
}

/// Removes edges that are passed in both directions: no land lies between them.
void drop_there_and_back(std::vector<std::vector<Point>>& arcs) {
  std::vector<std::uint32_t> edges;
  for (std::uint32_t k = 0; k < arcs.size(); ++k)
    if (arcs[k].size() == 2) edges.push_back(k);
  const auto key = [&](std::uint32_t k) {
    const auto [low, high] = std::minmax(arcs[k][0], arcs[k][1], before);
    return std::tuple(low.x, low.y, high.x, high.y);
  };
  std::sort(edges.begin(), edges.end(), [&](std::uint32_t x, std::uint32_t y) { return key(x) < key(y); });
  for (std::size_t k = 1; k < edges.size(); ++k) {
    std::vector<Point>&there = arcs[edges[k - 1]], &back = arcs[edges[k]];
    if (there.empty() || !(there.front() == back.back() && there.back() == back.front())) continue;
    there.clear();
    back.clear();
  }
  std::erase_if(arcs, [](const auto& arc) { return arc.empty(); });
}

/// Assigns each hole to the smallest shell that contains it.
std::optional<MultiPolygon> area_of(const std::vector<std::vector<Point>>& rings) {
  std::vector<std::size_t> shells, holes;
  std::vector<double> size(rings.size());
  for (std::size_t r = 0; r < rings.size(); ++r) {
    if (rings[r].size() < 4) return std::nullopt;
    size[r] = signed_area_m2(rings[r]);
    if (size[r] == 0) return std::nullopt;
    (size[r] > 0 ? shells : holes).push_back(r);
  }
  if (shells.empty()) return std::nullopt;
  std::vector<std::vector<std::size_t>> holes_of(shells.size());
  if (shells.size() == 1) {
    holes_of[0] = holes;
  } else if (!holes.empty()) {
    std::vector<RingView> views;
    for (const std::size_t shell : shells) views.emplace_back(rings[shell]);
    RingsAround around(views);
    for (const std::size_t hole : holes) {
      std::size_t best = shells.size();
      for (const std::uint32_t s : around.of(place_on(rings[hole])))
        if (best == shells.size() || size[shells[s]] < size[shells[best]]) best = s;
      if (best == shells.size()) return std::nullopt;
      holes_of[best].push_back(hole);
    }
  }
  MultiPolygonColumn column;
  for (std::size_t s = 0; s < shells.size(); ++s) {
    column.add_ring(rings[shells[s]]);
    for (const std::size_t hole : holes_of[s]) column.add_ring(rings[hole]);
    column.end_part();
  }
  column.end_feature();
  if (!certainly_valid(column[0])) return std::nullopt;
  return normalised(column[0]);
}

}  // namespace

bool sort_spokes(Point corner, std::span<Spoke> spokes) {
  const Point centre = on_lattice(corner);
  const auto half = [&](Point p) { return p.y > centre.y || (p.y == centre.y && p.x > centre.x) ? 0 : 1; };
  const auto order = [&](const Spoke& x, const Spoke& y) {
    const Point p = on_lattice(x.end), q = on_lattice(y.end);
    if (half(p) != half(q)) return half(p) < half(q) ? -1 : 1;
    return -side_of(centre, p, q);
  };
  std::sort(spokes.begin(), spokes.end(), [&](const Spoke& x, const Spoke& y) { return order(x, y) < 0; });
  for (std::size_t k = 0; k < spokes.size(); ++k) {
    if (on_lattice(spokes[k].end) == centre) return false;
    if (k > 0 && order(spokes[k - 1], spokes[k]) == 0) return false;
  }
  return true;
}

std::optional<std::vector<std::vector<Point>>> parted_at_corners(std::vector<std::vector<Point>> rings) {
  const std::vector<Point> shared = shared_corners(rings);
  if (shared.empty()) return rings;
  // Split the rings into arcs between shared vertices. Rings without a shared vertex stay as they are.
  std::vector<std::vector<Point>> result, arcs;
  for (std::vector<Point>& ring : rings) {
    const auto is_shared = [&](Point p) { return std::binary_search(shared.begin(), shared.end(), p, before); };
    const auto first = std::find_if(ring.begin(), ring.end(), is_shared);
    if (first == ring.end()) {
      result.push_back(std::move(ring));
      continue;
    }
    ring.pop_back();
    std::rotate(ring.begin(), first, ring.end());
    ring.push_back(Point(ring.front()));
    std::size_t begin = 0;
    for (std::size_t k = 1; k < ring.size(); ++k) {
      if (!is_shared(ring[k])) continue;
      arcs.emplace_back(ring.begin() + static_cast<std::ptrdiff_t>(begin),
                        ring.begin() + static_cast<std::ptrdiff_t>(k) + 1);
      begin = k;
    }
  }
  drop_there_and_back(arcs);
  // At each vertex, an arc continues along the border of the land to its left.
  std::vector<std::vector<Spoke>> spokes(shared.size());
  const auto corner = [&](Point p) {
    return static_cast<std::size_t>(std::lower_bound(shared.begin(), shared.end(), p, before) - shared.begin());
  };
  for (std::uint32_t k = 0; k < arcs.size(); ++k) {
    spokes[corner(arcs[k].front())].push_back({arcs[k][1], true, k});
    spokes[corner(arcs[k].back())].push_back({arcs[k][arcs[k].size() - 2], false, k});
  }
  std::vector<std::uint32_t> next(arcs.size());
  for (std::size_t c = 0; c < shared.size(); ++c) {
    std::vector<Spoke>& around = spokes[c];
    if (!sort_spokes(shared[c], around)) return std::nullopt;
    for (std::size_t k = 0; k < around.size(); ++k) {
      const Spoke &here = around[k], &after = around[(k + 1) % around.size()];
      if (here.leaves == after.leaves) return std::nullopt;
      if (here.leaves)
        // Land lies counter-clockwise of an outgoing arc, up to the next incoming one.
        next[after.passage] = here.passage;
    }
  }
  std::vector<char> used(arcs.size(), 0);
  std::vector<std::size_t> places(shared.size(), nowhere);
  for (std::uint32_t start = 0; start < arcs.size(); ++start) {
    if (used[start]) continue;
    std::vector<Point> ring{arcs[start].front()};
    for (std::uint32_t k = start; !used[k]; k = next[k]) {
      used[k] = 1;
      ring.insert(ring.end(), arcs[k].begin() + 1, arcs[k].end());
    }
    split_loops(ring, shared, places, result);
  }
  return result;
}

std::optional<MultiPolygon> area_within(std::vector<std::vector<Point>> rings) {
  if (auto area = area_of(rings)) return area;
  const auto parted = parted_at_corners(std::move(rings));
  return parted ? area_of(*parted) : std::nullopt;
}

std::optional<MultiPolygon> land_of_neighbours(std::span<const MultiPolygonView> areas) {
  std::vector<std::vector<Point>> rings;
  StableSum sum;
  for (const MultiPolygonView area : areas)
    for (std::size_t p = 0; p < area.part_count(); ++p)
      for (std::size_t r = 0; r < area.part(p).ring_count(); ++r) {
        const RingView ring = area.part(p).ring(r);
        const double size = signed_area_m2(ring);
        sum.add(r == 0 ? std::abs(size) : -std::abs(size));
        if ((size > 0) == (r == 0))
          rings.emplace_back(ring.begin(), ring.end());
        else
          rings.emplace_back(ring.rbegin(), ring.rend());
      }
  const auto parted = parted_at_corners(std::move(rings));
  if (!parted) return std::nullopt;
  auto land = area_of(*parted);
  if (!land || std::abs(area_m2(land->view()) - sum.value()) > 1e-9 * sum.value()) return std::nullopt;
  return land;
}

}  // namespace spatial
