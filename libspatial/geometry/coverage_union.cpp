// SPDX-License-Identifier: MIT
#include "libspatial/geometry/coverage_union.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/geometry/rings_around.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// A run of remaining edges, from one node to the next.
struct Chain {
  RingView ring;
  std::uint32_t first = 0;  ///< first edge
  std::uint32_t count = 0;  ///< number of edges; the run continues at the start of the ring if it passes its end
  std::uint32_t from_node = none, to_node = none;
  std::uint32_t next = none;  ///< the chain that follows in the ring
  Point point(std::uint32_t k) const noexcept { return ring[(first + k) % (ring.size() - 1)]; }
};

/// A ring of the result.
struct Ring {
  std::vector<std::uint32_t> chains;
  std::vector<Point> points;  ///< a closed ring
  double area_m2 = 0;         ///< positive for shells
  Box box;
  std::uint32_t loop = 0;
};

struct Linking {
  std::vector<Chain> chains;
  std::vector<Point> nodes;  ///< sorted; coordinates on the lattice
  std::vector<Ring> rings;
  std::vector<std::uint32_t> component_of_loop;
};

/// Edges of a member that start at a vertex which the member's own rings share; such vertices are nodes too.
std::vector<std::uint32_t> own_nodes(MultiPolygonView geometry) {
  if (geometry.ring_count() < 2) return {};
  std::vector<std::pair<Point, std::uint32_t>> vertices;
  std::uint32_t edge = 0;
  for (std::size_t r = 0; r < geometry.ring_count(); ++r)
    for (std::size_t i = 0; i + 1 < geometry.ring(r).size(); ++i)
      vertices.emplace_back(on_lattice(geometry.ring(r)[i]), edge++);
  std::sort(vertices.begin(), vertices.end(), [](const auto& a, const auto& b) { return before(a.first, b.first); });
  std::vector<std::uint32_t> edges;
  for (std::size_t i = 0; i < vertices.size(); ++i)
    if ((i > 0 && vertices[i - 1].first == vertices[i].first) ||
        (i + 1 < vertices.size() && vertices[i + 1].first == vertices[i].first))
      edges.push_back(vertices[i].second);
  return edges;
}

void add_chains(const CoverageMember& member, std::vector<Chain>& chains) {
  const MultiPolygonView geometry = member.geometry;
  const std::size_t edges = geometry.point_count() - geometry.ring_count();
  std::vector<char> all_starts(edges, 0), all_gone(edges, 0);
  for (const std::uint32_t edge : own_nodes(geometry)) all_starts[edge] = 1;
  const auto mark = [](std::vector<char>& marks, const std::vector<CoverageMember::Edges>& runs) {
    for (const auto& [first, count] : runs) std::fill_n(marks.begin() + first, count, char{1});
  };
  mark(all_starts, member.nodes);
  mark(all_gone, member.cancelled);
  std::uint32_t first_edge = 0;
  for (std::size_t r = 0; r < geometry.ring_count(); ++r) {
    const RingView ring = geometry.ring(r);
    const auto count = static_cast<std::uint32_t>(ring.size() - 1);
    const std::span<const char> starts(all_starts.data() + first_edge, count),
        gone(all_gone.data() + first_edge, count);
    first_edge += count;
    const auto marked = [](char at) { return at != 0; };
    if (std::none_of(starts.begin(), starts.end(), marked) && std::none_of(gone.begin(), gone.end(), marked)) {
      chains.push_back({ring, 0, count, none, none, none});
      continue;
    }
    const auto breaks = [&](std::uint32_t e) { return starts[e] != 0 || gone[e] != gone[(e + count - 1) % count]; };
    std::uint32_t start = 0;
    while (start < count && !breaks(start)) ++start;
    if (start == count) {  // every edge was cancelled by a neighbour
      if (gone[0] == 0) chains.push_back({ring, 0, count, none, none, none});
      continue;
    }
    for (std::uint32_t k = 0; k < count;) {
      const std::uint32_t e = (start + k) % count;
      std::uint32_t length = 1;
      while (k + length < count && !breaks((e + length) % count)) ++length;
      if (gone[e] == 0) chains.push_back({ring, e, length, 0, 0, none});
      k += length;
    }
  }
}

/// Exact counter-clockwise order of directions around `centre`, starting east.
bool turns_before(Point centre, Point a, Point b) noexcept {
  const auto lower = [&](Point p) { return p.y < centre.y || (p.y == centre.y && p.x < centre.x); };
  if (lower(a) != lower(b)) return lower(b);
  return side_of(centre, a, b) > 0;
}

/// Which way to turn at a node: along the land on the left, or along the outside on the right.
enum class Follow { land, outside };

/// Finds the successor of each chain. Around a node, incoming and outgoing chains must alternate; the successor is the
/// neighbour on the side to follow. Returns false if they do not alternate.
bool link(Linking& linking, Follow side) {
  std::vector<Chain>& chains = linking.chains;
  for (const Chain& chain : chains)
    if (chain.from_node != none) linking.nodes.push_back(on_lattice(chain.point(0)));
  std::sort(linking.nodes.begin(), linking.nodes.end(), before);
  linking.nodes.erase(std::unique(linking.nodes.begin(), linking.nodes.end()), linking.nodes.end());
  struct End {
    std::uint32_t node, chain;
    bool leaves;
    Point towards;
  };
  std::vector<End> ends;
  for (std::uint32_t c = 0; c < chains.size(); ++c) {
    Chain& chain = chains[c];
    if (chain.from_node == none) continue;
    const auto number_of = [&](Point p) {
      const auto place = std::lower_bound(linking.nodes.begin(), linking.nodes.end(), p, before);
      return place != linking.nodes.end() && *place == p ? static_cast<std::uint32_t>(place - linking.nodes.begin())
                                                         : none;
    };
    chain.from_node = number_of(on_lattice(chain.point(0)));
    chain.to_node = number_of(on_lattice(chain.point(chain.count)));
    if (chain.to_node == none) return false;
    ends.push_back({chain.from_node, c, true, on_lattice(chain.point(1))});
    ends.push_back({chain.to_node, c, false, on_lattice(chain.point(chain.count - 1))});
  }
  std::sort(ends.begin(), ends.end(), [&](const End& a, const End& b) {
    if (a.node != b.node) return a.node < b.node;
    const Point centre = linking.nodes[a.node];
    if (turns_before(centre, a.towards, b.towards)) return true;
    if (turns_before(centre, b.towards, a.towards)) return false;
    return a.chain != b.chain ? a.chain < b.chain : a.leaves < b.leaves;
  });
  for (std::size_t begin = 0; begin < ends.size();) {
    std::size_t end = begin;
    while (end < ends.size() && ends[end].node == ends[begin].node) ++end;
    const std::size_t degree = end - begin;
    for (std::size_t k = 0; k < degree; ++k) {
      const End& own = ends[begin + k];
      const End& next = ends[begin + (side == Follow::land ? k + degree - 1 : k + 1) % degree];
      if (own.leaves == next.leaves) return false;
      if (!own.leaves) chains[own.chain].next = next.chain;
    }
    begin = end;
  }
  return true;
}

/// Fills in the points of a ring from its chains.
bool finish(Ring& ring, const std::vector<Chain>& chains) {
  for (const std::uint32_t c : ring.chains)
    for (std::uint32_t k = 0; k < chains[c].count; ++k) ring.points.push_back(chains[c].point(k));
  if (ring.points.size() < 3) return false;
  ring.points.push_back(Point(ring.points.front()));
  ring.area_m2 = signed_area_m2(ring.points);
  ring.box = box_of(RingView(ring.points));
  return ring.area_m2 != 0;
}

/// Follows the chains to form rings. When a path returns to a node, the part since then becomes a ring of its own.
bool walk(Linking& linking) {
  std::vector<Chain>& chains = linking.chains;
  std::vector<char> used(chains.size(), 0);
  std::vector<std::uint32_t> position(linking.nodes.size(), none);
  std::vector<std::uint32_t> loop_at(linking.nodes.size(), none);
  DisjointSets loops;
  for (std::uint32_t start = 0; start < chains.size(); ++start) {
    if (used[start] != 0) continue;
    const std::uint32_t loop = loops.add();
    const auto emit = [&](std::vector<std::uint32_t> ring_chains) {
      Ring ring;
      ring.chains = std::move(ring_chains);
      ring.loop = loop;
      linking.rings.push_back(std::move(ring));
      return finish(linking.rings.back(), chains);
    };
    if (chains[start].from_node == none) {
      used[start] = 1;
      if (!emit({start})) return false;
      continue;
    }
    std::vector<std::uint32_t> way;
    for (std::uint32_t c = start;; c = chains[c].next) {
      const std::uint32_t node = chains[c].from_node;
      if (position[node] != none) {
        const auto from = way.begin() + position[node];
        std::vector<std::uint32_t> ring_chains(from, way.end());
        for (const std::uint32_t one : ring_chains) position[chains[one].from_node] = none;
        way.erase(from, way.end());
        if (!emit(std::move(ring_chains))) return false;
      }
      if (used[c] != 0) break;
      used[c] = 1;
      position[node] = static_cast<std::uint32_t>(way.size());
      way.push_back(c);
      if (loop_at[node] == none) loop_at[node] = loop;
      loops.join(loop_at[node], loop);
      if (chains[c].next == none) return false;
    }
    if (!way.empty()) return false;  // a path is left open
  }
  linking.component_of_loop.resize(loops.size());
  for (std::uint32_t l = 0; l < loops.size(); ++l) linking.component_of_loop[l] = loops.find(l);
  return true;
}

/// Joins shells and their holes, and takes their points; nullopt if some land is covered more than once.
/// Its branches are the cases of a ring: shell or hole, alone or inside another component, and what must not be.
std::optional<MultiPolygon> assembled(Linking& linking) {
  std::vector<Ring>& rings = linking.rings;
  std::vector<std::uint32_t> shell_of_loop(linking.component_of_loop.size(), none);
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    if (rings[r].area_m2 < 0) continue;
    if (shell_of_loop[rings[r].loop] != none) return std::nullopt;
    shell_of_loop[rings[r].loop] = r;
  }
  std::vector<std::uint32_t> outermost(linking.component_of_loop.size(), none);
  std::size_t components = 0;
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    std::uint32_t& largest = outermost[linking.component_of_loop[rings[r].loop]];
    if (largest == none) ++components;
    if (largest == none || std::abs(rings[r].area_m2) > std::abs(rings[largest].area_m2)) largest = r;
  }
  if (components > 1) {
    const std::vector<RingView> views = [&] {
      std::vector<RingView> all;
      for (const Ring& ring : rings) all.emplace_back(ring.points);
      return all;
    }();
    RingsAround around(views);
    for (std::uint32_t component = 0; component < outermost.size(); ++component) {
      const std::uint32_t r = outermost[component];
      if (r == none) continue;
      int covered = 0;
      std::uint32_t shell = none;
      for (const std::uint32_t other : around.of(rings[r].points.front())) {
        if (linking.component_of_loop[rings[other].loop] == component) continue;
        covered += rings[other].area_m2 > 0 ? 1 : -1;
        if (rings[other].area_m2 > 0 && (shell == none || rings[other].area_m2 < rings[shell].area_m2)) shell = other;
      }
      const bool is_shell = rings[r].area_m2 > 0;
      if (covered != (is_shell ? 0 : 1)) return std::nullopt;
      if (!is_shell) shell_of_loop[rings[r].loop] = shell;
    }
  }
  std::vector<std::vector<std::uint32_t>> holes(rings.size());
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    if (rings[r].area_m2 > 0) continue;
    const std::uint32_t shell = shell_of_loop[rings[r].loop];
    if (shell == none) return std::nullopt;
    holes[shell].push_back(r);
  }
  std::vector<LooseRings> parts;
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    if (rings[r].area_m2 < 0) continue;
    LooseRings& part = parts.emplace_back();
    part.push_back(std::move(rings[r].points));
    for (const std::uint32_t hole : holes[r]) part.push_back(std::move(rings[hole].points));
  }
  return normalised(std::move(parts));
}

}  // namespace

std::optional<MultiPolygon> coverage_union(std::span<const CoverageMember> members) {
  if (members.size() == 1 && members[0].cancelled.empty()) return MultiPolygon(members[0].geometry);
  Linking linking;
  for (const CoverageMember& member : members) add_chains(member, linking.chains);
  if (!link(linking, Follow::land) || !walk(linking)) return std::nullopt;
  return assembled(linking);
}

MultiPolygonColumn enclosed_outlines(MultiPolygonView area) {
  Linking linking;
  add_chains({area, {}, {}}, linking.chains);
  MultiPolygonColumn outlines;
  if (!link(linking, Follow::outside) || !walk(linking)) return outlines;
  std::vector<MultiPolygon> found;
  for (const Ring& ring : linking.rings)
    if (ring.area_m2 < 0) found.push_back(normalised(polygon_of(RingView(ring.points))));
  std::sort(found.begin(), found.end(), [](const MultiPolygon& a, const MultiPolygon& b) {
    return before(a.view().points().front(), b.view().points().front());
  });
  for (const MultiPolygon& outline : found) outlines.append(outline);
  return outlines;
}

std::vector<PolygonView> parts_in_order(std::span<const MultiPolygonView> areas) {
  std::vector<PolygonView> parts;
  for (const MultiPolygonView area : areas)
    for (std::size_t p = 0; p < area.part_count(); ++p) parts.push_back(area.part(p));
  std::sort(parts.begin(), parts.end(), [](const PolygonView& a, const PolygonView& b) {
    return std::lexicographical_compare(a.shell().begin(), a.shell().end(), b.shell().begin(), b.shell().end(), before);
  });
  return parts;
}

}  // namespace spatial
