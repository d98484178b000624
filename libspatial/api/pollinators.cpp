// SPDX-License-Identifier: MIT
#include "libspatial/county/pollinators.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"

namespace spatial::api {

Command pollinators_command() {
  struct Options {
    ConfigOptions config;
    RunOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "pollinators",
          .sentence = "Measure flower-rich habitat along B-Lines: share, gaps, stepping stones, crops within reach.",
          .parameters = config_rows(o.config) +
                        output_rows(o.output.file, "GeoPackage with B-Lines, gaps, stepping stones and indicators") +
                        run_output_rows(o.output),
          .examples = {"lnrs pollinators county.toml -o bees.gpkg"},
          .tables = "pollinators",
          .run = [options](Session& session) {
            const ConfigRun job{
                .plan =
                    [](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      warnings = rehearse_pollinators(config, outputs);
                      return to_toml(config);
                    },
                .run = [](const Config& config, const Outputs& outputs,
                          const Executor& executor) { return run_pollinators(config, outputs, executor); }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

}  // namespace spatial::api
