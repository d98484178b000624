// SPDX-License-Identifier: MIT
// How networks are planned in tiles.
#include <algorithm>
#include <string>

#include "libspatial/county/network_tile_files.hpp"
#include "libspatial/county/network_tiles.hpp"
#include "libspatial/county/site_parts.hpp"
#include "libspatial/county/source_reading.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/run/part_tiles.hpp"

namespace spatial {
std::vector<std::pair<Box, double>> tiles_of_habitat(const Config& config, std::size_t wanted) {
  const LayerSource* habitat = nullptr;
  for (const LayerSource& source : config.layers) {
    if (source.role != Role::habitat) continue;
    if (habitat != nullptr) return {};
    habitat = &source;
  }
  if (wanted < 2 || habitat == nullptr || habitat->resolve_overlaps != OverlapRule::keep) return {};
  std::vector<Point> middles =
      middles_by_index(parse_layer_name(habitat->layer, base_folder(config)), config.crs, config.allow_network);
  if (middles.size() < 2 || !has_distinct_ids(config, *habitat)) return {};
  std::vector<std::pair<Box, double>> tiles = tiles_of(std::move(middles), wanted);
  if (tiles.size() < 2) return {};
  return tiles;
}

std::vector<PartSpec> parts_of_tiles(const std::vector<std::pair<Box, double>>& tiles,
                                     const std::vector<std::string>& names, double share, double whole_mb) {
  // Of the work, and of the memory of a whole run: reading and patches; patches over borders; links.
  struct Weight {
    double work, memory, around;
  };
  constexpr Weight weights[] = {{0.6, 1, 1.5}, {0.1, 0.25, 1}, {0.3, 0.25, 2}};
  std::vector<PartSpec> parts;
  if (names.empty()) return parts;
  const double least_mb = expected_memory_of_files_mb({});
  double all = 0;
  for (const auto& [tile, points] : tiles) all += points;
  for (std::size_t round = tiles::touching; round <= tiles::linking; ++round)
    for (const auto& [tile, points] : tiles) {
      const Weight& weight = weights[round - 1];
      const double part = points / all;
      parts.push_back(
          {.number = parts.size() + 1,
           .round = round,
           .cost = share * weight.work * part,
           .memory_mb = least_mb + (whole_mb - least_mb) * weight.memory * std::min(1.0, weight.around * part),
           .tile = tile,
           .names = names});
    }
  return parts;
}

}  // namespace spatial
