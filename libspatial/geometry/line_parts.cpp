// SPDX-License-Identifier: MIT
#include "libspatial/geometry/line_parts.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/on_edge.hpp"

namespace spatial {
namespace {

Point at(const Segment& segment, double t) {
  return {segment.first.x + t * (segment.second.x - segment.first.x),
          segment.first.y + t * (segment.second.y - segment.first.y)};
}

}  // namespace

std::vector<Segment> segments_of(std::span<const Point> line) {
  std::vector<Segment> segments;
  for (std::size_t i = 1; i < line.size(); ++i)
    if (line[i - 1] != line[i]) segments.emplace_back(line[i - 1], line[i]);
  return segments;
}

std::vector<Segment> parts_of(std::span<const Segment> segments, const EdgeTree& area, bool inside) {
  std::vector<Segment> parts;
  std::vector<std::uint32_t> near;
  std::vector<double> cuts;
  for (const Segment& segment : segments) {
    Box box;
    box.add(segment.first);
    box.add(segment.second);
    area.edges_near(box.grown(1e-6), near);
    cuts = {0, 1};
    const double dx = segment.second.x - segment.first.x, dy = segment.second.y - segment.first.y;
    for (const std::uint32_t e : near) {
      const EdgeTree::Edge& edge = area.edges()[e];
      const double ex = edge.to.x - edge.from.x, ey = edge.to.y - edge.from.y, cross = dx * ey - dy * ex;
      const double ox = edge.from.x - segment.first.x, oy = edge.from.y - segment.first.y;
      if (cross != 0) {
        const double t = (ox * ey - oy * ex) / cross, u = (ox * dy - oy * dx) / cross;
        if (t > 0 && t < 1 && u >= -1e-9 && u <= 1 + 1e-9) cuts.push_back(t);
        continue;
      }
      // The edge is parallel to the segment: the side may change where the edge begins and ends on the segment.
      for (const Point p : {edge.from, edge.to}) {
        const double t = ((p.x - segment.first.x) * dx + (p.y - segment.first.y) * dy) / (dx * dx + dy * dy);
        if (t > 0 && t < 1) cuts.push_back(t);
      }
    }
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t k = 1; k < cuts.size(); ++k)
      if (cuts[k] > cuts[k - 1] && covers_or_touches(area, at(segment, 0.5 * (cuts[k - 1] + cuts[k]))) == inside)
        parts.emplace_back(at(segment, cuts[k - 1]), at(segment, cuts[k]));
  }
  return parts;
}

double length_m(std::span<const Segment> segments) noexcept {
  StableSum sum;
  for (const auto& [from, to] : segments) sum.add(std::hypot(to.x - from.x, to.y - from.y));
  return sum.value();
}

}  // namespace spatial
