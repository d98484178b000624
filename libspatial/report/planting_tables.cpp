// SPDX-License-Identifier: MIT
#include "libspatial/report/planting_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"
#include "libspatial/report/opportunity_columns.hpp"

namespace spatial {
namespace {

std::string reasons(const PlantingInput& input, const std::vector<std::uint32_t>& layers) {
  std::vector<std::string> words;
  for (const std::uint32_t layer : layers) words.push_back(input.layers[layer].reason);
  return joined(words, "; ");
}

std::string authority_name(const PlantingInput& input, const PlantingNames& names, std::uint32_t authority) {
  if (authority < input.authorities.size()) return names.authority[authority];
  return authority == input.authorities.size() ? "beyond" : "all";
}

TreeSensitivity class_of(const PlantingInput& input, std::uint32_t layer) {
  return layer < input.layers.size() ? input.layers[layer].sensitivity : TreeSensitivity::low;
}

ByClass by_class(const PlantingInput& input, const PlantingMap& map, std::uint32_t authority) {
  ByClass sums{};
  for (const PlantingSum& sum : map.sums)
    if (sum.authority == authority) sums[static_cast<std::size_t>(class_of(input, sum.layer))] += sum.once_m2;
  return sums;
}

}  // namespace

FeatureTable tree_sensitivity_table(const PlantingInput& input, PlantingMap& map, const PlantingNames& names) {
  const std::size_t n = map.pieces.size();
  TableBuilder table("tree_sensitivity", "Sensitivity to new woodland",
                     "The land without overlaps, by the layers that cover it.");
  table.text("class", "Class", "The worst class there.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(word_of(map.pieces[i].worst)); }),
             "tree_sensitivity");
  table.text("reasons", "Reasons", "Reasons, the worst first; empty if no layer covers the land.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(reasons(input, map.pieces[i].layers)); }));
  table.integer(
      "n", "Number of reasons", "Number of layers that cover the land.", "",
      cells_of<IntegerCells>(n, [&](std::size_t i) { return static_cast<std::int64_t>(map.pieces[i].layers.size()); }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.pieces[i].area_m2 / 1e4; }));
  add_opportunity_columns(
      table, names.piece_opportunities, n, [](std::size_t i) { return i; }, true, true);
  return {table.done(), std::move(map.geometry)};
}

FeatureTable tree_parcels_table(const PlantingInput& input, const PlantingMap& map, const PlantingNames& names) {
  const std::size_t n = map.parcels.size();
  TableBuilder table("tree_parcels", "Parcels for planting", "One row per parcel.");
  table.text("parcel_id", "Parcel", "Id of the parcel.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names.parcel[i]); }));
  const auto real = [&](const std::string& name, const std::string& title, const std::string& meaning, const char* unit,
                        auto value) {
    table.real(name, title, meaning, unit, cells_of<RealCells>(n, [&](std::size_t i) { return value(i); }));
  };
  real("area_ha", "Area (ha)", "Area of the parcel.", "ha",
       [&](std::size_t i) { return map.parcels[i].total_m2() / 1e4; });
  for (std::size_t c = 0; c < 4; ++c) {
    const std::string word = tree_sensitivity_words()[c];
    real(word + "_ha", fmt::format("{} (ha)", word), fmt::format("Land whose worst class is {}.", word), "ha",
         [&, c](std::size_t i) { return map.parcels[i].area_m2[c] / 1e4; });
    real(word + "_share", fmt::format("{} (share)", word), "The same as a share of the parcel.", "0-1",
         [&, c](std::size_t i) {
           const double whole = map.parcels[i].total_m2();
           return whole > 0 ? map.parcels[i].area_m2[c] / whole : no_number;
         });
  }
  table.text("worst", "Worst class", "The worst class anywhere in the parcel.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(word_of(map.parcels[i].worst)); }),
             "tree_sensitivity");
  table.text(
      "reasons", "Reasons", "All layers that lie in the parcel, the worst first.",
      cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(reasons(input, map.parcels[i].layers)); }));
  real("plantable_ha", "Plantable (ha)",
       "Connected land of class low (and medium, if [planting] says so) that is large and wide enough.", "ha",
       [&](std::size_t i) { return map.parcels[i].plantable_m2 / 1e4; });
  real("woodland_m", "Distance to woodland (m)",
       "To the nearest patch of woodland, edge to edge; empty where no habitats are configured or none is near enough "
       "for a link. It has no weight in the class.",
       "m", [&](std::size_t i) { return names.distance_m.empty() ? no_number : names.distance_m[i]; });
  real("gain_ha", "Gain of connectivity (ha)",
       "What the plantable land would add to the equivalent connected area of woodland. It has no weight in the class.",
       "ha", [&](std::size_t i) { return names.gain_m2.empty() ? no_number : names.gain_m2[i] / 1e4; });
  add_opportunity_columns(
      table, names.parcel_opportunities, n, [](std::size_t i) { return i; }, true, true);
  return {table.done(), input.parcels};
}

FeatureTable tree_summary_table(const PlantingInput& input, const PlantingMap& map, const PlantingNames& names) {
  const std::vector<PlantingSum>& rows = map.sums;
  const std::size_t n = rows.size();
  TableBuilder table("tree_summary", "Sensitivity by authority and layer",
                     "Land of each layer in each authority; beyond: in none, all: everywhere. area_ha adds up to the "
                     "land.");
  table.text("authority", "Authority", "Code of the authority.", cells_of<TextCells>(n, [&](std::size_t i) {
               return text_or_null(authority_name(input, names, rows[i].authority));
             }));
  table.text(
      "class", "Class", "Class of the layer; low: land of no layer.",
      cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(word_of(class_of(input, rows[i].layer))); }),
      "tree_sensitivity");
  table.text("layer", "Layer", "Layer as the config names it; empty: land of no layer.",
             cells_of<TextCells>(n, [&](std::size_t i) -> std::optional<std::string> {
               return rows[i].layer < input.layers.size() ? text_or_null(input.layers[rows[i].layer].source)
                                                          : std::nullopt;
             }));
  table.text("reason", "Reason", "As the config says it.", cells_of<TextCells>(n, [&](std::size_t i) {
               return std::optional(rows[i].layer < input.layers.size()
                                        ? input.layers[rows[i].layer].reason
                                        : std::string("no clear constraint in these data"));
             }));
  table.real("raw_ha", "Land of the layer (ha)",
             "Overlaps within the layer are counted once; other layers are ignored.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].raw_m2 / 1e4; }));
  table.real("area_ha", "Counted (ha)", "Land that counts for this layer: that of worse or earlier layers is left out.",
             "ha", cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].once_m2 / 1e4; }));
  table.real("canopy_percent", "Woodland cover (%)", "Share of the authority's land that is woodland already.", "%",
             cells_of<RealCells>(n, [&](std::size_t i) {
               return names.canopy.empty() ? no_number : 100 * names.canopy[rows[i].authority];
             }));
  return {table.done(), std::monostate{}};
}

std::vector<Domain> planting_domains() {
  return {{"tree_sensitivity",
           "How sensitive land is to new woodland.",
           {{"unsuitable", "cannot be planted"},
            {"high", "high sensitivity"},
            {"medium", "medium sensitivity"},
            {"low", "no clear constraint in these data; not a consent"}}}};
}

IndicatorRows planting_indicators(const PlantingInput& input, const PlantingMap& map, const PlantingNames& names) {
  IndicatorRows rows;
  const auto authorities = static_cast<std::uint32_t>(input.authorities.size());
  for (std::uint32_t a = authorities == 0 ? 1 : 0; a < authorities + 2; ++a) {
    const ByClass sums = by_class(input, map, a);
    for (std::size_t c = 0; c < 4; ++c)
      rows.push_back({authority_name(input, names, a),
                      fmt::format("Land of {} sensitivity to new woodland", tree_sensitivity_words()[c]), names.date,
                      sums[c] / 1e4, "ha", GoodDirection::none, "tree_summary"});
    if (!names.canopy.empty())
      rows.push_back({authority_name(input, names, a), "Woodland cover", names.date, 100 * names.canopy[a], "%",
                      GoodDirection::up, "tree_summary"});
  }
  double plantable = 0;
  for (const ParcelResult& parcel : map.parcels) plantable += parcel.plantable_m2;
  if (!map.parcels.empty())
    rows.push_back({"all", "Plantable land of the parcels", names.date, plantable / 1e4, "ha", GoodDirection::none,
                    "tree_parcels"});
  return rows;
}

std::string planting_summary(const std::string& name, const PlantingInput& input, const PlantingMap& map) {
  const ByClass sums = by_class(input, map, static_cast<std::uint32_t>(input.authorities.size()) + 1);
  std::string text = name + "\n\nSensitivity to new woodland (overlaps counted once)\n";
  double whole = 0;
  for (const double sum : sums) whole += sum;
  for (std::size_t c = 0; c < 4; ++c)
    text += fmt::format("  {:<12} {:>12.2f} ha {:>6.1f} %\n", tree_sensitivity_words()[c], sums[c] / 1e4,
                        whole > 0 ? 100 * sums[c] / whole : 0);
  double plantable = 0;
  std::size_t some = 0;
  for (const ParcelResult& parcel : map.parcels) {
    plantable += parcel.plantable_m2;
    some += parcel.plantable_m2 > 0 ? 1 : 0;
  }
  if (!map.parcels.empty())
    text += fmt::format("\n{} of {} parcels have plantable land, {:.2f} ha in all\n", with_commas(some),
                        with_commas(map.parcels.size()), plantable / 1e4);
  return text + "\nLow means that these data show no clear constraint. It is not a consent.\n";
}

}  // namespace spatial
