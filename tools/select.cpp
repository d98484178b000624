// SPDX-License-Identifier: MIT
#include "libspatial/county/select.hpp"

#include "tools/network.hpp"

namespace spatial::tool {

Action set_up_select(CLI::App& app, const RunOptions& run) {
  struct Options : SelectRunOptions {
    ConfigOptions config;
    NetworkOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  add_config_options(app, options->config);
  add_output_options(app, options->output.file, "GeoPackage with the chosen candidates in order");
  app.add_option("--budget-ha", options->budget_ha, "Area that may be spent, in ha")->required()->type_name("HA");
  app.add_option("--network", options->network, "The network to choose for; needed if the config has several")
      ->type_name("ID");
  app.add_flag("--pairs", options->pairs,
               "Also choose two linked candidates together where they gain more per ha than "
               "any single one, and say by how much that improves the set");
  add_network_output_options(app, options->output);
  add_examples(app, {"lnrs select county.toml --network woodland --budget-ha 500 -o chosen.gpkg"});
  return [options, &run]() -> int {
    const Config config = read_config(options->config);
    if (only_printed(options->config, config, options->output,
                     [&](const Outputs& outputs) { return rehearse_select(config, *options, outputs); }))
      return 0;
    run_on_networks(options->output, run, [&](const Outputs& outputs, const Executor& executor) {
      return run_select(config, *options, outputs, executor);
    });
    return 0;
  };
}

}  // namespace spatial::tool
