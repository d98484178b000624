// SPDX-License-Identifier: MIT
#include "libspatial/layers/dissolve.hpp"

#include "tools/command.hpp"
#include "tools/layer_options.hpp"

namespace spatial::tool {

Action set_up_dissolve(CLI::App& app, const RunOptions& run) {
  struct Options {
    OverlayInput input;
    DissolveOptions dissolve;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("LAYER", options->input.layer, "Polygons as FILE[#LAYER]")->required();
  app.add_option("--by", options->dissolve.by,
                 "Fields whose values make a group, separated by commas; without it everything becomes one")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FIELD,…");
  app.add_option("--sum", options->dissolve.sums, "Fields of numbers to add up per group, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FIELD,…");
  app.add_flag("--single-parts", options->dissolve.single_parts, "One row per connected area instead of one per group");
  app.add_option("--min-area", options->settings.min_area_m2, "Leave out connected areas of no more than this, in m2")
      ->capture_default_str()
      ->check(at_least_zero())
      ->type_name("M2");
  app.add_option("--where", options->input.where, "Attribute filter")->type_name("SQL");
  add_layer_settings(app, options->settings);
  add_output_options(app, options->output, "GeoPackage with the layer `dissolved`, or CSV without geometry");
  add_examples(app, {"lnrs dissolve habitat.gpkg --by class -o classes.gpkg",
                     "lnrs dissolve boa.gpkg#boa --single-parts --min-area 10000 -o land.gpkg"});
  return [options, &run]() -> int {
    options->settings.overwrite = options->output.overwrite;
    OverlaySummary summary;
    {
      const Session session(run);
      summary = run_dissolve(options->input, options->dissolve, output_file(options->output), options->settings,
                             session.executor());
    }
    report_run(summary, options->output.file);
    return 0;
  };
}

}  // namespace spatial::tool
