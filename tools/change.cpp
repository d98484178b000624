// SPDX-License-Identifier: MIT
#include "libspatial/layers/change.hpp"

#include "tools/command.hpp"
#include "tools/layer_options.hpp"

namespace spatial::tool {

Action set_up_change(CLI::App& app, const RunOptions& run) {
  struct Options : ChangeRunOptions {
    std::string field, crosswalk, csv;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("OLD", options->before.layer, "Map of the first date, polygons as FILE[#LAYER]");
  app.add_option("NEW", options->after.layer, "Map of the second date");
  const auto text = [&](const char* name, std::string& target, const char* what, const char* type) {
    app.add_option(name, target, what)->type_name(type);
  };
  text("--class", options->field, "Field with the class, in both maps", "FIELD");
  text("--old-class", options->before_class, "Field with the class in the old map, if it differs", "FIELD");
  text("--new-class", options->after_class, "Field with the class in the new map, if it differs", "FIELD");
  text("--crosswalk", options->crosswalk,
       "Table with the columns code and class: what the codes of both maps mean. A code that it lacks is an error",
       "FILE");
  text("--old-crosswalk", options->before_crosswalk, "The same for the old map alone", "FILE");
  text("--new-crosswalk", options->after_crosswalk, "The same for the new map alone", "FILE");
  text("--zones", options->zones.layer, "Zones that each get a matrix and an account", "FILE[#LAYER]");
  text("--zone-id", options->zone_id, "Field that names a zone; its number in the file if not given", "FIELD");
  text("--mask", options->mask.layer, "Land that counts; zones are cut to it", "FILE[#LAYER]");
  text("--projects", options->projects.layer, "Land where change was managed", "FILE[#LAYER]");
  text("--reappraised", options->reappraised,
       "Field of the new map, yes where the land was mapped better and did not change", "FIELD");
  text("--old-where", options->before.where, "Attribute filter for the old map", "SQL");
  text("--new-where", options->after.where, "Attribute filter for the new map", "SQL");
  text("--old-date", options->before_date, "Year or date (YYYY-MM-DD) of the old map", "DATE");
  text("--new-date", options->after_date, "Year or date of the new map", "DATE");
  text("--matrix", options->matrix, "Table of transitions instead of two maps", "FILE");
  app.add_option("--matrix-fields", options->matrix_fields,
                 "Its columns: class before, class after, amount; separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->capture_default_str()
      ->type_name("FIELD,…");
  app.add_option("--ha-per-unit", options->ha_per_unit,
                 "Hectares that one unit of the amount is, e.g. 0.09 for cells of 30 m")
      ->capture_default_str()
      ->check(above_zero())
      ->type_name("HA");
  app.add_option("--sliver-width", options->sliver_width_m,
                 "Changed areas that vanish when shrunk by half of this are told as boundary noise, in m")
      ->capture_default_str()
      ->check(above_zero())
      ->type_name("M");
  add_layer_settings(app, options->settings);
  text("--csv", options->csv, "Also write each table as CSV into this folder", "DIR");
  add_output_options(
      app, options->output,
      "GeoPackage with the tables change_matrix, extent_account, change_summary, changed_areas, indicators");
  add_examples(app, {"lnrs change habitat_2015.gpkg habitat_2025.gpkg --class code --zones boa.gpkg --zone-id boa_id "
                     "-o change.gpkg",
                     "lnrs change --matrix transitions.csv --matrix-fields From,To,QtPixel --ha-per-unit 0.09 -o "
                     "account.gpkg"});
  return [options, &run]() -> int {
    Options& o = *options;
    for (std::string* own : {&o.before_class, &o.after_class})
      if (own->empty()) *own = o.field;
    for (std::string* own : {&o.before_crosswalk, &o.after_crosswalk})
      if (own->empty()) *own = o.crosswalk;
    return run_with_outputs(o.output, o.csv, run, [&](const Outputs& outputs, const Executor& executor) {
      o.settings.overwrite = outputs.overwrite;
      return run_change(o, outputs, o.settings, executor);
    });
  };
}

}  // namespace spatial::tool
