// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/county/network.hpp"
#include "tools/command.hpp"

namespace spatial::tool {

using NetworkOutputOptions = api::RunOutputOptions;
/// --csv, --timings.
void add_network_output_options(CLI::App& app, NetworkOutputOptions& options);

/// Runs a command's job with progress, then tells its summary.
RunOutcome run_on_networks(const NetworkOutputOptions& options, const RunOptions& run,
                           const std::function<RunOutcome(const Outputs&, const Executor&)>& job);

/// Prints the config if that is all that was asked for (--print-config or --dry-run); a dry run rehearses first and
/// fails as the run would.
bool only_printed(const ConfigOptions& options, const Config& config, const NetworkOutputOptions& output,
                  const std::function<std::vector<std::string>(const Outputs&)>& rehearse);

}  // namespace spatial::tool
