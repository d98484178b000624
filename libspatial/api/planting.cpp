// SPDX-License-Identifier: MIT
#include "libspatial/county/planting.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"

namespace spatial::api {

Command planting_command() {
  struct Options {
    ConfigOptions config;
    RunOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "planting",
          .sentence = "Tell how sensitive land is to new woodland, and which parcels could be planted.",
          .parameters =
              config_rows(o.config) +
              output_rows(o.output.file, "GeoPackage with sensitivity, parcels, summary by authority and indicators") +
              run_output_rows(o.output),
          .examples = {"lnrs planting county.toml -o trees.gpkg"},
          .tables = "planting",
          .run = [options](Session& session) {
            const ConfigRun job{
                .plan =
                    [](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      warnings = rehearse_planting(config, outputs);
                      return to_toml(config);
                    },
                .run = [](const Config& config, const Outputs& outputs,
                          const Executor& executor) { return run_planting(config, outputs, executor); }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

}  // namespace spatial::api
