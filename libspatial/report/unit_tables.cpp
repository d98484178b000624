// SPDX-License-Identifier: MIT
#include "libspatial/report/unit_tables.hpp"

#include <fmt/format.h>

#include <limits>

#include "libspatial/report/columns.hpp"

namespace spatial {

/// One call for each column, in the order of the table.
FeatureTable site_units_table(const BngResult& result, const std::string& site_id) {
  const std::vector<UnitPiece>& rows = result.pieces;
  TableBuilder table("site_units", "Biodiversity units",
                     "One row per piece of a parcel with one authority and one strategic significance, at baseline and "
                     "as proposed, by the statutory biodiversity metric.");
  const auto parcel = [&](const UnitPiece& piece) -> const Parcel& { return result.list.parcels[piece.parcel]; };
  const auto linear = [&](const UnitPiece& piece) {
    return parcel(piece).kind == ParcelKind::hedgerow || parcel(piece).kind == ParcelKind::river;
  };
  const auto text = [&](const char* name, const char* title, const char* meaning, auto value, std::string domain = {}) {
    table.text(
        name, title, meaning,
        cells_of<TextCells>(rows.size(), [&](std::size_t i) { return text_or_null(std::string(value(rows[i]))); }),
        std::move(domain));
  };
  const auto real = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit,
               cells_of<RealCells>(rows.size(), [&](std::size_t i) { return static_cast<double>(value(rows[i])); }));
  };
  const double none = std::numeric_limits<double>::quiet_NaN();
  text("site_id", "Site", "As in `sites`.", [&](const UnitPiece&) { return site_id; });
  text("parcel", "Parcel", "Reference in the template.", [&](const UnitPiece& u) { return parcel(u).reference; });
  text(
      "kind", "Kind", "Habitat, hedgerow, river or tree.",
      [&](const UnitPiece& u) { return info(parcel(u).kind).name; }, "parcel_kind");
  text(
      "stage", "Stage", "Baseline or proposed.",
      [](const UnitPiece& u) { return u.proposed() ? "proposed" : "baseline"; }, "unit_stage");
  text("retention", "Retention", "As the template states it.",
       [&](const UnitPiece& u) { return parcel(u).of(ParcelField::retention); });
  text("habitat", "Habitat", "Type of the statutory metric.", [](const UnitPiece& u) { return u.habitat; });
  real("area_ha", "Area (ha)", "Measured; trees by their size class.", "ha",
       [&](const UnitPiece& u) { return linear(u) ? none : u.size / 1e4; });
  real("length_km", "Length (km)", "Measured, of hedgerows and rivers.", "km",
       [&](const UnitPiece& u) { return linear(u) ? u.size / 1e3 : none; });
  real("distinctiveness", "Distinctiveness", "8 very high, 6 high, 4 medium, 2 low, 0 very low.", "",
       [](const UnitPiece& u) { return u.distinctiveness; });
  real("condition", "Condition", "3 good, 2.5 fairly good, 2 moderate, 1.5 fairly poor, 1 poor or not assessed.", "",
       [](const UnitPiece& u) { return u.condition; });
  text(
      "significance", "Strategic significance", "High, medium or low, by the rule.",
      [](const UnitPiece& u) { return significance_name(u.significance); }, "significance");
  real("significance_score", "Significance score", "1.15 high, 1.10 medium, 1.00 low.", "",
       [](const UnitPiece& u) { return u.significance; });
  real("encroachment", "Encroachment", "Of the channel times that of the banks; watercourses only.", "",
       [](const UnitPiece& u) { return u.encroachment; });
  text("years", "Years", "Left to the target condition, after advance or with delay; 30+ for more than 30.",
       [](const UnitPiece& u) { return u.years ? years_text(*u.years) : std::string(); });
  real("time", "Time multiplier", "By the years to the target; created and enhanced only.", "",
       [](const UnitPiece& u) { return u.time; });
  real("difficulty", "Difficulty multiplier", "1 low, 0.67 medium, 0.33 high, 0.1 very high.", "",
       [](const UnitPiece& u) { return u.difficulty; });
  text("location", "Location", "on-site or off-site: accounts of their own.",
       [](const UnitPiece& u) { return u.off_site ? "off-site" : "on-site"; });
  real("spatial_risk", "Spatial risk", "Off-site only; applied to a gain of the whole account, not to this row.", "",
       [](const UnitPiece& u) { return u.risk; });
  real("units", "Units", "By the statutory metric (docs/bng.md); empty where there are none because of a finding.", "",
       [](const UnitPiece& u) { return u.units; });
  text("authority", "Authority", "In which the piece lies.", [](const UnitPiece& u) { return u.authority; });
  text("measures", "Measures", "Mapped measures that raise the significance.",
       [](const UnitPiece& u) { return u.measure; });
  text("rule", "Rule", "The rule applied for the significance.", [](const UnitPiece& u) { return u.rule; });
  text("stated_significance", "Stated significance", "As the template states it.", [&](const UnitPiece& u) {
    return parcel(u).of(u.proposed() ? ParcelField::proposed_significance : ParcelField::baseline_significance);
  });
  MultiPolygonColumn geometry;
  for (const UnitPiece& piece : rows) {
    if (piece.area >= 0)
      geometry.append(result.areas[static_cast<std::size_t>(piece.area)]);
    else
      geometry.end_feature();
  }
  return {table.done(), std::move(geometry)};
}

Table bng_totals_table(const BngResult& result) {
  struct Row {
    const BngModuleInfo* module;
    const BngTotals* totals;
  };
  std::vector<Row> rows;
  for (const BngModuleInfo& module : bng_modules())
    rows.push_back({&module, &result.account.modules[static_cast<std::size_t>(module.module)]});
  TableBuilder table("bng_totals", "Net change",
                     "One row per account of the statutory metric; the three are never added together.");
  table.text("module", "Account", "area (trees included), hedgerow, watercourse.",
             cells_of<TextCells>(rows.size(), [&](std::size_t i) { return std::string(rows[i].module->name); }));
  const auto real = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit, cells_of<RealCells>(rows.size(), [&](std::size_t i) {
                 return static_cast<double>(value(*rows[i].totals));
               }));
  };
  const double none = std::numeric_limits<double>::quiet_NaN();
  const bool proposes = result.proposes;
  real("before", "Units before", "On-site, at baseline.", "", [](const BngTotals& t) { return t.before; });
  real("retained", "Retained", "On-site units of what is retained.", "", [](const BngTotals& t) { return t.retained; });
  real("created", "Created", "On-site units of what is created.", "", [](const BngTotals& t) { return t.created; });
  real("enhanced", "Enhanced", "On-site units of what is enhanced.", "", [](const BngTotals& t) { return t.enhanced; });
  real("after", "Units after", "Retained, created and enhanced; empty in a baseline file.", "",
       [=](const BngTotals& t) { return proposes ? t.after() : none; });
  real("net", "Net change", "On-site units after less before.", "",
       [=](const BngTotals& t) { return proposes ? t.net() : none; });
  real("net_percent", "Net change (%)",
       "Of the on-site baseline; empty if there is no baseline but something is proposed.", "%",
       [=](const BngTotals& t) { return proposes ? t.net_percent() : none; });
  real("off_site_net", "Off-site change", "After less before off-site, without spatial risk.", "",
       [=](const BngTotals& t) { return proposes ? t.off_net() : none; });
  real("off_site_net_at_risk", "Off-site change with spatial risk", "A gain times spatial risk; a loss as it is.", "",
       [=](const BngTotals& t) { return proposes ? t.off_net_at_risk() : none; });
  real("total_net", "Total net change", "On-site and off-site together.", "",
       [=](const BngTotals& t) { return proposes ? t.total_net() : none; });
  real("total_percent", "Total net change (%)", "Of the on-site baseline.", "%",
       [=](const BngTotals& t) { return proposes ? t.total_percent() : none; });
  real("needed", "Units still needed", "To a gain of 10 %.", "",
       [=](const BngTotals& t) { return proposes ? t.needed() : none; });
  return table.done();
}

Table bng_trading_table(const BngResult& result) {
  const std::vector<BngTrade>& rows = result.account.trading;
  TableBuilder table("bng_trading", "Trading summary",
                     "One row per account and band of distinctiveness: whether losses are made up as the rules ask.");
  const auto text = [&](const char* name, const char* title, const char* meaning, auto value) {
    table.text(name, title, meaning, cells_of<TextCells>(rows.size(), [&](std::size_t i) {
                 return text_or_null(std::string(value(rows[i])));
               }));
  };
  const auto real = [&](const char* name, const char* title, const char* meaning, auto value) {
    table.real(name, title, meaning, "",
               cells_of<RealCells>(rows.size(), [&](std::size_t i) { return static_cast<double>(value(rows[i])); }));
  };
  text("module", "Account", "area, hedgerow, watercourse.", [](const BngTrade& t) { return info(t.module).name; });
  text("band", "Band", "Of distinctiveness.", [](const BngTrade& t) { return band_name(t.band); });
  text("met", "Met", "yes or no.", [](const BngTrade& t) { return t.met ? "yes" : "no"; });
  real("surplus", "Surplus", "Sum of gains.", [](const BngTrade& t) { return t.surplus; });
  real("deficit", "Deficit", "Sum of losses.", [](const BngTrade& t) { return t.deficit; });
  real("net", "Net", "Gains and losses of a band in which only the sum counts.",
       [](const BngTrade& t) { return t.net; });
  real("cumulative", "Cumulative", "With what is left over from the bands above.",
       [](const BngTrade& t) { return t.cumulative; });
  text("losses", "Losses", "Types or groups with less after than before.", [](const BngTrade& t) {
    std::string words;
    for (const BngChange& loss : t.losses)
      words += fmt::format("{}{} {:.4f}", words.empty() ? "" : "; ", loss.label, loss.units);
    return words;
  });
  text("mended_by", "Mended by", "What would make up for a loss; only where the band is not met.",
       [](const BngTrade& t) { return t.met ? std::string() : t.mended_by; });
  return table.done();
}

std::vector<Domain> unit_domains() {
  std::vector<Domain> domains{{"parcel_kind", "Layers of the template", {}},
                              {"unit_stage", "Before or after", {{"baseline", "Baseline"}, {"proposed", "Proposed"}}},
                              {"significance",
                               "Strategic significance",
                               {{"high", "High (1.15)"}, {"medium", "Medium (1.10)"}, {"low", "Low (1.00)"}}}};
  for (const ParcelKindInfo& kind : parcel_kinds()) domains[0].values.emplace_back(kind.name, kind.layer);
  return domains;
}

}  // namespace spatial
