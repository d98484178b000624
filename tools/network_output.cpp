// SPDX-License-Identifier: MIT
#include "tools/network.hpp"

namespace spatial::tool {

void add_network_output_options(CLI::App& app, NetworkOutputOptions& options) {
  app.add_option("--csv", options.csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag("--timings", options.timings, "Write seconds by stage into the table `run` (the file then differs from run to run)");
}

NetworkReport run_on_networks(const NetworkOutputOptions& options, const RunOptions& run, const std::function<NetworkReport(const NetworkOutputs&, const Executor&)>& job) {
  NetworkOutputs outputs;
  outputs.geopackage = output_file(options.file);
  outputs.csv_folder = options.csv;
  outputs.overwrite = options.file.overwrite;
  outputs.timings = options.timings;
  NetworkReport report;
  {
    const Session session(run);
    report = job(outputs, session.executor());
  }
  warn_of(report.warnings);
  inform(report.summary);
  return report;
}

bool only_printed(const ConfigOptions& options, const Config& config, const NetworkOutputOptions& output,
                  const std::function<std::vector<std::string>(const NetworkOutputs&)>& rehearse) {
  if (!options.print_config && !options.dry_run) return false;
  if (!options.print_config) {
    NetworkOutputs outputs;
    outputs.geopackage = output.file.file;
    outputs.csv_folder = output.csv;
    outputs.overwrite = output.file.overwrite;
    warn_of(rehearse(outputs));
  }
  print(to_toml(config));
  return true;
}

}  // namespace spatial::tool
