// SPDX-License-Identifier: MIT
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "libspatial/api/pages.hpp"
#include "libspatial/report/styles.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial::api {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

/// Default of a parameter as a JSON value of its own type.
Json default_json(const Parameter& row) {
  if (row.kind == Kind::flag) return false;
  const std::string text = default_text(row);
  if (text.empty()) return {};
  if (row.kind == Kind::number || row.kind == Kind::integer) return Json::parse(text);
  return text;
}

Json json_of(const Parameter& row) {
  Json json;
  json["name"] = row.name;
  json["kind"] = to_string(row.kind);
  json["option"] = row.place == Place::positional ? Json() : Json("--" + row.name);
  json["letter"] = row.letter == 0 ? Json() : Json(std::string(1, row.letter));
  json["positional"] = row.place != Place::option;
  json["sentence"] = row.sentence;
  json["required"] = row.required;
  json["default"] = default_json(row);
  json["unit"] = text_or_null(row.unit);
  json["minimum"] = std::isfinite(row.range.least) ? Json(row.range.least) : Json();
  json["minimum_is_excluded"] = row.range.above;
  json["maximum"] = std::isfinite(row.range.most) ? Json(row.range.most) : Json();
  json["choices"] = Json::array();
  for (const Choice& choice : row.choices)
    json["choices"].push_back({{"value", choice.word}, {"meaning", text_or_null(choice.meaning)}});
  json["several"] = to_string(row.many);
  json["fewest"] = row.many == Many::words ? row.fewest : row.required ? 1 : 0;
  json["most"] = row.many == Many::once                                               ? Json(1)
                 : row.many == Many::words && row.most_words < Parameter{}.most_words ? Json(row.most_words)
                                                                                      : Json();
  json["of"] = text_or_null(row.of);
  json["depends_on"] = row.depends_on;
  json["excludes"] = row.excludes;
  json["holds"] = row.kind == Kind::layer ? Json(to_string(row.holds)) : Json();
  json["formats"] = formats(row);
  json["placeholder"] = placeholder(row);
  return json;
}

Json json_of(const Parameters& rows) {
  Json json = Json::array();
  for (const Parameter& row : rows) json.push_back(json_of(row));
  return json;
}

Json json_of(const FeatureTable& layer) {
  constexpr std::array<const char*, 4> geometries{"none", "point", "line", "multipolygon"};
  constexpr std::array<const char*, 9> types{"text",      "integer", "real",   "boolean", "date",
                                             "date_time", "json",    "binary", "bytes"};
  Json json;
  json["name"] = layer.table.name;
  json["title"] = layer.table.title;
  json["description"] = layer.table.description;
  json["geometry"] = geometries[layer.geometry.index()];
  json["styled"] = !styles_of({layer}, {}).empty();
  json["columns"] = Json::array();
  for (const Column& column : layer.table.columns)
    json["columns"].push_back({{"name", column.spec.name},
                               {"title", column.spec.title},
                               {"type", types[static_cast<std::size_t>(column.spec.type)]},
                               {"unit", text_or_null(column.spec.unit)},
                               {"description", column.spec.description},
                               {"coded_by", text_or_null(column.spec.domain)}});
  return json;
}

Json json_of(const Command& command) {
  Json json;
  json["name"] = command.name;
  json["sentence"] = command.sentence;
  json["hidden"] = command.hidden;
  json["parameters"] = json_of(command.parameters);
  json["outputs"] = Json::array();
  for (const FeatureTable& layer : output_tables(command)) json["outputs"].push_back(json_of(layer));
  json["examples"] = command.examples;
  json["exit_codes"] = Json::array();
  for (const ExitCode& row : exit_codes())
    if (row.code != 5 || command.finds) json["exit_codes"].push_back(row.code);
  return json;
}

}  // namespace

std::string description(const std::vector<Command>& all, const Parameters& running) {
  Json json;
  json["format"] = 1;
  json["program"] = "lnrs";
  json["version"] = version();
  json["exit_codes"] = Json::array();
  for (const ExitCode& row : exit_codes()) json["exit_codes"].push_back({{"code", row.code}, {"meaning", row.meaning}});
  json["running"] = json_of(running);
  json["commands"] = Json::array();
  for (const Command& command : all) json["commands"].push_back(json_of(command));
  return json.dump(1) + "\n";
}

}  // namespace spatial::api
