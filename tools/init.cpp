// SPDX-License-Identifier: MIT
#include "libspatial/county/init.hpp"

#include <fmt/format.h>

#include "libspatial/io/write.hpp"
#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_init(CLI::App& app, const RunOptions& run) {
  struct Options {
    std::vector<std::string> layers;
    bool allow_network = false;
    OutputOptions output;
  };
  auto options = std::make_shared<Options>();
  app.add_option("layer", options->layers, "FILE[#LAYER]; all layers of a file without #LAYER")
      ->required()
      ->type_name("FILE");
  app.add_flag("--allow-network", options->allow_network, "Allow layers that are read over the network");
  add_output_options(
      app, options->output,
      "Config to write, with paths relative to it; without it the config is printed, with absolute paths");
  add_examples(
      app, {"lnrs init county.gpkg -o county.toml", "lnrs init habitats.gpkg sites.gpkg#sssi boa.shp > county.toml"});
  return [options, &run] {
    const std::filesystem::path config = options->output.file;
    const WriteOptions writing{.overwrite = options->output.overwrite};
    if (!config.empty()) check_text_writable(config, writing);
    const Session session(run);
    std::vector<LayerSummary> layers;
    for (const std::string& name : options->layers)
      for (LayerSummary& layer : inspect(parse_layer_name(name), session.executor(), options->allow_network))
        layers.push_back(std::move(layer));
    as_paths_of(layers, config);
    const std::string text = guessed_config(layers, read_preset_crosswalks(), config);
    if (config.empty()) {
      print(text);
    } else {
      write_text(config, text, writing);
      inform(fmt::format("{} written; check the lines marked \"guess\"", config.string()));
    }
    return 0;
  };
}

}  // namespace spatial::tool
