// SPDX-License-Identifier: MIT
#include "libspatial/report/site_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/grid_reference.hpp"
#include "libspatial/planning/site_summary.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

bool checked(const SiteAssessment& all, std::size_t s) { return all.sites.problem[s].empty(); }

/// Summary of a role at a site: the closest feature, and the number of features on and near the site.
struct RoleSummary {
  const SiteFeature* closest = nullptr;
  std::size_t on_site = 0, near = 0;
};

RoleSummary summary_of_role(const SiteFinding& finding, std::uint32_t role, const FeatureGroups& groups) {
  RoleSummary summary;
  std::set<std::uint32_t> counted;  // rows are in order of closeness
  for (const SiteFeature& row : finding.features) {
    if (row.role != role) continue;
    if (summary.closest == nullptr) summary.closest = &row;
    if (!counted.insert(groups.of(row.feature)).second) continue;
    if (row.relation <= Relation::overlaps)
      ++summary.on_site;
    else if (row.relation < Relation::beyond)
      ++summary.near;
  }
  return summary;
}

/// A row of a table that has several rows per site.
template <class Row>
struct SiteRow {
  std::size_t site;
  const Row* row;
};

template <class Row, class RowsOfSite>
std::vector<SiteRow<Row>> rows_of(const SiteAssessment& all, RowsOfSite&& rows_of_site) {
  std::vector<SiteRow<Row>> rows;
  for (std::size_t s = 0; s < all.sites.size(); ++s)
    for (const Row& row : rows_of_site(s)) rows.push_back({s, &row});
  return rows;
}

/// Adds columns whose values are computed from the row by a function.
template <class Rows>
class Columns {
 public:
  Columns(TableBuilder& table, const Rows& rows) : table_(table), rows_(rows) {}
  template <class Value>
  void text(const char* name, const char* title, const char* meaning, Value&& value, std::string domain = {}) {
    table_.text(
        name, title, meaning,
        cells_of<TextCells>(rows_.size(), [&](std::size_t i) { return text_or_null(std::string(value(rows_[i]))); }),
        std::move(domain));
  }
  template <class Value>
  void real(const char* name, const char* title, const char* meaning, const char* unit, Value&& value) {
    table_.real(name, title, meaning, unit,
                cells_of<RealCells>(rows_.size(), [&](std::size_t i) { return static_cast<double>(value(rows_[i])); }));
  }
  template <class Value>
  void integer(const char* name, const char* title, const char* meaning, Value&& value) {
    table_.integer(name, title, meaning, "", cells_of<IntegerCells>(rows_.size(), [&](std::size_t i) {
                     return std::optional<std::int64_t>(static_cast<std::int64_t>(value(rows_[i])));
                   }));
  }

 private:
  TableBuilder& table_;
  const Rows& rows_;
};

std::string summary_text(const std::vector<SummarySentence>& sentences) {
  std::vector<std::string> texts;
  for (const SummarySentence& sentence : sentences) texts.push_back(sentence.text);
  return joined(texts, "\n");
}

void add_role_columns(TableBuilder& table, const SiteAssessment& all) {
  const std::size_t count = all.sites.size();
  for (std::uint32_t r = 0; r < all.inputs.roles.size(); ++r) {
    const RoleFeatures& role = all.inputs.roles[r];
    const std::string name(site_roles()[role.role].name), title(site_roles()[role.role].title);
    std::vector<RoleSummary> summaries;
    const FeatureGroups groups(role);
    for (const SiteFinding& finding : all.findings) summaries.push_back(summary_of_role(finding, r, groups));
    const auto closest = [&](std::size_t s) { return summaries[s].closest; };
    table.text(name + "_relation", title + ": relation",
               "Relation of the site to the closest feature of the role: inside, contains, overlaps, adjoins …",
               cells_of<TextCells>(count,
                                   [&](std::size_t s) {
                                     return closest(s) == nullptr
                                                ? std::nullopt
                                                : std::optional(std::string(info(closest(s)->relation).name));
                                   }),
               "site_relation");
    table.integer(
        name + "_on_site", title + ": on the site",
        "Sites that share land with this one, by name or reference, however many parts they have.", "",
        cells_of<IntegerCells>(count, [&](std::size_t s) { return static_cast<std::int64_t>(summaries[s].on_site); }));
    table.integer(
        name + "_around", title + ": around",
        "Further ones that adjoin, or lie within the buffer or the search distance.", "",
        cells_of<IntegerCells>(count, [&](std::size_t s) { return static_cast<std::int64_t>(summaries[s].near); }));
    table.real(name + "_affected_ha", title + ": affected (ha)",
               "Land of the site in features of the role; overlaps are counted once.", "ha",
               cells_of<RealCells>(count, [&](std::size_t s) {
                 return checked(all, s) ? all.findings[s].affected_m2[r] / hectare : no_number;
               }));
    table.text(name + "_nearest", title + ": nearest", "The closest feature.",
               cells_of<TextCells>(count, [&](std::size_t s) {
                 return closest(s) == nullptr ? std::nullopt : std::optional(feature_text(role, closest(s)->feature));
               }));
    table.real(name + "_nearest_m", title + ": distance (m)", "Its distance, edge to edge.", "m",
               cells_of<RealCells>(
                   count, [&](std::size_t s) { return closest(s) == nullptr ? no_number : closest(s)->distance_m; }));
    table.text(name + "_direction", title + ": direction", "Direction to it, as one of eight compass points.",
               cells_of<TextCells>(count, [&](std::size_t s) {
                 return closest(s) == nullptr ? std::nullopt
                                              : text_or_null(std::string(direction_name(closest(s)->direction)));
               }));
  }
}

}  // namespace

/// One call for each column, in the order of the table.
FeatureTable sites_table(const SiteAssessment& all) {
  const SiteList& sites = all.sites;
  const std::size_t count = sites.size();
  TableBuilder table("sites", "Sites", "One row per site of the list, whether it could be checked or not.");
  const auto real = [&](auto value) {
    return cells_of<RealCells>(
        count, [&](std::size_t s) { return checked(all, s) ? static_cast<double>(value(s)) : no_number; });
  };
  const auto text = [&](auto value) {
    return cells_of<TextCells>(count,
                               [&](std::size_t s) { return checked(all, s) ? text_or_null(value(s)) : std::nullopt; });
  };
  table.text("site_id", "Site", "The reference; a suffix where one occurs again.",
             TextCells(sites.id.begin(), sites.id.end()));
  table.text("reference", "Reference", "As the list has it.",
             cells_of<TextCells>(count, [&](std::size_t s) { return text_or_null(sites.reference[s]); }));
  table.text("name", "Name", "As the list has it.",
             cells_of<TextCells>(count, [&](std::size_t s) { return text_or_null(sites.name[s]); }));
  table.text("status", "Status", "Whether the site could be checked.",
             cells_of<TextCells>(count,
                                 [&](std::size_t s) {
                                   return std::string(!checked(all, s)                   ? "not_checked"
                                                      : sites.repaired[s] != 0           ? "repaired"
                                                      : !reservations_of(all, s).empty() ? "reservations"
                                                                                         : "checked");
                                 }),
             "site_status");
  table.text("problem", "Problem", "Why it could not be checked.",
             cells_of<TextCells>(count, [&](std::size_t s) { return text_or_null(sites.problem[s]); }));
  table.text("reservations", "Reservations", "Why the findings for this site may be incomplete or inexact.",
             text([&](std::size_t s) { return joined(reservations_of(all, s), "; "); }));
  table.real("area_ha", "Area (ha)", "Measured area; empty where the site is given as a point or line.", "ha",
             real([&](std::size_t s) {
               return sites.stand_in[s].starts_with("a circle") ? no_number : sites.areas_m2[s] / hectare;
             }));
  table.real("stated_ha", "Stated area (ha)", "The area the list states.", "ha",
             cells_of<RealCells>(count, [&](std::size_t s) { return sites.stated_m2[s] / hectare; }));
  table.text("grid_reference", "Grid reference", "Of the centre (Ordnance Survey).",
             text([&](std::size_t s) { return grid_reference(all.findings[s].centre); }));
  table.real("easting", "Easting", "Of the centre.", "m",
             real([&](std::size_t s) { return all.findings[s].centre.x; }));
  table.real("northing", "Northing", "Of the centre.", "m",
             real([&](std::size_t s) { return all.findings[s].centre.y; }));
  table.text("authorities", "Authorities", "Authorities the site lies in, with shares, the largest first.",
             text([&](std::size_t s) { return authorities_text(all, s); }));
  table.real("in_study_area_percent", "In the study area (%)",
             "Share of the site inside the study area; empty without one.", "%",
             real([&](std::size_t s) { return 100 * all.findings[s].in_study_area_m2 / sites.areas_m2[s]; }));
  add_role_columns(table, all);
  table.real("irreplaceable_on_site_ha", "Irreplaceable habitat by class (ha)",
             "Habitat on the site whose class is irreplaceable.", "ha", real([&](std::size_t s) {
               double area = 0;
               for (const SiteHabitat& habitat : all.findings[s].habitats)
                 if (all.inputs.habitat->irreplaceable[habitat.feature] != 0) area += habitat.area_m2;
               return area / hectare;
             }));
  table.text("consultations", "Consultations", "Bodies to consult by the rules of the config.",
             text([&](std::size_t s) {
               std::vector<std::string> who;
               for (const Consultation& fired : all.consultations[s])
                 who.push_back(all.options.consult[fired.rule].who);
               std::stable_sort(who.begin(), who.end());
               who.erase(std::unique(who.begin(), who.end()), who.end());
               return joined(who, "; ");
             }));
  table.text("summary", "Summary", "The findings in plain English, one sentence per line.",
             cells_of<TextCells>(count, [&](std::size_t s) { return text_or_null(summary_text(all.summaries[s])); }));
  return {table.done(), sites.geometry};
}

namespace {

/// Adds the columns that identify the site and the feature of a row.
template <class Table>
void add_feature_columns(Table& columns, const SiteAssessment& all) {
  using R = const SiteRow<SiteFeature>&;
  const auto role = [&](R r) -> const RoleFeatures& { return all.inputs.roles[r.row->role]; };
  columns.text("site_id", "Site", "As in `sites`.", [&](R r) { return all.sites.id[r.site]; });
  columns.text(
      "role", "Role", "Role of the feature in the check.", [&](R r) { return site_roles()[role(r).role].name; },
      "site_role");
  columns.text("feature_id", "Feature", "Id in the source.", [&](R r) { return role(r).id[r.row->feature]; });
  columns.text("feature_name", "Name", "Name in the source.", [&](R r) { return role(r).name[r.row->feature]; });
}

}  // namespace

FeatureTable site_features_table(const SiteAssessment& all) {
  TableBuilder table("site_features", "Features by site",
                     "One row per site and feature that is on it, beside it or within the search distance, and the "
                     "nearest of each role in any case.");
  const auto rows = rows_of<SiteFeature>(
      all, [&](std::size_t s) -> const std::vector<SiteFeature>& { return all.findings[s].features; });
  using R = const SiteRow<SiteFeature>&;
  const auto role = [&](R r) -> const RoleFeatures& { return all.inputs.roles[r.row->role]; };
  Columns columns(table, rows);
  add_feature_columns(columns, all);
  columns.text("kind", "Kind", "Title of the source, e.g. SSSI.",
               [&](R r) { return role(r).kind.empty() ? std::string() : role(r).kind[r.row->feature]; });
  columns.text(
      "relation", "Relation", "Relation of the site to the feature: inside, contains, overlaps, adjoins …",
      [](R r) { return info(r.row->relation).name; }, "site_relation");
  columns.integer("nearest", "Nearest", "1: no feature of the role is nearer.",
                  [](R r) { return r.row->nearest ? 1 : 0; });
  columns.real("overlap_ha", "Shared (ha)", "Area of the feature inside the site; touching counts as 0.", "ha",
               [](R r) { return r.row->relation <= Relation::overlaps ? r.row->overlap_m2 / hectare : 0; });
  columns.real("share_of_site", "Share of the site (%)", "Of the site's area.", "%", [&](R r) {
    return r.row->relation <= Relation::overlaps ? 100 * r.row->overlap_m2 / all.sites.areas_m2[r.site] : 0;
  });
  columns.real("share_of_feature", "Share of the feature (%)", "Of the feature's area.", "%", [&](R r) {
    return r.row->relation <= Relation::overlaps ? 100 * r.row->overlap_m2 / role(r).areas_m2[r.row->feature] : 0;
  });
  columns.real("distance_m", "Distance (m)", "Edge to edge; 0 where they share land or touch.", "m",
               [](R r) { return r.row->distance_m; });
  columns.text("direction", "Direction", "From the centre of the site, as one of eight compass points; empty inside.",
               [](R r) { return direction_name(r.row->direction); });
  columns.real("boundary_m", "To the boundary (m)",
               "BOAs only: from the site to the boundary, also from inside; boundaries are generalised.", "m",
               [](R r) { return r.row->edge_m; });
  columns.text("source", "Source", "FILE#LAYER.", [&](R r) { return role(r).source[r.row->feature]; });
  return {table.done(), std::monostate{}};
}

FeatureTable site_pieces_table(const SiteAssessment& all) {
  TableBuilder table("site_pieces", "Land shared",
                     "One row per site and feature that share land: the land they share.");
  MultiPolygonColumn geometry;
  std::vector<SiteRow<SiteFeature>> rows;
  for (std::size_t s = 0; s < all.sites.size(); ++s)
    for (const SiteFeature& row : all.findings[s].features)
      if (row.piece >= 0) {
        rows.push_back({s, &row});
        geometry.append(all.findings[s].pieces[static_cast<std::size_t>(row.piece)]);
      }
  using R = const SiteRow<SiteFeature>&;
  Columns columns(table, rows);
  add_feature_columns(columns, all);
  columns.real("area_ha", "Area (ha)", "Land shared.", "ha", [](R r) { return r.row->overlap_m2 / hectare; });
  return {table.done(), std::move(geometry)};
}

/// One call for each column, after the rows that they are filled from.
FeatureTable site_habitats_table(const SiteAssessment& all) {
  struct Row {
    std::size_t site = 0;
    bool on_site = false;
    std::string habitat, label;
    double distinctiveness = no_number;
    bool irreplaceable = false;
    std::int64_t features = 0;
    double area_m2 = 0;
    std::array<double, habitat_radius_count> around{no_number, no_number, no_number, no_number};
  };
  std::vector<Row> rows;
  for (std::size_t s = 0; s < all.sites.size(); ++s) {
    std::map<std::tuple<double, std::string, std::string, bool>, Row> classes;  // the most distinctive first
    for (const SiteHabitat& one : all.findings[s].habitats) {
      const HabitatMap& map = *all.inputs.habitat;
      Row& row = classes[{-map.distinctiveness[one.feature], map.habitat[one.feature], map.label[one.feature],
                          map.irreplaceable[one.feature] != 0}];
      row = {s,
             true,
             map.habitat[one.feature],
             map.label[one.feature],
             map.distinctiveness[one.feature],
             map.irreplaceable[one.feature] != 0,
             row.features + 1,
             row.area_m2 + one.area_m2,
             row.around};
    }
    for (const auto& [key, row] : classes) rows.push_back(row);
    for (const HabitatAround& around : all.findings[s].around) {
      Row row{s, false, around.habitat, {}, no_number, false, 0, no_number, around.area_m2};
      rows.push_back(row);
    }
  }
  TableBuilder table(
      "site_habitats", "Habitats by site",
      "One row per site and habitat class on it, and one per site and class of priority habitat around it.");
  Columns columns(table, rows);
  columns.text("site_id", "Site", "As in `sites`.", [&](const Row& r) { return all.sites.id[r.site]; });
  columns.text(
      "place", "Place", "On the site, or priority habitat within distances of it (the site included).",
      [](const Row& r) { return r.on_site ? "on_site" : "around"; }, "site_place");
  columns.text("habitat", "Habitat", "Class by the crosswalk.", [](const Row& r) { return r.habitat; });
  columns.text("label", "Label", "Label of the code on the map.", [](const Row& r) { return r.label; });
  columns.real("distinctiveness", "Distinctiveness", "Of the class, 0 to 8.", "",
               [](const Row& r) { return r.distinctiveness; });
  columns.integer("irreplaceable", "Irreplaceable", "1: the class is irreplaceable habitat.",
                  [](const Row& r) { return r.irreplaceable ? 1 : 0; });
  columns.integer("features", "Features", "Habitat features on the site.", [](const Row& r) { return r.features; });
  columns.real("area_ha", "On the site (ha)", "Land of the site.", "ha",
               [](const Row& r) { return r.area_m2 / hectare; });
  columns.real("share_of_site", "Share of the site (%)", "Of the site's area.", "%",
               [&](const Row& r) { return 100 * r.area_m2 / all.sites.areas_m2[r.site]; });
  for (std::size_t k = 0; k < habitat_radius_count; ++k) {
    const std::string km = fmt::format("{:.0f}", habitat_radii_m[k] / 1000);
    columns.real(("within_" + km + "km_ha").c_str(), ("Within " + km + " km (ha)").c_str(),
                 "Clipped area within this distance of the site; overlaps are counted once.", "ha",
                 [k](const Row& r) { return r.around[k] / hectare; });
  }
  return {table.done(), std::monostate{}};
}

FeatureTable site_targets_table(const SiteAssessment& all) {
  TableBuilder table(
      "site_targets", "BOA targets by site",
      "One row per site and target of a BOA that it lies in or near, and what the site's habitat could do for it.");
  const auto rows =
      rows_of<SiteTarget>(all, [&](std::size_t s) -> const std::vector<SiteTarget>& { return all.site_targets[s]; });
  using R = const SiteRow<SiteTarget>&;
  const auto boa = [&](R r) -> const SiteFeature& { return all.findings[r.site].features[r.row->row]; };
  const auto role = [&](R r) -> const RoleFeatures& { return all.inputs.roles[boa(r).role]; };
  Columns columns(table, rows);
  columns.text("site_id", "Site", "As in `sites`.", [&](R r) { return all.sites.id[r.site]; });
  columns.text("boa_id", "BOA id", "As in the source.", [&](R r) { return role(r).id[boa(r).feature]; });
  columns.text("boa_name", "BOA", "Name.", [&](R r) { return role(r).name[boa(r).feature]; });
  columns.text(
      "relation", "Relation", "Relation of the site to the BOA: inside, contains, overlaps, adjoins …",
      [&](R r) { return info(boa(r).relation).name; }, "site_relation");
  columns.real("boundary_m", "To the boundary (m)", "From the site to the BOA's boundary, which is generalised.", "m",
               [&](R r) { return boa(r).edge_m; });
  columns.text("action", "Action", "Of the target: maintain, restore, create or link.",
               [&](R r) { return all.targets[r.row->target].action; });
  columns.text("habitat", "Habitat", "That the target names.", [&](R r) { return all.targets[r.row->target].habitat; });
  columns.text("quantity_ha", "Quantity (ha)", "As the target states it.",
               [&](R r) { return all.targets[r.row->target].quantity_ha; });
  columns.text("text", "Target", "Its wording.", [&](R r) { return all.targets[r.row->target].text; });
  columns.real("existing_ha", "Existing (ha)", "Habitat on the site that is what the target asks for.", "ha",
               [](R r) { return r.row->existing_m2 / hectare; });
  columns.real("suitable_ha", "Suitable (ha)", "Habitat on the site with potential to become it.", "ha",
               [](R r) { return r.row->suitable_m2 / hectare; });
  columns.text("site_habitats", "Habitat on the site", "Which habitat that is, with areas.",
               [](R r) { return r.row->habitats; });
  return {table.done(), std::monostate{}};
}

FeatureTable site_opportunities_table(const SiteAssessment& all) {
  TableBuilder table("site_opportunities", "Opportunity areas by site",
                     "One row per site and opportunity area of the scored map that share land.");
  const auto rows = rows_of<ZoneShare>(
      all, [&](std::size_t s) -> const std::vector<ZoneShare>& { return all.findings[s].opportunities; });
  using R = const SiteRow<ZoneShare>&;
  const auto area = [&](R r) -> const OpportunityArea& { return all.opportunity_areas[r.row->zone]; };
  Columns columns(table, rows);
  columns.text("site_id", "Site", "As in `sites`.", [&](R r) { return all.sites.id[r.site]; });
  columns.text("candidate_id", "Candidate", "Of the scored map.",
               [&](R r) { return all.inputs.opportunities->id[r.row->zone]; });
  columns.real("score", "Score", "Of the candidate, 0 to 100.", "0-100", [&](R r) { return area(r).score; });
  columns.text("class", "Opportunity class", "Quantile class of its rank.", [&](R r) { return area(r).area_class; });
  columns.text("network", "Best network", "The network for which it scores highest.",
               [&](R r) { return area(r).network; });
  columns.text("habitat", "Habitat now", "Label of the habitat it stands on.", [&](R r) { return area(r).habitat; });
  columns.real("overlap_ha", "Shared (ha)", "Land of the candidate on the site: what the site takes, or could deliver.",
               "ha", [](R r) { return r.row->area_m2 / hectare; });
  columns.real("share_of_site", "Share of the site (%)", "Of the site's area.", "%",
               [&](R r) { return 100 * r.row->area_m2 / all.sites.areas_m2[r.site]; });
  columns.real("share_of_candidate", "Share of the candidate (%)", "Of the candidate's area.", "%",
               [&](R r) { return 100 * r.row->area_m2 / all.inputs.opportunities->areas_m2[r.row->zone]; });
  return {table.done(), std::monostate{}};
}

FeatureTable site_networks_table(const SiteAssessment& all) {
  TableBuilder table("site_networks", "Connectivity by site",
                     "One row per site and network that it would change: ECA today, without the site's core habitat, "
                     "and with what is proposed.");
  const auto rows = rows_of<SiteNetworkEffect>(all, [&](std::size_t s) -> const std::vector<SiteNetworkEffect>& {
    static const std::vector<SiteNetworkEffect> nothing;
    return all.effects.empty() ? nothing : all.effects[s];
  });
  using R = const SiteRow<SiteNetworkEffect>&;
  Columns columns(table, rows);
  columns.text("site_id", "Site", "As in `sites`.", [&](R r) { return all.sites.id[r.site]; });
  columns.text("network", "Network", "Id of the network.", [&](R r) { return all.networks[r.row->network].id; });
  columns.real("core_lost_ha", "Core habitat on the site (ha)", "Of the network's patches.", "ha",
               [](R r) { return r.row->core_lost_m2 / hectare; });
  columns.real("core_gained_ha", "Core habitat proposed (ha)", "Proposed habitat that is core of the network.", "ha",
               [](R r) { return r.row->core_gained_m2 / hectare; });
  columns.real("eca_before_ha", "ECA today (ha)", "Equivalent connected area of the network (Saura et al. 2011).", "ha",
               [](R r) { return r.row->eca_before_m2 / hectare; });
  columns.real("eca_lost_ha", "ECA lost (ha)", "ECA today minus ECA without the core habitat on the site.", "ha",
               [](R r) { return (r.row->eca_before_m2 - r.row->eca_without_m2) / hectare; });
  columns.real("eca_lost_percent", "ECA lost (%)", "Of ECA today.", "%", [](R r) {
    return r.row->eca_before_m2 > 0 ? 100 * (r.row->eca_before_m2 - r.row->eca_without_m2) / r.row->eca_before_m2
                                    : no_number;
  });
  columns.real("eca_proposed_ha", "ECA as proposed (ha)",
               "With the proposed habitat in place of what is there; empty where nothing is proposed for the network.",
               "ha", [](R r) { return r.row->eca_proposed_m2 / hectare; });
  columns.real("eca_gained_ha", "ECA gained by the proposal (ha)",
               "ECA as proposed minus ECA without the core habitat on the site.", "ha",
               [](R r) { return (r.row->eca_proposed_m2 - r.row->eca_without_m2) / hectare; });
  return {table.done(), std::monostate{}};
}

FeatureTable site_consultations_table(const SiteAssessment& all) {
  TableBuilder table("site_consultations", "Consultations by site",
                     "One row per site and rule of the config that fired: a prompt to consult, not a decision.");
  const auto rows = rows_of<Consultation>(
      all, [&](std::size_t s) -> const std::vector<Consultation>& { return all.consultations[s]; });
  using R = const SiteRow<Consultation>&;
  const auto feature = [&](R r) -> const SiteFeature& { return r.row->feature; };
  const auto role = [&](R r) -> const RoleFeatures& { return all.inputs.roles[feature(r).role]; };
  Columns columns(table, rows);
  columns.text("site_id", "Site", "As in `sites`.", [&](R r) { return all.sites.id[r.site]; });
  columns.text("who", "Who", "Who may need to be consulted.",
               [&](R r) { return all.options.consult[r.row->rule].who; });
  columns.text("why", "Why", "As the rule says.", [&](R r) { return all.options.consult[r.row->rule].why; });
  columns.text("source", "Source", "The law or guidance that asks for it, as the rule says.",
               [&](R r) { return all.options.consult[r.row->rule].source; });
  columns.text(
      "role", "Role", "Of the feature for which the rule fired.", [&](R r) { return site_roles()[role(r).role].name; },
      "site_role");
  columns.text("feature", "Feature", "The closest one.",
               [&](R r) { return feature_text(role(r), feature(r).feature); });
  columns.text(
      "relation", "Relation", "Relation of the site to it: inside, contains, overlaps, adjoins …",
      [&](R r) { return info(feature(r).relation).name; }, "site_relation");
  columns.real("distance_m", "Distance (m)", "Edge to edge.", "m", [&](R r) { return feature(r).distance_m; });
  return {table.done(), std::monostate{}};
}

std::vector<Domain> site_domains(const SiteAssessment&) {
  std::vector<Domain> domains{
      {"site_status",
       "Whether a site could be checked",
       {{"checked", "Checked"},
        {"repaired", "Checked, outline repaired"},
        {"reservations", "Checked with reservations"},
        {"not_checked", "Not checked"}}},
      {"site_relation", "Relation of a site to a feature", {}},
      {"site_role", "Roles a site is checked against", {}},
      {"site_place", "Where habitat lies", {{"on_site", "On the site"}, {"around", "Around the site"}}}};
  for (const RelationInfo& row : relations()) domains[1].values.emplace_back(row.name, row.meaning);
  for (const SiteRoleInfo& row : site_roles()) domains[2].values.emplace_back(row.name, row.title);
  return domains;
}

}  // namespace spatial
