// SPDX-License-Identifier: MIT
#include "libspatial/county/protected.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "libspatial/core/blank_word.hpp"
#include "libspatial/core/date.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/section_layers.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/protected_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"

namespace spatial {
namespace {

const std::vector<std::string> protected_tables{"thirty_by_thirty", "thirty_map", "indicators", "issues", "run"};

void check_protected(const Config& config) {
  if (config.protection.areas.empty())
    throw Error(ErrorKind::config, fmt::format("{}: no protected land is configured", config.file.string()),
                "Add [[protected.area]] with layer, category and status, once per layer.");
  for (const ProtectedArea& area : config.protection.areas)
    if (!area.protection_end_field.empty() && config.date.empty())
      throw Error(
          ErrorKind::config,
          fmt::format("{}: the end of protection of {} is judged from a date", config.file.string(), area.layer),
          "Add date = \"YYYY-MM-DD\" in [project].");
}

/// Protected categories in order of rank, and the category of each configured area.
struct Order {
  std::vector<ProtectedCategory> categories;
  std::vector<std::uint32_t> of_area;
};
Order order_of(const std::vector<ProtectedArea>& areas) {
  std::vector<std::size_t> order(areas.size());
  std::iota(order.begin(), order.end(), 0);
  const auto rank = [&](std::size_t a) { return areas[a].rank > 0 ? areas[a].rank : 1 + static_cast<int>(a); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  Order found;
  found.of_area.resize(areas.size());
  for (const std::size_t a : order) {
    const ProtectedArea& area = areas[a];
    const auto same = std::find_if(found.categories.begin(), found.categories.end(),
                                   [&](const ProtectedCategory& one) { return one.name == area.category; });
    found.of_area[a] = static_cast<std::uint32_t>(same - found.categories.begin());
    if (same == found.categories.end()) found.categories.push_back({area.category, false, false});
    ProtectedCategory& category = found.categories[found.of_area[a]];
    const bool sure = area.status == ProtectionStatus::counts && area.purpose && area.monitored;
    category.counts = category.counts || sure;
    category.potential = category.potential || (area.status != ProtectionStatus::no && !sure) ||
                         (sure && !(area.condition_field.empty() && area.protection_end_field.empty()));
  }
  return found;
}

/// Decides for each feature of one layer whether it counts as effectively protected and, if not, why.
class Judge {
 public:
  Judge(const Config& config, const ProtectedArea& area, SectionLayers& layers, std::size_t number)
      : config_(config), area_(area), layers_(layers), layer_(layers.layer(number)) {
    for (const std::string& value : area.accepted) accepted_[lower(trimmed(value))] = false;
  }

  ProtectionGap gap_of(std::size_t f) {
    if (area_.status == ProtectionStatus::potential) return ProtectionGap::declared;
    if (!area_.purpose) return ProtectionGap::purpose;
    if (!area_.monitored) return ProtectionGap::monitoring;
    if (!area_.condition_field.empty()) {
      const std::string condition = lower(trimmed(layer_.extra[0].text(f)));
      const auto found = accepted_.find(condition);
      if (found == accepted_.end())
        return is_blank_word(condition) || condition == "not assessed" ? ProtectionGap::not_assessed
                                                                       : ProtectionGap::condition;
      found->second = true;
    }
    if (!area_.protection_end_field.empty() && !secured(f)) return ProtectionGap::protection_end;
    return ProtectionGap::none;
  }

  /// Accepted values that no feature has: misspelt, or from another edition.
  std::vector<std::string> unmet() const {
    std::vector<std::string> values;
    for (const auto& [value, met] : accepted_)
      if (!met) values.push_back(value);
    return values;
  }

 private:
  bool secured(std::size_t f) {
    const std::string text = trimmed(layer_.extra.back().text(f));
    const auto end = date_of(text);
    if (!end) {
      const Point at = layer_.boxes[f].centre();
      layers_.project().issues.push_back({IssueRule::date_unreadable, "protected", layer_.source, layer_.id[f],
                                          text.empty()
                                              ? std::string("no end of protection is stated, so the land is potential")
                                              : fmt::format("'{}' is not a date, so the land is potential", text),
                                          Place{at.x, at.y}});
      return false;
    }
    return *end >= years_later(*date_of(config_.date), config_.protection.years);
  }

  const Config& config_;
  const ProtectedArea& area_;
  SectionLayers& layers_;
  const Layer& layer_;
  std::map<std::string, bool> accepted_;
};

/// Positions of the layers that the run reads: the authorities, then each protected area.
struct ProtectedLayers {
  std::size_t authorities = 0;
  std::vector<std::size_t> areas;
};
ProtectedLayers protected_layers(const Config& config, SectionLayers& layers) {
  ProtectedLayers wanted;
  wanted.authorities = want_authorities(config, layers);
  for (const ProtectedArea& area : config.protection.areas) {
    std::vector<std::string> fields;
    for (const std::string* field : {&area.condition_field, &area.protection_end_field})
      if (!field->empty()) fields.push_back(*field);
    wanted.areas.push_back(layers.want(source_of(area, Role::designated), std::move(fields)));
  }
  return wanted;
}

ProtectedFeatures features_of(const Config& config, const Order& order, SectionLayers& layers,
                              const ProtectedLayers& wanted, std::vector<std::pair<std::string, double>>& not_counted,
                              std::vector<std::string>& notes) {
  ProtectedFeatures all;
  for (std::size_t a = 0; a < wanted.areas.size(); ++a) {
    const ProtectedArea& area = config.protection.areas[a];
    const Layer& layer = layers.layer(wanted.areas[a]);
    Judge judge(config, area, layers, wanted.areas[a]);
    double sum = 0;
    for (std::size_t f = 0; f < layer.size(); ++f) {
      sum += layer.areas_m2[f];
      if (area.status == ProtectionStatus::no) continue;
      all.geometry.append(layer.geometry[f]);
      all.id.push_back(layer.id[f]);
      all.category.push_back(order.of_area[a]);
      all.gap.push_back(judge.gap_of(f));
    }
    if (area.status == ProtectionStatus::no) not_counted.emplace_back(area.category, sum);
    const bool judged = area.status == ProtectionStatus::counts && area.purpose && area.monitored;
    if (const std::vector<std::string> unmet = judge.unmet(); judged && !unmet.empty())
      notes.push_back(fmt::format("{}: no feature has the accepted condition '{}'", area.layer, joined(unmet, "', '")));
  }
  return all;
}

}  // namespace

std::vector<std::string> rehearse_protected(const Config& config, const Outputs& outputs) {
  check_protected(config);
  return rehearsed(config, outputs, protected_tables, [&](SectionLayers& layers) { protected_layers(config, layers); });
}

RunOutcome run_protected(const Config& config, const Outputs& outputs, const Executor& executor) {
  check_protected(config);
  Delivery delivery(outputs, protected_tables, input_files(config));
  StageClock clock(executor.progress);
  SectionLayers layers(config, executor, clock);
  const ProtectedLayers wanted = protected_layers(config, layers);
  layers.read();
  const AccountAreas authorities = account_areas(config, layers, wanted.authorities, executor);
  const Order order = order_of(config.protection.areas);

  RunOutcome outcome;
  ProtectedReport report{.authorities = authorities.code,
                         .names = authorities.name,
                         .land_m2 = authorities.areas_m2,
                         .categories = order.categories,
                         .options = config.protection,
                         .land = config.protection.land,
                         .title = config.name,
                         .date = config.date,
                         .version = project_version(),
                         .outlines = &authorities.geometry};
  clock.begin("protected land");
  const ProtectedFeatures features = features_of(config, order, layers, wanted, report.not_counted, outcome.notes);
  ProtectedLand land = protected_land(features, order.categories, authorities.geometry, executor);
  clock.end(features.id.size());

  clock.begin("write");
  Issues& issues = layers.project().issues;
  sort_issues(issues);
  std::string page;
  if (!outputs.html.empty()) page = protected_page(land, report);
  std::vector<FeatureTable> tables{
      issues_table(issues), thirty_map_table(land, report), thirty_by_thirty_table(land, report),
      indicators_table(protected_indicators(land, report)),
      run_table(section_record(layers.project(), "lnrs protected", land.sums, {}, clock.stages(), outputs.timings))};
  std::vector<Domain> domains = opportunity_domains({});
  domains.push_back(good_direction_domain());
  domains.push_back(protection_status_domain());
  outcome.files =
      delivery.deliver(with_project(dataset_of_run(config.crs, config.date, std::move(tables), std::move(domains)),
                                    outputs.geopackage, config.name, config.date),
                       [&] { return page; });
  clock.end();
  outcome.summary = protected_summary(land, report);
  outcome.stages = clock.stages();
  for (std::string& line : said_at_once(issues)) outcome.notes.push_back(std::move(line));
  if (config.protection.land.empty())
    outcome.notes.push_back("the config does not state the seaward limit of the authorities' land ([protected] land)");
  tell_errors(issues, outcome.notes);
  outcome.issues = counts_of(issues);
  return outcome;
}

}  // namespace spatial
