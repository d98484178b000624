// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_assessment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

std::optional<std::uint32_t> input_role(const SiteInputs& inputs, std::size_t role) {
  for (std::uint32_t r = 0; r < inputs.roles.size(); ++r)
    if (inputs.roles[r].role == role) return r;
  return std::nullopt;
}

/// Features to which a rule applies, the closest first.
std::vector<const SiteFeature*> rows_of_rule(const SiteFinding& finding, const SiteInputs& inputs, std::uint32_t role,
                                             const ConsultRule& rule) {
  const RoleFeatures& features = inputs.roles[role];
  const std::string layer = lower(trimmed(rule.layer));
  std::vector<const SiteFeature*> rows;
  for (const std::vector<SiteFeature>* list : {&finding.features, &finding.further})
    for (const SiteFeature& row : *list) {
      if (row.role != role) continue;
      const std::string kind = features.kind.empty() ? std::string() : lower(features.kind[row.feature]);
      if (layer.empty() || layer == kind || layer == lower(features.source[row.feature])) rows.push_back(&row);
    }
  return rows;
}

/// Area of the site inside these features, counting overlaps once.
double on_site_m2(const SiteFinding& finding, const std::vector<const SiteFeature*>& rows) {
  std::vector<MultiPolygonView> pieces;
  for (const SiteFeature* row : rows)
    if (row->piece >= 0) pieces.push_back(finding.pieces[static_cast<std::size_t>(row->piece)]);
  if (pieces.empty()) return 0;
  if (pieces.size() == 1) return area_m2(pieces.front());
  GeosContext geos;
  return area_m2(union_of(geos, pieces));
}

/// Networks by the names that targets use for them.
std::map<std::string, std::set<std::size_t>> networks_by_name(const std::vector<NetworkProfile>& networks) {
  std::map<std::string, std::set<std::size_t>> meant;
  for (std::size_t n = 0; n < networks.size(); ++n) {
    meant[lower(networks[n].id)].insert(n);
    meant[lower(networks[n].title)].insert(n);
    for (const std::string& habitat : networks[n].target_habitats) meant[lower(trimmed(habitat))].insert(n);
  }
  return meant;
}

}  // namespace

std::string areas_text(const std::map<std::string, double>& areas) {
  std::vector<std::pair<std::string, double>> list(areas.begin(), areas.end());
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> words;
  for (const auto& [label, area] : list) words.push_back(fmt::format("{} ({:.2f} ha)", label, area / 1e4));
  return joined(words, ", ");
}

std::vector<Consultation> consultations_of(const SiteFinding& finding, const SiteInputs& inputs,
                                           const SiteOptions& options) {
  std::vector<Consultation> fired;
  for (std::uint32_t k = 0; k < options.consult.size(); ++k) {
    const ConsultRule& rule = options.consult[k];
    const auto named = site_role_named(rule.role);
    const auto role = named ? input_role(inputs, *named) : std::nullopt;
    const auto relation = relation_named(rule.relation);
    if (!role || !rule.asks()) continue;
    const std::vector<const SiteFeature*> rows = rows_of_rule(finding, inputs, *role, rule);
    if (rows.empty()) continue;
    const SiteFeature& closest = *rows.front();
    const bool lies_so = (relation && closest.relation <= *relation) ||
                         (rule.distance_m > 0 && closest.distance_m <= rule.distance_m + 1e-8) ||
                         (!relation && !(rule.distance_m > 0));
    if (lies_so && (!(rule.least_on_site_ha > 0) || on_site_m2(finding, rows) >= rule.least_on_site_ha * 1e4))
      fired.push_back({k, closest});
  }
  return fired;
}

std::vector<SiteTarget> targets_of(const SiteFinding& finding, const SiteInputs& inputs, const SiteOptions& options,
                                   const std::vector<BoaTarget>& targets, const std::vector<NetworkProfile>& networks) {
  std::vector<SiteTarget> result;
  const auto boas = input_role(inputs, *site_role_named("boa"));
  if (!boas || targets.empty()) return result;
  const auto meant = networks_by_name(networks);
  for (std::uint32_t row = 0; row < finding.features.size(); ++row) {
    const SiteFeature& feature = finding.features[row];
    if (feature.role != *boas ||
        !(feature.relation <= Relation::overlaps || feature.distance_m <= options.boa_edge_m + 1e-8))
      continue;
    for (std::uint32_t t = 0; t < targets.size(); ++t) {
      if (trimmed(targets[t].boa_id) != inputs.roles[*boas].id[feature.feature]) continue;
      SiteTarget target{row, t, 0, 0, {}};
      const std::string wanted = lower(trimmed(targets[t].habitat));
      const auto named = meant.find(wanted);
      std::map<std::string, double> areas;
      for (const SiteHabitat& habitat : finding.habitats) {
        const HabitatMap& map = *inputs.habitat;
        const auto any = [&](auto test) {
          return named != meant.end() && std::any_of(named->second.begin(), named->second.end(), test);
        };
        const bool is_it = lower(map.habitat[habitat.feature]) == wanted ||
                           any([&](std::size_t n) { return map.is_core(habitat.feature, n); });
        const bool could = !is_it && map.core_of_any[habitat.feature] == 0 &&
                           any([&](std::size_t n) { return map.potential_of(habitat.feature, n) > 0; });
        if (!is_it && !could) continue;
        (is_it ? target.existing_m2 : target.suitable_m2) += habitat.area_m2;
        areas[map.label[habitat.feature]] += habitat.area_m2;
      }
      target.habitats = areas_text(areas);
      target.habitat_m2 = std::move(areas);
      result.push_back(std::move(target));
    }
  }
  return result;
}

std::vector<std::string> reservations_of(const SiteAssessment& assessment, std::size_t site) {
  std::vector<std::string> reasons;
  const SiteList& sites = assessment.sites;
  if (!sites.problem[site].empty()) return reasons;
  if (!sites.stand_in[site].empty()) reasons.push_back("it has no outline, so " + sites.stand_in[site] + " is used");
  if (sites.repaired[site] != 0) reasons.emplace_back("its outline was invalid and was repaired");
  const double inside = assessment.findings[site].in_study_area_m2, area = sites.areas_m2[site];
  if (inside == 0)
    reasons.emplace_back("it lies outside the study area");
  else if (inside < area * (1 - 1e-6) - assessment.options.overlap_tolerance_m2)
    reasons.push_back(fmt::format("{:.1f} % of it lies outside the study area", 100 * (1 - inside / area)));
  for (const RoleFeatures& role : assessment.inputs.roles)
    if (!role.unchecked.empty())
      reasons.push_back(fmt::format("{} {} not checked ({})",
                                    role.none_checked ? "no layer of" : "part of the layers of",
                                    site_roles()[role.role].title, role.unchecked));
  return reasons;
}

Issues place_issues(const SiteAssessment& assessment, const Box& mapped) {
  Issues issues;
  const SiteList& sites = assessment.sites;
  double study_m2 = 0;
  if (assessment.inputs.study_area != nullptr)
    for (const double area : areas_m2_of(*assessment.inputs.study_area)) study_m2 += area;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    if (!sites.problem[s].empty()) continue;
    const Box& box = sites.boxes[s];
    const Point at = box.centre();
    const auto report = [&](IssueRule rule, std::string message) {
      issues.push_back({rule, "site", sites.source, sites.id[s], std::move(message), Place{at.x, at.y}});
    };
    const double inside = assessment.findings[s].in_study_area_m2;
    const bool near = mapped.empty() || box.intersects(mapped.grown(assessment.options.search_m));
    if (!near) {
      const Box swapped{box.min_y, box.min_x, box.max_y, box.max_x};
      if (mapped.contains(swapped))
        report(IssueRule::site_axes_swapped,
               fmt::format("{:.0f}, {:.0f} would lie on the map as {:.0f}, {:.0f}: east and north changed places", at.x,
                           at.y, at.y, at.x));
      else
        report(IssueRule::site_far_from_layers,
               fmt::format("{:.0f}, {:.0f} is further than {} m from all that is mapped: another county, or another "
                           "coordinate reference system?",
                           at.x, at.y, shortest(assessment.options.search_m)));
      continue;
    }
    if (inside == 0)
      report(IssueRule::outside_study_area, "the site lies outside the study area");
    else if (inside < sites.areas_m2[s] - std::max(assessment.options.overlap_tolerance_m2, 1e-6 * sites.areas_m2[s]))
      report(IssueRule::outside_study_area,
             fmt::format("{:.1f} % of the site lies outside the study area", 100 * (1 - inside / sites.areas_m2[s])));
    if (study_m2 > 0 && inside > 0.5 * study_m2)
      report(IssueRule::site_covers_study_area,
             fmt::format("the site covers {:.0f} % of the study area", 100 * inside / study_m2));
  }
  return issues;
}

}  // namespace spatial
