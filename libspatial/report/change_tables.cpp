// SPDX-License-Identifier: MIT
#include "libspatial/report/change_tables.hpp"

#include <functional>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN(); }

RealCells hectares(std::size_t rows, const std::function<double(std::size_t)>& m2) {
  return cells_of<RealCells>(rows, [&](std::size_t i) { return m2(i) / 1e4; });
}

}  // namespace

FeatureTable change_matrix_table(const ChangeMatrix& matrix, const ChangeNames& names) {
  const auto classes = static_cast<std::uint32_t>(names.classes.size());
  const ChangeCell none;
  std::vector<std::pair<ChangeCell, const ChangeCell*>> rows;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, const ChangeCell*> found;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> opening;
  for (const ChangeCell& cell : matrix.cells) {
    found[{cell.zone, cell.from, cell.to}] = &cell;
    opening[{cell.zone, cell.from}] += cell.area_m2;
  }
  for (std::uint32_t z = 0; z < names.zones.size(); ++z)
    for (std::uint32_t from = 0; from < classes; ++from)
      for (std::uint32_t to = 0; to < classes; ++to) {
        const auto cell = found.find({z, from, to});
        ChangeCell key;
        key.zone = z;
        key.from = from;
        key.to = to;
        rows.emplace_back(key, cell == found.end() ? &none : cell->second);
      }
  const std::size_t n = rows.size();
  TableBuilder table("change_matrix", "Matrix of change",
                     "Land of each zone by class in the old and in the new map; combinations without land have 0.");
  table.text("zone_id", "Zone", "The zone; all: the whole accounting area.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.zones[rows[i].first.zone]; }));
  table.text("from_class", "Class before",
             "Class in the old map; unmapped: none, double: several classes claim the land.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.classes[rows[i].first.from]; }));
  table.text("to_class", "Class after", "Class in the new map, likewise.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.classes[rows[i].first.to]; }));
  table.real("area_ha", "Area (ha)", "Land that had the first class and now has the second; overlaps are counted once.",
             "ha", hectares(n, [&](std::size_t i) { return rows[i].second->area_m2; }));
  table.real("share_of_from", "Share of the class before", "Area / opening extent of the class before.", "0-1",
             cells_of<RealCells>(n, [&](std::size_t i) {
               return share(rows[i].second->area_m2, opening[{rows[i].first.zone, rows[i].first.from}]);
             }));
  table.real("share_of_zone", "Share of the zone", "Area / accounting area of the zone.", "0-1",
             cells_of<RealCells>(n, [&](std::size_t i) {
               return share(rows[i].second->area_m2, matrix.zones_m2[rows[i].first.zone]);
             }));
  table.integer("pieces", "Pieces", "Connected areas.", "", cells_of<IntegerCells>(n, [&](std::size_t i) {
                  return static_cast<std::int64_t>(rows[i].second->pieces);
                }));
  table.real("boundary_ha", "Boundary noise (ha)",
             "Part of the area in pieces that vanish when shrunk by half of the sliver width: more likely a difference "
             "in drawing than a change. It is never removed.",
             "ha", hectares(n, [&](std::size_t i) { return rows[i].second->boundary_m2; }));
  return {table.done(), std::monostate{}};
}

FeatureTable extent_account_table(const ExtentAccount& account, const ChangeNames& names) {
  const std::vector<ExtentRow>& rows = account.rows;
  const std::size_t n = rows.size();
  TableBuilder table("extent_account", "Extent account",
                     "Opening and closing extent of each class in each zone, and its additions and reductions (SEEA "
                     "Ecosystem Accounting).");
  const auto add = [&](const char* name, const char* title, const char* meaning, auto value) {
    table.real(name, title, meaning, "ha", hectares(n, [&](std::size_t i) { return value(rows[i]); }));
  };
  table.text("zone_id", "Zone", "The zone; all: the whole accounting area.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.zones[rows[i].zone]; }));
  table.text("class", "Class", "Class of land; unmapped and double are classes too.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.classes[rows[i].feature_class]; }));
  add("opening_ha", "Opening (ha)", "Extent in the old map.", [](const ExtentRow& r) { return r.opening; });
  add("additions_ha", "Additions (ha)", "Land that became the class.",
      [](const ExtentRow& r) { return r.additions(); });
  add("managed_expansion_ha", "Managed expansion (ha)", "Additions on land of the projects layer.",
      [](const ExtentRow& r) { return r.managed_expansion; });
  add("unmanaged_expansion_ha", "Unmanaged expansion (ha)", "All other additions.",
      [](const ExtentRow& r) { return r.unmanaged_expansion; });
  add("reductions_ha", "Reductions (ha)", "Land that no longer has the class.",
      [](const ExtentRow& r) { return r.reductions(); });
  add("managed_reduction_ha", "Managed reduction (ha)", "Reductions on land of the projects layer.",
      [](const ExtentRow& r) { return r.managed_reduction; });
  add("unmanaged_reduction_ha", "Unmanaged reduction (ha)", "All other reductions.",
      [](const ExtentRow& r) { return r.unmanaged_reduction; });
  add("reclassified_ha", "Reclassified (ha)", "Land that was mapped better but did not change: gains minus losses.",
      [](const ExtentRow& r) { return r.reclassified; });
  add("net_ha", "Net change (ha)", "Additions - reductions.", [](const ExtentRow& r) { return r.net(); });
  add("closing_ha", "Closing (ha)", "Extent in the new map: opening + additions - reductions + reclassified.",
      [](const ExtentRow& r) { return r.closing; });
  add("persistence_ha", "Persistence (ha)", "Land that is of the class in both maps.",
      [](const ExtentRow& r) { return r.persistence; });
  add("turnover_ha", "Turnover (ha)", "Additions + reductions.", [](const ExtentRow& r) { return r.turnover(); });
  add("quantity_ha", "Quantity (ha)", "Change of the class's extent, without sign.",
      [](const ExtentRow& r) { return r.quantity(); });
  add("exchange_ha", "Exchange (ha)", "Land swapped with another class, both ways.",
      [](const ExtentRow& r) { return r.exchange; });
  add("shift_ha", "Shift (ha)", "Turnover that is neither quantity nor exchange.",
      [](const ExtentRow& r) { return r.shift(); });
  const auto yearly = [&](double m2) {
    return names.years > 0 ? m2 / 1e4 / names.years : std::numeric_limits<double>::quiet_NaN();
  };
  table.real("additions_ha_a_year", "Additions a year (ha)", "Additions / years between the dates, if both are stated.",
             "ha/year", cells_of<RealCells>(n, [&](std::size_t i) { return yearly(rows[i].additions()); }));
  table.real("reductions_ha_a_year", "Reductions a year (ha)", "Reductions / years between the dates.", "ha/year",
             cells_of<RealCells>(n, [&](std::size_t i) { return yearly(rows[i].reductions()); }));
  return {table.done(), std::monostate{}};
}

FeatureTable condition_account_table(const std::vector<ConditionRow>& rows, const ChangeNames& names) {
  const std::size_t n = rows.size();
  TableBuilder table("condition_account", "Condition account",
                     "Land of each class by its score of condition, at the opening and at the closing date (SEEA "
                     "Ecosystem Accounting). The rows of a class and date add up to its extent.");
  table.text("zone_id", "Zone", "The zone; all: the whole accounting area.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.zones[rows[i].zone]; }));
  table.text("class", "Class", "Class of land.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.classes[rows[i].feature_class]; }));
  table.text("date", "Date", "opening: the old map, closing: the new map.", cells_of<TextCells>(n, [&](std::size_t i) {
               return std::optional<std::string>(rows[i].closing ? "closing" : "opening");
             }));
  table.real("score", "Score", "Score of condition; empty: land without a score, or with several.", "",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].score; }));
  table.real("area_ha", "Area (ha)", "Land of the class with this score; overlaps are counted once.", "ha",
             hectares(n, [&](std::size_t i) { return rows[i].area_m2; }));
  table.real("share_of_class", "Share of the class", "Area / extent of the class at that date.", "0-1",
             cells_of<RealCells>(n, [&](std::size_t i) { return share(rows[i].area_m2, rows[i].class_m2); }));
  table.real("mean_score", "Mean score", "Mean of the class at that date over land with a score, weighted by area.", "",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].mean; }));
  return {table.done(), std::monostate{}};
}

FeatureTable change_summary_table(const ExtentAccount& account, const ChangeNames& names) {
  const std::vector<ZoneChange>& rows = account.zones;
  const std::size_t n = rows.size();
  TableBuilder table("change_summary", "Change by zone",
                     "How much of each zone changed, and what kind of change it is.");
  const auto add = [&](const char* name, const char* title, const char* meaning, double ZoneChange::*member) {
    table.real(name, title, meaning, "ha", hectares(n, [&](std::size_t i) { return rows[i].*member; }));
  };
  table.text("zone_id", "Zone", "The zone; all: the whole accounting area.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.zones[rows[i].zone]; }));
  add("total_ha", "Accounting area (ha)", "Land of the zone.", &ZoneChange::total);
  add("changed_ha", "Changed (ha)", "Land of another class than before, reappraised land left out.",
      &ZoneChange::changed);
  table.real("changed_percent", "Changed (%)", "Changed / accounting area.", "%",
             cells_of<RealCells>(n, [&](std::size_t i) { return 100 * share(rows[i].changed, rows[i].total); }));
  add("unclear_ha", "Of which unclear (ha)",
      "Changed land that one of the maps leaves unmapped, or that several of its classes claim.", &ZoneChange::unclear);
  add("reappraised_ha", "Reappraised (ha)", "Land of another class because it was mapped better.",
      &ZoneChange::reappraised);
  add("boundary_ha", "Boundary noise (ha)", "Changed or reappraised land in pieces no wider than the sliver width.",
      &ZoneChange::boundary);
  add("quantity_ha", "Quantity (ha)", "Half the sum over classes.", &ZoneChange::quantity);
  add("exchange_ha", "Exchange (ha)", "Half the sum over classes.", &ZoneChange::exchange);
  add("shift_ha", "Shift (ha)", "Half the sum over classes.", &ZoneChange::shift);
  return {table.done(), std::monostate{}};
}

FeatureTable changed_areas_table(ChangeMatrix& matrix, const ChangeNames& names) {
  const std::size_t n = matrix.changed.size();
  const auto cell = [&](std::size_t i) -> const ChangeCell& { return matrix.cells[matrix.changed[i].cell]; };
  TableBuilder table("changed_areas", "Changed land",
                     "One row per connected area that is of another class than before.");
  table.text("zone_id", "Zone", "The zone; all: the whole accounting area.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.zones[cell(i).zone]; }));
  table.text("from_class", "Class before", "Class in the old map.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.classes[cell(i).from]; }));
  table.text("to_class", "Class after", "Class in the new map.",
             cells_of<TextCells>(n, [&](std::size_t i) { return names.classes[cell(i).to]; }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             hectares(n, [&](std::size_t i) { return matrix.changed[i].area_m2; }));
  table.integer("boundary", "Boundary noise", "1: it vanishes when shrunk by half of the sliver width.", "",
                cells_of<IntegerCells>(n, [&](std::size_t i) { return matrix.changed[i].boundary ? 1 : 0; }));
  return {table.done(), std::move(matrix.geometry)};
}

}  // namespace spatial
