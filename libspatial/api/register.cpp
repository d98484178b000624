// SPDX-License-Identifier: MIT
#include "libspatial/layers/register.hpp"

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"

namespace spatial::api {
namespace {

Parameter row_of(std::string name, Kind kind, std::string& target, std::string sentence, std::string of = {},
                 std::string shown = {}) {
  return {.name = std::move(name),
          .kind = kind,
          .target = &target,
          .of = std::move(of),
          .shown = std::move(shown),
          .sentence = std::move(sentence)};
}

Parameter number(std::string name, double& target, std::string sentence, std::string unit, std::string shown = {}) {
  return {.name = std::move(name),
          .kind = Kind::number,
          .target = &target,
          .unit = std::move(unit),
          .range = at_least(0),
          .shown = std::move(shown),
          .sentence = std::move(sentence)};
}

struct ReviewRun : RegisterRunOptions {
  RegisterFields fields;
  RunOutputOptions output;
  bool no_names = false;
  OverlaySettings settings;
};

Parameters edition_rows(ReviewRun& o) {
  return {layer_row("OLD", o.before.layer, "Old edition, polygons as FILE[#LAYER]", Holds::areas, false),
          layer_row("NEW", o.after.layer, "New edition", Holds::areas, false),
          row_of("id", Kind::field, o.fields.id, "Field with the id of a site, in both editions", "OLD"),
          row_of("name", Kind::field, o.fields.name, "Field with its name", "OLD"),
          row_of("kind", Kind::field, o.fields.kind, "Field with its kind or class", "OLD"),
          row_of("old-id", Kind::field, o.before_fields.id, "The same in the old edition alone", "OLD"),
          row_of("new-id", Kind::field, o.after_fields.id, "… in the new edition alone", "NEW"),
          row_of("old-name", Kind::field, o.before_fields.name, "Name in the old edition alone", "OLD"),
          row_of("new-name", Kind::field, o.after_fields.name, "Name in the new edition alone", "NEW"),
          row_of("old-kind", Kind::field, o.before_fields.kind, "Kind in the old edition alone", "OLD"),
          row_of("new-kind", Kind::field, o.after_fields.kind, "Kind in the new edition alone", "NEW"),
          where_row(o.before.where, "OLD", "Attribute filter for the old edition", "old-where"),
          where_row(o.after.where, "NEW", "Attribute filter for the new edition", "new-where"),
          row_of("authority", Kind::layer, o.authorities.layer,
                 "Authorities: each row names the one that has most of its land"),
          row_of("authority-code", Kind::field, o.authority_code, "Field with the code of an authority", "authority"),
          row_of("period", Kind::text, o.period, "Period of the new edition, for the table of indicators, e.g. 2026")};
}

Parameters review_rows(ReviewRun& o) {
  return {number("iou", o.review.least_iou,
                 "Sites without a common id are one if intersection / union is at least this", "", "SHARE"),
          number("boundary-area", o.review.boundary_m2, "A boundary changed if more land than this differs …", "m2"),
          number("boundary-move", o.review.boundary_move_m,
                 "… and a vertex is further than this from the other outline", "m"),
          number("inside", o.review.inside_share, "Share of a site that makes it a part of another (split, merged)", "",
                 "SHARE"),
          {.name = "no-names", .kind = Kind::flag, .target = &o.no_names, .sentence = "Do not match sites by name"}};
}

int review(ReviewRun& o, Session& session) {
  if (o.before.layer.empty() || o.after.layer.empty())
    throw Error(ErrorKind::usage, "two editions are needed",
                "For example: lnrs register old.gpkg new.gpkg -o review.gpkg");
  const auto share = [](std::string& own, const std::string& both) {
    if (own.empty()) own = both;
  };
  for (RegisterFields* own : {&o.before_fields, &o.after_fields}) {
    share(own->id, o.fields.id);
    share(own->name, o.fields.name);
    share(own->kind, o.fields.kind);
  }
  o.review.by_name = !o.no_names;
  return run_with_outputs(o.output, session, [&](const Outputs& outputs, const Executor& executor) {
    o.settings.overwrite = outputs.overwrite;
    o.settings.csv = outputs.csv;
    return run_register(o, outputs, o.settings, executor);
  });
}

struct ReturnRun : SdlRunOptions {
  RunOutputOptions output;
  OverlaySettings settings;
};

Parameters return_rows(ReturnRun& o) {
  return {layer_row("SITES", o.sites.layer, "Local sites as FILE[#LAYER]"),
          row_of("id", Kind::field, o.fields.id, "Field with the reference of a site; rows that share it are one site",
                 "SITES"),
          row_of("kind", Kind::field, o.fields.kind,
                 "Field with the kind of site: a word with geo is geological, else wildlife", "SITES"),
          row_of("evidence", Kind::layer, o.evidence,
                 "Table with the columns site_ref, kind (management plan, agreement, action plan, advice, no action "
                 "needed, none), date and end_date"),
          row_of("positive", Kind::field, o.positive, "Field of the sites that says yes or no, instead of evidence",
                 "SITES"),
          row_of("authority", Kind::layer, o.authorities.layer, "Layer of authorities"),
          row_of("authority-code", Kind::field, o.authority_code, "Field with the code of an authority", "authority"),
          row_of("authority-field", Kind::field, o.authority_field,
                 "Field of the sites with their authority, for --attribution field", "SITES"),
          {.name = "attribution",
           .kind = Kind::choice,
           .target = &o.attribution,
           .choices = {{"largest"}, {"each"}, {"field"}},
           .shown = "RULE",
           .sentence = "Which authority counts a site with land in several: largest (most of it; at equal parts the "
                       "lower code), each of them, or field (as the sites say)"},
          {.name = "year",
           .kind = Kind::integer,
           .target = &o.year,
           .range = at_least(1),
           .shown = "YEAR",
           .sentence = "The return is for the year to 31 March of this"},
          where_row(o.sites.where, "SITES", "Attribute filter for the sites")};
}

}  // namespace

Command register_command() {
  const auto options = std::make_shared<ReviewRun>();
  ReviewRun& o = *options;
  return {
      .name = "register",
      .sentence =
          "Compare two editions of a register of sites: new, deleted, boundary, renamed, split, merged; or make the "
          "yearly return.",
      .parameters =
          edition_rows(o) + review_rows(o) + layer_rows(o.settings) + csv_rows(o.output) +
          Parameters{{.name = "html",
                      .kind = Kind::output_report,
                      .target = &o.output.html,
                      .sentence =
                          "Report with a picture before and after of each site whose land changed, one file that "
                          "needs no network"}} +
          output_rows(o.output.file,
                      "GeoPackage with the layers register_review and register_pieces and the tables "
                      "register_totals and indicators"),
      .examples = {"lnrs register lws_2025.gpkg lws_2026.gpkg --id site_ref --name site_name --kind kind -o "
                   "review.gpkg --html review.html",
                   "lnrs register sdl160 lws.gpkg --id site_ref --evidence evidence.csv --authority lpa.gpkg "
                   "--year 2026 -o sdl.csv"},
      .tables = "register",
      .run = [options](Session& session) { return review(*options, session); }};
}

Command register_sdl160_command() {
  const auto options = std::make_shared<ReturnRun>();
  ReturnRun& o = *options;
  return {.name = "register sdl160",
          .sentence = "Local sites in positive conservation management by authority (Single Data List 160-00).",
          .parameters =
              return_rows(o) + layer_rows(o.settings) + csv_rows(o.output, false) +
              output_rows(o.output.file, "CSV or GeoPackage with the table sdl160; further tables lie beside a CSV",
                          {"csv", "gpkg"}),
          .examples = {"lnrs register sdl160 lws.gpkg --id site_ref --kind kind --evidence evidence.csv --authority "
                       "lpa.gpkg --authority-code code --year 2026 -o sdl.csv"},
          .tables = "register sdl160",
          .run = [options](Session& session) {
            return run_with_outputs(options->output, session, [&](const Outputs& outputs, const Executor& executor) {
              options->settings.overwrite = outputs.overwrite;
              options->settings.csv = outputs.csv;
              return run_sdl160(*options, outputs, options->settings, executor);
            });
          }};
}

}  // namespace spatial::api
