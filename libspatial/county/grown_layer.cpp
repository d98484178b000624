// SPDX-License-Identifier: MIT
#include "libspatial/county/grown_layer.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

constexpr int quadrant_segments = 16;  // as all buffers of the run

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

}  // namespace

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
