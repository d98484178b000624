// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/corridors.hpp"

#include "libspatial/core/error.hpp"
#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_corridors(CLI::App& app, const RunOptions& run) {
  struct Options : CorridorRunOptions {
    ConfigOptions config;
    OutputOptions output;
    std::string csv;
    bool timings = false;
  };
  const auto options = std::make_shared<Options>();
  add_config_options(app, options->config);
  add_output_options(app, options->output, "GeoPackage with corridors, pinch points and patches");
  app.add_option("--network", options->network.networks, "Only this network of the config; may be repeated")->allow_extra_args(false)->type_name("ID");
  app.add_option("--slack", options->slack, "Width of corridors in the raster: cells within this cost of a best path")->capture_default_str()->type_name("COST");
  app.add_option("--raster", options->raster, "Also write the corridor raster (cloud-optimised GeoTIFF): how much more than the least cost the best way through each cell costs")->type_name("FILE.tif");
  app.add_option("--pinch-points", options->pinch_points, "Number of pinch points per network")->capture_default_str()->type_name("N");
  app.add_option("--csv", options->csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag("--timings", options->timings, "Write seconds by stage into the table `run` (the file then differs from run to run)");
  add_examples(app, {"lnrs corridors county.toml --network woodland -o corridors.gpkg", "lnrs corridors county.toml --network woodland --raster corridors.tif --slack 500 -o corridors.gpkg"});
  return [options, &run]() -> int {
    const Config config = read_config(options->config);
    if (options->config.print_config || options->config.dry_run) {
      print(to_toml(config));
      return 0;
    }
    NetworkOutputs outputs;
    outputs.geopackage = output_file(options->output);
    outputs.csv_folder = options->csv;
    outputs.overwrite = options->output.overwrite;
    outputs.timings = options->timings;
    NetworkReport report;
    {
      const Session session(run);
      report = run_corridors(config, *options, outputs, session.executor());
    }
    inform(report.summary);
    return 0;
  };
}

}  // namespace spatial::tool
