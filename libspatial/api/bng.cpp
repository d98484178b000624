// SPDX-License-Identifier: MIT
#include "libspatial/county/bng.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/run/stages.hpp"

namespace spatial::api {
namespace {

struct Options : BngRunOptions {
  ConfigOptions config;
  RunOutputOptions output;
  bool json = false;
};

Parameters template_rows(Options& o) {
  return {
      {.name = "TEMPLATE",
       .kind = Kind::file,
       .target = &o.file,
       .place = Place::positional,
       .required = true,
       .sentence = "Natural England's Biodiversity Net Gain template, a GeoPackage"},
      {.name = "off-site",
       .kind = Kind::file,
       .target = &o.off_site,
       .sentence = "A second template, in which all land is off-site"},
      {.name = "config",
       .kind = Kind::config,
       .target = &o.config.file,
       .sentence = "Config with authorities, measures and Biodiversity Opportunity Areas: parcels are split at "
                   "them, and the significance of proposals follows them"},
      {.name = "set",
       .kind = Kind::setting,
       .target = &o.config.set,
       .many = Many::repeated,
       .depends_on = {"config"},
       .sentence = "Change a key of the config, e.g. sites.lnrs_published=false; may be repeated"},
      {.name = "significance",
       .kind = Kind::choice,
       .target = &o.significance,
       .choices = {{"stated", "as the template has it"},
                   {"mapped", "by the measures and areas of the config"},
                   {"low", "1 everywhere"}},
       .sentence = "Strategic significance: stated (as the template has it), mapped (by the measures and areas of the "
                   "config) or low (1 everywhere); mapped where the config has measures or Biodiversity Opportunity "
                   "Areas, otherwise stated"},
      {.name = "tables",
       .kind = Kind::folder,
       .target = &o.tables,
       .sentence = "Folder with the tables of another edition of the metric"},
      {.name = "assume-crs",
       .kind = Kind::crs,
       .target = &o.assume_crs,
       .sentence = "Coordinate reference system of a file that states none"}};
}

Parameters report_rows(Options& o) {
  return {{.name = "html",
           .kind = Kind::output_report,
           .target = &o.output.html,
           .sentence = "Report for people, one file that needs no network"},
          csv_row(o.output.csv),
          {.name = "check",
           .kind = Kind::flag,
           .target = &o.check_only,
           .sentence = "Only the checks: exit with 5 if Defra's service would reject the file"},
          json_row(o.json, "Print JSON instead of text")};
}

int run(const Options& options, Session& session) {
  std::optional<Config> config;
  if (!options.config.file.empty()) {
    config = read_config(options.config);
  } else if (!options.config.set.empty()) {
    throw Error(ErrorKind::usage, "--set changes a config, but none is named", "Name one with --config.");
  }
  const BngRunOutcome outcome = run_bng(config, options, outputs_of(options.output), session.executor());
  session.print(options.json ? outcome.json : outcome.summary);
  session.timings(outcome.stages, peak_memory_mb(), options.output.timings);
  session.issues(outcome.issues);
  session.wrote(outcome.files);
  return options.check_only && outcome.rejections > 0 ? exit_code(ErrorKind::found) : 0;
}

}  // namespace

Command bng_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "bng",
          .sentence =
              "Count biodiversity units of a template by the statutory metric, and check it as Defra's service does.",
          .parameters = template_rows(o) +
                        output_rows(o.output.file, "GeoPackage with units, accounts, trading summary and findings") +
                        report_rows(o) + csv_style_rows(o.output.file, "csv"),
          .examples = {"lnrs bng template.gpkg -o units.gpkg --html units.html",
                       "lnrs bng template.gpkg --config county.toml --off-site off.gpkg -o units.gpkg",
                       "lnrs bng template.gpkg --check --json"},
          .tables = "bng",
          .finds = true,
          .run = [options](Session& session) { return run(*options, session); }};
}

}  // namespace spatial::api
