// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "libspatial/layers/overlay_runs.hpp"
#include "tools/command.hpp"
#include "tools/layer_options.hpp"

namespace spatial::tool {

Action set_up_overlay(CLI::App& app, const RunOptions& run) {
  struct Options {
    std::string operation;
    std::vector<std::string> layers;
    std::string where;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  std::vector<std::string> names;
  std::string meanings = "What to make of the layers:";
  for (const OverlayOperationInfo& row : overlay_operations()) {
    names.emplace_back(row.name);
    meanings += fmt::format("\n{}: {}", row.name, row.meaning);
  }
  app.add_option("OPERATION", options->operation, meanings)->required()->check(CLI::IsMember(names).description(""));
  app.add_option("LAYER", options->layers, "Layers as FILE[#LAYER]; union, identity and intersection take any number")
      ->required()
      ->expected(2, 64);
  app.add_option("--where", options->where, "Attribute filter for the first layer")->type_name("SQL");
  app.add_option("--min-area", options->settings.min_area_m2, "Leave out pieces of no more than this area, in m2")
      ->capture_default_str()
      ->check(at_least_zero())
      ->type_name("M2");
  app.add_option("--keep", options->settings.keep,
                 "Attributes to keep, of whichever layers have them, separated by commas; all if not given")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FIELD,…");
  add_layer_settings(app, options->settings);
  add_output_options(app, options->output,
                     "Layer `overlay` as GeoPackage (.gpkg), FlatGeobuf (.fgb), Shapefile (.shp), GeoJSON (.geojson), "
                     "or CSV without geometry (.csv)");
  add_examples(app, {"lnrs overlay intersection habitat.gpkg#phase1 boa.gpkg -o habitat_in_boa.gpkg",
                     "lnrs overlay union habitat.gpkg boa.gpkg lws.gpkg sssi.gpkg -o all.gpkg"});
  return [options, &run]() -> int {
    OverlayOperation operation{};
    for (const OverlayOperationInfo& row : overlay_operations())
      if (row.name == options->operation) operation = row.operation;
    std::vector<OverlayInput> inputs;
    for (const std::string& layer : options->layers) inputs.push_back({layer, inputs.empty() ? options->where : ""});
    options->settings.overwrite = options->output.overwrite;
    if (!options->settings.keep.empty())
      check_no_field_among_layers(options->layers, "--keep", options->settings.keep, options->settings.allow_network);
    OverlaySummary summary;
    {
      const Session session(run);
      summary = run_overlay(operation, inputs, output_file(options->output), options->settings, session.executor());
    }
    report_run(summary, options->output.file);
    return 0;
  };
}

Action set_up_tabulate(CLI::App& app, const RunOptions& run) {
  struct Options {
    OverlayInput zones, features;
    std::string zone_id, by;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("ZONES", options->zones.layer, "Zones as FILE[#LAYER]")->required();
  app.add_option("FEATURES", options->features.layer, "Layer whose areas are wanted, as FILE[#LAYER]")->required();
  app.add_option("--zone-id", options->zone_id, "Field that names a zone; its number in the file if not given")
      ->type_name("FIELD");
  app.add_option("--by", options->by, "Field with the class of a feature")->type_name("FIELD");
  app.add_option("--where", options->features.where, "Attribute filter for the features")->type_name("SQL");
  add_layer_settings(app, options->settings);
  add_output_options(app, options->output, "CSV, GeoPackage or GeoJSON with the table `tabulation`");
  add_examples(app,
               {"lnrs tabulate zones.gpkg#boa habitat.gpkg#phase1 --zone-id boa_id --by hab_code -o boa_habitat.csv"});
  return [options, &run]() -> int {
    options->settings.overwrite = options->output.overwrite;
    OverlaySummary summary;
    {
      const Session session(run);
      summary = run_tabulate(options->zones, options->zone_id, options->features, options->by,
                             output_file(options->output), options->settings, session.executor());
    }
    report_run(summary, options->output.file);
    return 0;
  };
}

}  // namespace spatial::tool
