// SPDX-License-Identifier: MIT
#include "libspatial/report/register_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

std::string names_text(const std::vector<std::uint32_t>& sites, const std::vector<std::string>& names) {
  std::vector<std::string> words;
  for (const std::uint32_t site : sites) words.push_back(names[site]);
  return joined(words, ";");
}

std::string word_of(SiteChange change) { return std::string(site_changes()[static_cast<std::size_t>(change)].word); }

std::string changes_text(const ReviewRow& row) {
  std::vector<std::string> words;
  for (const SiteChange change : row.changes) words.push_back(word_of(change));
  return joined(words, ";");
}

}  // namespace

std::string sites_text(const std::vector<std::uint32_t>& sites, const RegisterEdition& edition) {
  return names_text(sites, edition.id);
}

FeatureTable register_review_table(const RegisterReview& review, const RegisterEdition& before,
                                   const RegisterEdition& after, const std::vector<std::string>& authority) {
  const std::vector<ReviewRow>& rows = review.rows;
  const std::size_t n = rows.size();
  TableBuilder table("register_review", "Review of the register",
                     "Every site of both editions in one row: a site, a new or deleted one, or a group of sites that "
                     "replaced others. The geometry is the new outline, of deleted sites the old one.");
  const auto texts = [&](const char* name, const char* title, const char* meaning, auto value) {
    table.text(name, title, meaning,
               cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(value(rows[i])); }));
  };
  const auto reals = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit, cells_of<RealCells>(n, [&](std::size_t i) { return value(rows[i]); }));
  };
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  texts("site_id_old", "Site before", "Id in the old edition; several are separated by semicolons.",
        [&](const ReviewRow& r) { return names_text(r.before, before.id); });
  texts("site_id_new", "Site after", "Id in the new edition.",
        [&](const ReviewRow& r) { return names_text(r.after, after.id); });
  texts("name_old", "Name before", "Name in the old edition.",
        [&](const ReviewRow& r) { return names_text(r.before, before.name); });
  texts("name_new", "Name after", "Name in the new edition.",
        [&](const ReviewRow& r) { return names_text(r.after, after.name); });
  texts("change", "Change", "The first of the changes, for maps and counts.",
        [&](const ReviewRow& r) { return word_of(r.changes.front()); });
  texts("change_all", "All changes", "All changes that hold, separated by semicolons.", changes_text);
  reals("area_old_ha", "Area before (ha)", "Land in the old edition.", "ha",
        [&](const ReviewRow& r) { return r.before.empty() ? unknown : r.before_m2 / 1e4; });
  reals("area_new_ha", "Area after (ha)", "Land in the new edition.", "ha",
        [&](const ReviewRow& r) { return r.after.empty() ? unknown : r.after_m2 / 1e4; });
  reals("gained_ha", "Gained (ha)", "Land that one site gained; 0 where sites are not matched.", "ha",
        [](const ReviewRow& r) { return r.gained_m2 / 1e4; });
  reals("lost_ha", "Lost (ha)", "Land that one site lost; 0 where sites are not matched.", "ha",
        [](const ReviewRow& r) { return r.lost_m2 / 1e4; });
  reals("shared_ha", "Shared (ha)", "Land of both editions.", "ha",
        [](const ReviewRow& r) { return r.shared_m2 / 1e4; });
  reals("iou", "Overlap", "Shared land / land of either edition.", "0-1", [](const ReviewRow& r) { return r.iou; });
  reals("moved_m", "Moved (m)", "Largest distance of a vertex from the outline in the other edition.", "m",
        [](const ReviewRow& r) { return r.moved_m; });
  texts("match", "Matched by", "id, geometry or name; empty for new and deleted sites.",
        [](const ReviewRow& r) { return std::string(word_of(r.match)); });
  table.text("authority", "Authority", "Code of the authority with most of the site's land, if authorities were given.",
             cells_of<TextCells>(
                 n, [&](std::size_t i) { return authority.empty() ? std::nullopt : text_or_null(authority[i]); }));
  MultiPolygonColumn outlines;
  for (const ReviewRow& row : rows) {
    const bool gone = row.after.empty();
    for (const std::uint32_t site : gone ? row.before : row.after)
      outlines.append_parts(gone ? before.sites[site] : after.sites[site]);
    outlines.end_feature();
  }
  return {table.done(), std::move(outlines)};
}

FeatureTable register_pieces_table(RegisterPieces pieces, const RegisterReview& review, const RegisterEdition& before,
                                   const RegisterEdition& after) {
  const std::size_t n = pieces.row.size();
  const std::vector<double> areas = areas_m2_of(pieces.geometry);
  const auto row = [&](std::size_t i) -> const ReviewRow& { return review.rows[pieces.row[i]]; };
  TableBuilder table("register_pieces", "Land gained and lost",
                     "Land gained and lost by sites whose boundary changed, and whole sites that are new, deleted or "
                     "replaced.");
  table.text("site_id_old", "Site before", "Id in the old edition.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names_text(row(i).before, before.id)); }));
  table.text("site_id_new", "Site after", "Id in the new edition.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(names_text(row(i).after, after.id)); }));
  table.text("piece", "Piece", "gained, lost, new or deleted.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(pieces.piece[i]); }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return areas[i] / 1e4; }));
  return {table.done(), std::move(pieces.geometry)};
}

FeatureTable register_totals_table(const RegisterReview& review) {
  struct Row {
    std::string item;
    std::optional<std::int64_t> sites;
    double ha;
  };
  std::vector<Row> rows;
  const auto count = [&](auto holds) {
    return static_cast<std::int64_t>(std::count_if(review.rows.begin(), review.rows.end(), holds));
  };
  std::int64_t old_sites = 0, new_sites = 0, old_alone = 0, new_alone = 0;
  for (const ReviewRow& row : review.rows) {
    old_sites += static_cast<std::int64_t>(row.before.size());
    new_sites += static_cast<std::int64_t>(row.after.size());
    if (row.pair) continue;
    old_alone += static_cast<std::int64_t>(row.before.size());
    new_alone += static_cast<std::int64_t>(row.after.size());
  }
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  rows.push_back({"old edition", old_sites, review.before_m2 / 1e4});
  rows.push_back({"unmatched new sites", new_alone, review.unmatched_after_m2 / 1e4});
  rows.push_back({"unmatched old sites", old_alone, review.unmatched_before_m2 / 1e4});
  rows.push_back({"gained by matched sites", std::nullopt, review.gained_m2 / 1e4});
  rows.push_back({"lost by matched sites", std::nullopt, review.lost_m2 / 1e4});
  rows.push_back({"new edition", new_sites, review.after_m2 / 1e4});
  rows.push_back({"matched", count([](const ReviewRow& r) { return r.pair; }), unknown});
  rows.push_back({"matched by name", count([](const ReviewRow& r) { return r.match == SiteMatch::name; }), unknown});
  rows.push_back(
      {"pairs of unmatched sites that share land", static_cast<std::int64_t>(review.leftover_pairs), unknown});
  for (const SiteChangeInfo& change : site_changes()) {
    double old_m2 = 0, new_m2 = 0;
    std::int64_t sites = 0;
    for (const ReviewRow& row : review.rows) {
      if (std::find(row.changes.begin(), row.changes.end(), change.change) == row.changes.end()) continue;
      ++sites;
      old_m2 += row.before_m2;
      new_m2 += row.after_m2;
    }
    rows.push_back({"rows: " + std::string(change.word), sites, (new_m2 - old_m2) / 1e4});
  }
  const std::size_t n = rows.size();
  TableBuilder table("register_totals", "Totals of the register",
                     "Old edition + unmatched new - unmatched old + gained - lost = new edition, over all pairs, also "
                     "those within the tolerance; then rows of the review by change (a row may have several).");
  table.text("item", "Item", "What is counted.", cells_of<TextCells>(n, [&](std::size_t i) { return rows[i].item; }));
  table.integer("sites", "Sites", "Number of sites, rows or pairs.", "",
                cells_of<IntegerCells>(n, [&](std::size_t i) { return rows[i].sites; }));
  table.real("area_ha", "Area (ha)", "Land; for rows by change, land after less land before.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].ha; }));
  return {table.done(), std::monostate{}};
}

FeatureTable sdl160_table(const std::vector<ReturnRow>& rows, const std::vector<std::string>& codes, int year,
                          const std::string& rule) {
  const std::size_t n = rows.size();
  TableBuilder table("sdl160", "Local sites in positive conservation management",
                     "Single Data List 160-00: one row per authority, also of no site.");
  const auto whole = [&](const char* name, const char* title, const char* meaning, auto value) {
    table.integer(name, title, meaning, "",
                  cells_of<IntegerCells>(n, [&](std::size_t i) { return static_cast<std::int64_t>(value(rows[i])); }));
  };
  table.text("authority_code", "Authority", "Code of the authority.",
             cells_of<TextCells>(n, [&](std::size_t i) { return codes[rows[i].authority]; }));
  table.text("year_ending", "Year ending", "Last day of the reporting year.",
             cells_of<TextCells>(n, [&](std::size_t) { return fmt::format("{:04}-03-31", year); }));
  whole("sites_wildlife", "Wildlife sites", "Local Wildlife Sites.", [](const ReturnRow& r) { return r.wildlife; });
  whole("sites_geological", "Geological sites", "Local Geological Sites.",
        [](const ReturnRow& r) { return r.geological; });
  whole("sites", "Sites", "Both.", [](const ReturnRow& r) { return r.sites(); });
  whole("in_positive_management", "In positive management", "Sites with evidence of the five years up to the last day.",
        [](const ReturnRow& r) { return r.positive; });
  table.real("percent", "Percent", "In positive management / all sites.", "%",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].percent(); }));
  whole("unknown", "Unknown", "Sites without any evidence; not the same as not managed.",
        [](const ReturnRow& r) { return r.unknown; });
  table.real("percent_of_known", "Percent of known", "In positive management / sites with evidence, for or against.",
             "%", cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].percent_of_known(); }));
  whole("sites_straddling", "Straddling sites", "Sites that have land in other authorities too.",
        [](const ReturnRow& r) { return r.straddling; });
  table.text("rule", "Attribution", "Who counts a straddling site: largest, each or field.",
             cells_of<TextCells>(n, [&](std::size_t) { return rule; }));
  return {table.done(), std::monostate{}};
}

FeatureTable sdl160_sites_table(const SdlSites& sites, const std::vector<std::string>& codes) {
  constexpr std::array<const char*, 3> states{"yes", "no", "unknown"};
  const std::size_t n = sites.sites.size();
  TableBuilder table("sdl160_sites", "Sites of the return", "What was found for each site.");
  table.text("site_ref", "Site", "Reference of the site.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(sites.ref[i]); }));
  table.text("authorities", "Authorities", "Authorities that the site counts for; empty: none.",
             cells_of<TextCells>(
                 n, [&](std::size_t i) { return text_or_null(names_text(sites.sites[i].authorities, codes)); }));
  table.text("kind", "Kind", "wildlife or geological.", cells_of<TextCells>(n, [&](std::size_t i) {
               return std::optional<std::string>(sites.sites[i].geological ? "geological" : "wildlife");
             }));
  table.text("positive_management", "In positive management", "yes, no, or unknown: there is no evidence.",
             cells_of<TextCells>(n, [&](std::size_t i) {
               return std::optional<std::string>(states[static_cast<std::size_t>(sites.sites[i].state)]);
             }));
  return {table.done(), std::monostate{}};
}

}  // namespace spatial
