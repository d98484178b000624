// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/select.hpp"

#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_select(CLI::App& app, const RunOptions& run) {
  struct Options : SelectRunOptions {
    ConfigOptions config;
    OutputOptions output;
    std::string csv;
    bool timings = false;
  };
  const auto options = std::make_shared<Options>();
  add_config_options(app, options->config);
  add_output_options(app, options->output, "GeoPackage with the chosen candidates in order");
  app.add_option("--budget-ha", options->budget_ha, "Area that may be spent, in ha")->required()->type_name("HA");
  app.add_option("--network", options->network, "The network to choose for; needed if the config has several")->type_name("ID");
  app.add_option("--csv", options->csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag("--timings", options->timings, "Write seconds by stage into the table `run` (the file then differs from run to run)");
  add_examples(app, {"lnrs select county.toml --network woodland --budget-ha 500 -o chosen.gpkg"});
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
      report = run_select(config, *options, outputs, session.executor());
    }
    inform(report.summary);
    return 0;
  };
}

}  // namespace spatial::tool
