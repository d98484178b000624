// SPDX-License-Identifier: MIT
#include "libspatial/report/baseline_tables.hpp"

#include <fmt/format.h>

#include <iterator>
#include <limits>
#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

/// For each piece, what other sources say about it: "remote: g4, c1; base: c1c".
std::vector<std::string> alternatives_of(const BaselineMap& map, const BaselineReport& report) {
  std::vector<std::string> texts(map.pieces.size());
  std::uint32_t piece = 0, source = 0;
  for (const BaselineAlternative& other : map.others) {
    std::string& text = texts[other.piece];
    if (text.empty() || other.piece != piece || other.source != source)
      text += (text.empty() ? "" : "; ") + report.sources[other.source] + ": " + other.code;
    else
      text += ", " + other.code;
    piece = other.piece;
    source = other.source;
  }
  return texts;
}

/// Area of one code from one source. Rows are in natural order of codes; unmapped land comes last.
struct CodeRow {
  std::string code, source;
  double area_m2 = 0;
};
std::vector<CodeRow> code_rows(const BaselineMap& map, const BaselineReport& report) {
  const auto less = [](const std::pair<std::string, std::uint32_t>& a, const std::pair<std::string, std::uint32_t>& b) {
    return a.first != b.first ? natural_less(a.first, b.first) : a.second < b.second;
  };
  std::map<std::pair<std::string, std::uint32_t>, StableSum, decltype(less)> sums(less);
  for (const BaselinePiece& piece : map.pieces)
    sums[{piece.code, report.features.source[piece.feature]}].add(piece.area_m2);
  std::vector<CodeRow> rows;
  for (const auto& [key, sum] : sums) rows.push_back({key.first, report.sources[key.second], sum.value()});
  StableSum unmapped;
  for (const double area : areas_m2_of(map.unmapped)) unmapped.add(area);
  if (unmapped.value() > 0) rows.push_back({"unmapped", "", unmapped.value()});
  return rows;
}

}  // namespace

FeatureTable baseline_table(BaselineMap& map, const BaselineReport& report) {
  const std::size_t n = map.pieces.size();
  const BaselineFeatures& features = report.features;
  const auto feature = [&](std::size_t i) { return map.pieces[i].feature; };
  const std::vector<std::string> others = alternatives_of(map, report);
  TableBuilder table(
      "baseline", "Habitat baseline",
      "One row per feature that was used; rows do not overlap. A habitat layer for every other command.");
  table.text("hab_id", "Habitat", "Number of the feature in this baseline.",
             cells_of<TextCells>(n, [&](std::size_t i) { return fmt::format("B{:06}", i + 1); }));
  table.text("code", "Code", "Habitat code, in the codes of the baseline.",
             cells_of<TextCells>(n, [&](std::size_t i) { return map.pieces[i].code; }));
  table.text("source", "Source", "The source that was used for the land.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.sources[features.source[feature(i)]]; }));
  table.text("source_id", "Feature of the source", "Its id.",
             cells_of<TextCells>(n, [&](std::size_t i) { return features.id[feature(i)]; }));
  table.text("source_date", "Date of the source", "Its date, if one is stated.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(features.date[feature(i)]); }));
  table.real("confidence", "Confidence", "Confidence in the source.", "0-1",
             cells_of<RealCells>(n, [&](std::size_t i) { return features.confidence[feature(i)]; }));
  table.text("alternatives", "Alternatives",
             "What features of other sources say about the land, by source, where they cover more than half a square "
             "metre of it.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(others[i]); }));
  table.real("disagreement", "Disagreement",
             "Largest share of the land to which any other source gives a different code.", "0-1",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.pieces[i].disagreement; }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.pieces[i].area_m2 / 1e4; }));
  return {table.done(), std::move(map.geometry)};
}

FeatureTable baseline_unmapped_table(BaselineMap& map) {
  const std::vector<double> areas = areas_m2_of(map.unmapped);
  TableBuilder table("unmapped", "Unmapped land", "Parts of the study area that no source maps.");
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(areas.size(), [&](std::size_t i) { return areas[i] / 1e4; }));
  return {table.done(), std::move(map.unmapped)};
}

FeatureTable baseline_evidence_table(const BaselineMap& map, const BaselineReport& report) {
  const std::vector<BaselineEvidence>& rows = map.evidence;
  const std::size_t n = rows.size();
  TableBuilder table("baseline_evidence", "Evidence by polygon of the base map",
                     "Mode base: what each source has on each polygon of the base map, on land that no earlier source "
                     "took, and what follows.");
  table.text("hab_id", "Polygon", "Id of the polygon of the base map.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.features.id[rows[i].base]; }));
  table.text("base_code", "Its code", "Code of the base map.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.features.code[rows[i].base]; }));
  table.real("base_m2", "Its area (m2)", "Area of the polygon in the study area.", "m2",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].base_m2; }));
  table.text("source", "Source", "The source.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.sources[rows[i].source]; }));
  table.text("code", "Code", "What it says.", cells_of<TextCells>(n, [&](std::size_t i) { return rows[i].code; }));
  table.real("overlap_m2", "Overlap (m2)", "Land of the polygon of which the source says it.", "m2",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].overlap_m2; }));
  table.real("share", "Share", "Overlap / area of the polygon.", "0-1",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].share(); }));
  table.text("verdict", "Verdict", "What follows.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::string(word(rows[i].verdict)); }),
             "baseline_verdict");
  return {table.done(), std::monostate{}};
}

Domain baseline_verdict_domain() {
  return {"baseline_verdict",
          "What an overlap does to a polygon of the base map.",
          {{"kept", "nothing: the overlap is small"},
           {"split", "the source takes the overlap"},
           {"whole", "the source takes the whole polygon"}}};
}

FeatureTable baseline_sources_table(const BaselineMap& map, const BaselineReport& report) {
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  for (std::size_t s = 0; s < map.held_m2.size(); ++s)
    for (std::size_t t = 0; t < map.held_m2[s].size(); ++t) rows.emplace_back(s, t);
  const std::size_t n = rows.size();
  TableBuilder table("baseline_sources", "Sources of the baseline",
                     "For the land that each source covers: which source was used there. The rows of a source add up "
                     "to the land that it covers in the study area; overlaps are counted once.");
  table.text("source", "Source", "The source that covers the land.",
             cells_of<TextCells>(n, [&](std::size_t i) { return report.sources[rows[i].first]; }));
  table.text("held_by", "Held by", "The source that was used; unmapped: none, because of only_over or never_over.",
             cells_of<TextCells>(n, [&](std::size_t i) {
               return rows[i].second < report.sources.size() ? report.sources[rows[i].second] : "unmapped";
             }));
  table.real("area_ha", "Area (ha)", "Land; overlaps are counted once.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.held_m2[rows[i].first][rows[i].second] / 1e4; }));
  table.real("offered_ha", "Offered (ha)", "All land that the source covers.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return map.offered_m2[rows[i].first] / 1e4; }));
  return {table.done(), std::monostate{}};
}

FeatureTable baseline_codes_table(const BaselineMap& map, const BaselineReport& report) {
  const std::vector<CodeRow> rows = code_rows(map, report);
  const std::size_t n = rows.size();
  TableBuilder table("baseline_codes", "Codes of the baseline",
                     "Land by code and source; unmapped: no source maps it. The rows add up to the study area.");
  table.text("code", "Code", "Habitat code, or unmapped.",
             cells_of<TextCells>(n, [&](std::size_t i) { return rows[i].code; }));
  table.text("source", "Source", "The source that was used for the land.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(rows[i].source); }));
  table.real("area_ha", "Area (ha)", "Land; overlaps are counted once.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].area_m2 / 1e4; }));
  table.real("share", "Share", "Of the study area.", "0-1",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].area_m2 / map.study_m2; }));
  return {table.done(), std::monostate{}};
}

MappedCodes mapped_codes(const BaselineMap& map) {
  std::map<std::string, std::uint32_t, bool (*)(std::string_view, std::string_view)> number(natural_less);
  for (const BaselinePiece& piece : map.pieces) number.emplace(piece.code, 0);
  MappedCodes result;
  for (auto& [code, n] : number) {
    n = static_cast<std::uint32_t>(result.codes.size());
    result.codes.push_back(code);
  }
  for (const BaselinePiece& piece : map.pieces) result.of_piece.push_back(number.at(piece.code));
  return result;
}

namespace {

/// Adds the extent of each code in one authority, or in all of them together.
void add_extents(IndicatorRows& rows, const std::string& authority, const std::vector<std::string>& codes,
                 const std::vector<double>& mapped_m2, double unmapped_m2, const std::string& date) {
  StableSum mapped;
  for (const double area : mapped_m2) mapped.add(area);
  const double land = mapped.value() + unmapped_m2;
  rows.push_back({authority, "Share of the study area that is mapped", date,
                  land > 0 ? 100 * mapped.value() / land : std::numeric_limits<double>::quiet_NaN(), "%",
                  GoodDirection::up, "baseline_codes"});
  for (std::size_t c = 0; c < codes.size(); ++c)
    rows.push_back(
        {authority, "Extent of " + codes[c], date, mapped_m2[c] / 1e4, "ha", GoodDirection::none, "baseline_codes"});
  rows.push_back(
      {authority, "Extent of unmapped land", date, unmapped_m2 / 1e4, "ha", GoodDirection::down, "baseline_codes"});
}

}  // namespace

IndicatorRows baseline_indicators(const BaselineMap& map, const BaselineReport& report) {
  const MappedCodes mapped = mapped_codes(map);
  std::vector<StableSum> sums(mapped.codes.size());
  for (std::size_t p = 0; p < map.pieces.size(); ++p) sums[mapped.of_piece[p]].add(map.pieces[p].area_m2);
  std::vector<double> all;
  for (const StableSum& sum : sums) all.push_back(sum.value());
  StableSum unmapped;
  for (const double area : areas_m2_of(map.unmapped)) unmapped.add(area);
  IndicatorRows rows;
  for (std::size_t a = 0; a < report.authorities.size(); ++a)
    add_extents(rows, report.authorities[a], mapped.codes, report.mapped_m2[a], report.unmapped_m2[a], report.date);
  add_extents(rows, "all", mapped.codes, all, unmapped.value(), report.date);
  return rows;
}

std::string baseline_summary(const BaselineMap& map, const BaselineReport& report) {
  std::string text = fmt::format("{}\n\n  {:<24} {:>14} {:>14}\n", report.title, "source", "offers ha", "holds ha");
  for (std::size_t s = 0; s < report.sources.size(); ++s) {
    StableSum holds;
    for (const BaselinePiece& piece : map.pieces)
      if (report.features.source[piece.feature] == s) holds.add(piece.area_m2);
    fmt::format_to(std::back_inserter(text), "  {:<24} {:>14.4f} {:>14.4f}\n", report.sources[s],
                   map.offered_m2[s] / 1e4, holds.value() / 1e4);
  }
  StableSum unmapped;
  for (const double area : areas_m2_of(map.unmapped)) unmapped.add(area);
  return text + fmt::format("\n{} features on {:.4f} ha, {:.4f} ha unmapped; {} slivers were added to a neighbour",
                            with_commas(map.pieces.size()), map.study_m2 / 1e4, unmapped.value() / 1e4,
                            with_commas(map.slivers.size()));
}

}  // namespace spatial
