// SPDX-License-Identifier: MIT
#include "libspatial/county/strategy.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"

namespace spatial::api {
namespace {

struct Options : StrategyRunOptions {
  ConfigOptions config;
  RunOutputOptions output;
  double max_memory_mb = 0;
};

constexpr double bytes_a_vertex = 200;  // peak memory (benchmarks/README.md)

Parameters strategy_rows(Options& o) {
  return {
      {.name = "check",
       .kind = Kind::file,
       .target = &o.check,
       .sentence = "GeoPackage with products made elsewhere (apib, measures, acib and their flat layers): report what "
                   "is wrong with them and exit with 5; -o is not needed then"},
      {.name = "previous",
       .kind = Kind::file,
       .target = &o.previous,
       .sentence =
           "GeoPackage of the previous edition: also report what changed in its areas that could become important"}};
}

int run(const Options& options, Session& session) {
  const ConfigRun job{.plan =
                          [&](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                            warnings = rehearse_strategy(config, options, outputs);
                            return to_toml(config);
                          },
                      .run =
                          [&](const Config& config, const Outputs& outputs, const Executor& executor) {
                            Config limited = config;
                            limited.memory = {options.max_memory_mb, bytes_a_vertex};
                            return run_strategy(limited, options, outputs, executor);
                          },
                      .needs_geopackage = options.check.empty()};
  const RunOutcome outcome = run_on_config(options.config, options.output, job, session);
  for (const std::string& line : outcome.found) session.print(line + "\n");
  return outcome.found.empty() ? 0 : exit_code(ErrorKind::found);
}

}  // namespace

Command strategy_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "strategy",
      .sentence = "Make the map of a Local Nature Recovery Strategy from sites and measures, and check one.",
      .parameters = config_rows(o.config) +
                    output_rows(o.output.file,
                                "GeoPackage with areas of particular importance, measures, the flat "
                                "layers and areas that could become important") +
                    strategy_rows(o) + run_memory_rows(o.max_memory_mb) + run_output_rows(o.output),
      .examples = {"lnrs strategy county.toml -o lnrs_products.gpkg", "lnrs strategy county.toml --check supplied.gpkg",
                   "lnrs strategy county.toml --previous lnrs_2026.gpkg -o lnrs_2030.gpkg"},
      .tables = "strategy",
      .finds = true,
      .run = [options](Session& session) { return run(*options, session); }};
}

}  // namespace spatial::api
