// SPDX-License-Identifier: MIT
#include "county/coverage.hpp"

#include <algorithm>
#include <boost/polygon/voronoi.hpp>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {
namespace {

constexpr double shortest_border_m = 0.6;
constexpr double redrawn_spacing = 1.7;

double cross(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

void join(std::vector<std::uint32_t>& parent, std::uint32_t a, std::uint32_t b) {
  a = root_of(parent, a);
  b = root_of(parent, b);
  if (a != b) parent[std::max(a, b)] = std::min(a, b);
}

}  // namespace

Coverage::Coverage(std::vector<Point> sites, std::uint64_t seed) : sites_(std::move(sites)), random_(seed, "borders") {
  build_cells();
  contract_short_borders();
  build_neighbours();
}

void Coverage::build_cells() {
  Box extent;
  for (const Point p : sites_) extent.add(p);
  const Point origin{std::floor(extent.min_x), std::floor(extent.min_y)};
  // The Voronoi builder needs 32-bit integers, for which it is exact: millimetres from the corner of the extent.
  std::vector<boost::polygon::point_data<std::int32_t>> points;
  points.reserve(sites_.size());
  for (Point& p : sites_) {
    points.emplace_back(static_cast<std::int32_t>(std::lround((p.x - origin.x) * 1000)),
                        static_cast<std::int32_t>(std::lround((p.y - origin.y) * 1000)));
    p = on_grid({origin.x + points.back().x() / 1000.0, origin.y + points.back().y() / 1000.0});
  }
  boost::polygon::voronoi_diagram<double> diagram;
  boost::polygon::construct_voronoi(points.begin(), points.end(), &diagram);

  const auto* first_edge = diagram.edges().data();
  const auto* first_vertex = diagram.vertices().data();
  corners_.reserve(diagram.num_vertices());
  for (const auto& vertex : diagram.vertices())
    corners_.push_back(on_grid({origin.x + vertex.x() / 1000.0, origin.y + vertex.y() / 1000.0}));
  edges_.resize(diagram.num_edges());
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const auto& edge = diagram.edges()[i];
    edges_[i].twin = static_cast<std::uint32_t>(edge.twin() - first_edge);
    edges_[i].next = static_cast<std::uint32_t>(edge.next() - first_edge);
    edges_[i].cell = static_cast<std::uint32_t>(edge.cell()->source_index());
    if (edge.vertex0() != nullptr) edges_[i].origin = static_cast<std::uint32_t>(edge.vertex0() - first_vertex);
  }
  first_edge_.assign(sites_.size(), none);
  bounded_.assign(sites_.size(), 0);
  for (const auto& cell : diagram.cells()) {
    if (cell.is_degenerate()) continue;
    const auto site = static_cast<std::uint32_t>(cell.source_index());
    first_edge_[site] = static_cast<std::uint32_t>(cell.incident_edge() - first_edge);
    bool bounded = true;
    const auto* edge = cell.incident_edge();
    do {
      bounded = bounded && edge->is_finite();
      edge = edge->next();
    } while (edge != cell.incident_edge());
    bounded_[site] = bounded ? 1 : 0;
  }
}

void Coverage::contract_short_borders() {
  std::vector<std::uint32_t> parent(corners_.size());
  std::iota(parent.begin(), parent.end(), 0U);
  const auto finite = [&](std::uint32_t e) {
    return edges_[e].origin != none && edges_[edges_[e].twin].origin != none;
  };
  const auto renumber = [&] {
    for (HalfEdge& edge : edges_)
      if (edge.origin != none) edge.origin = root_of(parent, edge.origin);
  };
  for (std::uint32_t e = 0; e < edges_.size(); ++e) {
    if (!finite(e)) continue;
    const Point a = corner(e), b = corner_after(e);
    if (std::hypot(a.x - b.x, a.y - b.y) < shortest_border_m)
      join(parent, edges_[e].origin, edges_[edges_[e].twin].origin);
  }
  renumber();
  // Moving vertices may turn the triangle between a site and a border inside out; such a border is contracted too.
  for (bool again = true; again;) {
    again = false;
    for (std::uint32_t e = 0; e < edges_.size(); ++e) {
      if (!finite(e) || edges_[e].origin == edges_[edges_[e].twin].origin) continue;
      if (cross(sites_[edges_[e].cell], corner(e), corner_after(e)) > 0) continue;
      join(parent, edges_[e].origin, edges_[edges_[e].twin].origin);
      again = true;
    }
    if (again) renumber();
  }
}

bool Coverage::drawable(std::uint32_t edge) const noexcept {
  const std::uint32_t a = edges_[edge].origin, b = edges_[edges_[edge].twin].origin;
  return a != none && b != none && a != b;
}

void Coverage::build_neighbours() {
  neighbour_offsets_.assign(1, 0);
  for (std::uint32_t cell = 0; cell < sites_.size(); ++cell) {
    const std::size_t begin = neighbours_.size();
    std::uint32_t edge = first_edge_[cell];
    if (edge != none && bounded(cell)) do {
        if (drawable(edge)) {
          const Point a = corner(edge), b = corner_after(edge);
          neighbours_.push_back({edges_[edges_[edge].twin].cell, static_cast<float>(std::hypot(a.x - b.x, a.y - b.y))});
        }
        edge = edges_[edge].next;
      } while (edge != first_edge_[cell]);
    std::sort(neighbours_.begin() + static_cast<std::ptrdiff_t>(begin), neighbours_.end(),
              [](const Neighbour& a, const Neighbour& b) { return a.cell < b.cell; });
    neighbour_offsets_.push_back(static_cast<std::uint32_t>(neighbours_.size()));
  }
}

double Coverage::cell_area_m2(std::uint32_t cell) const noexcept {
  if (!bounded(cell)) return 0;
  double sum = 0;
  std::uint32_t edge = first_edge_[cell];
  do {
    sum += cross(sites_[cell], corner(edge), corner_after(edge));
    edge = edges_[edge].next;
  } while (edge != first_edge_[cell]);
  return sum / 2;
}

std::vector<std::uint32_t> Coverage::pieces(std::span<const std::int32_t> labels) const {
  std::vector<std::uint32_t> parent(size());
  std::iota(parent.begin(), parent.end(), 0U);
  for (std::uint32_t cell = 0; cell < size(); ++cell) {
    if (labels[cell] < 0) continue;
    for (const Neighbour& n : neighbours(cell))
      if (n.cell > cell && labels[n.cell] == labels[cell]) join(parent, cell, n.cell);
  }
  for (std::uint32_t cell = 0; cell < size(); ++cell) parent[cell] = labels[cell] < 0 ? none : root_of(parent, cell);
  return parent;
}

void Coverage::draw(std::uint32_t edge, std::span<const BorderStyle> styles, std::uint64_t drawing,
                    std::vector<Point>& line) const {
  const std::uint32_t twin = edges_[edge].twin;
  const bool forward = edges_[edge].cell < edges_[twin].cell;
  const std::uint32_t canonical = forward ? edge : twin;
  const std::uint32_t left = edges_[canonical].cell, right = edges_[edges_[canonical].twin].cell;
  const Point a = corner(canonical), b = corner_after(canonical);
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  const Point along{(b.x - a.x) / length, (b.y - a.y) / length}, up{-along.y, along.x};
  const double roughness = std::max(styles[left].roughness, styles[right].roughness);
  // A second drawing of the same border has fewer points.
  const double spacing =
      std::min(styles[left].spacing_m, styles[right].spacing_m) * (drawing == 0 ? 1 : redrawn_spacing);

  line.push_back(corner(edge));
  int level_count = 0;
  while (level_count < 7 && length / (1 << level_count) > 1.4 * spacing) ++level_count;
  const int steps = 1 << level_count;
  if (steps == 1) return;

  double offset[129] = {};
  const std::uint64_t item = (static_cast<std::uint64_t>(left) << 32 | right) ^ mixed(drawing);
  double height = roughness * length;
  for (int half = steps / 2; half >= 1; half /= 2, height *= 0.55)
    for (int i = half; i < steps; i += 2 * half)
      offset[i] = (offset[i - half] + offset[i + half]) / 2 +
                  height * random_.between(-1, 1, item, static_cast<std::uint64_t>(i));

  // Height of the kite above the border (left) or below it (right), seen from the border's start.
  const auto room = [&](std::uint32_t cell, double side, double t) {
    const double h = side * ((sites_[cell].x - a.x) * up.x + (sites_[cell].y - a.y) * up.y);
    const double foot = ((sites_[cell].x - a.x) * along.x + (sites_[cell].y - a.y) * along.y) / length;
    double limit = h;
    if (foot > 0) limit = std::min(limit, h * t / foot);
    if (foot < 1) limit = std::min(limit, h * (1 - t) / (1 - foot));
    return limit;
  };
  const std::size_t begin = line.size();
  for (int i = 1; i < steps; ++i) {
    const double jitter = random_.between(-0.3, 0.3, item, 200 + static_cast<std::uint64_t>(i));
    const double share = random_.between(0.55, 0.8, item, 400 + static_cast<std::uint64_t>(i));
    const double t = (i + jitter) / steps;
    const double d = std::clamp(offset[i], -share * room(right, -1, t), share * room(left, 1, t));
    line.push_back(on_grid({a.x + t * length * along.x + d * up.x, a.y + t * length * along.y + d * up.y}));
  }
  if (!forward) std::reverse(line.begin() + static_cast<std::ptrdiff_t>(begin), line.end());
}

MultiPolygonColumn Coverage::polygons(std::span<const std::int32_t> labels, std::size_t count,
                                      std::span<const BorderStyle> styles, std::uint64_t drawing) const {
  const std::vector<std::uint32_t> piece = pieces(labels);
  std::vector<std::uint32_t> path;  // half-edges of all rings
  std::vector<Ring> rings;
  std::vector<std::uint8_t> walked(edges_.size(), 0);
  std::vector<std::uint32_t> seen_at(corners_.size(), none);
  std::vector<std::uint32_t> walk;
  for (std::uint32_t start = 0; start < edges_.size(); ++start) {
    const std::uint32_t cell = edges_[start].cell;
    if (walked[start] != 0 || labels[cell] < 0 || !drawable(start) ||
        piece[edges_[edges_[start].twin].cell] == piece[cell])
      continue;
    walk.clear();
    std::uint32_t edge = start;
    do {
      if (!bounded(edges_[edge].cell)) throw Error(ErrorKind::internal, "a labelled cell reaches infinity");
      if (walked[edge] == 0) {
        walked[edge] = 1;
        if (drawable(edge)) {
          // A vertex met twice: the stretch in between is a ring of its own (a hole that touches the shell).
          const std::uint32_t at = seen_at[edges_[edge].origin];
          if (at != none) {
            rings.push_back(
                {static_cast<std::uint32_t>(labels[cell]), piece[cell], path.size(), path.size() + walk.size() - at});
            for (std::size_t i = at; i < walk.size(); ++i) seen_at[edges_[walk[i]].origin] = none;
            path.insert(path.end(), walk.begin() + at, walk.end());
            walk.resize(at);
          }
          seen_at[edges_[edge].origin] = static_cast<std::uint32_t>(walk.size());
          walk.push_back(edge);
        }
      }
      edge = edges_[edge].next;
      while (piece[edges_[edges_[edge].twin].cell] == piece[cell]) edge = edges_[edges_[edge].twin].next;
    } while (edge != start);
    for (const std::uint32_t e : walk) seen_at[edges_[e].origin] = none;
    rings.push_back({static_cast<std::uint32_t>(labels[cell]), piece[cell], path.size(), path.size() + walk.size()});
    path.insert(path.end(), walk.begin(), walk.end());
  }

  std::vector<std::uint32_t> order(rings.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return rings[a].label != rings[b].label ? rings[a].label < rings[b].label : rings[a].piece < rings[b].piece;
  });
  MultiPolygonColumn result;
  std::size_t next = 0;
  std::vector<std::vector<Point>> lines;
  for (std::size_t label = 0; label < count; ++label) {
    while (next < order.size() && rings[order[next]].label == label) {
      const std::uint32_t one_piece = rings[order[next]].piece;
      lines.clear();
      for (; next < order.size() && rings[order[next]].label == label && rings[order[next]].piece == one_piece;
           ++next) {
        const Ring& ring = rings[order[next]];
        if (ring.end - ring.begin < 2) continue;
        lines.emplace_back();
        for (std::size_t i = ring.begin; i < ring.end; ++i) draw(path[i], styles, drawing, lines.back());
        lines.back().push_back(lines.back().front());
        if (signed_area_m2(lines.back()) > 0) std::swap(lines.front(), lines.back());  // each piece has one shell
      }
      for (const std::vector<Point>& line : lines) result.add_ring(line);
      result.end_part();
    }
    result.end_feature();
  }
  return result;
}

}  // namespace spatial::county
