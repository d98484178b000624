// SPDX-License-Identifier: MIT
#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/county/baseline.hpp"
#include "libspatial/county/greenspace.hpp"
#include "libspatial/county/planting.hpp"
#include "libspatial/county/pollinators.hpp"
#include "libspatial/county/protected.hpp"
#include "libspatial/county/targets.hpp"

namespace spatial::api {
namespace {

/// A command that reads a config and has no options of its own; this row defines it completely.
struct CountyCommand {
  std::string name, sentence;
  std::string output;  ///< content of the GeoPackage
  std::string html{};  ///< content of the page; empty: the command has no page
  std::vector<std::string> examples{};
  double (*bytes_a_vertex)(const Config&) = nullptr;  ///< peak memory per vertex (benchmarks/README.md)
  std::vector<std::string> (*rehearse)(const Config&, const Outputs&) = nullptr;
  RunOutcome (*run)(const Config&, const Outputs&, const Executor&) = nullptr;
};

Command of_row(const CountyCommand& row) {
  struct Options {
    ConfigOptions config;
    RunOutputOptions output;
    double max_memory_mb = 0;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  Parameters page;
  if (!row.html.empty())
    page = {{.name = "html", .kind = Kind::output_report, .target = &o.output.html, .sentence = row.html}};
  return {.name = row.name,
          .sentence = row.sentence,
          .parameters = config_rows(o.config) + output_rows(o.output.file, row.output) + page +
                        run_memory_rows(o.max_memory_mb) + run_output_rows(o.output),
          .examples = row.examples,
          .tables = row.name,
          .run = [options, bytes = row.bytes_a_vertex, rehearse = row.rehearse, run = row.run](Session& session) {
            const auto limited = [&](const Config& config) {
              Config one = config;
              one.memory = {options->max_memory_mb, bytes(config)};
              return one;
            };
            const ConfigRun job{
                .plan =
                    [&](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      warnings = rehearse(limited(config), outputs);
                      return to_toml(config);
                    },
                .run = [&](const Config& config, const Outputs& outputs,
                           const Executor& executor) { return run(limited(config), outputs, executor); }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

}  // namespace

Command targets_command() {
  return of_row({"targets",
                 "Count what projects have delivered for habitat targets, and rate each target green, amber or red.",
                 "GeoPackage with progress, projects, the quarter's report and indicators",
                 "Report for a board, one file that needs no network",
                 {"lnrs targets county.toml -o progress.gpkg --html progress.html",
                  "lnrs targets county.toml --set targets.date=2026-06-30 -o progress.gpkg --csv tables"},
                 [](const Config&) { return 60.0; },
                 rehearse_targets,
                 run_targets});
}

Command planting_command() {
  return of_row({"planting",
                 "Tell how sensitive land is to new woodland, and which parcels could be planted.",
                 "GeoPackage with sensitivity, parcels, summary by authority and indicators",
                 "",
                 {"lnrs planting county.toml -o trees.gpkg"},
                 [](const Config&) { return 65.0; },
                 rehearse_planting,
                 run_planting});
}

Command pollinators_command() {
  return of_row({"pollinators",
                 "Measure flower-rich habitat along B-Lines: share, gaps, stepping stones, crops within reach.",
                 "GeoPackage with B-Lines, gaps, stepping stones and indicators",
                 "",
                 {"lnrs pollinators county.toml -o bees.gpkg"},
                 [](const Config&) { return 80.0; },
                 rehearse_pollinators,
                 run_pollinators});
}

Command protected_command() {
  return of_row({"protected",
                 "Count protected land once: how much counts towards 30 by 30, by authority and category.",
                 "GeoPackage with thirty_by_thirty, thirty_map and indicators",
                 "Page for people with map and table, one file that needs no network",
                 {"lnrs protected county.toml -o thirty.gpkg --html thirty.html"},
                 [](const Config&) { return 150.0; },
                 rehearse_protected,
                 run_protected});
}

Command greenspace_command() {
  return of_row({"greenspace",
                 "Measure how many people have greenspace near by, by the Accessible Greenspace Standards.",
                 "GeoPackage with ags_units, ags_authority, ags_zone, ags_gaps, capacity and indicators",
                 "Page for people with map and table, one file that needs no network",
                 {"lnrs greenspace county.toml -o access.gpkg --html access.html"},
                 [](const Config&) { return 150.0; },
                 rehearse_greenspace,
                 run_greenspace});
}

Command baseline_command() {
  return of_row({"baseline",
                 "Make one habitat map from many, with what every source says of each place.",
                 "GeoPackage with baseline (a habitat layer for other commands), unmapped, baseline_evidence, "
                 "baseline_sources, baseline_codes and indicators",
                 "",
                 {"lnrs baseline county.toml -o baseline.gpkg"},
                 [](const Config& config) { return config.baseline.mode == BaselineMode::base ? 85.0 : 55.0; },
                 rehearse_baseline,
                 run_baseline});
}

}  // namespace spatial::api
