// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/init.hpp"

#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_init(CLI::App& app, const RunOptions& run) {
  struct Options {
    std::vector<std::string> layers;
    bool allow_network = false;
  };
  auto options = std::make_shared<Options>();
  app.add_option("layer", options->layers, "FILE[#LAYER]; all layers of a file without #LAYER")->required()->type_name("FILE");
  app.add_flag("--allow-network", options->allow_network, "Allow layers that are read over the network");
  add_examples(app, {"lnrs init county.gpkg > county.toml", "lnrs init habitats.gpkg sites.gpkg#sssi boa.shp > county.toml"});
  return [options, &run] {
    const Session session(run);
    std::vector<LayerSummary> layers;
    for (const std::string& name : options->layers)
      for (LayerSummary& layer : inspect(parse_layer_name(name), session.executor(), options->allow_network)) layers.push_back(std::move(layer));
    print(guessed_config(layers, read_preset_crosswalks()));
    return 0;
  };
}

}  // namespace spatial::tool
