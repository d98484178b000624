// SPDX-License-Identifier: MIT
#include "libspatial/county/opportunities.hpp"

#include <fmt/format.h>

#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_opportunities(CLI::App& app, const RunOptions& run) {
  struct Options {
    ConfigOptions config;
    OutputOptions output;
    std::string csv;
    bool timings = false;
    OpportunityRunOptions run;
  };
  const auto options = std::make_shared<Options>();
  add_config_options(app, options->config);
  add_output_options(app, options->output, "GeoPackage with the opportunity map");
  add_network_memory_option(app, options->run.max_memory_mb);
  app.add_option("--csv", options->csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag("--timings", options->timings,
               "Write seconds by stage into the table `run` (the file then differs from run to run)");
  add_examples(app, {"lnrs opportunities county.toml -o opportunities.gpkg",
                     "lnrs opportunities county.toml -o out.gpkg --set scoring.weights.joined=4 --overwrite",
                     "lnrs opportunities county.toml --dry-run"});
  return [options, &run]() -> int {
    const Config config = read_config(options->config);
    if (options->config.print_config) {
      print(to_toml(config));
      return 0;
    }
    Outputs outputs;
    outputs.csv_folder = options->csv;
    outputs.overwrite = options->output.overwrite;
    outputs.timings = options->timings;
    if (options->config.dry_run) {
      outputs.geopackage = options->output.file;
      std::vector<std::string> warnings;
      const std::string plan = opportunity_plan(config, outputs, warnings);
      warn_of(warnings);
      print(plan);
      return 0;
    }
    outputs.geopackage = output_file(options->output);
    RunOutcome report;
    {
      const Session session(run);
      report = run_opportunities(config, options->run, outputs, session.executor());
    }
    warn_of(report.notes);
    inform(report.summary);
    std::string times = fmt::format("{:<36} {:>10} {:>9} {:>9}\n", "stage", "items", "wall s", "CPU s");
    for (const StageTime& stage : report.stages)
      times += fmt::format("{:<36} {:>10} {:>9.2f} {:>9.2f}\n", stage.name, stage.items, stage.wall_s, stage.cpu_s);
    inform(times + fmt::format("peak memory {:.0f} MB", peak_memory_mb()));
    tell_files(report);
    inform(fmt::format(
        "The map is in {}; open it in QGIS. lnrs explain {} --top 10 tells how the best ten got their scores.",
        outputs.geopackage.string(), outputs.geopackage.string()));
    return 0;
  };
}

}  // namespace spatial::tool
