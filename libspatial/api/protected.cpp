// SPDX-License-Identifier: MIT
#include "libspatial/county/protected.hpp"

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

Command protected_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "protected",
          .sentence = "Count protected land once: how much counts towards 30 by 30, by authority and category.",
          .parameters = config_rows(o.config) +
                        output_rows(o.output.file, "GeoPackage with thirty_by_thirty, thirty_map and indicators") +
                        Parameters{{.name = "html",
                                    .kind = Kind::output_report,
                                    .target = &o.output.html,
                                    .sentence = "Page for people with map and table, one file that needs no network"}} +
                        run_output_rows(o.output),
          .examples = {"lnrs protected county.toml -o thirty.gpkg --html thirty.html"},
          .tables = "protected",
          .run = [options](Session& session) {
            const ConfigRun job{
                .plan =
                    [](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      warnings = rehearse_protected(config, outputs);
                      return to_toml(config);
                    },
                .run = [](const Config& config, const Outputs& outputs,
                          const Executor& executor) { return run_protected(config, outputs, executor); }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

}  // namespace spatial::api
