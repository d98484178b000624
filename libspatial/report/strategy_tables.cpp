// SPDX-License-Identifier: MIT
#include "libspatial/report/strategy_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

/// Adds the columns of the measures; `of` gives the measure of each row.
void add_measure(TableBuilder& table, const StrategyInput& input, const std::vector<std::uint32_t>& of) {
  const auto text = [&](const char* name, const char* title, const char* meaning,
                        std::string StrategyMeasure::*member) {
    table.text(name, title, meaning, cells_of<TextCells>(of.size(), [&](std::size_t i) {
                 return text_or_null(input.measures[of[i]].*member);
               }));
  };
  text("measure_code", "Measure", "Code of the measure.", &StrategyMeasure::code);
  text("measure_text", "Wording", "The measure as the statement words it, in full.", &StrategyMeasure::text);
  text("concise_measure", "In short", "The measure in a few words.", &StrategyMeasure::concise);
  text("theme", "Theme", "As in the statement.", &StrategyMeasure::theme);
  text("habitat_target", "Habitat", "Habitat that the measure is for.", &StrategyMeasure::habitat_target);
  text("bng_habitats", "Habitats of the metric",
       "Habitats of the statutory biodiversity metric, separated by semicolons; the class field of [layers.measure] in "
       "lnrs sites.",
       &StrategyMeasure::bng_habitats);
  text("action", "Action", "As in the statement.", &StrategyMeasure::action);
  text("core_supplementary", "Core or supplementary", "As in the statement.", &StrategyMeasure::core_supplementary);
  table.real("rank", "Rank", "Rank of the measure; the lowest counts first.", "",
             cells_of<RealCells>(of.size(), [&](std::size_t i) {
               return input.measures[of[i]].rank.value_or(std::numeric_limits<double>::quiet_NaN());
             }));
  table.text("priority_ids", "Priorities", "Priorities that the measure serves, separated by semicolons.",
             cells_of<TextCells>(of.size(), [&](std::size_t i) {
               return text_or_null(joined(input.measures[of[i]].priorities, ";"));
             }));
}

/// "1 site", "2 sites".
std::string counted(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string codes_of(const StrategyInput& input, const std::vector<std::uint32_t>& measures) {
  std::vector<std::string> codes;
  for (const std::uint32_t m : measures) codes.push_back(input.measures[m].code);
  return joined(codes, ";");
}

}  // namespace

FeatureTable apib_table(const StrategyInput& input, const StrategyProducts& products) {
  const std::size_t n = products.apib_site.size();
  const auto site = [&](std::size_t i) -> const StrategySite& { return input.sites[products.apib_site[i]]; };
  TableBuilder table("apib", "Areas of particular importance for biodiversity",
                     "One row per site, clipped to the strategy area; sites may overlap.");
  const auto text = [&](const char* name, const char* title, const char* meaning, auto value) {
    table.text(name, title, meaning, cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(value(i)); }));
  };
  text("apib_id", "Id", "Number of the row.", [](std::size_t i) { return fmt::format("A{}", i + 1); });
  text("category", "Category", "Kind of site.", [&](std::size_t i) { return input.categories[site(i).rank]; });
  table.integer("rank", "Rank", "Rank of the category, 1 first.", "",
                cells_of<IntegerCells>(n, [&](std::size_t i) { return static_cast<std::int64_t>(site(i).rank) + 1; }));
  text("site_ref", "Reference", "Id of the site in its source.", [&](std::size_t i) { return site(i).ref; });
  text("site_name", "Name", "Name of the site.", [&](std::size_t i) { return site(i).name; });
  text("source", "Source", "Layer that the site comes from.", [&](std::size_t i) { return site(i).source; });
  text("source_date", "Date of the source", "As the config states it.",
       [&](std::size_t i) { return site(i).source_date; });
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha", hectares(products.apib_areas_m2));
  return {table.done(), products.apib};
}

FeatureTable apib_flat_table(const StrategyInput& input, const StrategyProducts& products) {
  const std::vector<FlatSite>& rows = products.flat_sites;
  const std::size_t n = rows.size();
  TableBuilder table("apib_flat", "Areas of particular importance, without overlaps",
                     "The same land without overlaps, by the categories that cover it.");
  table.text("categories", "Categories", "All categories there, by rank, separated by semicolons.",
             cells_of<TextCells>(n, [&](std::size_t i) {
               std::vector<std::string> names;
               for (const std::uint32_t rank : rows[i].ranks) names.push_back(input.categories[rank]);
               return text_or_null(joined(names, ";"));
             }));
  table.text("first", "First category", "The one that counts first.", cells_of<TextCells>(n, [&](std::size_t i) {
               return std::optional(input.categories[rows[i].ranks.front()]);
             }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].area_m2 / 1e4; }));
  return {table.done(), products.flat_sites_land};
}

FeatureTable measures_table(const StrategyInput& input) {
  std::vector<std::uint32_t> of;
  for (const MeasurePlace& place : input.places) of.push_back(place.measure);
  TableBuilder table("measures", "Measures", "One row per measure and place; places may overlap and lie in sites.");
  table.text("measure_id", "Id", "Id of the place.",
             cells_of<TextCells>(of.size(), [&](std::size_t i) { return text_or_null(input.places[i].id); }));
  add_measure(table, input, of);
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha", hectares(areas_m2_of(input.place_land)));
  return {table.done(), input.place_land};
}

FeatureTable measures_flat_table(const StrategyInput& input, const StrategyProducts& products) {
  const std::vector<FlatMeasure>& rows = products.flat;
  const std::size_t n = rows.size();
  TableBuilder table("measures_flat", "Measures, without overlaps",
                     "One row per set of measures that share land; the rows add up to the land of all measures.");
  table.text("measure_codes", "Measures", "Codes by rank, then code, separated by semicolons.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(codes_of(input, rows[i].measures)); }));
  table.integer(
      "n_measures", "Number of measures", "How many measures share the land.", "",
      cells_of<IntegerCells>(n, [&](std::size_t i) { return static_cast<std::int64_t>(rows[i].measures.size()); }));
  table.text("top_measure", "First measure", "The one that counts first.", cells_of<TextCells>(n, [&](std::size_t i) {
               return text_or_null(input.measures[rows[i].measures.front()].code);
             }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].area_m2 / 1e4; }));
  table.real("acib_ha", "Of which could become important (ha)",
             "Land of the row outside areas of particular importance.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].acib_m2 / 1e4; }));
  return {table.done(), products.flat_land};
}

FeatureTable measure_unmapped_table(const StrategyInput& input) {
  std::set<std::uint32_t> mapped;
  for (const MeasurePlace& place : input.places) mapped.insert(place.measure);
  std::vector<std::uint32_t> of;
  for (const std::uint32_t m : measure_order(input.measures))
    if (!mapped.contains(m)) of.push_back(m);
  TableBuilder table("measure_unmapped", "Measures without a place", "Measures of the statement that no polygon has.");
  add_measure(table, input, of);
  return {table.done(), std::monostate{}};
}

FeatureTable measure_links_table(const MeasureLinks& links, bool species) {
  const std::size_t n = links.pairs.size();
  TableBuilder table(species ? "measure_species" : "measure_priority",
                     species ? "Measures and species" : "Measures and priorities",
                     species ? "Which measure serves which species." : "Which measure serves which priority.");
  table.text("measure_code", "Measure", "Code of the measure.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(links.pairs[i].first); }));
  table.text(species ? "species" : "priority_id", species ? "Species" : "Priority",
             species ? "As in the table of the config." : "Id of the priority.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(links.pairs[i].second); }));
  return {table.done(), std::monostate{}};
}

FeatureTable acib_table(const StrategyInput& input, const StrategyProducts& products) {
  const std::size_t n = products.acib.size();
  TableBuilder table("acib", "Areas that could become of particular importance",
                     "Land of measures outside areas of particular importance; one row per connected area.");
  table.text("acib_id", "Id", "Number of the area.",
             cells_of<TextCells>(n, [](std::size_t i) { return std::optional(fmt::format("C{}", i + 1)); }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha", hectares(products.acib_areas_m2));
  table.integer("small", "Small part",
                "1: smaller than smallest_part_m2, so more likely a difference of outlines than land.", "",
                cells_of<IntegerCells>(
                    n, [&](std::size_t i) { return products.acib_areas_m2[i] < input.smallest_part_m2 ? 1 : 0; }));
  return {table.done(), products.acib};
}

FeatureTable strategy_totals_table(const StrategyInput& input, const StrategyProducts& products) {
  struct Row {
    std::string item;
    double m2;
    std::optional<std::int64_t> rows;
  };
  std::vector<Row> rows{{"strategy area", products.area_m2, std::nullopt}};
  for (std::size_t c = 0; c < products.categories.size(); ++c) {
    const CategoryTotal& total = products.categories[c];
    rows.push_back({"apib " + input.categories[c], total.once_m2, total.features});
    rows.push_back({"apib_flat " + input.categories[c], total.flat_m2, std::nullopt});
  }
  rows.push_back({"apib", products.apib_m2, static_cast<std::int64_t>(products.apib.size())});
  rows.push_back({"measures", products.measures_m2, static_cast<std::int64_t>(input.places.size())});
  rows.push_back({"measures in apib", products.measures_in_apib_m2, std::nullopt});
  double outside = 0;
  for (const double one : products.outside_m2) outside += one;
  rows.push_back({"measures outside the strategy area", outside, std::nullopt});
  rows.push_back({"acib", products.acib_m2, static_cast<std::int64_t>(products.acib.size())});
  const std::size_t n = rows.size();
  TableBuilder table("strategy_totals", "Totals of the strategy", "Areas; overlaps are counted once.");
  table.text("item", "Item", "What is counted.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(rows[i].item); }));
  table.real("area_ha", "Area (ha)", "Overlaps are counted once; apib_flat: land of no category that ranks before.",
             "ha", cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].m2 / 1e4; }));
  table.integer("features", "Rows", "Rows of the layer that are counted.", "",
                cells_of<IntegerCells>(n, [&](std::size_t i) { return rows[i].rows; }));
  return {table.done(), std::monostate{}};
}

FeatureTable strategy_review_table(const StrategyReview& review) {
  const std::size_t n = review.rows.size();
  TableBuilder table("strategy_review", "Review of two editions",
                     "What became of those areas of the previous edition that could become important.");
  table.text("fate", "Fate", "became_apib, still_acib or dropped.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(review.rows[i].fate); }));
  table.real("area_ha", "Area (ha)", "Land of the previous edition; overlaps are counted once.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return review.rows[i].area_m2 / 1e4; }));
  table.real("delivered_ha", "Delivered (ha)", "Of that, land of completed projects of the config.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return review.rows[i].delivered_m2 / 1e4; }));
  return {table.done(), std::monostate{}};
}

IndicatorRows strategy_indicators(const StrategyProducts& products, const std::vector<StrategyShare>& authorities,
                                  const std::string& date) {
  std::vector<StrategyShare> all = authorities;
  all.push_back({"all", products.area_m2, products.apib_m2, products.acib_m2, products.measures_m2});
  IndicatorRows rows;
  for (const StrategyShare& one : all) {
    const auto add = [&](const char* what, double value, const char* unit, GoodDirection good) {
      rows.push_back({one.authority, what, date, value, unit, good, "strategy_totals"});
    };
    add("Areas of particular importance for biodiversity", one.apib_m2 / 1e4, "ha", GoodDirection::up);
    add("Areas that could become of particular importance", one.acib_m2 / 1e4, "ha", GoodDirection::none);
    add("Land mapped for measures", one.measures_m2 / 1e4, "ha", GoodDirection::none);
    if (one.area_m2 > 0)
      add("Share of the strategy area of particular importance", 100 * one.apib_m2 / one.area_m2, "%",
          GoodDirection::up);
  }
  return rows;
}

std::string strategy_summary(const std::string& name, const StrategyInput& input, const StrategyProducts& products,
                             const std::optional<StrategyReview>& review) {
  const std::size_t small =
      static_cast<std::size_t>(std::count_if(products.acib_areas_m2.begin(), products.acib_areas_m2.end(),
                                             [&](double area) { return area < input.smallest_part_m2; }));
  std::string text = fmt::format(
      "{}\n\nStrategy (overlaps counted once)\n  {:>12.2f} ha  areas of particular importance ({})\n  {:>12.2f} ha  "
      "measures ({} of {}), {:.2f} ha of them within areas of particular importance\n  {:>12.2f} ha  areas that could "
      "become important ({}, {} of them under {} m2)\n",
      name, products.apib_m2 / 1e4, counted(products.apib.size(), "site"), products.measures_m2 / 1e4,
      counted(input.places.size(), "place"), counted(input.measures.size(), "measure"),
      products.measures_in_apib_m2 / 1e4, products.acib_m2 / 1e4, counted(products.acib.size(), "area"), small,
      shortest(input.smallest_part_m2));
  if (review) {
    text += "\nAreas of the previous edition that could become important\n";
    for (const StrategyReview::Row& row : review->rows)
      text += fmt::format("  {:>12.2f} ha  {} ({:.2f} ha delivered)\n", row.area_m2 / 1e4, row.fate,
                          row.delivered_m2 / 1e4);
  }
  return text;
}

}  // namespace spatial
