// SPDX-License-Identifier: MIT
#include "libspatial/layers/change.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"

namespace spatial::api {
namespace {

struct Options : ChangeRunOptions {
  std::string field, crosswalk, condition;
  OverlaySettings settings;
  RunOutputOptions output;
};

Parameter row_of(std::string name, Kind kind, std::string& target, std::string sentence, std::string of = {},
                 std::string shown = {}) {
  return {.name = std::move(name),
          .kind = kind,
          .target = &target,
          .of = std::move(of),
          .holds = kind == Kind::layer ? Holds::areas : Holds::rows,
          .shown = std::move(shown),
          .sentence = std::move(sentence)};
}

Parameters map_rows(Options& o) {
  return {layer_row("OLD", o.before.layer,
                    "Map of the first date: polygons as FILE[#LAYER], or a raster of classes as FILE[#BAND]",
                    Holds::areas, false),
          layer_row("NEW", o.after.layer, "Map of the second date", Holds::areas, false),
          row_of("class", Kind::field, o.field, "Field with the class, in both maps", "OLD"),
          row_of("old-class", Kind::field, o.before_class, "Field with the class in the old map, if it differs", "OLD"),
          row_of("new-class", Kind::field, o.after_class, "Field with the class in the new map, if it differs", "NEW"),
          row_of("crosswalk", Kind::file, o.crosswalk,
                 "Table with the columns code and class: what the codes of both maps mean. A code that it lacks is an "
                 "error"),
          row_of("old-crosswalk", Kind::file, o.before_crosswalk, "The same for the old map alone"),
          row_of("new-crosswalk", Kind::file, o.after_crosswalk, "The same for the new map alone"),
          row_of("condition", Kind::field, o.condition, "Field with a score of condition, in both maps", "OLD"),
          row_of("old-condition", Kind::field, o.before_condition, "The same in the old map, if it differs", "OLD"),
          row_of("new-condition", Kind::field, o.after_condition, "The same in the new map, if it differs", "NEW"),
          row_of("zones", Kind::layer, o.zones.layer, "Zones that each get a matrix and an account"),
          row_of("zone-id", Kind::field, o.zone_id, "Field that names a zone; its number in the file if not given",
                 "zones"),
          row_of("mask", Kind::layer, o.mask.layer, "Land that counts; zones are cut to it"),
          row_of("projects", Kind::layer, o.projects.layer, "Land where change was managed"),
          row_of("reappraised", Kind::field, o.reappraised,
                 "Field of the new map, yes where the land was mapped better and did not change", "NEW"),
          where_row(o.before.where, "OLD", "Attribute filter for the old map", "old-where"),
          where_row(o.after.where, "NEW", "Attribute filter for the new map", "new-where"),
          row_of("old-date", Kind::text, o.before_date, "Year or date (YYYY-MM-DD) of the old map", {}, "DATE"),
          row_of("new-date", Kind::text, o.after_date, "Year or date of the new map", {}, "DATE")};
}

Parameters matrix_rows(Options& o) {
  return {row_of("matrix", Kind::file, o.matrix, "Table of transitions instead of two maps"),
          {.name = "matrix-fields",
           .kind = Kind::field,
           .target = &o.matrix_fields,
           .many = Many::list,
           .of = "matrix",
           .depends_on = {"matrix"},
           .sentence = "Its columns: class before, class after, amount; separated by commas"},
          {.name = "ha-per-unit",
           .kind = Kind::number,
           .target = &o.ha_per_unit,
           .unit = "ha",
           .range = above(0),
           .depends_on = {"matrix"},
           .sentence = "Hectares that one unit of the amount is, e.g. 0.09 for cells of 30 m"},
          {.name = "sliver-width",
           .kind = Kind::number,
           .target = &o.sliver_width_m,
           .unit = "m",
           .range = above(0),
           .sentence = "Changed areas narrower than this, in m, are reported as boundary noise"}};
}

}  // namespace

Command change_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "change",
          .sentence =
              "Report which class changed to which between two maps: change matrix, extent account, kinds of change.",
          .parameters = map_rows(o) + matrix_rows(o) + layer_rows(o.settings) + csv_rows(o.output) +
                        output_rows(o.output.file,
                                    "GeoPackage with the tables change_matrix, extent_account, condition_account, "
                                    "change_summary, changed_areas, indicators"),
          .examples = {"lnrs change habitat_2015.gpkg habitat_2025.gpkg --class code --zones boa.gpkg --zone-id "
                       "boa_id -o change.gpkg",
                       "lnrs change --matrix transitions.csv --matrix-fields From,To,QtPixel --ha-per-unit 0.09 -o "
                       "account.gpkg"},
          .tables = "change",
          .run = [options](Session& session) {
            Options& all = *options;
            for (std::string* own : {&all.before_class, &all.after_class})
              if (own->empty()) *own = all.field;
            for (std::string* own : {&all.before_crosswalk, &all.after_crosswalk})
              if (own->empty()) *own = all.crosswalk;
            for (std::string* own : {&all.before_condition, &all.after_condition})
              if (own->empty()) *own = all.condition;
            return run_with_outputs(all.output, session, [&](const Outputs& outputs, const Executor& executor) {
              all.settings.overwrite = outputs.overwrite;
              all.settings.csv = outputs.csv;
              return run_change(all, outputs, all.settings, executor);
            });
          }};
}

}  // namespace spatial::api
