// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/layers/attributed_layer.hpp"
#include "tools/common.hpp"

namespace spatial::tool {

/// --crs, --snap, --bbox, --allow-network, for commands on layers without a config.
void add_layer_settings(CLI::App& app, OverlaySettings& settings);

/// A list of fields written with blanks leaves its further words among the layers. Throws Error(usage), with the words
/// put right, if one of `layers` is no file but a field of another of them. `given`: the fields that `option` has.
void check_no_field_among_layers(const std::vector<std::string>& layers, const std::string& option,
                                 const std::vector<std::string>& given, bool allow_network);

/// What the run says, its stages with their seconds, memory, and where the result is.
void report_run(const OverlaySummary& summary, const std::string& output);

/// Runs a command that writes several tables and tells what it says: warnings, summary, stages, files. Exit code 0, or
/// 5 if a check found something.
int run_with_outputs(const OutputOptions& output, const std::string& csv_folder, const RunOptions& run,
                     const std::function<RunOutcome(const Outputs&, const Executor&)>& work);

}  // namespace spatial::tool
