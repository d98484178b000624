// SPDX-License-Identifier: MIT
#include "libspatial/county/corridors.hpp"

#include "libspatial/core/error.hpp"
#include "tools/network.hpp"

namespace spatial::tool {

Action set_up_corridors(CLI::App& app, const RunOptions& run) {
  struct Options : CorridorRunOptions {
    ConfigOptions config;
    NetworkOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  add_config_options(app, options->config);
  add_output_options(app, options->output.file, "GeoPackage with corridors, pinch points and patches");
  app.add_option("--network", options->network.networks, "Only this network of the config; may be repeated")
      ->allow_extra_args(false)
      ->type_name("ID");
  app.add_flag("!--limits-in-cost", options->metric_limits,
               "Take dispersal_m and max_link_m as cost units (metres x resistance), not as metres over ordinary land");
  app.add_option("--slack", options->slack, "Width of corridors in the raster: cells within this cost of a best path")
      ->capture_default_str()
      ->type_name("COST");
  app.add_option("--raster", options->output.raster,
                 "Also write the corridor raster (cloud-optimised GeoTIFF): how much more than the least cost the best "
                 "way through each cell costs")
      ->type_name("FILE.tif");
  app.add_option("--pinch-points", options->pinch_points, "Number of pinch points per network")
      ->capture_default_str()
      ->type_name("N");
  add_network_memory_option(app, options->network.max_memory_mb);
  add_network_output_options(app, options->output);
  add_examples(app,
               {"lnrs corridors county.toml --network woodland -o corridors.gpkg",
                "lnrs corridors county.toml --network woodland --raster corridors.tif --slack 500 -o corridors.gpkg"});
  return [options, &run]() -> int {
    const Config config = read_config(options->config);
    if (only_printed(options->config, config, options->output,
                     [&](const Outputs& outputs) { return rehearse_corridors(config, *options, outputs); }))
      return 0;
    run_on_networks(options->output, run, [&](const Outputs& outputs, const Executor& executor) {
      return run_corridors(config, *options, outputs, executor);
    });
    return 0;
  };
}

}  // namespace spatial::tool
