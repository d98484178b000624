// SPDX-License-Identifier: MIT
#include "tools/network.hpp"

namespace spatial::tool {

void add_network_output_options(CLI::App& app, NetworkOutputOptions& options) {
  app.add_option("--csv", options.csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag("--timings", options.timings, "Write seconds by stage into the table `run` (the file then differs from run to run)");
}

RunOutcome run_on_networks(const NetworkOutputOptions& options, const RunOptions& run, const std::function<RunOutcome(const Outputs&, const Executor&)>& job) {
  Outputs outputs;
  outputs.geopackage = output_file(options.file);
  outputs.csv_folder = options.csv;
  outputs.raster = options.raster;
  outputs.overwrite = options.file.overwrite;
  outputs.timings = options.timings;
  RunOutcome outcome;
  {
    const Session session(run);
    outcome = job(outputs, session.executor());
  }
  inform(outcome.summary);
  tell_files(outcome);
  return outcome;
}

bool only_printed(const ConfigOptions& options, const Config& config) {
  if (!options.print_config && !options.dry_run) return false;
  print(to_toml(config));
  return true;
}

}  // namespace spatial::tool
