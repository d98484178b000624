// SPDX-License-Identifier: MIT
#include "tools/layer_options.hpp"

#include "tools/command_line.hpp"
#include "tools/tool_session.hpp"

namespace spatial::tool {

void add_layer_settings(CLI::App& app, OverlaySettings& settings) { add_parameters(app, api::layer_rows(settings)); }

void report_run(const OverlaySummary& summary, const std::string& output) {
  warn_of(summary.warnings);
  inform(summary.text);
  inform("wrote " + output);
}

int run_with_outputs(const OutputOptions& output, const std::string& csv_folder, const RunOptions& run,
                     const std::function<RunOutcome(const Outputs&, const Executor&)>& work) {
  ToolSession session(run);
  return api::run_with_outputs({.file = output, .csv = csv_folder, .html = {}, .raster = {}}, session, work);
}

}  // namespace spatial::tool
