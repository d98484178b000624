// SPDX-License-Identifier: MIT
#include "libspatial/county/sites.hpp"

#include <fmt/format.h>

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"

namespace spatial::api {
namespace {

struct Options : SiteRunOptions {
  ConfigOptions config;
  RunOutputOptions output;
  bool no_connectivity = false;
};

Parameters site_rows(Options& o) {
  return {{.name = "sites",
           .kind = Kind::layer,
           .target = &o.sites,
           .holds = Holds::shapes,
           .sentence = "Sites to check: outlines, points or lines, in any format `lnrs inspect` reads"},
          {.name = "wkt",
           .target = &o.wkt,
           .shown = "WKT",
           .sentence = "One site typed in: well-known text in the project's coordinates, or a grid reference such as "
                       "\"ST 774 645\" for a point"},
          {.name = "ref", .target = &o.reference, .depends_on = {"wkt"}, .sentence = "Its reference"}};
}

/// Long because each parameter is a row here.
Parameters reading_rows(Options& o) {
  return {
      {.name = "bng",
       .kind = Kind::flag,
       .target = &o.bng,
       .depends_on = {"sites"},
       .sentence = "The file is Natural England's Biodiversity Net Gain template: red line, habitats, hedgerows, "
                   "rivers, trees"},
      {.name = "opportunities",
       .kind = Kind::file,
       .target = &o.opportunities,
       .sentence = "Scored map of the same county, the output of `lnrs opportunities`"},
      {.name = "fail-on",
       .target = &o.fail_on,
       .many = Many::repeated,
       .shown = "WHAT",
       .sentence = "Exit with 5 if a site was not checked, or if one has this relation or a closer one to a feature of "
                   "a role (RELATION:ROLE, e.g. overlap:designated), has a finding with this code of the table issues "
                   "(e.g. bng_parcels_overlap), or is a template that Defra's service would reject (rejected); "
                   "`unchecked`: only if a site was not checked; may be repeated"},
      {.name = "radius",
       .kind = Kind::number,
       .target = &o.radius_m,
       .unit = "m",
       .range = above(0),
       .sentence = "Radius in m around sites given as points without an area, or as lines, instead of the config's"},
      {.name = "postcodes",
       .kind = Kind::text,
       .target = &o.postcodes,
       .depends_on = {"sites"},
       .shown = "FILE",
       .sentence =
           "Table that says where postcodes lie, for rows that state no other place: the ONS Postcode Directory, "
           "Code-Point Open (a file or its folder), or CSV with Postcode, Easting and Northing"},
      {.name = "ref-field",
       .kind = Kind::field,
       .target = &o.reference_field,
       .of = "sites",
       .depends_on = {"sites"},
       .sentence = "Field with the reference; otherwise the first of the usual names"},
      {.name = "name-field",
       .kind = Kind::field,
       .target = &o.name_field,
       .of = "sites",
       .depends_on = {"sites"},
       .sentence = "Field with a name"},
      {.name = "area-field",
       .kind = Kind::field,
       .target = &o.area_field,
       .of = "sites",
       .depends_on = {"sites"},
       .sentence = "Field with the area as stated, in ha unless its name says m2"},
      {.name = "assume-crs",
       .kind = Kind::crs,
       .target = &o.assume_crs,
       .sentence = "Coordinate reference system of a file that states none, or of the site typed in, e.g. EPSG:4326"},
      {.name = "no-connectivity",
       .kind = Kind::flag,
       .target = &o.no_connectivity,
       .sentence = "Do not assess the effects of sites on the networks"}};
}

Options& settled(Options& options) {
  options.connectivity = !options.no_connectivity;
  return options;
}

int run(Options& options, Session& session) {
  settled(options);
  std::size_t sites = 0, unchecked = 0;
  const ConfigRun job{.plan =
                          [&](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                            return site_plan(config, options, outputs, warnings, session.executor());
                          },
                      .run = [&](const Config& config, const Outputs& outputs, const Executor& executor) -> RunOutcome {
                        SiteRunOutcome outcome = run_sites(config, options, outputs, executor);
                        sites = outcome.sites;
                        unchecked = outcome.unchecked;
                        return outcome;
                      },
                      .needs_geopackage = false};
  const RunOutcome outcome = run_on_config(options.config, options.output, job, session);
  if (unchecked > 0)
    session.warn(fmt::format("{} of {} sites could not be checked; the report says why", unchecked, sites));
  if (sites > 0 && unchecked == sites) {
    for (const std::string& line : outcome.found) session.print(line + "\n");
    return exit_code(ErrorKind::input);
  }
  if (outcome.found.empty()) return 0;
  for (const std::string& line : outcome.found) session.print(line + "\n");
  session.warn(
      fmt::format("{} finding{} that --fail-on asks for", outcome.found.size(), outcome.found.size() == 1 ? "" : "s"));
  return exit_code(ErrorKind::found);
}

}  // namespace

Command sites_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "sites",
      .sentence = "Check sites: what is mapped on and around a piece of land, for one site or a whole list.",
      .parameters = config_rows(o.config) + site_rows(o) + output_rows(o.output.file, "GeoPackage with the findings") +
                    Parameters{{.name = "html",
                                .kind = Kind::output_report,
                                .target = &o.output.html,
                                .sentence = "Report for people, one file that needs no network"}} +
                    reading_rows(o) + run_output_rows(o.output),
      .examples = {"lnrs sites county.toml --sites weekly_list.gpkg#applications -o checked.gpkg --html checked.html",
                   "lnrs sites county.toml --wkt \"POLYGON((…))\" --ref 26/01234/FUL --html site.html",
                   "lnrs sites county.toml --sites template.gpkg --bng -o units.gpkg",
                   "lnrs sites county.toml --sites list.shp --fail-on overlap:designated -o checked.gpkg"},
      .tables = "sites",
      .finds = true,
      .run = [options](Session& session) { return run(*options, session); },
      .parting = {.step = &o.step,
                  .parts =
                      [options](std::size_t wanted, const Executor& executor) {
                        return parts_of_sites(read_config(options->config), settled(*options), wanted, executor);
                      },
                  .more_files = [options] { return files_of_sites(read_config(options->config), *options); },
                  .seconds_a_mb = 0.007}};
}

}  // namespace spatial::api
