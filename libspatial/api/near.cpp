// SPDX-License-Identifier: MIT
#include "libspatial/layers/near.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/layers/part_plan.hpp"

namespace spatial::api {

Command near_command() {
  struct Options {
    OverlayInput from, to;
    NearRunOptions near;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "near",
      .sentence = "Find the nearest features of another layer, edge to edge.",
      .parameters =
          Parameters{layer_row("LAYER", o.from.layer,
                               "Areas, lines or points as FILE[#LAYER]: the features whose neighbours are wanted",
                               Holds::shapes),
                     layer_row("NEAR", o.to.layer,
                               "Areas, lines or points as FILE[#LAYER]: the layer in which neighbours are sought",
                               Holds::shapes),
                     {.name = "count",
                      .kind = Kind::integer,
                      .target = &o.near.count,
                      .range = between(1, 1000000),
                      .sentence = "Number of nearest features; those at the same distance as the last are included"},
                     {.name = "within",
                      .kind = Kind::number,
                      .target = &o.near.within_m,
                      .unit = "m",
                      .range = at_least(0),
                      .sentence = "No further than this, in metres; no limit if not given"},
                     where_row(o.from.where, "LAYER", "Attribute filter for the first layer"),
                     where_row(o.to.where, "NEAR", "Attribute filter for the second layer", "near-where")} +
          layer_rows(o.settings) +
          output_rows(o.output, "GeoPackage with the layer `near`, or CSV without geometry", {"gpkg", "csv"}),
      .examples = {"lnrs near sites.gpkg lws.gpkg --within 5000 --count 3 -o near.gpkg"},
      .tables = "near",
      .run =
          [options](Session& session) {
            options->settings.overwrite = options->output.overwrite;
            options->settings.csv = csv_style(options->output);
            tell(run_near(options->from, options->to, options->near, output_file(options->output), options->settings,
                          session.executor()),
                 options->output.file, session);
            return 0;
          },
      .parting = {.step = &o.settings.step,
                  .parts =
                      [options](std::size_t wanted, const Executor&) {
                        return parts_by_feature(options->from, {options->to}, options->settings, wanted);
                      },
                  .seconds_a_mb = 0.002}};
}

}  // namespace spatial::api
