// SPDX-License-Identifier: MIT
#include "libspatial/overlay/buffers.hpp"

#include <algorithm>
#include <vector>

#include "libspatial/geometry/made_areas.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/union_tiles.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t longest_line = 64;  // points; longer lines are buffered in pieces

/// A piece that is buffered separately: a part of an area, a stretch of a line, or a point.
struct Part {
  std::uint32_t feature = 0, part = 0;
  std::span<const Point> line;  ///< empty for a part of an area
};

MultiPolygon buffered(GeosContext& geos, MultiPolygonView part, double distance_m, const BufferOptions& options) {
  if (distance_m == 0) return MultiPolygon(part);
  return buffer(geos, part, distance_m, options.quadrant_segments, options.tolerance * distance_m);
}

MultiPolygon around_line(GeosContext& geos, std::span<const Point> line, double distance_m,
                         const BufferOptions& options) {
  return buffer_of_lines(geos, std::span(&line, 1), distance_m, options.quadrant_segments);
}

}  // namespace

MultiPolygonColumn buffers(const BufferInput& features, std::span<const double> distance_m,
                           std::span<const std::uint32_t> group_of, std::uint32_t groups, const BufferOptions& options,
                           const Executor& executor) {
  std::vector<Part> parts;
  std::vector<double> cost;
  std::vector<std::uint32_t> group_of_part;
  const auto add = [&](const Part& part, std::size_t points) {
    parts.push_back(part);
    cost.push_back(static_cast<double>(points));
    group_of_part.push_back(group_of[part.feature]);
  };
  for (std::uint32_t i = 0; i < features.areas.size(); ++i) {
    for (std::uint32_t p = 0; p < features.areas[i].part_count(); ++p)
      add({i, p, {}}, features.areas[i].part(p).shell().size());
    if (!(distance_m[i] > 0)) continue;
    if (features.lines != nullptr)
      for (std::size_t k = 0; k < (*features.lines)[i].line_count(); ++k) {
        const std::span<const Point> line = (*features.lines)[i].line(k);
        for (std::size_t from = 0; from + 1 < line.size() || from == 0; from += longest_line - 1) {
          const std::span<const Point> run =
              line.subspan(from, std::min<std::size_t>(longest_line, line.size() - from));
          add({i, 0, run}, run.size());
        }
      }
    if (features.points != nullptr)
      for (std::size_t k = 0; k < (*features.points)[i].size(); ++k)
        add({i, 0, (*features.points)[i].subspan(k, 1)}, 1);
  }
  const MultiPolygonColumn column =
      made_areas<GeosContext>(features.areas.pool(), executor, cost, [&](GeosContext& geos, std::size_t k) {
        const double distance = distance_m[parts[k].feature];
        if (!parts[k].line.empty()) return around_line(geos, parts[k].line, distance, options);
        const MultiPolygonView feature = features.areas[parts[k].feature];
        return feature.part_count() == 1 ? buffered(geos, feature, distance, options)
                                         : buffered(geos, part_of(feature.part(parts[k].part)), distance, options);
      }).column();
  return united_by_group(column, group_of_part, groups, executor);
}

}  // namespace spatial
