// SPDX-License-Identifier: MIT
#include "libspatial/county/memory_limit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/source_size.hpp"

namespace spatial {
namespace {

constexpr double program_mb = 60;            // the program itself
constexpr double bytes_a_point = 16;         // in a file
constexpr double least_bytes_a_vertex = 40;  // used while a layer is read and cleaned

std::map<std::string, double> vertices_of(const Config& config, const std::vector<LayerSource>& layers) {
  std::map<std::string, double> vertices;
  for (const LayerSource& source : layers) {
    const LayerName name = parse_layer_name(source.layer, base_folder(config));
    vertices[source.layer] = bytes_of_layer(name.file, name.layer) / bytes_a_point;
  }
  return vertices;
}

double sum_of(const std::map<std::string, double>& vertices) {
  double sum = 0;
  for (const auto& [layer, count] : vertices) sum += count;
  return sum;
}

double megabytes(const Config& config, double vertices) {
  return program_mb + vertices * std::max(config.memory.bytes_a_vertex, least_bytes_a_vertex) / 1e6;
}

}  // namespace

void refuse_beyond_memory(const Config& config, const std::vector<LayerSource>& layers) {
  if (!(config.memory.max_mb > 0)) return;
  const std::map<std::string, double> vertices = vertices_of(config, layers);
  const double needed = megabytes(config, sum_of(vertices));
  if (needed <= config.memory.max_mb) return;
  const auto largest = std::max_element(vertices.begin(), vertices.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  throw Error(
      ErrorKind::config,
      fmt::format("the layers have about {} vertices (most of them {}), for which this run needs about {} MB, "
                  "and --max-memory allows {} MB",
                  with_commas(static_cast<long long>(sum_of(vertices))), largest->first,
                  with_commas(static_cast<long long>(std::ceil(needed))), config.memory.max_mb),
      "Allow more with --max-memory, or cut the layers to a part of the county first (lnrs overlay clip) and run "
      "part by part.");
}

}  // namespace spatial
