// SPDX-License-Identifier: MIT
#include "libspatial/layers/near.hpp"

#include "tools/command.hpp"
#include "tools/layer_options.hpp"

namespace spatial::tool {

Action set_up_near(CLI::App& app, const RunOptions& run) {
  struct Options {
    OverlayInput from, to;
    NearRunOptions near;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("LAYER", options->from.layer, "Areas, lines or points as FILE[#LAYER]: what neighbours are looked for")
      ->required();
  app.add_option("NEAR", options->to.layer, "Areas, lines or points as FILE[#LAYER]: among these")->required();
  app.add_option("--count", options->near.count,
                 "How many of the nearest; all at the same distance as the last are there as well")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000).description(""))
      ->type_name("N");
  app.add_option("--within", options->near.within_m, "No further than this, in metres; no limit if not given")
      ->check(at_least_zero())
      ->type_name("M");
  app.add_option("--where", options->from.where, "Attribute filter for the first layer")->type_name("SQL");
  app.add_option("--near-where", options->to.where, "Attribute filter for the second layer")->type_name("SQL");
  add_layer_settings(app, options->settings);
  add_output_options(app, options->output, "GeoPackage with the layer `near`, or CSV without geometry");
  add_examples(app, {"lnrs near sites.gpkg lws.gpkg --within 5000 --count 3 -o near.gpkg"});
  return [options, &run]() -> int {
    options->settings.overwrite = options->output.overwrite;
    OverlaySummary summary;
    {
      const Session session(run);
      summary = run_near(options->from, options->to, options->near, output_file(options->output), options->settings,
                         session.executor());
    }
    report_run(summary, options->output.file);
    return 0;
  };
}

}  // namespace spatial::tool
