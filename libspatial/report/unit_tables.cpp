// SPDX-License-Identifier: MIT
#include "libspatial/report/unit_tables.hpp"

#include "libspatial/report/columns.hpp"

namespace spatial {

FeatureTable site_units_table(const BngResult& result, const std::string& site_id) {
  const std::vector<UnitPiece>& rows = result.pieces;
  TableBuilder table("site_units", "Biodiversity units",
                     "One row per piece of a parcel with one authority and one strategic significance, at baseline and "
                     "as proposed: size x distinctiveness x condition x significance.");
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
      [](const UnitPiece& u) { return u.proposed ? "proposed" : "baseline"; }, "unit_stage");
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
  real("units", "Units",
       "Size x distinctiveness x condition x significance; empty where one of them is not known. Time, difficulty and "
       "spatial risk are left out.",
       "", [](const UnitPiece& u) { return u.units; });
  text("authority", "Authority", "In which the piece lies.", [](const UnitPiece& u) { return u.authority; });
  text("measures", "Measures", "Mapped measures that raise the significance.",
       [](const UnitPiece& u) { return u.measure; });
  text("rule", "Rule", "The rule applied for the significance.", [](const UnitPiece& u) { return u.rule; });
  text("stated_significance", "Stated significance", "As the template states it.", [&](const UnitPiece& u) {
    return parcel(u).of(u.proposed ? ParcelField::proposed_significance : ParcelField::baseline_significance);
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
