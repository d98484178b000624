// SPDX-License-Identifier: MIT
#include "tools/command_line.hpp"
#include "tools/network.hpp"

namespace spatial::tool {

void add_network_output_options(CLI::App& app, NetworkOutputOptions& options) {
  add_parameters(app, api::run_output_rows(options));
}

RunOutcome run_on_networks(const NetworkOutputOptions& options, const RunOptions& run,
                           const std::function<RunOutcome(const Outputs&, const Executor&)>& job) {
  Outputs outputs = api::outputs_of(options);
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
    warn_of(rehearse(api::outputs_of(output)));
  }
  print(to_toml(config));
  return true;
}

}  // namespace spatial::tool
