// SPDX-License-Identifier: MIT
#include "libspatial/report/greenspace_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

/// Row order of tables by authority: each authority, then land beyond all of them (if people or greenspace lie there),
/// then the total.
std::vector<std::uint32_t> rows_by_authority(const GreenspaceAccess& access, const GreenspaceReport& report) {
  const auto count = static_cast<std::uint32_t>(report.authorities.size());
  std::vector<std::uint32_t> rows;
  for (std::uint32_t a = 0; a < count; ++a) rows.push_back(a);
  const bool beyond = count > 0 && (std::count(access.authority_of.begin(), access.authority_of.end(), count) > 0 ||
                                    (!access.once_m2.empty() && access.once_m2.back() > 0.5));
  if (beyond) rows.push_back(count + 1);
  if (!access.once_m2.empty()) rows.push_back(count);
  return rows;
}

std::string word_of(const GreenspaceReport& report, std::uint32_t authority) {
  if (authority < report.authorities.size()) return report.authorities[authority];
  return authority == report.authorities.size() ? "all" : "beyond";
}

/// Whether something in authority `own` counts in row `row`. Without authorities, everything counts in the total.
bool belongs(const GreenspaceReport& report, std::uint32_t own, std::uint32_t row) {
  const auto count = static_cast<std::uint32_t>(report.authorities.size());
  if (row < count) return own == row;
  return row == count ? own < count || count == 0 : own == count;
}

void add_choices(TableBuilder& table, const GreenspaceReport& report, std::size_t rows) {
  table.text("choices", "Choices", "What the numbers depend on, as configured.",
             cells_of<TextCells>(rows, [&](std::size_t) { return report.choices(); }));
}

std::string unit_authority(const GreenspaceAccess& access, const GreenspaceReport& report, std::size_t u) {
  if (report.authorities.empty()) return "all";
  return access.authority_of[u] < report.authorities.size() ? report.authorities[access.authority_of[u]] : "beyond";
}

/// Geometry of population units: areas, or points if the population is given as points.
GeometryColumn geometry_of(const GreenspaceReport& report, const std::vector<std::uint32_t>& units) {
  if (report.options.population == PeopleAt::points) {
    PointColumn points;
    for (const std::uint32_t u : units) points.emplace_back(report.units.place[u]);
    return points;
  }
  MultiPolygonColumn areas;
  for (const std::uint32_t u : units) areas.append(report.units.areas[u]);
  return areas;
}

void add_units(TableBuilder& table, const GreenspaceAccess& access, const GreenspaceReport& report,
               const std::vector<std::uint32_t>& units) {
  const std::size_t n = units.size();
  table.text("unit_id", "Unit", "Id of the population unit.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.units.id[units[i]]; }));
  table.text("authority", "Authority", "The authority that has most of the unit; beyond: none.",
             cells_of<TextCells>(n, [&](std::size_t i) { return unit_authority(access, report, units[i]); }));
  table.real("people", "People", "People in the unit.", "",
             cells_of<RealCells>(n, [&](std::size_t i) { return report.units.people[units[i]]; }));
  for (const StandardReach& reach : access.standards) {
    const std::string& name = reach.standard.name;
    const auto unit = [&](std::size_t i) -> const UnitReach& { return reach.units[units[i]]; };
    table.real(name, name,
               "Share of the people served: 1 or 0; with people all over the area the share of it within reach.", "0-1",
               cells_of<RealCells>(n, [&](std::size_t i) { return unit(i).served; }));
    if (reach.combined()) continue;
    table.text(name + "_nearest_id", name + ": nearest", "The nearest greenspace that is large enough.",
               cells_of<TextCells>(n, [&](std::size_t i) {
                 return unit(i).nearest == no_site ? std::nullopt : std::optional(report.site_ids[unit(i).nearest]);
               }));
    table.real(name + "_distance_m", name + ": distance (m)",
               "Distance to it; empty if no greenspace is large enough or none can be reached.", "m",
               cells_of<RealCells>(n, [&](std::size_t i) { return unit(i).distance_m; }));
  }
}

/// The standard for which gaps are reported: the combined one (doorstep or local) if there is one, otherwise the first.
std::size_t gap_standard(const GreenspaceAccess& access) {
  for (std::size_t k = 0; k < access.standards.size(); ++k)
    if (access.standards[k].combined()) return k;
  return 0;
}

}  // namespace

std::string GreenspaceReport::choices() const {
  constexpr std::array sizes{"site", "joined"};
  constexpr std::array distances{"edge", "access", "network"};
  constexpr std::array people{"centroid", "area", "points"};
  std::string text = fmt::format(
      "size_of = {}, distance = {}, population = {}", sizes[static_cast<std::size_t>(options.size_of)],
      distances[static_cast<std::size_t>(options.distance)], people[static_cast<std::size_t>(options.population)]);
  if (options.size_of == SiteSize::joined) text += fmt::format(", join_m = {}", shortest(options.join_m));
  if (options.distance != ReachDistance::edge) text += fmt::format(", access_m = {}", shortest(options.access_m));
  return text + fmt::format(", beyond_m = {}", shortest(options.beyond_m));
}

StandardSum standard_sum(const GreenspaceAccess& access, const GreenspaceReport& report, std::size_t standard,
                         std::uint32_t authority) {
  const StandardReach& reach = access.standards[standard];
  StableSum people, served;
  for (std::size_t u = 0; u < reach.units.size(); ++u) {
    if (!belongs(report, access.authority_of[u], authority)) continue;
    people.add(report.units.people[u]);
    served.add(report.units.people[u] * reach.units[u].served);
  }
  StandardSum sum{people.value(), served.value(), 0, 0};
  for (std::uint32_t a = 0; a < report.authorities.size(); ++a)
    if (a == authority || authority == report.authorities.size()) {
      sum.land_m2 += report.land_m2[a];
      sum.zone_m2 += reach.zone_in_m2[a];
    }
  return sum;
}

CapacitySum capacity_sum(const GreenspaceAccess& access, const GreenspaceReport& report, std::uint32_t authority) {
  CapacitySum sum;
  StableSum people, once, all;
  for (std::size_t u = 0; u < report.units.id.size(); ++u)
    if (belongs(report, access.authority_of[u], authority)) people.add(report.units.people[u]);
  // The last entry is greenspace outside all authorities; without authorities, it is all greenspace.
  for (std::uint32_t a = 0; a < access.once_m2.size(); ++a)
    if (belongs(report, a, authority)) {
      once.add(access.once_m2[a]);
      all.add(access.sum_m2[a]);
    }
  sum.people = people.value();
  sum.once_m2 = once.value();
  sum.sum_m2 = all.value();
  return sum;
}

FeatureTable ags_units_table(const GreenspaceAccess& access, const GreenspaceReport& report) {
  std::vector<std::uint32_t> units(report.units.id.size());
  for (std::uint32_t u = 0; u < units.size(); ++u) units[u] = u;
  TableBuilder table("ags_units", "Access to greenspace by unit",
                     "One row per population unit, with each standard (columns begin with its name).");
  add_units(table, access, report, units);
  add_choices(table, report, units.size());
  return {table.done(), geometry_of(report, units)};
}

FeatureTable ags_gaps_table(const GreenspaceAccess& access, const GreenspaceReport& report) {
  std::vector<std::uint32_t> units;
  const std::size_t by = gap_standard(access);
  if (!access.standards.empty())
    for (std::uint32_t u = 0; u < report.units.id.size(); ++u)
      if (access.standards[by].units[u].served < 1 - 1e-9) units.push_back(u);
  TableBuilder table(
      "ags_gaps", "Units without greenspace near by",
      "Units that are not wholly served by doorstep_or_local, or by the first standard where there is no "
      "such combination.");
  add_units(table, access, report, units);
  table.real("people_unserved", "People unserved", "People of the unit that are not served.", "",
             cells_of<RealCells>(units.size(), [&](std::size_t i) {
               return report.units.people[units[i]] * (1 - access.standards[by].units[units[i]].served);
             }));
  add_choices(table, report, units.size());
  return {table.done(), geometry_of(report, units)};
}

FeatureTable ags_zone_table(const GreenspaceAccess& access, const GreenspaceReport& report) {
  std::vector<const StandardReach*> rows;
  MultiPolygonColumn zones;
  for (const StandardReach& reach : access.standards)
    if (report.options.distance != ReachDistance::network) {
      rows.push_back(&reach);
      zones.append(reach.zone);
    }
  TableBuilder table(
      "ags_zone", "Land within reach",
      "One row per standard: land from which a greenspace that is large enough lies within the distance. "
      "None along a network, where only places of people are measured.");
  const std::size_t n = rows.size();
  table.text("standard", "Standard", "Its name, or that of a combination.",
             cells_of<TextCells>(n, [&](std::size_t i) { return rows[i]->standard.name; }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return area_m2(rows[i]->zone) / 1e4; }));
  add_choices(table, report, n);
  return {table.done(), std::move(zones)};
}

FeatureTable ags_authority_table(const GreenspaceAccess& access, const GreenspaceReport& report) {
  struct Row {
    std::uint32_t authority;
    std::size_t standard;
    StandardSum sum;
  };
  std::vector<Row> rows;
  for (const std::uint32_t a : rows_by_authority(access, report))
    for (std::size_t k = 0; k < access.standards.size(); ++k)
      rows.push_back({a, k, standard_sum(access, report, k, a)});
  const std::size_t n = rows.size();
  const auto reach = [&](std::size_t i) -> const StandardReach& { return access.standards[rows[i].standard]; };
  TableBuilder table("ags_authority", "Access to greenspace by authority",
                     "How many people each standard serves; a standard without a greenspace that is large enough has a "
                     "row of 0.");
  const auto real = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit, cells_of<RealCells>(n, [&](std::size_t i) { return value(i); }));
  };
  table.text("authority", "Authority", "Its code; beyond: people outside all authorities, who are not part of `all`.",
             cells_of<TextCells>(n, [&](std::size_t i) { return word_of(report, rows[i].authority); }));
  table.text("standard", "Standard", "Its name; doorstep_or_local and within_15_minutes are combinations: any of them.",
             cells_of<TextCells>(n, [&](std::size_t i) { return reach(i).standard.name; }));
  real("size_ha", "Size (ha)", "Smallest greenspace that serves; empty for combinations.", "ha",
       [&](std::size_t i) { return reach(i).combined() ? no_number : reach(i).standard.size_ha; });
  real("within_m", "Within (m)", "Largest distance at which it serves; empty for combinations.", "m",
       [&](std::size_t i) { return reach(i).combined() ? no_number : reach(i).standard.within_m; });
  table.integer("large_enough", "Large enough", "Sites, or groups of sites that touch, of at least that size.", "",
                cells_of<IntegerCells>(n, [&](std::size_t i) -> std::optional<std::int64_t> {
                  if (reach(i).combined()) return std::nullopt;
                  return static_cast<std::int64_t>(reach(i).large_enough);
                }));
  real("people", "People", "People of the authority.", "", [&](std::size_t i) { return rows[i].sum.people; });
  real("served", "Served", "People of whom a greenspace of the size lies within the distance.", "",
       [&](std::size_t i) { return rows[i].sum.served; });
  real("percent", "Served (%)", "served / people.", "%",
       [&](std::size_t i) { return percent_of(rows[i].sum.served, rows[i].sum.people); });
  real("percent_of_area", "Land within reach (%)",
       "Land of the authority from which the standard is met; empty along a network and without authorities.", "%",
       [&](std::size_t i) { return percent_of(rows[i].sum.zone_m2, rows[i].sum.land_m2); });
  add_choices(table, report, n);
  return {table.done(), std::monostate{}};
}

FeatureTable capacity_table(const GreenspaceAccess& access, const GreenspaceReport& report) {
  std::vector<std::pair<std::uint32_t, CapacitySum>> rows;
  for (const std::uint32_t a : rows_by_authority(access, report)) rows.emplace_back(a, capacity_sum(access, report, a));
  const std::size_t n = rows.size();
  TableBuilder table("capacity", "Greenspace for people",
                     "Accessible greenspace in each authority (overlaps counted once) and the people there.");
  const auto real = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit,
               cells_of<RealCells>(n, [&](std::size_t i) { return value(rows[i].second); }));
  };
  table.text("authority", "Authority", "Its code; beyond: outside all authorities, not part of `all`.",
             cells_of<TextCells>(n, [&](std::size_t i) { return word_of(report, rows[i].first); }));
  real("people", "People", "People of the authority.", "", [](const CapacitySum& s) { return s.people; });
  real("accessible_ha", "Accessible greenspace (ha)", "Land open to people; overlaps are counted once.", "ha",
       [](const CapacitySum& s) { return s.once_m2 / 1e4; });
  real("raw_ha", "Sum of sites (ha)", "The same, with each site in full where sites overlap.", "ha",
       [](const CapacitySum& s) { return s.sum_m2 / 1e4; });
  real("ha_per_1000", "ha per 1,000 people", "accessible_ha / people × 1,000.", "ha",
       [](const CapacitySum& s) { return s.people > 0 ? s.once_m2 / 1e4 / s.people * 1000 : no_number; });
  real("needed_ha", "Needed (ha)", "Hectares that the people need by the capacity standard.", "ha",
       [&](const CapacitySum& s) { return s.needed_m2(report.options) / 1e4; });
  real("shortfall_ha", "Shortfall (ha)", "Hectares still missing; 0 if there is enough.", "ha",
       [&](const CapacitySum& s) { return std::max(0.0, s.needed_m2(report.options) - s.once_m2) / 1e4; });
  add_choices(table, report, n);
  return {table.done(), std::monostate{}};
}

IndicatorRows greenspace_indicators(const GreenspaceAccess& access, const GreenspaceReport& report) {
  IndicatorRows rows;
  for (const std::uint32_t a : rows_by_authority(access, report)) {
    if (word_of(report, a) == "beyond") continue;
    for (std::size_t k = 0; k < access.standards.size(); ++k) {
      const StandardSum sum = standard_sum(access, report, k, a);
      rows.push_back({word_of(report, a), "People with greenspace: " + access.standards[k].standard.name, report.date,
                      percent_of(sum.served, sum.people), "%", GoodDirection::up, "ags_authority"});
    }
    const CapacitySum sum = capacity_sum(access, report, a);
    rows.push_back({word_of(report, a), "Accessible greenspace per 1,000 people", report.date,
                    sum.people > 0 ? sum.once_m2 / 1e4 / sum.people * 1000 : no_number, "ha", GoodDirection::up,
                    "capacity"});
  }
  return rows;
}

}  // namespace spatial
