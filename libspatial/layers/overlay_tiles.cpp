// SPDX-License-Identifier: MIT
#include "libspatial/layers/overlay_tiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/layers/parted_output.hpp"

namespace spatial {
namespace {

constexpr double halo = 1.5;  ///< features around a tile are read too: factor on memory
constexpr double most_a_side = 64;
constexpr double farthest = 1e8;  ///< cleaning drops features with coordinates beyond this

}  // namespace

std::vector<Box> overlay_tiles(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                               const OverlaySettings& settings) {
  if (settings.max_memory_mb <= 0) return {};
  if (settings.bbox)
    throw Error(ErrorKind::usage, "--max-memory and --bbox cannot be combined",
                "Leave --max-memory out: with --bbox a run reads only part of a layer, so it needs less memory.");
  check_can_be_parted(output);
  Box extent;
  for (const OverlayInput& input : inputs)
    extent.add(layer_extent(parse_layer_name(input.layer), settings.crs, settings.allow_network));
  extent = {std::max(extent.min_x, -farthest), std::max(extent.min_y, -farthest), std::min(extent.max_x, farthest),
            std::min(extent.max_y, farthest)};
  const double available = bytes_for_data(settings.max_memory_mb),
               needed = bytes_of_files(inputs) * memory_bytes_a_file_byte;
  if (needed <= available || extent.empty()) return {};
  const auto side = static_cast<std::size_t>(std::min(std::ceil(std::sqrt(needed * halo / available)), most_a_side));
  const auto edge = [&](double from, double to, std::size_t k) {
    return k == 0      ? -2 * farthest
           : k == side ? 2 * farthest
                       : from + (to - from) * static_cast<double>(k) / static_cast<double>(side);
  };
  std::vector<Box> tiles;
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      tiles.push_back({edge(extent.min_x, extent.max_x, column), edge(extent.min_y, extent.max_y, row),
                       edge(extent.min_x, extent.max_x, column + 1), edge(extent.min_y, extent.max_y, row + 1)});
  return tiles;
}

Box box_of_features(const std::vector<OverlayInput>& inputs, const Box& tile, const OverlaySettings& settings,
                    const Executor& executor) {
  Box around;
  for (const OverlayInput& input : inputs) {
    ReadOptions options;
    options.crs = settings.crs;
    options.where = input.where;
    options.bbox = tile.grown(1 + settings.clean.snap_m);  // because snapping moves vertices
    options.assume_crs = settings.assume_crs;
    options.may_lack_areas = true;
    options.allow_network = settings.allow_network;
    const ReadResult read = read_layer(parse_layer_name(input.layer), Role::habitat, options, executor);
    for (std::size_t f = 0; f < read.layer.geometry.size(); ++f) {
      const Box box = box_of(read.layer.geometry[f]);
      if (std::max({std::abs(box.min_x), std::abs(box.min_y), std::abs(box.max_x), std::abs(box.max_y)}) <= farthest)
        around.add(box);
    }
  }
  return around.empty() ? around : around.grown(1 + settings.clean.snap_m);
}

bool owns(const Box& tile, MultiPolygonView area) {
  const auto points = area.points();
  const Point at = *std::min_element(points.begin(), points.end(),
                                     [](Point a, Point b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); });
  return at.x >= tile.min_x && at.x < tile.max_x && at.y >= tile.min_y && at.y < tile.max_y;
}

Issues issues_without_place(const OverlayInput& input, const OverlaySettings& settings, const Executor& executor) {
  const LayerFields fields = layer_fields(parse_layer_name(input.layer), settings.allow_network);
  OverlayInput without = input;
  if (!fields.geometry_column.empty()) {  // formats without a geometry column are read whole, without attributes
    std::string column = "\"";
    for (const char c : fields.geometry_column) column += c == '"' ? std::string("\"\"") : std::string(1, c);
    column += '"';
    const std::string condition = fmt::format(
        "IFNULL(ST_MinX({0}) > -1e8 AND ST_MinY({0}) > -1e8 AND ST_MaxX({0}) < 1e8 AND ST_MaxY({0}) < 1e8, 0) = 0",
        column);
    without.where = input.where.empty() ? condition : fmt::format("({}\n) AND {}", input.where, condition);
  }
  StageClock unseen(nullptr);
  const std::vector<std::string> none;
  OverlaySettings part = settings;
  part.tile = true;
  return read_attributed(without, &none, part, false, executor, unseen).issues;
}

}  // namespace spatial
