// SPDX-License-Identifier: MIT
#include "tools/network.hpp"

namespace spatial::tool {

void add_network_output_options(CLI::App& app, NetworkOutputOptions& options) {
  app.add_option("--csv", options.csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag("--timings", options.timings,
               "Write seconds by stage into the table `run` (the file then differs from run to run)");
}

namespace {

Outputs outputs_of(const NetworkOutputOptions& options) {
  return {.geopackage = options.file.file,
          .csv_folder = options.csv,
          .html = {},
          .raster = options.raster,
          .overwrite = options.file.overwrite,
          .timings = options.timings};
}

}  // namespace

RunOutcome run_on_networks(const NetworkOutputOptions& options, const RunOptions& run,
                           const std::function<RunOutcome(const Outputs&, const Executor&)>& job) {
  Outputs outputs = outputs_of(options);
  outputs.geopackage = output_file(options.file);
  RunOutcome outcome;
  {
    const Session session(run);
    outcome = job(outputs, session.executor());
  }
  warn_of(outcome.notes);
  inform(outcome.summary);
  tell_files(outcome);
  return outcome;
}

bool only_printed(const ConfigOptions& options, const Config& config, const NetworkOutputOptions& output,
                  const std::function<std::vector<std::string>(const Outputs&)>& rehearse) {
  if (!options.print_config && !options.dry_run) return false;
  if (!options.print_config) {
    warn_of(rehearse(outputs_of(output)));
  }
  print(to_toml(config));
  return true;
}

}  // namespace spatial::tool
