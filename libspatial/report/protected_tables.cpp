// SPDX-License-Identifier: MIT
#include "libspatial/report/protected_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/plain_page.hpp"

namespace spatial {
namespace {

/// Land of an authority, or of all together. NaN for land beyond the authorities, whose total is unknown.
double land_of(const ProtectedReport& report, std::uint32_t authority) {
  if (authority < report.land_m2.size()) return report.land_m2[authority];
  if (authority == report.land_m2.size()) return no_number;
  StableSum sum;
  for (const double land : report.land_m2) sum.add(land);
  return sum.value();
}

double gap_m2(const ProtectedReport& report, const ProtectedRow& row) {
  const double land = land_of(report, row.authority);
  return std::isfinite(land) ? std::max(0.0, report.options.target_percent / 100 * land - row.cumulative_m2)
                             : no_number;
}

std::string reasons_of(const ProtectedRow& row) {
  std::vector<std::string> words;
  for (const auto& [gap, area] : row.gaps)
    if (area > 0) words.push_back(fmt::format("{}: {:.4f} ha", info(gap).word, area / 1e4));
  return joined(words, "; ");
}

/// An authority's cumulative areas: land that counts, and all land including potential.
struct Reached {
  double counts = 0, potential = 0;
};
Reached reached(const ProtectedLand& land, std::uint32_t authority) {
  Reached sums;
  for (const ProtectedRow& row : land.rows) {
    if (row.authority != authority) continue;
    if (row.counts) sums.counts = row.cumulative_m2;
    sums.potential = row.cumulative_m2;
  }
  return sums;
}

std::string status_of(bool counts) { return counts ? "counts" : "potential"; }

}  // namespace

std::string authority_word(const ProtectedReport& report, std::uint32_t authority) {
  if (authority < report.authorities.size()) return report.authorities[authority];
  return authority == report.authorities.size() ? "beyond" : "all";
}

namespace {

/// Name of an authority, or its code if it has no name.
std::string authority_title(const ProtectedReport& report, std::uint32_t authority) {
  const bool named = authority < report.names.size() && !report.names[authority].empty();
  return named ? report.names[authority] : authority_word(report, authority);
}

}  // namespace

FeatureTable thirty_by_thirty_table(const ProtectedLand& land, const ProtectedReport& report) {
  const std::vector<ProtectedRow>& rows = land.rows;
  const std::size_t n = rows.size();
  TableBuilder table("thirty_by_thirty", "30 by 30",
                     "Protected land of each authority by category, without overlaps, in the order in which land goes "
                     "to categories: all that counts by rank, then all that could count.");
  const auto real = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit, cells_of<RealCells>(n, [&](std::size_t i) { return value(rows[i]); }));
  };
  table.text("authority", "Authority",
             "Its code; beyond: land outside all of them, which is not part of all; all: the authorities together.",
             cells_of<TextCells>(n, [&](std::size_t i) { return authority_word(report, rows[i].authority); }));
  table.text("category", "Category", "Kind of protection.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.categories[rows[i].category].name; }));
  table.text("status", "Status", "Whether the land counts, or could count.",
             cells_of<TextCells>(n, [&](std::size_t i) { return status_of(rows[i].counts); }), "protection_status");
  real("raw_ha", "Area by itself (ha)",
       "Land of the row, whatever other categories protect it too; overlaps within the row are counted once.", "ha",
       [](const ProtectedRow& r) { return r.raw_m2 / 1e4; });
  real("once_ha", "Area counted once (ha)", "Land that no earlier row of the authority has.", "ha",
       [](const ProtectedRow& r) { return r.once_m2 / 1e4; });
  real("cumulative_ha", "Cumulative (ha)", "Sum of once_ha of this and all earlier rows.", "ha",
       [](const ProtectedRow& r) { return r.cumulative_m2 / 1e4; });
  real("cumulative_percent", "Cumulative (%)", "cumulative_ha / land_ha.", "%",
       [&](const ProtectedRow& r) { return percent_of(r.cumulative_m2, land_of(report, r.authority)); });
  real("gap_to_30_ha", "Gap to the target (ha)", "Land still needed to reach the target (30 %) after this row.", "ha",
       [&](const ProtectedRow& r) { return gap_m2(report, r) / 1e4; });
  table.text("reasons", "Reasons", "Why land does not count yet, with the hectares of once_ha.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(reasons_of(rows[i])); }));
  real("land_ha", "Land (ha)", "Land of the authority, the denominator of the percentage.", "ha",
       [&](const ProtectedRow& r) { return land_of(report, r.authority) / 1e4; });
  table.text("land_measured_to", "Land measured to", "What the denominator is, as the config states it.",
             cells_of<TextCells>(n, [&](std::size_t) { return text_or_null(report.land); }));
  return {table.done(), std::monostate{}};
}

FeatureTable thirty_map_table(ProtectedLand& land, const ProtectedReport& report) {
  const std::vector<ProtectedPiece>& rows = land.pieces;
  const std::size_t n = rows.size();
  TableBuilder table("thirty_map", "Map of protected land", "One row per piece; pieces do not overlap.");
  table.text("authority", "Authority", "Its code; beyond: outside all of them.",
             cells_of<TextCells>(n, [&](std::size_t i) { return authority_word(report, rows[i].authority); }));
  table.text("category", "Category", "The first category, by rank, that covers the land.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.categories[rows[i].category].name; }));
  table.text("status", "Status", "Whether the land counts, or could count.",
             cells_of<TextCells>(n, [&](std::size_t i) { return status_of(rows[i].gap == ProtectionGap::none); }),
             "protection_status");
  table.text("reason", "Reason", "Why the land does not count yet.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(std::string(info(rows[i].gap).word)); }));
  table.text("sites", "Sites", "Ids of the features, the first five.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(rows[i].sites); }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].area_m2 / 1e4; }));
  return {table.done(), std::move(land.geometry)};
}

Domain protection_status_domain() {
  return {"protection_status",
          "Whether land counts towards 30 by 30.",
          {{"counts", "counts"}, {"potential", "could count"}}};
}

IndicatorRows protected_indicators(const ProtectedLand& land, const ProtectedReport& report) {
  IndicatorRows rows;
  const auto count = static_cast<std::uint32_t>(report.authorities.size());
  for (std::uint32_t a = 0; a < count + 2; ++a) {
    if (a == count) continue;
    const double of = land_of(report, a);
    const Reached sums = reached(land, a);
    const std::string name = authority_word(report, a);
    const auto add = [&](const char* what, double value, const char* unit, GoodDirection good) {
      rows.push_back({name, what, report.date, value, unit, good, "thirty_by_thirty"});
    };
    add("Land that counts towards 30 by 30", sums.counts / 1e4, "ha", GoodDirection::up);
    add("Share of land that counts towards 30 by 30", percent_of(sums.counts, of), "%", GoodDirection::up);
    add("Share of land that counts or could count", percent_of(sums.potential, of), "%", GoodDirection::none);
    add("Land missing to the target", std::max(0.0, report.options.target_percent / 100 * of - sums.counts) / 1e4, "ha",
        GoodDirection::down);
  }
  return rows;
}

std::string protected_summary(const ProtectedLand& land, const ProtectedReport& report) {
  std::string text = fmt::format("{}\n\n  {:<26} {:>12} {:>12} {:>9} {:>12} {:>9}\n", report.title, "authority",
                                 "land ha", "counts ha", "%", "could ha", "% with it");
  const auto count = static_cast<std::uint32_t>(report.authorities.size());
  for (std::uint32_t a = 0; a < count + 2; ++a) {
    const Reached sums = reached(land, a);
    if (a == count && !(sums.potential > 0)) continue;
    const double of = land_of(report, a);
    fmt::format_to(std::back_inserter(text), "  {:<26} {:>12} {:>12.4f} {:>9} {:>12.4f} {:>9}\n",
                   authority_title(report, a), number_text(of / 1e4, 2), sums.counts / 1e4,
                   number_text(percent_of(sums.counts, of), 3), (sums.potential - sums.counts) / 1e4,
                   number_text(percent_of(sums.potential, of), 3));
  }
  return text;
}

namespace {

void add_map(PlainPage& page, const ProtectedLand& land, const ProtectedReport& report) {
  std::vector<PlainPage::Layer> layers{
      {"counts", "#14573b", {}}, {"could count", "#e69f00", {}}, {"authorities", "#1c2a26", {}, true}};
  for (std::size_t p = 0; p < land.pieces.size(); ++p)
    layers[land.pieces[p].gap == ProtectionGap::none ? 0 : 1].areas.push_back(land.geometry[p]);
  Box window;
  if (report.outlines != nullptr)
    for (std::size_t a = 0; a < report.outlines->size(); ++a) {
      layers[2].areas.push_back((*report.outlines)[a]);
      window.add(box_of((*report.outlines)[a]));
    }
  if (window.empty()) return;
  page.begin("map", "Map");
  page.map("Map of the authorities with land that counts towards 30 by 30 and land that could count", window, layers);
  page.paragraph("Every piece is a row of the layer thirty_map of the GeoPackage.");
  page.end();
}

}  // namespace

std::string protected_page(const ProtectedLand& land, const ProtectedReport& report) {
  PlainPage page("Protected land: " + report.title, report.date.empty() ? "30 by 30" : "30 by 30, " + report.date,
                 report.version);
  const auto count = static_cast<std::uint32_t>(report.authorities.size());
  const Reached all = reached(land, count + 1);
  const double of = land_of(report, count + 1);
  page.begin("headline", "Headline");
  page.facts({{"Land that counts", number_text(percent_of(all.counts, of), 2) + " %"},
              {"With land that could count", number_text(percent_of(all.potential, of), 2) + " %"},
              {"Still needed to reach the target",
               hectares_text(std::max(0.0, report.options.target_percent / 100 * of - all.counts)) + " ha"}});
  page.paragraph(
      "Overlapping land is counted once. Land counts where conservation is its purpose, it is secured for long enough, "
      "and it is managed and monitored; land that misses one of these could count.");
  page.end();
  add_map(page, land, report);
  const std::vector<PlainPage::Head> heads{{"Authority"},       {"Category"},
                                           {"Status"},          {"By itself (ha)", true},
                                           {"Once (ha)", true}, {"Cumulative (ha)", true},
                                           {"%", true},         {"Gap (ha)", true},
                                           {"Reasons"}};
  std::vector<std::vector<std::string>> rows;
  for (const ProtectedRow& row : land.rows)
    if (row.authority != count || row.once_m2 > 0)
      rows.push_back({authority_title(report, row.authority), report.categories[row.category].name,
                      row.counts ? "counts" : "could count", hectares_text(row.raw_m2), hectares_text(row.once_m2),
                      hectares_text(row.cumulative_m2),
                      number_text(percent_of(row.cumulative_m2, land_of(report, row.authority)), 3),
                      hectares_text(gap_m2(report, row)), reasons_of(row)});
  page.begin("account", "Account");
  page.table("Land by authority and category", heads, rows);
  page.end();
  page.begin("meaning", "What this is");
  std::vector<std::pair<std::string, std::string>> notes{
      {"Land of the authorities", report.land.empty()
                                      ? "as the layer of authorities draws it; what it is measured to is not stated"
                                      : report.land},
      {"Beyond", "Land outside all authorities; it is not part of all."},
      {"Secured", fmt::format("for at least {} years from the date of the report", report.options.years)}};
  for (const auto& [category, area] : report.not_counted)
    notes.emplace_back(category, fmt::format("{} ha, listed but not counted", hectares_text(area)));
  page.notes(notes);
  page.end();
  return page.done();
}

}  // namespace spatial
