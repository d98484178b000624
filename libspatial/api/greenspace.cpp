// SPDX-License-Identifier: MIT
#include "libspatial/county/greenspace.hpp"

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

Command greenspace_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "greenspace",
          .sentence = "Measure how many people have greenspace near by, by the Accessible Greenspace Standards.",
          .parameters =
              config_rows(o.config) +
              output_rows(o.output.file,
                          "GeoPackage with ags_units, ags_authority, ags_zone, ags_gaps, capacity and indicators") +
              Parameters{{.name = "html",
                          .kind = Kind::output_report,
                          .target = &o.output.html,
                          .sentence = "Page for people with map and table, one file that needs no network"}} +
              run_output_rows(o.output),
          .examples = {"lnrs greenspace county.toml -o access.gpkg --html access.html"},
          .tables = "greenspace",
          .run = [options](Session& session) {
            const ConfigRun job{
                .plan =
                    [](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      warnings = rehearse_greenspace(config, outputs);
                      return to_toml(config);
                    },
                .run = [](const Config& config, const Outputs& outputs,
                          const Executor& executor) { return run_greenspace(config, outputs, executor); }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

}  // namespace spatial::api
