// SPDX-License-Identifier: MIT
#include "libspatial/county/targets.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"

namespace spatial::api {

Command targets_command() {
  struct Options {
    ConfigOptions config;
    RunOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "targets",
          .sentence =
              "Count what projects have delivered for habitat targets, and rate each target green, amber or "
              "red.",
          .parameters = config_rows(o.config) +
                        output_rows(o.output.file,
                                    "GeoPackage with progress, projects, the quarter's report and "
                                    "indicators") +
                        Parameters{{.name = "html",
                                    .kind = Kind::output_report,
                                    .target = &o.output.html,
                                    .sentence = "Report for a board, one file that needs no network"}} +
                        run_output_rows(o.output),
          .examples = {"lnrs targets county.toml -o progress.gpkg --html progress.html",
                       "lnrs targets county.toml --set targets.date=2026-06-30 -o progress.gpkg --csv tables"},
          .tables = "targets",
          .run = [options](Session& session) {
            const ConfigRun job{
                .plan =
                    [](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      warnings = rehearse_targets(config, outputs);
                      return to_toml(config);
                    },
                .run = [](const Config& config, const Outputs& outputs,
                          const Executor& executor) { return run_targets(config, outputs, executor); }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

}  // namespace spatial::api
