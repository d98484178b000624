// SPDX-License-Identifier: MIT
#include "libspatial/layers/register.hpp"

#include "libspatial/core/error.hpp"
#include "tools/command.hpp"
#include "tools/layer_options.hpp"

namespace spatial::tool {
namespace {

Action set_up_sdl160(CLI::App& app, const RunOptions& run) {
  struct Options : SdlRunOptions {
    std::string csv;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  const auto text = [&](const char* name, std::string& target, const char* what, const char* type) {
    app.add_option(name, target, what)->type_name(type);
  };
  app.add_option("SITES", options->sites.layer, "Local sites as FILE[#LAYER]")->required();
  text("--id", options->fields.id, "Field with the reference of a site; rows that share it are one site", "FIELD");
  text("--kind", options->fields.kind, "Field with the kind of site: a word with geo is geological, else wildlife",
       "FIELD");
  text("--evidence", options->evidence,
       "Table with the columns site_ref, kind (management plan, agreement, action plan, advice, no action needed, "
       "none), date and end_date",
       "FILE[#LAYER]");
  text("--positive", options->positive, "Field of the sites that says yes or no, instead of evidence", "FIELD");
  text("--authority", options->authorities.layer, "Layer of authorities", "FILE[#LAYER]");
  text("--authority-code", options->authority_code, "Field with the code of an authority", "FIELD");
  text("--authority-field", options->authority_field,
       "Field of the sites with their authority, for --attribution field", "FIELD");
  app.add_option("--attribution", options->attribution,
                 "Who counts a site with land in several authorities: largest (most of it; at equal parts the lower "
                 "code), each of them, or field (as the sites say)")
      ->check(CLI::IsMember(std::vector<std::string>{"largest", "each", "field"}).description(""))
      ->capture_default_str()
      ->type_name("RULE");
  app.add_option("--year", options->year, "The return is for the year to 31 March of this")->type_name("YEAR");
  text("--where", options->sites.where, "Attribute filter for the sites", "SQL");
  add_layer_settings(app, options->settings);
  text("--csv", options->csv, "Also write each table as CSV into this folder", "DIR");
  add_output_options(app, options->output, "CSV or GeoPackage with the table sdl160; further tables lie beside a CSV");
  add_examples(app, {"lnrs register sdl160 lws.gpkg --id site_ref --kind kind --evidence evidence.csv --authority "
                     "lpa.gpkg --authority-code code --year 2026 -o sdl.csv"});
  return [options, &run]() -> int {
    return run_with_outputs(options->output, options->csv, run, [&](const Outputs& outputs, const Executor& executor) {
      options->settings.overwrite = outputs.overwrite;
      return run_sdl160(*options, outputs, options->settings, executor);
    });
  };
}

}  // namespace

Action set_up_register(CLI::App& app, const RunOptions& run) {
  struct Options : RegisterRunOptions {
    RegisterFields fields;
    std::string csv;
    bool no_names = false;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  const auto text = [&](const char* name, std::string& target, const char* what, const char* type) {
    app.add_option(name, target, what)->type_name(type);
  };
  const auto number = [&](const char* name, double& target, const char* what, const char* type) {
    app.add_option(name, target, what)->capture_default_str()->check(at_least_zero())->type_name(type);
  };
  app.add_option("OLD", options->before.layer, "Old edition, polygons as FILE[#LAYER]");
  app.add_option("NEW", options->after.layer, "New edition");
  text("--id", options->fields.id, "Field with the id of a site, in both editions", "FIELD");
  text("--name", options->fields.name, "Field with its name", "FIELD");
  text("--kind", options->fields.kind, "Field with its kind or class", "FIELD");
  text("--old-id", options->before_fields.id, "The same in the old edition alone", "FIELD");
  text("--new-id", options->after_fields.id, "… in the new edition alone", "FIELD");
  text("--old-name", options->before_fields.name, "Name in the old edition alone", "FIELD");
  text("--new-name", options->after_fields.name, "Name in the new edition alone", "FIELD");
  text("--old-kind", options->before_fields.kind, "Kind in the old edition alone", "FIELD");
  text("--new-kind", options->after_fields.kind, "Kind in the new edition alone", "FIELD");
  text("--old-where", options->before.where, "Attribute filter for the old edition", "SQL");
  text("--new-where", options->after.where, "Attribute filter for the new edition", "SQL");
  text("--authority", options->authorities.layer, "Authorities: each row names that with most of its land",
       "FILE[#LAYER]");
  text("--authority-code", options->authority_code, "Field with the code of an authority", "FIELD");
  text("--period", options->period, "Period of the new edition, for the table of indicators, e.g. 2026", "TEXT");
  number("--iou", options->review.least_iou,
         "Sites without a common id are one if intersection / union is at least this", "SHARE");
  number("--boundary-area", options->review.boundary_m2, "A boundary changed if more land than this differs …", "M2");
  number("--boundary-move", options->review.boundary_move_m,
         "… and a vertex lies further than this off the other outline", "M");
  number("--inside", options->review.inside_share, "Share of a site that makes it a part of another (split, merged)",
         "SHARE");
  app.add_flag("--no-names", options->no_names, "Do not match sites by name");
  add_layer_settings(app, options->settings);
  text("--csv", options->csv, "Also write each table as CSV into this folder", "DIR");
  add_output_options(
      app, options->output,
      "GeoPackage with the layers register_review and register_pieces and the tables register_totals and "
      "indicators");
  add_examples(app, {"lnrs register lws_2025.gpkg lws_2026.gpkg --id site_ref --name site_name --kind kind -o "
                     "review.gpkg",
                     "lnrs register sdl160 lws.gpkg --id site_ref --evidence evidence.csv --authority lpa.gpkg --year "
                     "2026 -o sdl.csv"});
  CLI::App* sdl160 = app.add_subcommand(
      "sdl160", "Local sites in positive conservation management by authority (Single Data List 160-00).");
  sdl160->fallthrough();
  const Action sdl160_action = set_up_sdl160(*sdl160, run);
  return [options, sdl160, sdl160_action, &run]() -> int {
    if (sdl160->parsed()) return sdl160_action();
    Options& o = *options;
    if (o.before.layer.empty() || o.after.layer.empty())
      throw Error(ErrorKind::usage, "two editions are needed", "e.g. lnrs register old.gpkg new.gpkg -o review.gpkg");
    const auto share = [](std::string& own, const std::string& both) {
      if (own.empty()) own = both;
    };
    for (RegisterFields* own : {&o.before_fields, &o.after_fields}) {
      share(own->id, o.fields.id);
      share(own->name, o.fields.name);
      share(own->kind, o.fields.kind);
    }
    o.review.by_name = !o.no_names;
    return run_with_outputs(o.output, o.csv, run, [&](const Outputs& outputs, const Executor& executor) {
      o.settings.overwrite = outputs.overwrite;
      return run_register(o, outputs, o.settings, executor);
    });
  };
}

}  // namespace spatial::tool
