// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/layers/attributed_layer.hpp"
#include "tools/common.hpp"

namespace spatial::tool {

/// For commands that are not rows yet: the rows of commands on layers, and what their runs tell.
using api::check_no_field_among_layers;
void add_layer_settings(CLI::App& app, OverlaySettings& settings);
void report_run(const OverlaySummary& summary, const std::string& output);

/// Runs a command that writes several tables and tells what it says: warnings, summary, stages, files. Exit code 0, or
/// 5 if a check found something.
int run_with_outputs(const OutputOptions& output, const std::string& csv_folder, const RunOptions& run,
                     const std::function<RunOutcome(const Outputs&, const Executor&)>& work);

}  // namespace spatial::tool
