// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/output_check.hpp"

#include <fmt/format.h>

#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/pipeline/layer_places.hpp"

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

OverlaySettings check_layer_run(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                const OverlaySettings& settings, const std::vector<std::string>& further_tables,
                                double apart_m) {
  std::vector<std::filesystem::path> files;
  for (const OverlayInput& input : inputs) files.push_back(parse_layer_name(input.layer).file);
  check_replaces_none(output, files);
  // Tables beside the output are called STEM.TABLE.
  if (lower(output.extension().string()) != ".gpkg")
    for (const std::filesystem::path& file : files) {
      std::error_code none;
      const bool beside = file.stem().string().starts_with(output.stem().string() + '.') && std::filesystem::equivalent(output.has_parent_path() ? output.parent_path() : ".", file.has_parent_path() ? file.parent_path() : ".", none);
      if (beside) throw Error(ErrorKind::usage, fmt::format("{} is read, and a table beside the output {} could have its name", file.string(), output.string()), "Name another output: sources are never changed.");
    }
  check_counts_in_metres(settings.crs);
  check_dataset_writable(output, {.overwrite = settings.overwrite}, further_tables);
  std::vector<LayerLook> looks;
  for (const OverlayInput& input : inputs) {
    looks.push_back(look_at_layer(parse_layer_name(input.layer), Role::habitat, reading(input, {}, settings)));
    looks.back().source = input.layer;
  }
  OverlaySettings checked = settings;
  checked.notes = places_of_inputs(
      looks, {settings.crs, apart_m, settings.allow_elsewhere, settings.allow_false_areas, settings.bbox});
  return checked;
}

}  // namespace spatial
