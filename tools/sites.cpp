// SPDX-License-Identifier: MIT
#include "libspatial/county/sites.hpp"

#include <fmt/format.h>

#include "libspatial/core/error.hpp"
#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_sites(CLI::App& app, const RunOptions& run) {
  struct Options : SiteRunOptions {
    ConfigOptions config;
    OutputOptions output;
    std::string html, csv;
    double radius = 0;
    bool no_connectivity = false, timings = false;
  };
  const auto options = std::make_shared<Options>();
  add_config_options(app, options->config);
  app.add_option("--sites", options->sites,
                 "Sites to check: outlines, points or lines, in any format `lnrs inspect` reads")
      ->type_name("FILE[#LAYER]");
  app.add_option("--wkt", options->wkt, "One site typed in, in the project's coordinates")->type_name("WKT");
  app.add_option("--ref", options->reference, "Its reference")->type_name("TEXT");
  add_output_options(app, options->output, "GeoPackage with the findings");
  app.add_option("--html", options->html, "Report for people, one file that needs no network")->type_name("FILE");
  app.add_option("--csv", options->csv, "Also write each table as CSV into this folder")->type_name("DIR");
  app.add_flag(
      "--bng", options->bng,
      "The file is Natural England's Biodiversity Net Gain template: red line, habitats, hedgerows, rivers, trees");
  app.add_option("--opportunities", options->opportunities,
                 "Scored map of the same county, the output of `lnrs opportunities`")
      ->type_name("FILE");
  app.add_option("--fail-on", options->fail_on,
                 "Exit with 5 if a site lies like this or closer to a feature of the role, e.g. overlap:designated, or "
                 "was not checked; `unchecked` asks for the latter alone; may be repeated")
      ->allow_extra_args(false)
      ->type_name("RELATION:ROLE");
  app.add_option("--radius", options->radius,
                 "Radius in m around sites given as points without an area, or as lines, instead of the config's")
      ->check(above_zero())
      ->type_name("M");
  app.add_option("--ref-field", options->reference_field,
                 "Field with the reference; otherwise the first of the usual names")
      ->type_name("FIELD");
  app.add_option("--name-field", options->name_field, "Field with a name")->type_name("FIELD");
  app.add_option("--area-field", options->area_field, "Field with the area as stated, in ha unless its name says m2")
      ->type_name("FIELD");
  app.add_option("--assume-crs", options->assume_crs,
                 "Coordinate reference system of a file that states none, e.g. EPSG:27700")
      ->type_name("CRS");
  app.add_flag("--no-connectivity", options->no_connectivity, "Leave out what becomes of the networks");
  app.add_flag("--timings", options->timings,
               "Write seconds by stage into the table `run` (the file then differs from run to run)");
  add_examples(app, {"lnrs sites county.toml --sites weekly_list.gpkg#applications -o checked.gpkg --html checked.html",
                     "lnrs sites county.toml --wkt \"POLYGON((…))\" --ref 26/01234/FUL --html site.html",
                     "lnrs sites county.toml --sites template.gpkg --bng -o units.gpkg",
                     "lnrs sites county.toml --sites list.shp --fail-on overlap:designated -o checked.gpkg"});
  return [options, &app, &run]() -> int {
    const Config config = read_config(options->config);
    if (options->config.print_config) {
      print(to_toml(config));
      return 0;
    }
    if (app.count("--radius") > 0) options->radius_m = options->radius;
    options->connectivity = !options->no_connectivity;
    const Outputs outputs{.geopackage = options->output.file,
                          .csv_folder = options->csv,
                          .html = options->html,
                          .overwrite = options->output.overwrite,
                          .timings = options->timings};
    if (options->config.dry_run) {
      std::vector<std::string> warnings;
      const Session session(run);
      const std::string plan = site_plan(config, *options, outputs, warnings, session.executor());
      warn_of(warnings);
      print(plan);
      return 0;
    }
    SiteRunOutcome report;
    {
      const Session session(run);
      report = run_sites(config, *options, outputs, session.executor());
    }
    warn_of(report.notes);
    inform(report.summary);
    std::string times = fmt::format("{:<36} {:>10} {:>9} {:>9}\n", "stage", "items", "wall s", "CPU s");
    for (const StageTime& stage : report.stages)
      times += fmt::format("{:<36} {:>10} {:>9.2f} {:>9.2f}\n", stage.name, stage.items, stage.wall_s, stage.cpu_s);
    inform(times + fmt::format("peak memory {:.0f} MB", peak_memory_mb()));
    tell_files(report);
    if (report.unchecked > 0)
      warn(fmt::format("{} of {} sites could not be checked; the report says why", report.unchecked, report.sites));
    if (report.sites > 0 && report.unchecked == report.sites) {
      for (const std::string& line : report.found) print(line + "\n");
      return exit_code(ErrorKind::input);
    }
    if (report.found.empty()) return 0;
    for (const std::string& line : report.found) print(line + "\n");
    warn(fmt::format("{} finding{} that --fail-on asks for", report.found.size(), report.found.size() == 1 ? "" : "s"));
    return exit_code(ErrorKind::found);
  };
}

}  // namespace spatial::tool
