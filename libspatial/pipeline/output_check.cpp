// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/output_check.hpp"

#include <fmt/format.h>

#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

void check_replaces_none(const std::filesystem::path& output, std::span<const std::filesystem::path> inputs) {
  for (const std::filesystem::path& input : inputs) {
    std::error_code none;
    if (std::filesystem::equivalent(output, input, none)) throw Error(ErrorKind::usage, fmt::format("the output {} is a file that is read, and would be replaced", output.string()), "Name another output: sources are never changed.");
  }
}

std::vector<std::filesystem::path> input_files(const Config& config) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path base = base_folder(config);
  const auto add = [&](const std::string& layer) {
    if (!layer.empty()) files.push_back(parse_layer_name(layer, base).file);
  };
  if (!config.file.empty()) files.push_back(config.file);
  for (const LayerSource& source : config.layers) {
    add(source.layer);
    if (!source.crosswalk.empty()) files.push_back(crosswalk_file(config, source));
  }
  if (config.boa_targets) add(config.boa_targets->layer);
  for (const NetworkProfile& network : config.networks) {
    add(network.cost.raster);
    add(network.patches.raster);
    add(network.links.table);
  }
  return files;
}

void check_layer_run(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output, const OverlaySettings& settings) {
  std::vector<std::filesystem::path> files;
  for (const OverlayInput& input : inputs) files.push_back(parse_layer_name(input.layer).file);
  check_replaces_none(output, files);
  check_counts_in_metres(settings.crs);
  check_dataset_writable(output, {.overwrite = settings.overwrite});
}

}  // namespace spatial
