// SPDX-License-Identifier: MIT
#include "libspatial/report/styles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "libspatial/report/colours.hpp"
#include "libspatial/report/html_text.hpp"

namespace spatial {
namespace {

/// An entry of a legend.
struct Category {
  std::string value, label, colour;
  std::string pattern = "solid";  ///< "b_diagonal" for land to restore
};

enum class Look { none, fill, outline, line, marker };

/// How a layer is drawn. One row per output layer.
struct LayerLook {
  std::string_view layer;
  Look look;
  std::string_view attribute;  ///< column with the categories; empty: a single symbol
  std::string_view colour;     ///< colour of the single symbol
};
constexpr std::array layer_looks{
    LayerLook{"opportunity_areas", Look::fill, "class", ""},
    LayerLook{"opportunity_map", Look::fill, "legend", ""},
    LayerLook{"candidate_changes", Look::fill, "fate", ""},
    LayerLook{"core_patches", Look::fill, "network", ""},
    LayerLook{"patches", Look::fill, "network", ""},
    LayerLook{"components", Look::outline, "network", ""},
    LayerLook{"paths", Look::line, "network", ""},
    LayerLook{"corridors", Look::line, "network", ""},
    LayerLook{"chosen", Look::fill, "", "35,139,69"},
    LayerLook{"circuit_patches", Look::fill, "network", ""},
    LayerLook{"candidate_currents", Look::fill, "", "253,174,97"},
    LayerLook{"zones", Look::fill, "class", ""},
    LayerLook{"zones_combined", Look::fill, "class", ""},
    LayerLook{"pinch_points", Look::marker, "", "215,25,28"},
    LayerLook{"links", Look::line, "network", ""},
    LayerLook{"boa_summary", Look::outline, "", "90,40,120"},
    LayerLook{"sites", Look::outline, "", "200,0,0"},
    LayerLook{"site_pieces", Look::fill, "role", ""},
    // Layers of strategies and monitoring.
    LayerLook{"target_progress", Look::fill, "rag", ""},
    LayerLook{"target_land", Look::fill, "status", ""},
    LayerLook{"apib", Look::outline, "", "0,68,27"},
    LayerLook{"apib_flat", Look::fill, "first", ""},
    LayerLook{"acib", Look::fill, "", "253,174,97"},
    LayerLook{"measures", Look::outline, "", "0,114,178"},
    LayerLook{"measures_flat", Look::fill, "top_measure", ""},
    LayerLook{"tree_sensitivity", Look::fill, "class", ""},
    LayerLook{"tree_parcels", Look::outline, "", "90,40,120"},
    LayerLook{"bline_progress", Look::outline, "", "136,34,85"},
    LayerLook{"pollinator_gaps", Look::fill, "", "253,174,97"},
    LayerLook{"stepping_stones", Look::line, "", "215,25,28"},
    LayerLook{"flower_patches", Look::fill, "", "221,119,136"},
    LayerLook{"thirty_map", Look::fill, "status", ""},
    LayerLook{"ags_zone", Look::outline, "", "20,87,59"},
    LayerLook{"ags_gaps", Look::fill, "", "244,165,130"},
    LayerLook{"ags_units", Look::outline, "", "120,120,120"},
    LayerLook{"register_review", Look::fill, "change", ""},
    LayerLook{"register_pieces", Look::fill, "piece", ""},
    LayerLook{"changed_areas", Look::fill, "to_class", ""},
    LayerLook{"baseline", Look::fill, "source", ""},
    LayerLook{"unmapped", Look::fill, "", "215,25,28"},
    LayerLook{"issues", Look::marker, "severity", ""},
};

struct Colour {
  std::string_view value, rgb;
};
/// Classes run from light to dark as they rise, so they can be told apart in greyscale. Networks have ramps of their
/// own (report/colours.hpp).
constexpr std::array fixed_colours{
    Colour{"1_top_5", "0,68,27"},
    Colour{"2_top_10", "35,139,69"},
    Colour{"3_top_25", "116,196,118"},
    Colour{"4_other", "229,245,224"},
    Colour{"stayed", "217,217,217"},
    Colour{"redrawn", "253,174,97"},
    Colour{"came", "0,114,178"},
    Colour{"went", "140,45,4"},
    Colour{"counts", "20,87,59"},
    Colour{"potential", "230,159,0"},
    Colour{"error", "215,25,28"},
    Colour{"warning", "253,174,97"},
    Colour{"info", "120,160,200"},
    Colour{"unsuitable", "60,60,60"},
    Colour{"high", "202,0,32"},
    Colour{"medium", "244,165,130"},
    Colour{"low", "90,174,97"},
    Colour{"green", "169,216,189"},
    Colour{"amber", "251,220,143"},
    Colour{"red", "240,166,173"},
    Colour{"blank", "255,255,255"},
    Colour{"completed", "20,87,59"},
    Colour{"underway", "86,180,233"},
    Colour{"planned", "166,206,227"},
    Colour{"loss", "28,42,38"},
    Colour{"sssi", "0,68,27"},
    Colour{"sac", "35,139,69"},
    Colour{"spa", "0,114,178"},
    Colour{"ramsar", "86,180,233"},
    Colour{"nnr", "102,102,0"},
    Colour{"lnr", "153,153,51"},
    Colour{"lws", "116,196,118"},
    Colour{"lgs", "204,121,167"},
    Colour{"ancient_woodland", "140,81,10"},
    Colour{"irreplaceable_other", "136,34,85"},
    Colour{"unchanged", "229,245,224"},
    Colour{"boundary", "253,174,97"},
    Colour{"renamed", "166,219,160"},
    Colour{"reclassified", "120,160,200"},
    Colour{"moved", "136,34,85"},
    Colour{"new", "0,114,178"},
    Colour{"deleted", "140,45,4"},
    Colour{"replaced", "204,121,167"},
    Colour{"split", "240,228,66"},
    Colour{"merged", "86,180,233"},
    Colour{"gained", "20,87,59"},
    Colour{"lost", "213,94,0"},
    Colour{"primary", "0,68,27"},
    Colour{"associated", "90,174,97"},
    Colour{"restorable", "166,219,160"},
    Colour{"fragmentation_action", "202,0,32"},
    Colour{"enhancement_1", "244,165,130"},
    Colour{"enhancement_2", "230,230,230"},
    Colour{"expansion", "146,197,222"},
};
/// Colours for networks that users define and for classes of any map, in order of appearance (Tol's qualitative
/// schemes).
constexpr std::array<std::string_view, 16> palette{"68,119,170",  "170,68,153", "153,153,51",  "102,102,102",
                                                   "204,102,119", "0,0,0",      "238,136,102", "136,204,238",
                                                   "221,204,119", "68,170,153", "136,34,85",   "51,34,136",
                                                   "17,119,51",   "187,204,51", "255,170,187", "170,170,170"};

std::string symbol(Look look, std::size_t number, const std::string& colour, const std::string& pattern = "solid") {
  switch (look) {
    case Look::fill:
      return fmt::format(
          R"(<symbol type="fill" name="{}" alpha="0.85"><layer class="SimpleFill" enabled="1"><prop k="color" )"
          R"(v="{},255"/><prop k="outline_color" v="70,70,70,160"/><prop k="outline_width" v="0.06"/><prop )"
          R"(k="style" v="{}"/></layer></symbol>)",
          number, colour, pattern);
    case Look::outline:
      return fmt::format(
          R"(<symbol type="fill" name="{}" alpha="1"><layer class="SimpleFill" enabled="1"><prop k="color" )"
          R"(v="0,0,0,0"/><prop k="style" v="no"/><prop k="outline_color" v="{},255"/><prop )"
          R"(k="outline_width" v="0.5"/></layer></symbol>)",
          number, colour);
    case Look::line:
      return fmt::format(R"(<symbol type="line" name="{}" alpha="0.7"><layer class="SimpleLine" enabled="1"><prop )"
                         R"(k="line_color" v="{},255"/><prop k="line_width" v="0.15"/></layer></symbol>)",
                         number, colour);
    case Look::marker:
      return fmt::format(
          R"(<symbol type="marker" name="{}" alpha="1"><layer class="SimpleMarker" enabled="1"><prop k="name" )"
          R"(v="circle"/><prop k="color" v="{},255"/><prop k="outline_color" v="40,40,40,255"/><prop )"
          R"(k="outline_width" v="0.1"/><prop k="size" v="1.6"/></layer></symbol>)",
          number, colour);
    case Look::none:
      break;
  }
  return {};
}

std::string_view fixed_colour(std::string_view value) {
  const auto fixed =
      std::find_if(fixed_colours.begin(), fixed_colours.end(), [&](const Colour& one) { return one.value == value; });
  return fixed != fixed_colours.end() ? fixed->rgb : std::string_view();
}

/// Sets the colour of a legend entry "network class" of the opportunity map: the network's ramp, in the shade of the
/// class. `families` are the networks found so far. Returns false for any other entry.
bool shade(Category& entry, std::vector<std::string>& families) {
  const std::size_t blank = entry.value.rfind(' ');
  if (blank == std::string::npos) return false;
  const std::string network = entry.value.substr(0, blank), step = entry.value.substr(blank + 1);
  auto family = std::find(families.begin(), families.end(), network);
  if (family == families.end()) family = families.insert(families.end(), network);
  const Ramp& ramp = ramp_of(network, static_cast<std::size_t>(family - families.begin()));
  if (step == "restore") {
    entry.colour = std::string(ramp[0]);
    entry.pattern = "b_diagonal";
    return true;
  }
  if (step.empty() || step[0] < '1' || step[0] > '4') return false;
  entry.colour = std::string(ramp[static_cast<std::size_t>(step[0] - '1')]);
  return true;
}

std::vector<Category> categories(const Table& table, std::string_view attribute, const std::vector<Domain>& domains) {
  const Column* column = table.find(std::string(attribute));
  if (column == nullptr) return {};
  std::vector<Category> result;
  const auto domain =
      std::find_if(domains.begin(), domains.end(), [&](const Domain& d) { return d.name == column->spec.domain; });
  if (domain != domains.end()) {
    for (const auto& [code, label] : domain->values) result.push_back({code, label, ""});
  } else if (const auto* cells = std::get_if<TextCells>(&column->cells)) {
    std::set<std::string> seen;
    for (const auto& cell : *cells)
      if (cell && seen.insert(*cell).second) result.push_back({*cell, *cell, ""});
  }
  std::vector<std::string> families;
  for (std::size_t k = 0; k < result.size(); ++k) {
    if (shade(result[k], families)) continue;
    if (attribute == "network") {
      result[k].colour = std::string(ramp_of(result[k].value, k)[1]);
      continue;
    }
    const std::string_view fixed = fixed_colour(result[k].value);
    result[k].colour = std::string(fixed.empty() ? palette[k % palette.size()] : fixed);
  }
  return result;
}

std::string renderer(const LayerLook& look, const Table& table, const std::vector<Domain>& domains) {
  if (look.attribute.empty())
    return fmt::format(
        R"(<renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0"><symbols>{})"
        R"(</symbols></renderer-v2>)",
        symbol(look.look, 0, std::string(look.colour)));
  std::string entries, symbols;
  std::vector<Category> list = categories(table, look.attribute, domains);
  // Existing habitat is stippled: in a plain colour it would look like a class of the opportunity map.
  if (look.layer == "core_patches")
    for (Category& entry : list) entry.pattern = "dense4";
  for (std::size_t k = 0; k < list.size(); ++k) {
    entries += fmt::format(R"(<category render="true" symbol="{}" value="{}" label="{}"/>)", k,
                           escaped_html(list[k].value), escaped_html(list[k].label));
    symbols += symbol(look.look, k, list[k].colour, list[k].pattern);
  }
  return fmt::format(
      R"(<renderer-v2 type="categorizedSymbol" attr="{}" enableorderby="0" forceraster="0" symbollevels="0">)"
      R"(<categories>{}</categories><symbols>{}</symbols></renderer-v2>)",
      look.attribute, entries, symbols);
}

}  // namespace

std::string layer_definition(const FeatureTable& layer, const std::vector<Domain>& domains) {
  std::string aliases, widgets;
  int index = 1;  // column 0 is the feature number
  for (const Column& column : layer.table.columns) {
    aliases += fmt::format(R"(<alias index="{}" field="{}" name="{}"/>)", index++, escaped_html(column.spec.name),
                           escaped_html(column.spec.title));
    const auto domain = std::find_if(domains.begin(), domains.end(),
                                     [&](const Domain& d) { return !d.name.empty() && d.name == column.spec.domain; });
    if (domain == domains.end()) continue;
    std::string values;
    for (const auto& [code, label] : domain->values)
      values += fmt::format(R"(<Option type="Map"><Option type="QString" name="{}" value="{}"/></Option>)",
                            escaped_html(label), escaped_html(code));
    widgets +=
        fmt::format(R"(<field name="{}"><editWidget type="ValueMap"><config><Option type="Map"><Option type="List" )"
                    R"(name="map">{}</Option></Option></config></editWidget></field>)",
                    escaped_html(column.spec.name), values);
  }
  const auto look = std::find_if(layer_looks.begin(), layer_looks.end(),
                                 [&](const LayerLook& one) { return one.layer == layer.table.name; });
  const std::string drawn = look == layer_looks.end() ? "" : renderer(*look, layer.table, domains);
  return fmt::format("{}<fieldConfiguration>{}</fieldConfiguration><aliases>{}</aliases>", drawn, widgets, aliases);
}

std::vector<std::pair<std::string, std::string>> legend_colours(const FeatureTable& layer,
                                                                const std::vector<Domain>& domains) {
  const auto look = std::find_if(layer_looks.begin(), layer_looks.end(),
                                 [&](const LayerLook& one) { return one.layer == layer.table.name; });
  std::vector<std::pair<std::string, std::string>> colours;
  if (look == layer_looks.end()) return colours;
  for (const Category& entry : categories(layer.table, look->attribute, domains))
    colours.emplace_back(entry.value, entry.colour);
  return colours;
}

std::vector<LayerStyle> styles_of(const std::vector<FeatureTable>& layers, const std::vector<Domain>& domains) {
  std::vector<LayerStyle> styles;
  for (const FeatureTable& layer : layers)
    styles.push_back({layer.table.name, layer.table.name,
                      fmt::format(R"(<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22" )"
                                  R"(styleCategories="AllStyleCategories">{}</qgis>)",
                                  layer_definition(layer, domains)),
                      true});
  return styles;
}

}  // namespace spatial
