// SPDX-License-Identifier: MIT
#include "libspatial/county/bng.hpp"

#include <fmt/format.h>

#include "libspatial/core/error.hpp"
#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_bng(CLI::App& app, const RunOptions& run) {
  struct Options : BngRunOptions {
    std::string config, html, csv, tables_folder;
    std::vector<std::string> set;
    OutputOptions output;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("TEMPLATE", options->file, "Natural England's Biodiversity Net Gain template, a GeoPackage")
      ->required()
      ->type_name("FILE");
  app.add_option("--off-site", options->off_site, "A second template: all that is in it is off-site land")
      ->type_name("FILE");
  app.add_option("--config", options->config,
                 "Config with authorities, measures and Biodiversity Opportunity Areas: parcels are split at them, and "
                 "the significance of proposals follows them")
      ->type_name("FILE");
  app.add_option("--set", options->set, "Change a key of the config, e.g. sites.lnrs_published=false; may be repeated")
      ->allow_extra_args(false)
      ->type_name("KEY=VALUE");
  app.add_option(
         "--significance", options->significance,
         "Strategic significance: stated (as the template has it), mapped (by the config) or low (1 everywhere); "
         "mapped where the config has measures or Biodiversity Opportunity Areas, otherwise stated")
      ->type_name("RULE");
  app.add_option("--tables", options->tables_folder, "Folder with the tables of another edition of the metric")
      ->type_name("DIR");
  app.add_option("--assume-crs", options->assume_crs, "Coordinate reference system of a file that states none")
      ->type_name("CRS");
  add_output_options(app, options->output, "GeoPackage with units, accounts, trading summary and findings");
  app.add_option("--html", options->html, "Report for people, one file that needs no network")->type_name("FILE");
  app.add_option("--csv", options->csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag("--check", options->check_only, "Only the checks: exit with 5 if Defra's service would reject the file");
  app.add_flag("--json", options->json, "Print JSON instead of text");
  add_examples(app, {"lnrs bng template.gpkg -o units.gpkg --html units.html",
                     "lnrs bng template.gpkg --config county.toml --off-site off.gpkg -o units.gpkg",
                     "lnrs bng template.gpkg --check --json"});
  return [options, &run]() -> int {
    std::optional<Config> config;
    if (!options->config.empty()) {
      ConfigOptions reading;
      reading.file = options->config;
      reading.set = options->set;
      config = read_config(reading);
    } else if (!options->set.empty()) {
      throw Error(ErrorKind::usage, "--set changes a config, but none is named", "name one with --config");
    }
    options->tables = options->tables_folder;
    const Outputs outputs{.geopackage = options->output.file,
                          .csv_folder = options->csv,
                          .html = options->html,
                          .overwrite = options->output.overwrite};
    BngRunOutcome outcome;
    {
      const Session session(run);
      outcome = run_bng(config, *options, outputs, session.executor());
    }
    print(options->json ? outcome.json : outcome.summary);
    tell_files(outcome);
    return options->check_only && outcome.rejections > 0 ? exit_code(ErrorKind::found) : 0;
  };
}

}  // namespace spatial::tool
