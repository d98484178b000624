// SPDX-License-Identifier: MIT
#include "libspatial/report/site_report_of.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/grid_reference.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/planning/site_summary.hpp"
#include "libspatial/report/opportunity_tables.hpp"

namespace spatial {
namespace {

std::string heading_of(const std::string& topic) {
  for (const SiteRoleInfo& role : site_roles())
    if (role.name == topic) return std::string(role.title);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> headings{{{"site", "The site"},
                                                                                   {"opportunity", "Opportunity areas"},
                                                                                   {"network", "Habitat networks"},
                                                                                   {"units", "Biodiversity Net Gain"},
                                                                                   {"consult", "Consultations"},
                                                                                   {"closing", "What this says"}}};
  for (const auto& [name, heading] : headings)
    if (name == topic) return std::string(heading);
  return topic;
}

class Maker {
 public:
  Maker(const SiteAssessment& all, const std::vector<std::vector<std::uint32_t>>& numbers)
      : all_(all), number_(numbers) {
    for (const Issue& issue : all.issues)
      if (issue.role == "site") issues_[issue.feature_id].push_back(&issue);
  }

  ReportSite site(GeosContext& geos, std::size_t s) const {
    const SiteFinding& finding = all_.findings[s];
    ReportSite site;
    site.id = all_.sites.id[s];
    site.name = all_.sites.name[s];
    site.problem = all_.sites.problem[s];
    site.reservations = reservations_of(all_, s);
    site.outline_is = all_.sites.stand_in[s];
    site.status = !site.problem.empty()         ? "not checked"
                  : all_.sites.repaired[s] != 0 ? "repaired"
                  : !site.reservations.empty()  ? "checked with reservations"
                                                : "checked";
    site.stated_m2 = all_.sites.stated_m2[s];
    const auto issues = issues_.find(site.id);
    if (issues != issues_.end())
      for (const Issue* issue : issues->second)
        if (!info(issue->rule).code.starts_with("bng_"))  // listed with the units
          site.findings.push_back({std::string(to_string(info(issue->rule).severity)),
                                   std::string(info(issue->rule).code), issue->message});
    for (const SummarySentence& sentence : all_.summaries[s]) {
      if (sentence.topic == "action")
        site.actions.push_back(sentence.text);
      else if (sentence.topic != "consult" || all_.consultations[s].empty())  // consultations have a box of their own
        site.summary.push_back({heading_of(sentence.topic), sentence.text});
    }
    if (!site.problem.empty()) return site;
    site.area_m2 = all_.sites.areas_m2[s];
    site.in_study_area = finding.in_study_area_m2 / site.area_m2;
    site.grid_reference = grid_reference(finding.centre);
    site.centre = finding.centre;
    site.window = map_window(all_.sites.boxes[s]);
    site.outline.append(all_.sites.geometry[s]);
    add_features(geos, site, finding);
    add_judgements(site, s);
    add_habitats(site, finding);
    add_opportunities(geos, site, finding);
    return site;
  }

 private:
  std::int32_t shape(GeosContext& geos, ReportSite& site, MultiPolygonView feature, const Box& box) const {
    if (!box.intersects(site.window)) return -1;
    const MultiPolygon part = site.window.contains(box) ? MultiPolygon(feature) : clip(geos, feature, site.window);
    if (part.empty()) return -1;
    site.shapes.append(part.view());
    return static_cast<std::int32_t>(site.shapes.size()) - 1;
  }

  void add_features(GeosContext& geos, ReportSite& site, const SiteFinding& finding) const {
    for (const SiteFeature& row : finding.features) {
      const RoleFeatures& role = all_.inputs.roles[row.role];
      ReportRelation relation;
      relation.feature = number_[row.role][row.feature];
      relation.relation = row.relation;
      relation.nearest = row.nearest;
      if (row.relation <= Relation::overlaps) {
        relation.overlap_m2 = row.overlap_m2;
        relation.share_of_site = row.overlap_m2 / site.area_m2;
        relation.share_of_feature = row.overlap_m2 / role.areas_m2[row.feature];
      }
      relation.distance_m = row.distance_m;
      relation.edge_m = row.edge_m;
      relation.direction = std::string(direction_name(row.direction));
      relation.shape = shape(geos, site, role.geometry[row.feature], box_of(role.geometry[row.feature]));
      site.relations.push_back(std::move(relation));
    }
    for (std::uint32_t r = 0; r < finding.affected_m2.size(); ++r)
      if (finding.affected_m2[r] > 0) site.affected.push_back({r, finding.affected_m2[r]});
  }

  void add_judgements(ReportSite& site, std::size_t s) const {
    const SiteFinding& finding = all_.findings[s];
    std::vector<ZoneShare> shares = finding.authorities;
    std::stable_sort(shares.begin(), shares.end(),
                     [](const ZoneShare& a, const ZoneShare& b) { return a.area_m2 > b.area_m2; });
    for (const ZoneShare& share : shares) {
      const Layer& layer = *all_.inputs.authorities;
      site.authorities.push_back({layer.name[share.zone].empty() ? layer.id[share.zone] : layer.name[share.zone],
                                  share.area_m2 / site.area_m2});
    }
    for (const Consultation& fired : all_.consultations[s]) {
      const ConsultRule& rule = all_.options.consult[fired.rule];
      const SiteFeature& row = fired.feature;
      const std::string name = feature_text(all_.inputs.roles[row.role], row.feature);
      site.flags.push_back({rule.who, rule.why,
                            row.relation <= Relation::overlaps
                                ? fmt::format("{}, on the site", name)
                                : fmt::format("{}, {}", name, distance_text(row.distance_m)),
                            rule.source});
    }
    for (const SiteTarget& target : all_.site_targets[s]) {
      const BoaTarget& stated = all_.targets[target.target];
      const SiteFeature& boa = finding.features[target.row];
      site.targets.push_back({feature_text(all_.inputs.roles[boa.role], boa.feature), stated.action, stated.habitat,
                              stated.quantity_ha, stated.text, target.habitats, target.existing_m2,
                              target.suitable_m2});
    }
    if (all_.effects.empty()) return;
    for (const SiteNetworkEffect& effect : all_.effects[s])
      site.networks.push_back({all_.networks[effect.network].title, effect.core_lost_m2, effect.core_gained_m2,
                               effect.eca_before_m2, effect.eca_without_m2, effect.eca_proposed_m2});
  }

  void add_habitats(ReportSite& site, const SiteFinding& finding) const {
    std::map<std::tuple<double, std::string, std::string>, ReportHabitat> classes;
    for (const SiteHabitat& one : finding.habitats) {
      const HabitatMap& map = *all_.inputs.habitat;
      ReportHabitat& row = classes[{-map.distinctiveness[one.feature], map.label[one.feature], map.code[one.feature]}];
      row.habitat = map.label[one.feature];
      row.code = map.code[one.feature];
      row.area_m2 += one.area_m2;
      row.distinctiveness = map.distinctiveness[one.feature];
      row.irreplaceable = map.irreplaceable[one.feature] != 0;
      row.priority = row.irreplaceable || row.distinctiveness >= all_.options.priority_distinctiveness;
    }
    for (auto& [key, row] : classes) site.habitats.push_back(std::move(row));
    for (const HabitatAround& around : finding.around) site.around.push_back({around.habitat, around.area_m2});
  }

  /// The title of a network; of one that the config does not have, its id.
  std::string network_title(const std::string& id) const {
    for (const NetworkProfile& network : all_.networks)
      if (network.id == id) return network.title;
    return id;
  }

  void add_opportunities(GeosContext& geos, ReportSite& site, const SiteFinding& finding) const {
    for (const ZoneShare& share : finding.opportunities) {
      const Layer& areas = *all_.inputs.opportunities;
      const OpportunityArea& area = all_.opportunity_areas[share.zone];
      ReportOpportunity row{areas.id[share.zone],
                            class_title(area.area_class),
                            network_title(area.network),
                            area.habitat,
                            area.score,
                            share.area_m2,
                            share.area_m2 / areas.areas_m2[share.zone],
                            -1};
      row.shape = shape(geos, site, areas.geometry[share.zone], areas.boxes[share.zone]);
      site.opportunities.push_back(std::move(row));
    }
  }

  const SiteAssessment& all_;
  const std::vector<std::vector<std::uint32_t>>& number_;  // number of each feature in the report, by role
  std::map<std::string, std::vector<const Issue*>> issues_;
};

}  // namespace

SiteReport site_report_of(const SiteAssessment& all, const Executor& executor) {
  SiteReport report;
  report.sites_source = all.sites.source;
  report.search_m = all.options.search_m;
  report.adjoin_m = all.options.adjoin_m;
  report.has_consult_rules = !all.options.consult.empty();
  // Only features that are relevant to a site are listed.
  std::vector<std::vector<std::uint32_t>> used(all.inputs.roles.size());
  for (const SiteFinding& finding : all.findings)
    for (const SiteFeature& row : finding.features) used[row.role].push_back(row.feature);
  std::vector<std::vector<std::uint32_t>> number(all.inputs.roles.size());
  for (std::uint32_t r = 0; r < all.inputs.roles.size(); ++r) {
    const RoleFeatures& role = all.inputs.roles[r];
    const SiteRoleInfo& role_info = site_roles()[role.role];
    report.roles.push_back({std::string(role_info.name), std::string(role_info.title),
                            all.options.buffers.*role_info.buffer_m, role.none_checked, role.unchecked});
    number[r].resize(role.id.size());
    std::sort(used[r].begin(), used[r].end());
    used[r].erase(std::unique(used[r].begin(), used[r].end()), used[r].end());
    for (const std::uint32_t f : used[r]) {
      number[r][f] = static_cast<std::uint32_t>(report.features.size());
      report.features.push_back(
          {r, role.id[f], role.name[f], role.kind.empty() ? std::string() : role.kind[f], role.source[f]});
    }
  }
  const Maker maker(all, number);
  report.sites = parallel_map<ReportSite, GeosContext>(
      executor, all.sites.size(), [&](GeosContext& geos, std::size_t s) { return maker.site(geos, s); });
  return report;
}

}  // namespace spatial
