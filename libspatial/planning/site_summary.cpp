// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/grid_reference.hpp"
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

/// Percentage as text: "92.5", "less than 0.1".
std::string share_text(double share) {
  if (share > 0 && share < 0.0005) return "less than 0.1";
  return share < 1 && share >= 0.9995 ? "more than 99.9" : percent(share);
}

/// "A, B and 3 more".
std::string list_of(const std::vector<std::string>& names) {
  if (names.size() <= most_names) {
    if (names.size() < 2) return joined(names, ", ");
    return joined(std::span(names).first(names.size() - 1), ", ") + " and " + names.back();
  }
  return joined(std::span(names).first(most_names), ", ") + fmt::format(" and {} more", names.size() - most_names);
}

/// Writes a title in lower case within a sentence ("ancient woodland"); abbreviations like SSSI stay.
std::string in_text(std::string kind) {
  const bool capitals = kind.size() > 1 && kind[1] >= 'A' && kind[1] <= 'Z';
  if (!capitals && kind[0] >= 'A' && kind[0] <= 'Z') kind[0] = static_cast<char>(kind[0] - 'A' + 'a');
  return kind;
}

/// Description of an unnamed feature of a role.
std::string unnamed(std::size_t role) {
  switch (site_roles()[role].role.value_or(Role::habitat)) {
    case Role::designated:
      return "designated site";
    case Role::lws:
      return "Local Wildlife Site";
    case Role::irreplaceable:
      return "irreplaceable habitat";
    case Role::boa:
      return "Biodiversity Opportunity Area";
    default:
      return "feature";
  }
}

/// Writes the sentences about one site.
class Writer {
 public:
  Writer(const SiteAssessment& assessment, std::size_t site, const SiteWording& wording,
         const std::vector<FeatureGroups>& groups)
      : all_(assessment), finding_(assessment.findings[site]), site_(site), wording_(wording), groups_(groups) {}

  std::vector<SummarySentence> write() {
    if (!all_.sites.problem[site_].empty()) {
      say("site", "not_checked", {{"problem", all_.sites.problem[site_]}});
      return std::move(sentences_);
    }
    say_site();
    for (std::uint32_t r = 0; r < all_.inputs.roles.size(); ++r) say_action(r);
    say_consultations();
    for (std::uint32_t r = 0; r < all_.inputs.roles.size(); ++r) say_role(r);
    say_opportunities();
    say_networks();
    say_units();
    if (all_.options.consult.empty()) say("consult", "none", {});
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
    values["outline"] = sites.stand_in[site_];
    const std::string key = sites.stand_in[site_].empty() ? "area" : "point";
    say("site", key + (finding_.authorities.empty() ? "_without_authority" : ""), values);
    const double stated = sites.stated_m2[site_];
    if (sites.stand_in[site_].empty() && std::isfinite(stated) && std::abs(stated - area) > std::max(10.0, 0.01 * area))
      say("site", "stated", {{"stated_ha", hectares(stated)}});
    if (sites.repaired[site_] != 0) say("site", "repaired", {});
    const double inside = finding_.in_study_area_m2;
    if (inside == 0)
      say("site", "outside", {});
    else if (inside < area * (1 - 1e-6) - all_.options.overlap_tolerance_m2)
      say("site", "partly_outside", {{"share", percent(1 - inside / area)}});
  }

  using Rows = std::vector<const SiteFeature*>;

  /// Rows of a role by relation, the closest first. A designated site in several parts counts by its closest part.
  std::map<Relation, Rows> rows_by_relation(std::uint32_t r) const {
    std::map<Relation, Rows> rows;
    std::map<std::uint32_t, Relation> closest;
    for (const SiteFeature& row : finding_.features) {
      if (row.role != r) continue;
      const auto known = closest.emplace(groups_[r].of(row.feature), row.relation).first;
      if (known->second == row.relation) rows[row.relation].push_back(&row);
    }
    return rows;
  }

  std::size_t groups_in(std::uint32_t r, const Rows& rows) const {
    std::set<std::uint32_t> groups;
    for (const SiteFeature* row : rows) groups.insert(groups_[r].of(row->feature));
    return groups.size();
  }

  std::vector<std::string> names_of(std::uint32_t r, const Rows& rows) const {
    std::vector<std::string> names;
    for (const SiteFeature* row : rows) names.push_back(feature_text(all_.inputs.roles[r], row->feature));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  SiteWording::Values values_of(std::uint32_t r) const {
    const SiteRoleInfo& role_info = site_roles()[all_.inputs.roles[r].role];
    return {{"title", std::string(role_info.title)},
            {"search_m", shortest(all_.options.search_m)},
            {"buffer_m", shortest(all_.options.buffers.*role_info.buffer_m)},
            {"problem", all_.inputs.roles[r].unchecked}};
  }

  /// Says what may have to be done because of a role, why, and from which source.
  void say_action(std::uint32_t r) {
    const auto rows = rows_by_relation(r);
    if (rows.empty() || all_.inputs.roles[r].none_checked || rows.begin()->first > Relation::within_buffer) return;
    const std::string topic(site_roles()[all_.inputs.roles[r].role].name);
    SiteWording::Values values = values_of(r);
    const Relation closest = rows.begin()->first;
    values["names"] = list_of(names_of(r, rows.begin()->second));
    values["rule"] = wording_.filled(topic, closest <= Relation::overlaps ? "may_need_on" : "may_need_beside", values);
    if (values["rule"].empty()) return;
    values["why"] = wording_.filled(topic, "because_" + std::string(info(closest).name), values);
    values["source"] = wording_.text(topic, "source");
    std::string text = wording_.filled(topic, values["source"].empty() ? "action_without_source" : "action", values);
    if (!text.empty()) sentences_.push_back({"action", std::move(text)});
  }

  void say_role(std::uint32_t r) {
    const RoleFeatures& role = all_.inputs.roles[r];
    const SiteRoleInfo& role_info = site_roles()[role.role];
    const std::string topic(role_info.name);
    const auto by_relation = rows_by_relation(r);
    SiteWording::Values values = values_of(r);
    if (role.none_checked) return say(topic, "unchecked", values);
    if (role_info.role == Role::context) return say_context(r);
    if (by_relation.empty()) return say(topic, role.unchecked.empty() ? "absent" : "unchecked", values);
    if (!role.unchecked.empty()) say(topic, "partly_checked", values);
    for (const auto& [relation, rows] : by_relation) {
      if (relation <= Relation::overlaps && counted_by_name(role.role)) {
        say_shares(r, relation, rows, values);
        continue;
      }
      Rows named;
      for (const SiteFeature* row : rows)
        if (relation < Relation::near || row->distance_m <= rows.front()->distance_m + 1e-6) named.push_back(row);
      const SiteFeature& first = *rows.front();
      values["names"] = list_of(names_of(r, named));
      const std::size_t count = groups_in(r, rows);
      values["count"] =
          count == rows.size() ? fmt::format("{}", count) : fmt::format("{} ({} parts)", count, rows.size());
      values["distance"] = distance_text(first.distance_m);
      values["direction"] =
          first.direction < 0 ? "" : std::string(direction_words[static_cast<std::size_t>(first.direction)]);
      values["area_ha"] = hectares(finding_.affected_m2[r]);
      values["share"] = percent(finding_.affected_m2[r] / all_.sites.areas_m2[site_]);
      const bool sliver = relation == Relation::adjoins && first.overlap_m2 > all_.options.overlap_tolerance_m2;
      if (sliver) values["area_ha"] = hectares(first.overlap_m2);
      say(topic, sliver ? "touches" : info(relation).name, values);
    }
    if (role_info.role == Role::boa) say_boas(r);
  }

  /// Describes the surroundings, layer by layer, without judging them.
  void say_context(std::uint32_t r) {
    const RoleFeatures& role = all_.inputs.roles[r];
    std::map<std::string, std::map<bool, Rows>> kinds;  // on or beside the site first
    for (const SiteFeature& row : finding_.features)
      if (row.role == r && row.relation != Relation::beyond)
        kinds[role.kind[row.feature]][row.relation > Relation::within_buffer].push_back(&row);
    for (const auto& [kind, lists] : kinds)
      for (const auto& [near, rows] : lists) {
        Rows named;
        for (const SiteFeature* row : rows)
          if (!near || row->distance_m <= rows.front()->distance_m + 1e-6) named.push_back(row);
        const SiteFeature& first = *rows.front();
        SiteWording::Values values = values_of(r);
        if (!kind.empty()) values["title"] = kind;
        values["names"] = list_of(names_alone(r, named));
        values["count"] = std::to_string(rows.size());
        values["distance"] = distance_text(first.distance_m);
        values["direction"] =
            first.direction < 0 ? "" : std::string(direction_words[static_cast<std::size_t>(first.direction)]);
        say("context", near ? "near" : "inside", values);
      }
  }

  /// Names of features without the title of their layer.
  std::vector<std::string> names_alone(std::uint32_t r, const Rows& rows) const {
    const RoleFeatures& role = all_.inputs.roles[r];
    std::vector<std::string> names;
    for (const SiteFeature* row : rows)
      names.push_back(role.name[row->feature].empty() ? role.id[row->feature] : role.name[row->feature]);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  /// For each designated site that shares land: which share of it is affected, and which share of this site.
  void say_shares(std::uint32_t r, Relation relation, const Rows& rows, SiteWording::Values values) {
    struct Share {
      const SiteFeature* row = nullptr;
      double overlap_m2 = 0;
    };
    std::map<std::uint32_t, Share> shares;
    for (const SiteFeature* row : rows) {
      Share& share = shares[groups_[r].of(row->feature)];
      if (share.row == nullptr) share.row = row;
      share.overlap_m2 += row->overlap_m2;
    }
    std::vector<std::pair<double, Share>> ordered;  // the largest share of the feature first
    const RoleFeatures& role = all_.inputs.roles[r];
    for (const auto& [group, share] : shares) {
      const double whole = groups_[r].area_m2(group) > 0 ? groups_[r].area_m2(group) : share.overlap_m2;
      ordered.emplace_back(std::min(1.0, share.overlap_m2 / whole), share);
    }
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    const std::string topic(site_roles()[role.role].name);
    const double area = all_.sites.areas_m2[site_];
    for (std::size_t k = 0; k < std::min(ordered.size(), most_names); ++k) {
      const auto& [of_feature, share] = ordered[k];
      const double of_site = std::min(1.0, share.overlap_m2 / area);
      values["names"] = feature_text(role, share.row->feature);
      values["area_ha"] = hectares(share.overlap_m2);
      values["share"] = share_text(of_site);
      values["feature_share"] = share_text(of_feature);
      say(topic,
          relation == Relation::inside ? "inside"
          : of_feature >= 0.9995       ? "contains"
          : of_feature >= of_site      ? "overlaps"
                                       : "lies_in",
          values);
    }
    if (ordered.size() <= most_names) return;
    values["count"] = std::to_string(ordered.size() - most_names);
    say(topic, "more", values);
  }

  void say_boas(std::uint32_t r) {
    const RoleFeatures& boas = all_.inputs.roles[r];
    for (std::uint32_t row = 0; row < finding_.features.size(); ++row) {
      const SiteFeature& feature = finding_.features[row];
      if (feature.role != r) continue;
      const std::string name = feature_text(boas, feature.feature);
      if (feature.relation != Relation::overlaps && feature.edge_m <= all_.options.boa_edge_m + 1e-8)
        say("boa", "edge", {{"names", name}, {"distance", distance_text(feature.edge_m)}});
      std::vector<std::string> wanted;
      std::map<std::string, double> able;  // each habitat once, whatever number of targets it could serve
      for (const SiteTarget& target : all_.site_targets[site_]) {
        if (target.row != row) continue;
        const BoaTarget& stated = all_.targets[target.target];
        wanted.push_back(stated.action.empty() ? stated.habitat : stated.action + " " + stated.habitat);
        for (const auto& [label, area_m2] : target.habitat_m2) able[label] = std::max(able[label], area_m2);
      }
      if (wanted.empty()) continue;
      say("boa", "targets", {{"names", name}, {"targets", joined(wanted, "; ")}});
      say("boa", able.empty() ? "serve_none" : "serve", {{"names", name}, {"habitats", areas_text(able)}});
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
    if (!units.list.unread_layers.empty())
      say("units", "unread", {{"names", fmt::format("'{}'", joined(units.list.unread_layers, "', '"))}});
    std::size_t problems = 0;
    for (const Issue& issue : all_.issues)
      problems += info(issue.rule).code.starts_with("bng_") && info(issue.rule).severity == Severity::error ? 1 : 0;
    if (problems > 0) say("units", "problems", {{"count", std::to_string(problems)}});
  }

  void say_consultations() {
    for (const Consultation& fired : all_.consultations[site_]) {
      const ConsultRule& rule = all_.options.consult[fired.rule];
      const SiteFeature& row = fired.feature;
      const SiteWording::Values values{{"who", rule.who},
                                       {"why", rule.why},
                                       {"source", rule.source},
                                       {"names", feature_text(all_.inputs.roles[row.role], row.feature)},
                                       {"distance", distance_text(row.distance_m)}};
      say("consult",
          rule.why.empty()      ? "consult_without_reason"
          : rule.source.empty() ? "consult"
                                : "consult_with_source",
          values);
    }
  }

  const SiteAssessment& all_;
  const SiteFinding& finding_;
  std::size_t site_;
  const SiteWording& wording_;
  const std::vector<FeatureGroups>& groups_;
  std::vector<SummarySentence> sentences_;
};

}  // namespace

std::string distance_text(double metres) {
  if (metres < 10) return fmt::format("{:.1f} m", metres);
  return metres < 1000 ? fmt::format("{:.0f} m", metres) : fmt::format("{:.1f} km", metres / 1000);
}

std::string feature_text(const RoleFeatures& role, std::uint32_t feature) {
  const std::string kind = role.kind.empty() ? std::string() : role.kind[feature];
  const std::string& id = role.id[feature];
  std::string name = role.name[feature];
  if (name.empty()) {
    const bool number = id.find_first_not_of("0123456789~.") == std::string::npos;
    if (number && counted_by_name(role.role))
      return "an unnamed " + (kind.empty() ? unnamed(role.role) : in_text(kind));
    name = id;
  }
  return kind.empty() || kind == name ? name : fmt::format("{} ({})", name, kind);
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

std::vector<SummarySentence> summary_of(const SiteAssessment& assessment, std::size_t site, const SiteWording& wording,
                                        const std::vector<FeatureGroups>& groups) {
  return Writer(assessment, site, wording, groups).write();
}

}  // namespace spatial
