// SPDX-License-Identifier: MIT
#include "libspatial/layers/part_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/layers/grouping.hpp"

namespace spatial {
namespace {

constexpr std::size_t finer = 16;  ///< number ranges per part; a part takes several, so that shares are even

}  // namespace

double expected_memory_mb(const OverlayInput& first, const std::vector<OverlayInput>& others, double share) {
  return program_mb + (bytes_of_files({first}) * share + bytes_of_files(others)) * memory_bytes_a_file_byte / 1e6;
}

std::vector<PartSpec> parts_by_feature(const OverlayInput& input, const std::vector<OverlayInput>& others,
                                       const OverlaySettings& settings, std::size_t wanted) {
  const LayerName name = parse_layer_name(input.layer);
  const std::vector<NumberRange> ranges =
      wanted > 1 ? number_ranges(name, reading(input, {}, settings), finer * wanted) : std::vector<NumberRange>();
  if (ranges.size() < 2) return {{.cost = 1, .memory_mb = expected_memory_mb(input, others, 1)}};
  std::vector<PartSpec> parts;
  const std::size_t count = std::min(wanted, ranges.size());
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t begin = k * ranges.size() / count, end = (k + 1) * ranges.size() / count;
    const double share = static_cast<double>(end - begin) / static_cast<double>(ranges.size());
    parts.push_back({.number = k + 1,
                     .cost = share,
                     .memory_mb = expected_memory_mb(input, others, share),
                     .features = std::pair(ranges[begin].first, ranges[end - 1].last)});
  }
  return parts;
}

namespace {

constexpr double beyond_all = 2e8;     ///< twice the largest coordinate
constexpr double around_a_tile = 1.5;  ///< factor on memory: features around a tile are read too
/// Size of the grid of points that stands for the features of a layer without a spatial index.
constexpr std::size_t points_a_side = 64;

std::vector<Point> middles_of(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings) {
  std::vector<Point> all;
  for (const OverlayInput& input : inputs) {
    const LayerName name = parse_layer_name(input.layer);
    std::vector<Point> own = middles_by_index(name, settings.crs, settings.allow_network);
    const Box extent = own.empty() ? layer_extent(name, settings.crs, settings.allow_network) : Box();
    for (std::size_t k = 0; own.empty() && !extent.empty() && k < points_a_side * points_a_side; ++k)
      all.push_back({extent.min_x + extent.width() * (static_cast<double>(k % points_a_side) + 0.5) / points_a_side,
                     extent.min_y + extent.height() * (static_cast<double>(k / points_a_side) + 0.5) / points_a_side});
    move_append(all, own);
  }
  return all;
}

/// Divides the tile and its points in two, across the longer side of the points' extent, until there are `wanted` tiles
/// with about the same number of points.
void split(std::span<Point> points, const Box& tile, std::size_t wanted, std::vector<std::pair<Box, double>>& tiles) {
  Box extent;
  for (const Point p : points) extent.add(p);
  const bool wide = !extent.empty() && extent.width() >= extent.height();
  const auto along = [&](Point p) { return wide ? p.x : p.y; };
  const auto less = [&](Point a, Point b) { return along(a) < along(b); };
  const std::size_t first = wanted / 2, rank = points.size() * first / std::max<std::size_t>(wanted, 1);
  if (wanted > 1 && points.size() > 1) std::nth_element(points.begin(), points.begin() + rank, points.end(), less);
  const double cut = wanted > 1 && points.size() > 1 ? along(points[rank]) : 0;
  // Points that all lie in one place cannot be divided.
  if (wanted < 2 || points.size() < 2 || !(cut > (wide ? extent.min_x : extent.min_y))) {
    tiles.emplace_back(tile, static_cast<double>(points.size()));
    return;
  }
  Box low = tile, high = tile;
  (wide ? low.max_x : low.max_y) = cut;
  (wide ? high.min_x : high.min_y) = cut;
  const auto middle = std::partition(points.begin(), points.end(), [&](Point p) { return along(p) < cut; });
  split({points.begin(), middle}, low, first, tiles);
  split({middle, points.end()}, high, wanted - first, tiles);
}

}  // namespace

std::vector<PartSpec> parts_by_tile(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings,
                                    std::size_t wanted) {
  std::vector<std::pair<Box, double>> tiles;
  std::vector<Point> middles;
  if (wanted > 1 && !settings.bbox) middles = middles_of(inputs, settings);
  split(middles, {-beyond_all, -beyond_all, beyond_all, beyond_all}, middles.empty() ? 1 : wanted, tiles);
  if (tiles.size() < 2) return {{.cost = 1, .memory_mb = expected_memory_mb({}, inputs, 1)}};
  std::vector<PartSpec> parts;
  for (const auto& [tile, points] : tiles) {
    const double share = points / static_cast<double>(middles.size());
    parts.push_back({.number = parts.size() + 1,
                     .cost = share,
                     .memory_mb = program_mb + bytes_of_files(inputs) * std::min(1.0, around_a_tile * share) *
                                                   memory_bytes_a_file_byte / 1e6,
                     .tile = tile});
  }
  return parts;
}

namespace {

/// Feature numbers of a layer and the group of each feature; geometry is not read.
struct Groups {
  Grouping grouping;
  std::vector<std::int64_t> fid;
};

Groups groups_in(const OverlayInput& input, const std::vector<std::string>& by, const OverlaySettings& settings,
                 const Executor& executor) {
  std::vector<LayerField> fields;
  for (const std::string& field : by) fields.push_back({field, ColumnType::text});
  ReadOptions options = reading(input, fields, settings);
  options.bbox.reset();  // the window is applied when the features are read
  options.without_geometry = true;
  options.may_lack_areas = true;
  FeaturesResult read = read_features(parse_layer_name(input.layer), Role::habitat, options, executor);
  return {grouped_by(read.features.layer.extra, read.features.layer.fid.size()), std::move(read.features.layer.fid)};
}

}  // namespace

std::vector<PartSpec> parts_by_group(const OverlayInput& input, const std::vector<std::string>& by,
                                     const OverlaySettings& settings, std::size_t wanted, const Executor& executor) {
  const std::vector<PartSpec> one{{.cost = 1, .memory_mb = expected_memory_mb(input, {}, 1)}};
  if (by.empty() || wanted < 2 || number_ranges(parse_layer_name(input.layer), reading(input, {}, settings), 2).empty())
    return one;
  const Groups groups = groups_in(input, by, settings, executor);
  const std::size_t count = groups.grouping.size();
  if (count < 2) return one;
  std::vector<PartSpec> parts;
  const double all = static_cast<double>(groups.fid.size());
  double done = 0, before = 0;
  std::size_t first = 0;
  for (std::size_t g = 0; g < count; ++g) {
    done += static_cast<double>(groups.grouping.features[g]);
    // A part ends as soon as it has its share of the features.
    const bool last = g + 1 == count;
    if (!last && done / all * static_cast<double>(wanted) < static_cast<double>(parts.size() + 1)) continue;
    const double share = (done - before) / all;
    parts.push_back({.number = parts.size() + 1,
                     .cost = share,
                     .memory_mb = expected_memory_mb(input, {}, share),
                     .groups = std::pair(static_cast<std::int64_t>(first), static_cast<std::int64_t>(g))});
    before = done;
    first = g + 1;
  }
  return parts.size() < 2 ? one : parts;
}

OverlayInput of_part(OverlayInput input, const PartSpec& part, const std::vector<std::string>& by,
                     const OverlaySettings& settings, const Executor& executor) {
  if (!part.groups) return of_part(std::move(input), part);
  const Groups groups = groups_in(input, by, settings, executor);
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < groups.fid.size(); ++i)
    if (groups.grouping.group_of[i] >= part.groups->first && groups.grouping.group_of[i] <= part.groups->second)
      chosen.push_back(groups.fid[i]);
  std::sort(chosen.begin(), chosen.end());
  input.chosen = std::make_shared<const std::vector<std::int64_t>>(std::move(chosen));
  return input;
}

OverlayInput of_part(OverlayInput input, const PartSpec& part) {
  if (part.features) input.numbers = NumberRange{part.features->first, part.features->second};
  return input;
}

void refuse_memory_limit(const OverlaySettings& settings, const char* what) {
  if (settings.max_memory_mb > 0)
    throw Error(ErrorKind::usage, fmt::format("--max-memory has no effect on {} that is planned in parts", what),
                "Leave it out and ask for more parts: each takes less memory.");
}

}  // namespace spatial
