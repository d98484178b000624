// SPDX-License-Identifier: MIT
#include "libspatial/layers/buffer.hpp"

#include "libspatial/core/error.hpp"
#include "tools/command.hpp"
#include "tools/layer_options.hpp"

namespace spatial::tool {

Action set_up_buffer(CLI::App& app, const RunOptions& run) {
  struct Options {
    OverlayInput input;
    BufferRunOptions buffer;
    OverlaySettings settings;
    OutputOptions output;
    CLI::Option* distance = nullptr;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("LAYER", options->input.layer, "Areas, lines or points as FILE[#LAYER]")->required();
  options->distance = app.add_option("--distance", options->buffer.distance_m,
                                     "How far to grow, in metres; a negative distance shrinks areas")
                          ->type_name("M");
  app.add_option("--distance-field", options->buffer.distance_field, "Field with each feature's own distance in metres")
      ->type_name("FIELD")
      ->excludes(options->distance);
  app.add_flag("--dissolve", options->buffer.dissolve, "Unite all buffers");
  app.add_option("--by", options->buffer.by, "Unite the buffers of each value of these fields, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FIELD,…");
  app.add_flag("--single-parts", options->buffer.single_parts, "One row per connected area");
  app.add_option("--segments", options->buffer.buffer.quadrant_segments,
                 "Straight segments that stand for a quarter circle")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N");
  app.add_option("--min-area", options->settings.min_area_m2, "Leave out connected areas of no more than this, in m2")
      ->capture_default_str()
      ->check(at_least_zero())
      ->type_name("M2");
  app.add_option("--where", options->input.where, "Attribute filter")->type_name("SQL");
  add_layer_settings(app, options->settings);
  add_output_options(app, options->output, "GeoPackage with the layer `buffer`, or CSV without geometry");
  add_examples(app, {"lnrs buffer woods.gpkg --distance 250 --dissolve --single-parts -o zones.gpkg",
                     "lnrs buffer rivers.gpkg --distance-field width_m -o banks.gpkg"});
  return [options, &run]() -> int {
    if (options->distance->count() == 0 && options->buffer.distance_field.empty())
      throw Error(ErrorKind::usage, "no distance was given",
                  "add --distance 250, or --distance-field with the name of a field");
    options->settings.overwrite = options->output.overwrite;
    OverlaySummary summary;
    {
      const Session session(run);
      summary = run_buffer(options->input, options->buffer, output_file(options->output), options->settings,
                           session.executor());
    }
    report_run(summary, options->output.file);
    return 0;
  };
}

}  // namespace spatial::tool
