// SPDX-License-Identifier: MIT
/// Commands that look at files: inspect, and init, which writes a config from what it sees.
#include "libspatial/io/inspect.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/init.hpp"
#include "libspatial/io/coordinate_text.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/io/write.hpp"

namespace spatial::api {
namespace {

std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return width;
}

// Makes text from a file safe to print: no line break or escape sequence may reach the terminal.
std::string printable(std::string text, std::size_t longest = 40) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  if (width_of(text) <= longest) return text;
  std::size_t end = 0;
  for (std::size_t width = 0; end < text.size(); ++end) {
    width += (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (width == longest) break;
  }
  return text.substr(0, end) + "…";
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width > width_of(text) ? width - width_of(text) : 0, ' ');
}

std::string count(std::size_t number) { return with_commas(static_cast<long long>(number)); }

std::string text_of(const LayerSummary& layer) {
  std::string text = fmt::format("{}#{}\n", layer.file, printable(layer.layer, 200));
  text += fmt::format("  geometry  {}, {} features", layer.geometry_type, count(layer.features));
  if (!layer.geometry_from.empty()) text += fmt::format(" by {}", printable(layer.geometry_from));
  if (!std::isnan(layer.area_ha) && layer.area_ha > 0) text += fmt::format(", {:.2f} ha", layer.area_ha);
  text += fmt::format("\n  crs       {}\n", layer.crs);
  if (layer.geometry_type != "None" && layer.features > layer.null_or_empty)
    text += fmt::format("  extent    {} {} to {} {}\n", coordinate_text(layer.extent.min_x),
                        coordinate_text(layer.extent.min_y), coordinate_text(layer.extent.max_x),
                        coordinate_text(layer.extent.max_y));
  for (const std::string& note : layer.notes) text += fmt::format("  note      {}\n", printable(note, 1000));
  if (layer.null_or_empty > 0) text += fmt::format("  empty     {} without geometry\n", count(layer.null_or_empty));
  if (layer.unreadable > 0)
    text +=
        fmt::format("  unread    {}; the first: {}\n", count(layer.unreadable), printable(layer.first_unreadable, 200));
  if (layer.invalid > 0)
    text += fmt::format("  invalid   {}; the first: {}\n", count(layer.invalid), printable(layer.first_invalid, 200));
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> widths(4, 0);
  for (const FieldSummary& field : layer.fields) {
    std::string distinct =
        fmt::format("{}{} distinct", field.distinct_is_lower_bound ? "over " : "", count(field.distinct));
    if (field.unique) distinct = "unique";
    if (field.misfits > 0)
      distinct +=
          fmt::format(", {} not of the type, e.g. '{}'", count(field.misfits), printable(field.first_misfit, 24));
    if (field.nulls > 0) distinct += fmt::format(", {} null", count(field.nulls));
    std::vector<std::string> examples;
    for (const std::string& example : field.examples) examples.push_back(printable(example, 24));
    rows.push_back({printable(field.name), field.type, distinct, joined(examples, " | ")});
    for (std::size_t c = 0; c < widths.size(); ++c) widths[c] = std::max(widths[c], width_of(rows.back()[c]));
  }
  for (const auto& row : rows)
    text += fmt::format("    {}  {}  {}  {}\n", padded(row[0], widths[0]), padded(row[1], widths[1]),
                        padded(row[2], widths[2]), row[3]);
  return text;
}

nlohmann::ordered_json json_of(const LayerSummary& layer) {
  nlohmann::ordered_json json;
  json["file"] = layer.file;
  json["layer"] = layer.layer;
  json["geometry_type"] = layer.geometry_type;
  json["geometry_from"] = layer.geometry_from;
  json["crs"] = layer.crs;
  json["features"] = layer.features;
  json["null_or_empty"] = layer.null_or_empty;
  json["unreadable"] = layer.unreadable;
  json["first_unreadable"] = layer.first_unreadable;
  json["invalid"] = layer.invalid;
  json["first_invalid"] = layer.first_invalid;
  json["area_ha"] = std::isnan(layer.area_ha) ? nlohmann::ordered_json() : nlohmann::ordered_json(layer.area_ha);
  const bool has_extent = layer.extent.min_x <= layer.extent.max_x;
  json["extent"] = has_extent ? nlohmann::ordered_json{layer.extent.min_x, layer.extent.min_y, layer.extent.max_x,
                                                       layer.extent.max_y}
                              : nlohmann::ordered_json();
  json["notes"] = layer.notes;
  json["fields"] = nlohmann::ordered_json::array();
  for (const FieldSummary& field : layer.fields)
    json["fields"].push_back({{"name", field.name},
                              {"type", field.type},
                              {"distinct", field.distinct},
                              {"distinct_is_lower_bound", field.distinct_is_lower_bound},
                              {"nulls", field.nulls},
                              {"misfits", field.misfits},
                              {"first_misfit", field.first_misfit},
                              {"unique", field.unique},
                              {"examples", field.examples}});
  return json;
}

Parameter layers_row(std::vector<std::string>& layers) {
  return {.name = "layer",
          .kind = Kind::layer,
          .target = &layers,
          .many = Many::words,
          .place = Place::positional,
          .required = true,
          .sentence = "FILE[#LAYER]; all layers of a file without #LAYER"};
}

}  // namespace

Command inspect_command() {
  struct Options {
    std::vector<std::string> layers;
    bool json = false;
    bool allow_network = false;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "inspect",
      .sentence = "Show the layers of a file: geometry, CRS, counts, invalid features, fields with example values.",
      .parameters = {layers_row(o.layers), json_row(o.json, "Print JSON instead of text"),
                     allow_network_row(o.allow_network)},
      .examples = {"lnrs inspect county.gpkg", "lnrs inspect county.gpkg#habitat --json"},
      .run = [options](Session& session) {
        nlohmann::ordered_json json = nlohmann::ordered_json::array();
        std::string text;
        for (const std::string& name : options->layers)
          for (const LayerSummary& layer :
               inspect(parse_layer_name(name), session.executor(), options->allow_network)) {
            if (options->json)
              json.push_back(json_of(layer));
            else
              text.append(text.empty() ? "" : "\n").append(text_of(layer));
          }
        session.print(options->json ? json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n" : text);
        return 0;
      }};
}

Command init_command() {
  struct Options {
    std::vector<std::string> layers;
    bool allow_network = false;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "init",
          .sentence = "Print a commented config, with roles, fields and crosswalk guessed from the names in a file.",
          .parameters = Parameters{layers_row(o.layers), allow_network_row(o.allow_network)} +
                        output_rows(o.output,
                                    "Config to write, with paths relative to it; without it the config is printed, "
                                    "with absolute paths",
                                    {"toml"}),
          .examples = {"lnrs init county.gpkg -o county.toml",
                       "lnrs init habitats.gpkg sites.gpkg#sssi boa.shp > county.toml"},
          .run = [options](Session& session) {
            const std::filesystem::path config = options->output.file;
            const WriteOptions writing{.overwrite = options->output.overwrite};
            if (!config.empty()) check_text_writable(config, writing);
            std::vector<LayerSummary> layers;
            for (const std::string& name : options->layers)
              for (LayerSummary& layer : inspect(parse_layer_name(name), session.executor(), options->allow_network))
                layers.push_back(std::move(layer));
            as_paths_of(layers, config);
            const std::string text = guessed_config(layers, read_preset_crosswalks(), config);
            if (config.empty()) {
              session.print(text);
            } else {
              write_text(config, text, writing);
              session.inform(fmt::format("{} written; check the lines marked \"guess\"", config.string()));
              session.wrote({config});
            }
            return 0;
          }};
}

}  // namespace spatial::api
