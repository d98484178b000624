// SPDX-License-Identifier: MIT
/// Commands that make new shapes of one layer: dissolve and buffer.
#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/layers/buffer.hpp"
#include "libspatial/layers/dissolve.hpp"
#include "libspatial/layers/part_plan.hpp"

namespace spatial::api {
namespace {

Parameter min_area_row(OverlaySettings& settings) {
  return {.name = "min-area",
          .kind = Kind::number,
          .target = &settings.min_area_m2,
          .unit = "m2",
          .range = at_least(0),
          .sentence = "Leave out connected areas of no more than this, in m2"};
}

}  // namespace

Command dissolve_command() {
  struct Options {
    OverlayInput input;
    DissolveOptions dissolve;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "dissolve",
          .sentence = "Unite features by the values of fields.",
          .parameters =
              Parameters{layer_row("LAYER", o.input.layer, "Polygons as FILE[#LAYER]"),
                         {.name = "by",
                          .kind = Kind::field,
                          .target = &o.dissolve.by,
                          .many = Many::list,
                          .of = "LAYER",
                          .sentence = "Fields whose values make a group, separated by commas; without it "
                                      "everything becomes one"},
                         {.name = "sum",
                          .kind = Kind::field,
                          .target = &o.dissolve.sums,
                          .many = Many::list,
                          .of = "LAYER",
                          .sentence = "Fields of numbers to add up per group, separated by commas"},
                         {.name = "single-parts",
                          .kind = Kind::flag,
                          .target = &o.dissolve.single_parts,
                          .sentence = "One row per connected area instead of one per group"},
                         min_area_row(o.settings),
                         where_row(o.input.where, "LAYER")} +
              layer_rows(o.settings) +
              output_rows(o.output, "GeoPackage with the layer `dissolved`, or CSV without geometry", {"gpkg", "csv"}),
          .examples = {"lnrs dissolve habitat.gpkg --by class -o classes.gpkg",
                       "lnrs dissolve boa.gpkg#boa --single-parts --min-area 10000 -o land.gpkg"},
          .tables = "dissolve",
          .run =
              [options](Session& session) {
                options->settings.overwrite = options->output.overwrite;
                options->settings.csv = csv_style(options->output);
                tell(run_dissolve(options->input, options->dissolve, output_file(options->output), options->settings,
                                  session.executor()),
                     options->output.file, session);
                return 0;
              },
          .parting = {.step = &o.settings.step,
                      .parts =
                          [options](std::size_t wanted, const Executor& executor) {
                            return parts_by_group(options->input, options->dissolve.by, options->settings, wanted,
                                                  executor);
                          },
                      .seconds_a_mb = 0.004}};
}

/// Long because each parameter is a row here.
Command buffer_command() {
  struct Options {
    OverlayInput input;
    BufferRunOptions buffer;
    std::optional<double> distance_m;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "buffer",
      .sentence = "Grow or shrink features by a distance, one by one or united.",
      .parameters =
          Parameters{
              layer_row("LAYER", o.input.layer, "Areas, lines or points as FILE[#LAYER]", Holds::shapes),
              {.name = "distance",
               .kind = Kind::number,
               .target = &o.distance_m,
               .unit = "m",
               .sentence = "How far to grow, in metres; a negative distance shrinks areas"},
              {.name = "distance-field",
               .kind = Kind::field,
               .target = &o.buffer.distance_field,
               .of = "LAYER",
               .excludes = {"distance"},
               .sentence = "Field with each feature's own distance in metres"},
              {.name = "dissolve", .kind = Kind::flag, .target = &o.buffer.dissolve, .sentence = "Unite all buffers"},
              {.name = "by",
               .kind = Kind::field,
               .target = &o.buffer.by,
               .many = Many::list,
               .of = "LAYER",
               .sentence = "Unite the buffers of each value of these fields, separated by commas"},
              {.name = "single-parts",
               .kind = Kind::flag,
               .target = &o.buffer.single_parts,
               .sentence = "One row per connected area"},
              {.name = "segments",
               .kind = Kind::integer,
               .target = &o.buffer.buffer.quadrant_segments,
               .range = between(1, 1024),
               .sentence = "Straight segments per quarter circle"},
              min_area_row(o.settings),
              where_row(o.input.where, "LAYER")} +
          layer_rows(o.settings) +
          output_rows(o.output, "GeoPackage with the layer `buffer`, or CSV without geometry", {"gpkg", "csv"}),
      .examples = {"lnrs buffer woods.gpkg --distance 250 --dissolve --single-parts -o zones.gpkg",
                   "lnrs buffer rivers.gpkg --distance-field width_m -o banks.gpkg"},
      .tables = "buffer",
      .run =
          [options](Session& session) {
            if (!options->distance_m && options->buffer.distance_field.empty())
              throw Error(ErrorKind::usage, "no distance was given",
                          "Add --distance 250, or --distance-field with the name of a field.");
            options->buffer.distance_m = options->distance_m.value_or(0);
            options->settings.overwrite = options->output.overwrite;
            options->settings.csv = csv_style(options->output);
            tell(run_buffer(options->input, options->buffer, output_file(options->output), options->settings,
                            session.executor()),
                 options->output.file, session);
            return 0;
          },
      .parting = {.step = &o.settings.step,
                  .parts =
                      [options](std::size_t wanted, const Executor& executor) {
                        const BufferRunOptions& buffer = options->buffer;
                        if (buffer.dissolve || !buffer.by.empty())
                          return parts_by_group(options->input, buffer.by, options->settings, wanted, executor);
                        return parts_by_feature(options->input, {}, options->settings, wanted);
                      },
                  .seconds_a_mb = 0.012}};
}

}  // namespace spatial::api
