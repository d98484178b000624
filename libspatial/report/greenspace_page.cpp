// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/greenspace_tables.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/plain_page.hpp"

namespace spatial {
namespace {

// The page and the summary of access to greenspace, declared in greenspace_tables.hpp.

std::string people_text(double people) { return with_commas(std::llround(people)); }
std::string share_text(double part, double whole) {
  return whole > 0 ? fmt::format("{:.1f} %", 100 * part / whole) : std::string("\xE2\x80\x93");
}

/// The named columns of a table as text; the authority comes first, by name if it has one.
std::vector<std::vector<std::string>> shown(const FeatureTable& table, const std::vector<std::string>& columns,
                                            const GreenspaceReport& report) {
  std::vector<std::vector<std::string>> rows(table.table.rows());
  for (const std::string& name : columns) {
    const Cells& cells = table.table.find(name)->cells;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::string text = "\xE2\x80\x93";
      if (const auto* texts = std::get_if<TextCells>(&cells); texts != nullptr && (*texts)[i]) text = *(*texts)[i];
      if (const auto* whole = std::get_if<IntegerCells>(&cells); whole != nullptr && (*whole)[i])
        text = with_commas(*(*whole)[i]);
      if (const auto* reals = std::get_if<RealCells>(&cells); reals != nullptr && std::isfinite((*reals)[i]))
        text = name == "people" || name == "served" ? people_text((*reals)[i])
               : name == "within_m"                 ? with_commas(std::llround((*reals)[i]))
                                                    : number_text((*reals)[i], 2);
      rows[i].push_back(std::move(text));
    }
  }
  for (std::vector<std::string>& row : rows)
    for (std::size_t a = 0; a < report.names.size(); ++a)
      if (row[0] == report.authorities[a] && !report.names[a].empty()) row[0] = report.names[a];
  return rows;
}

void add_map(PlainPage& page, const GreenspaceAccess& access, const GreenspaceReport& report) {
  if (report.sites == nullptr || access.standards.empty()) return;
  const auto combined = std::find_if(access.standards.begin(), access.standards.end(),
                                     [](const StandardReach& reach) { return reach.combined(); });
  const StandardReach& reach = combined == access.standards.end() ? access.standards.front() : *combined;
  std::vector<PlainPage::Layer> layers{{"population units that are not served", "#f4a582", {}},
                                       {"within reach: " + reach.standard.name, "#c7e9c0", {}},
                                       {"greenspace", "#14573b", {}},
                                       {"authorities", "#1c2a26", {}, true}};
  Box window;
  if (!reach.zone.empty()) layers[1].areas.push_back(reach.zone);
  for (std::size_t u = 0; u < report.units.areas.size(); ++u) {
    if (reach.units[u].served < 1 - 1e-9) layers[0].areas.push_back(report.units.areas[u]);
    window.add(box_of(report.units.areas[u]));
  }
  for (std::size_t s = 0; s < report.sites->size(); ++s) layers[2].areas.push_back((*report.sites)[s]);
  if (report.outlines != nullptr)
    for (std::size_t a = 0; a < report.outlines->size(); ++a) {
      layers[3].areas.push_back((*report.outlines)[a]);
      window.add(box_of((*report.outlines)[a]));
    }
  for (const Point& place : report.units.place) window.add(place);
  if (window.empty()) return;
  page.begin("map", "Map");
  page.map("Map of greenspace, of land within reach of it and of units whose people are not served", window, layers);
  page.end();
}

}  // namespace

std::string greenspace_page(const GreenspaceAccess& access, const GreenspaceReport& report) {
  PlainPage page("Greenspace for people: " + report.title,
                 report.choices() + (report.date.empty() ? "" : "; " + report.date), report.version);
  const auto all = static_cast<std::uint32_t>(report.authorities.size());
  std::vector<std::pair<std::string, std::string>> facts;
  for (std::size_t k = 0; k < access.standards.size(); ++k) {
    const StandardSum sum = standard_sum(access, report, k, all);
    facts.emplace_back(access.standards[k].standard.name, share_text(sum.served, sum.people));
  }
  const CapacitySum capacity = capacity_sum(access, report, all);
  facts.emplace_back("ha per 1,000 people", capacity.people > 0
                                                ? number_text(capacity.once_m2 / 1e4 / capacity.people * 1000, 2)
                                                : std::string("\xE2\x80\x93"));
  page.begin("headline", "People with greenspace near by");
  page.facts(facts);
  page.paragraph(
      "These shares depend on the choices above: whether touching sites count as one, whether distances are measured "
      "to edges or to entrances, and where people are taken to live.");
  page.end();
  add_map(page, access, report);
  page.begin("account", "By authority");
  page.table("People served by each standard",
             {{"Authority"},
              {"Standard"},
              {"Size (ha)", true},
              {"Within (m)", true},
              {"Large enough", true},
              {"People", true},
              {"Served", true},
              {"Served (%)", true},
              {"Land within reach (%)", true}},
             shown(ags_authority_table(access, report),
                   {"authority", "standard", "size_ha", "within_m", "large_enough", "people", "served", "percent",
                    "percent_of_area"},
                   report));
  page.table("Accessible greenspace for people",
             {{"Authority"},
              {"People", true},
              {"Accessible (ha)", true},
              {"ha per 1,000", true},
              {"Needed (ha)", true},
              {"Shortfall (ha)", true}},
             shown(capacity_table(access, report),
                   {"authority", "people", "accessible_ha", "ha_per_1000", "needed_ha", "shortfall_ha"}, report));
  page.end();
  page.begin("meaning", "What this is");
  page.notes({{"Standards", "Natural England's Green Infrastructure Standards, unless the config states others."},
              {"Left out", fmt::format("{} sites that are not open to people; {} sites further beyond the authorities "
                                       "than beyond_m",
                                       with_commas(report.inaccessible), with_commas(report.beyond))},
              {"People", "As stated for each unit; published totals differ by design and nothing is scaled to them."}});
  page.end();
  return page.done();
}

std::string greenspace_summary(const GreenspaceAccess& access, const GreenspaceReport& report) {
  const auto all = static_cast<std::uint32_t>(report.authorities.size());
  std::string text = fmt::format("{}\n{}\n\n  {:<22} {:>12} {:>12} {:>9} {:>10}\n", report.title, report.choices(),
                                 "standard", "large enough", "served", "%", "% of land");
  for (std::size_t k = 0; k < access.standards.size(); ++k) {
    const StandardSum sum = standard_sum(access, report, k, all);
    const StandardReach& reach = access.standards[k];
    fmt::format_to(std::back_inserter(text), "  {:<22} {:>12} {:>12} {:>9} {:>10}\n", reach.standard.name,
                   reach.combined() ? std::string() : std::to_string(reach.large_enough), people_text(sum.served),
                   share_text(sum.served, sum.people), share_text(sum.zone_m2, sum.land_m2));
  }
  const CapacitySum capacity = capacity_sum(access, report, all);
  return text + fmt::format("\n{} people, {:.4f} ha of accessible greenspace (overlaps counted once)",
                            people_text(capacity.people), capacity.once_m2 / 1e4);
}

}  // namespace spatial
