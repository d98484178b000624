// SPDX-License-Identifier: MIT
#include "libspatial/layers/part_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/layers/grouping.hpp"
#include "libspatial/run/part_tiles.hpp"

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

constexpr double around_a_tile = 1.5;  ///< factor on memory: features around a tile are read too

}  // namespace

std::vector<PartSpec> parts_by_tile(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings,
                                    std::size_t wanted) {
  std::vector<Point> middles;
  std::vector<LayerName> layers;
  for (const OverlayInput& input : inputs) layers.push_back(parse_layer_name(input.layer));
  if (wanted > 1 && !settings.bbox) middles = middles_of(layers, settings.crs, settings.allow_network);
  const auto count = static_cast<double>(middles.size());
  const std::vector<std::pair<Box, double>> tiles = tiles_of(std::move(middles), wanted);
  if (tiles.size() < 2) return {{.cost = 1, .memory_mb = expected_memory_mb({}, inputs, 1)}};
  std::vector<PartSpec> parts;
  for (const auto& [tile, points] : tiles) {
    const double share = points / count;
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
