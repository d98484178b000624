// SPDX-License-Identifier: MIT
#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/io/layer_kind.hpp"
#include "libspatial/layers/overlay_runs.hpp"
#include "libspatial/layers/part_plan.hpp"
#include "libspatial/layers/tabulate.hpp"

namespace spatial::api {

/// Long because each parameter is a row here.
Command overlay_command() {
  struct Options {
    std::string operation;
    std::vector<std::string> layers;
    std::string where;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  std::vector<Choice> operations;
  for (const OverlayOperationInfo& row : overlay_operations())
    operations.push_back({std::string(row.name), std::string(row.meaning)});
  Command command{
      .name = "overlay",
      .sentence = "Cut layers by one another: intersection, union, identity, difference, symmetric difference, clip.",
      .parameters = {{.name = "OPERATION",
                      .kind = Kind::choice,
                      .target = &o.operation,
                      .choices = operations,
                      .place = Place::positional,
                      .required = true,
                      .sentence = "What to make of the layers:"},
                     {.name = "LAYER",
                      .kind = Kind::layer,
                      .target = &o.layers,
                      .many = Many::words,
                      .fewest = 2,
                      .most_words = 64,
                      .place = Place::positional,
                      .required = true,
                      .holds = Holds::areas,
                      .sentence = "Layers as FILE[#LAYER]; union, identity and intersection take any number"},
                     where_row(o.where, "LAYER", "Attribute filter for the first layer"),
                     {.name = "min-area",
                      .kind = Kind::number,
                      .target = &o.settings.min_area_m2,
                      .unit = "m2",
                      .range = at_least(0),
                      .sentence = "Leave out pieces of no more than this area, in m2"},
                     {.name = "keep",
                      .kind = Kind::field,
                      .target = &o.settings.keep,
                      .many = Many::list,
                      .of = "LAYER",
                      .sentence = "Attributes to keep, of whichever layers have them, separated by commas; all if not "
                                  "given"}},
      .examples = {"lnrs overlay intersection habitat.gpkg#phase1 boa.gpkg -o habitat_in_boa.gpkg",
                   "lnrs overlay union habitat.gpkg boa.gpkg lws.gpkg sssi.gpkg -o all.gpkg"},
      .tables = "overlay",
      .run =
          [options](Session& session) {
            OverlayOperation operation{};
            for (const OverlayOperationInfo& row : overlay_operations())
              if (row.name == options->operation) operation = row.operation;
            std::vector<OverlayInput> inputs;
            for (const std::string& layer : options->layers)
              inputs.push_back({layer, inputs.empty() ? options->where : ""});
            options->settings.overwrite = options->output.overwrite;
            options->settings.csv = csv_style(options->output);
            if (!options->settings.keep.empty())
              check_no_field_among_layers(options->layers, "--keep", options->settings.keep,
                                          options->settings.allow_network);
            tell(run_overlay(operation, inputs, output_file(options->output), options->settings, session.executor()),
                 options->output.file, session);
            return 0;
          },
      .parting = {.step = &o.settings.step,
                  .parts =
                      [options](std::size_t wanted, const Executor&) {
                        refuse_memory_limit(options->settings, "an overlay");
                        std::vector<OverlayInput> inputs;
                        for (const std::string& layer : options->layers) inputs.push_back({layer, ""});
                        return parts_by_tile(inputs, options->settings, wanted);
                      },
                  .seconds_a_mb = 0.014}};
  command.parameters = std::move(command.parameters) + layer_rows(o.settings) +
                       output_rows(o.output,
                                   "Layer `overlay` as GeoPackage (.gpkg), FlatGeobuf (.fgb), Shapefile (.shp), "
                                   "GeoJSON (.geojson), or CSV without geometry (.csv)",
                                   {"gpkg", "fgb", "shp", "geojson", "csv"});
  return command;
}

Command tabulate_command() {
  struct Options {
    OverlayInput zones, features;
    std::string zone_id, by;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "tabulate",
      .sentence = "Tabulate areas by zone and class, without building geometry.",
      .parameters =
          Parameters{layer_row("ZONES", o.zones.layer, "Zones as FILE[#LAYER]"),
                     layer_row("FEATURES", o.features.layer, "Layer whose areas are wanted, as FILE[#LAYER]"),
                     {.name = "zone-id",
                      .kind = Kind::field,
                      .target = &o.zone_id,
                      .of = "ZONES",
                      .sentence = "Field that names a zone; its number in the file if not given"},
                     {.name = "by",
                      .kind = Kind::field,
                      .target = &o.by,
                      .of = "FEATURES",
                      .sentence = "Field with the class of a feature"},
                     where_row(o.features.where, "FEATURES", "Attribute filter for the features")} +
          layer_rows(o.settings) +
          output_rows(o.output, "CSV, GeoPackage or GeoJSON with the table `tabulation`", {"csv", "gpkg", "geojson"}),
      .examples = {"lnrs tabulate zones.gpkg#boa habitat.gpkg#phase1 --zone-id boa_id --by hab_code -o "
                   "boa_habitat.csv"},
      .tables = "tabulate",
      .run =
          [options](Session& session) {
            options->settings.overwrite = options->output.overwrite;
            options->settings.csv = csv_style(options->output);
            tell(run_tabulate(options->zones, options->zone_id, options->features, options->by,
                              output_file(options->output), options->settings, session.executor()),
                 options->output.file, session);
            return 0;
          },
      .parting = {
          .step = &o.settings.step,
          .parts =
              [options](std::size_t wanted, const Executor&) {
                const bool areas = !holds_lines_or_points(parse_layer_name(options->features.layer),
                                                          options->features.where, options->settings.allow_network);
                return parts_by_tile({options->features, options->zones}, options->settings, areas ? wanted : 1);
              },
          .seconds_a_mb = 0.004}};
}

}  // namespace spatial::api
