// SPDX-License-Identifier: MIT
#include "libspatial/county/baseline.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"

namespace spatial::api {
namespace {

struct Options {
  ConfigOptions config;
  RunOutputOptions output;
};

}  // namespace

Command baseline_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "baseline",
          .sentence = "Make one habitat map from many, with what every source says of each place.",
          .parameters = config_rows(o.config) +
                        output_rows(o.output.file,
                                    "GeoPackage with baseline (a habitat layer for other commands), unmapped, "
                                    "baseline_evidence, baseline_sources, baseline_codes and indicators") +
                        run_output_rows(o.output),
          .examples = {"lnrs baseline county.toml -o baseline.gpkg"},
          .tables = "baseline",
          .run = [options](Session& session) {
            const ConfigRun job{
                .plan =
                    [](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      warnings = rehearse_baseline(config, outputs);
                      return to_toml(config);
                    },
                .run = [](const Config& config, const Outputs& outputs,
                          const Executor& executor) { return run_baseline(config, outputs, executor); }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

}  // namespace spatial::api
