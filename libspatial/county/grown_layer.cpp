// SPDX-License-Identifier: MIT
#include "libspatial/county/grown_layer.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

constexpr int quadrant_segments = 16;  // same as all buffers of the run

bool finite(std::span<const Point> points) {
  return std::all_of(points.begin(), points.end(), [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

MultiPolygon grown(GeosContext& geos, const RawFeatures& all, std::size_t row, double distance_m) {
  const MultiPolygonView area = all.layer.geometry[row];
  std::vector<std::span<const Point>> lines;
  if (row < all.lines.size())
    for (std::size_t k = 0; k < all.lines[row].line_count(); ++k) lines.push_back(all.lines[row].line(k));
  if (row < all.points.size())
    for (const Point& point : all.points[row]) lines.push_back({&point, 1});
  const bool usable = finite(area.points()) && std::all_of(lines.begin(), lines.end(), finite);
  if (!usable || (area.empty() && lines.empty())) return MultiPolygon(area);
  std::vector<MultiPolygon> parts;
  if (!area.empty())
    parts.push_back(
        buffer(geos, validity(geos, area) ? make_valid(geos, area) : normalised(area), distance_m, quadrant_segments));
  if (!lines.empty()) parts.push_back(buffer_of_lines(geos, lines, distance_m, quadrant_segments));
  if (parts.size() == 1) return std::move(parts.front());
  return union_of(geos, parts[0], parts[1]);
}

/// Buffer of a line: one rectangle along each straight segment and one disc at each vertex.
MultiPolygon strip_along(GeosContext& geos, std::span<const Point> line, double half_width_m) {
  std::vector<MultiPolygon> parts;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Point a = line[i], b = line[i + 1];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (!(length > 0)) continue;
    const double dx = -(b.y - a.y) / length * half_width_m, dy = (b.x - a.x) / length * half_width_m;
    const std::vector<Point> ring{
        {a.x + dx, a.y + dy}, {a.x - dx, a.y - dy}, {b.x - dx, b.y - dy}, {b.x + dx, b.y + dy}, {a.x + dx, a.y + dy}};
    parts.push_back(normalised(polygon_of(RingView(ring))));
  }
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    const std::span<const Point> bend = line.subspan(i, 1);
    parts.push_back(buffer_of_lines(geos, std::span(&bend, 1), half_width_m, quadrant_segments));
  }
  std::vector<MultiPolygonView> views(parts.begin(), parts.end());
  return union_of(geos, views);
}

}  // namespace

RawLayer strips_along(RawFeatures features, double half_width_m, const Executor& executor) {
  const std::vector<MultiPolygon> areas = parallel_map<MultiPolygon, GeosContext>(
      executor, features.layer.id.size(), [&](GeosContext& geos, std::size_t row) {
        const MultiPolygonView area = features.layer.geometry[row];
        std::vector<MultiPolygon> parts;
        if (!area.empty()) parts.emplace_back(validity(geos, area) ? make_valid(geos, area) : normalised(area));
        for (std::size_t k = 0; k < features.lines[row].line_count(); ++k)
          if (finite(features.lines[row].line(k)))
            parts.push_back(strip_along(geos, features.lines[row].line(k), half_width_m));
        std::vector<MultiPolygonView> views(parts.begin(), parts.end());
        return union_of(geos, views);
      });
  RawLayer layer = std::move(features.layer);
  layer.geometry = {};
  for (const MultiPolygon& area : areas) layer.geometry.append(area);
  return layer;
}

RawLayer grown_to_areas(RawFeatures features, double distance_m, const Executor& executor) {
  const std::vector<MultiPolygon> areas = parallel_map<MultiPolygon, GeosContext>(
      executor, features.layer.id.size(),
      [&](GeosContext& geos, std::size_t row) { return grown(geos, features, row, distance_m); });
  RawLayer layer = std::move(features.layer);
  layer.geometry = {};
  for (const MultiPolygon& area : areas) layer.geometry.append(area);
  return layer;
}

}  // namespace spatial
