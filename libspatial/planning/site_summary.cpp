// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/planning/grid_reference.hpp"
#include "libspatial/planning/site_connectivity.hpp"

namespace spatial {
namespace {

constexpr std::size_t most_names = 5;
constexpr std::array<std::string_view, 8> direction_words{"north", "north-east", "east", "south-east",
                                                          "south", "south-west", "west", "north-west"};

std::string hectares(double area_m2) {
  const double ha = area_m2 / 1e4;
  return ha != 0 && std::abs(ha) < 0.01 ? fmt::format("{:.4f}", ha) : fmt::format("{:.2f}", ha);
}

std::string percent(double share) { return fmt::format("{:.1f}", 100 * share); }

/// "A, B and 3 more".
std::string list_of(const std::vector<std::string>& names) {
  if (names.size() <= most_names) {
    if (names.size() < 2) return joined(names, ", ");
    return joined(std::span(names).first(names.size() - 1), ", ") + " and " + names.back();
  }
  return joined(std::span(names).first(most_names), ", ") + fmt::format(" and {} more", names.size() - most_names);
}

/// Writes the sentences of one site.
class Writer {
 public:
  Writer(const SiteAssessment& assessment, std::size_t site, const SiteWording& wording)
      : all_(assessment), finding_(assessment.findings[site]), site_(site), wording_(wording) {}

  std::vector<SummarySentence> write() {
    if (!all_.sites.problem[site_].empty()) {
      say("site", "not_checked", {{"problem", all_.sites.problem[site_]}});
      return std::move(sentences_);
    }
    say_site();
    for (std::uint32_t r = 0; r < all_.inputs.roles.size(); ++r) say_role(r);
    say_opportunities();
    say_networks();
    say_units();
    say_consultations();
    say("closing", "closing", {});
    return std::move(sentences_);
  }

 private:
  void say(std::string_view topic, std::string_view key, const SiteWording::Values& values) {
    std::string text = wording_.filled(topic, key, values);
    if (!text.empty()) sentences_.push_back({std::string(topic), std::move(text)});
  }

  void say_site() {
    const SiteList& sites = all_.sites;
    const double area = sites.areas_m2[site_];
    SiteWording::Values values{{"reference", sites.id[site_]},
                               {"site_name", sites.name[site_]},
                               {"area_ha", hectares(area)},
                               {"grid", grid_reference(finding_.centre)},
                               {"authorities", authorities_text(all_, site_)}};
    say("site", finding_.authorities.empty() ? "area_without_authority" : "area", values);
    const double stated = sites.stated_m2[site_];
    if (std::isfinite(stated) && std::abs(stated - area) > std::max(10.0, 0.01 * area))
      say("site", "stated", {{"stated_ha", hectares(stated)}});
    if (sites.repaired[site_] != 0) say("site", "repaired", {});
    const double inside = finding_.in_study_area_m2;
    if (inside == 0)
      say("site", "outside", {});
    else if (inside < area * (1 - 1e-6) - all_.options.overlap_tolerance_m2)
      say("site", "partly_outside", {{"share", percent(1 - inside / area)}});
  }

  void say_role(std::uint32_t r) {
    const RoleFeatures& role = all_.inputs.roles[r];
    const SiteRoleInfo& role_info = site_roles()[role.role];
    const std::string topic(role_info.name);
    std::map<Relation, std::vector<const SiteFeature*>> by_relation;
    for (const SiteFeature& row : finding_.features)
      if (row.role == r) by_relation[row.relation].push_back(&row);
    SiteWording::Values values{{"title", std::string(role_info.title)},
                               {"search_m", shortest(all_.options.search_m)},
                               {"buffer_m", shortest(all_.options.buffers.*role_info.buffer_m)}};
    values["problem"] = role.unchecked;
    if (role.none_checked) return say(topic, "unchecked", values);
    if (by_relation.empty()) return say(topic, role.unchecked.empty() ? "absent" : "unchecked", values);
    if (!role.unchecked.empty()) say(topic, "partly_checked", values);
    const Relation closest = by_relation.begin()->first;
    for (const auto& [relation, rows] : by_relation) {
      std::vector<std::string> names;
      for (const SiteFeature* row : rows)
        if (relation < Relation::near || row->distance_m <= rows.front()->distance_m + 1e-6)
          names.push_back(feature_text(role, row->feature));
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
      const SiteFeature& first = *rows.front();
      values["names"] = list_of(names);
      values["count"] = std::to_string(rows.size());
      values["distance"] = distance_text(first.distance_m);
      values["direction"] =
          first.direction < 0 ? "" : std::string(direction_words[static_cast<std::size_t>(first.direction)]);
      values["area_ha"] = hectares(finding_.affected_m2[r]);
      values["share"] = percent(finding_.affected_m2[r] / all_.sites.areas_m2[site_]);
      say(topic, info(relation).name, values);
    }
    if (closest <= Relation::overlaps)
      say(topic, "may_need_on", values);
    else if (closest <= Relation::within_buffer)
      say(topic, "may_need_beside", values);
    if (role_info.role == Role::boa) say_boas(r);
  }

  void say_boas(std::uint32_t r) {
    const RoleFeatures& boas = all_.inputs.roles[r];
    for (std::uint32_t row = 0; row < finding_.features.size(); ++row) {
      const SiteFeature& feature = finding_.features[row];
      if (feature.role != r) continue;
      const std::string name = feature_text(boas, feature.feature);
      if (feature.relation != Relation::overlaps && feature.edge_m <= all_.options.boa_edge_m + 1e-8)
        say("boa", "edge", {{"names", name}, {"distance", distance_text(feature.edge_m)}});
      std::vector<std::string> wanted, able;
      for (const SiteTarget& target : all_.site_targets[site_]) {
        if (target.row != row) continue;
        const BoaTarget& stated = all_.targets[target.target];
        wanted.push_back(stated.action.empty() ? stated.habitat : stated.action + " " + stated.habitat);
        if (!target.habitats.empty()) able.push_back(target.habitats);
      }
      if (wanted.empty()) continue;
      say("boa", "targets", {{"names", name}, {"targets", joined(wanted, "; ")}});
      std::sort(able.begin(), able.end());
      able.erase(std::unique(able.begin(), able.end()), able.end());
      say("boa", able.empty() ? "serve_none" : "serve", {{"names", name}, {"habitats", joined(able, "; ")}});
    }
  }

  void say_opportunities() {
    if (all_.inputs.opportunities == nullptr) return;
    if (finding_.opportunities.empty()) return say("opportunity", "none", {});
    double area = 0;
    std::uint32_t best = finding_.opportunities.front().zone;
    for (const ZoneShare& share : finding_.opportunities) {
      area += share.area_m2;
      if (all_.opportunity_areas[share.zone].score > all_.opportunity_areas[best].score) best = share.zone;
    }
    say("opportunity", "on",
        {{"area_ha", hectares(area)},
         {"count", std::to_string(finding_.opportunities.size())},
         {"names", all_.inputs.opportunities->id[best]},
         {"score", fmt::format("{:.1f}", all_.opportunity_areas[best].score)}});
  }

  void say_networks() {
    if (all_.effects.empty()) return;
    std::size_t left_out = 0;
    for (const NetworkProfile& profile : all_.networks) {
      const std::string why = SiteConnectivity::left_out(profile);
      if (why.empty()) continue;
      ++left_out;
      say("network", "left_out", {{"network", profile.title}, {"why", why}});
    }
    if (all_.effects[site_].empty() && left_out < all_.networks.size()) say("network", "untouched", {});
    for (const SiteNetworkEffect& effect : all_.effects[site_]) {
      const double lost = effect.eca_before_m2 - effect.eca_without_m2;
      SiteWording::Values values{
          {"network", all_.networks[effect.network].title},
          {"core_ha", hectares(effect.core_lost_m2)},
          {"eca_lost_ha", hectares(lost)},
          {"eca_lost_percent",
           effect.eca_before_m2 > 0 ? fmt::format("{:.2f}", 100 * lost / effect.eca_before_m2) : "0.00"}};
      if (effect.core_lost_m2 > 0) say("network", "lost", values);
      if (std::isnan(effect.eca_proposed_m2)) continue;
      const double change = effect.eca_proposed_m2 - effect.eca_before_m2;
      values["eca_gained_ha"] = fmt::format("{}{}", change > 0 ? "+" : "", hectares(change));
      say("network", "gained", values);
    }
  }

  void say_units() {
    if (!all_.units) return;
    const BngResult& units = *all_.units;
    for (const BngModuleInfo& module : bng_modules()) {
      const BngTotals& totals = units.account.modules[static_cast<std::size_t>(module.module)];
      const double before = totals.before, after = totals.after();
      const bool off_site = totals.off_before != 0 || totals.off_after != 0;
      if (before == 0 && after == 0 && !off_site) continue;
      const double percent = totals.net_percent();
      const std::string net = fmt::format("{:+.2f}", totals.net());
      say("units", units.proposes ? "units" : "baseline",
          {{"title", std::string(module.title)},
           {"units_before", fmt::format("{:.2f}", before)},
           {"units_after", fmt::format("{:.2f}", after)},
           {"units_change", std::isfinite(percent) ? fmt::format("{}, {:+.2f} %", net, percent) : net}});
      if (off_site && units.proposes)
        say("units", "off_site",
            {{"title", std::string(module.title)},
             {"units_change", fmt::format("{:+.2f}", totals.off_net_at_risk())},
             {"units_after", fmt::format("{:+.2f}", totals.total_net())}});
    }
    if (units.left_out > 0) say("units", "left_out", {{"count", std::to_string(units.left_out)}});
    std::size_t problems = 0;
    for (const Issue& issue : all_.issues)
      problems += info(issue.rule).code.starts_with("bng_") && info(issue.rule).severity == Severity::error ? 1 : 0;
    if (problems > 0) say("units", "problems", {{"count", std::to_string(problems)}});
  }

  void say_consultations() {
    for (const Consultation& fired : all_.consultations[site_]) {
      const ConsultRule& rule = all_.options.consult[fired.rule];
      say("consult", rule.why.empty() ? "consult_without_reason" : "consult", {{"who", rule.who}, {"why", rule.why}});
    }
  }

  const SiteAssessment& all_;
  const SiteFinding& finding_;
  std::size_t site_;
  const SiteWording& wording_;
  std::vector<SummarySentence> sentences_;
};

}  // namespace

std::string distance_text(double metres) {
  if (metres < 10) return fmt::format("{:.1f} m", metres);
  return metres < 1000 ? fmt::format("{:.0f} m", metres) : fmt::format("{:.1f} km", metres / 1000);
}

std::string feature_text(const RoleFeatures& role, std::uint32_t feature) {
  const std::string& name = role.name[feature].empty() ? role.id[feature] : role.name[feature];
  return role.kind.empty() || role.kind[feature].empty() || role.kind[feature] == name
             ? name
             : fmt::format("{} ({})", name, role.kind[feature]);
}

std::string authorities_text(const SiteAssessment& assessment, std::size_t site) {
  std::vector<ZoneShare> shares = assessment.findings[site].authorities;
  std::stable_sort(shares.begin(), shares.end(),
                   [](const ZoneShare& a, const ZoneShare& b) { return a.area_m2 > b.area_m2; });
  std::vector<std::string> words;
  for (const ZoneShare& share : shares) {
    const Layer& layer = *assessment.inputs.authorities;
    const std::string& name = layer.name[share.zone].empty() ? layer.id[share.zone] : layer.name[share.zone];
    const double part = share.area_m2 / assessment.sites.areas_m2[site];
    words.push_back(shares.size() == 1 && part >= 0.9995 ? name : fmt::format("{} ({} %)", name, percent(part)));
  }
  return joined(words, ", ");
}

std::vector<SummarySentence> summary_of(const SiteAssessment& assessment, std::size_t site,
                                        const SiteWording& wording) {
  return Writer(assessment, site, wording).write();
}

}  // namespace spatial
