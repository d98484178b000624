// SPDX-License-Identifier: MIT
#include "libspatial/county/greenspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/greenspace_people.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/greenspace_tables.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"

namespace spatial {
namespace {

const std::vector<std::string> greenspace_tables{"ags_units", "ags_authority", "ags_zone", "ags_gaps",
                                                 "capacity",  "indicators",    "issues",   "run"};

void check_greenspace(const Config& config) {
  if (config.greenspace.sites.empty())
    throw Error(ErrorKind::config, fmt::format("{}: no greenspace is configured", config.file.string()),
                "Add [[greenspace.site]] with layer, and [greenspace.people].");
}

/// Positions of the layers that the run reads, as SectionLayers::want returned them.
struct GreenspaceLayers {
  std::optional<std::size_t> authorities, access, roads;
  std::vector<std::size_t> sites;
  std::size_t people = 0;
};

GreenspaceLayers greenspace_layers(const Config& config, SectionLayers& layers) {
  const GreenspaceConfig& green = config.greenspace;
  GreenspaceLayers wanted;
  if (std::any_of(config.layers.begin(), config.layers.end(), [](const LayerSource& source) {
        return source.role == Role::authority || source.role == Role::study_area;
      }))
    wanted.authorities = want_authorities(config, layers);
  for (const GreenspaceSite& site : green.sites) {
    std::vector<std::string> fields;
    for (const std::string* field : {&site.id_field, &site.class_field, &site.accessible_field})
      if (!field->empty()) fields.push_back(*field);
    wanted.sites.push_back(layers.want(source_of(site, Role::candidate), std::move(fields)));
  }
  wanted.people = want_people(config, layers);
  if (green.distance != ReachDistance::edge && !green.access.layer.empty())
    wanted.access = layers.want_features(source_of(green.access, Role::candidate));
  if (green.distance == ReachDistance::network)
    wanted.roads = layers.want_features(source_of(green.roads, Role::candidate));
  return wanted;
}

/// Greenspaces that are open to the public and near enough to count.
struct OpenSites {
  std::vector<std::string> id;
  MultiPolygonColumn geometry;
  std::size_t inaccessible = 0, beyond = 0;
  std::vector<std::string> notes;
};

class SiteGatherer {
 public:
  SiteGatherer(const Config& config, SectionLayers& layers, const AccountAreas& authorities, const Executor& executor)
      : config_(config), layers_(layers), executor_(executor) {
    for (std::size_t a = 0; a < authorities.geometry.size(); ++a) land_.emplace_back(authorities.geometry[a]);
  }

  OpenSites gathered(const std::vector<std::size_t>& numbers) {
    for (std::size_t k = 0; k < numbers.size(); ++k) add(config_.greenspace.sites[k], numbers[k], numbers.size() > 1);
    return std::move(sites_);
  }

 private:
  void add(const GreenspaceSite& source, std::size_t number, bool several) {
    const std::size_t class_column = source.id_field.empty() ? 0 : 1,
                      access_column = class_column + (source.class_field.empty() ? 0 : 1);
    std::map<std::string, bool> closed;
    for (const std::string& kind : source.inaccessible) closed[lower(trimmed(kind))] = false;
    const std::optional<std::size_t> ids = source.id_field.empty() ? std::nullopt : std::optional<std::size_t>(0);
    const Layer& layer = layers_.layer(number);
    // Row by row: of a site that is open in part, that part counts.
    std::vector<char> left_out(layer.size(), 0);
    std::set<std::string> closed_ids;
    for (std::uint32_t row = 0; row < layer.size(); ++row) {
      std::string why;
      if (!source.class_field.empty()) {
        const auto found = closed.find(lower(trimmed(layer.extra[class_column].text(row))));
        if (found != closed.end()) {
          found->second = true;
          why = fmt::format("its kind is '{}'", layer.extra[class_column].text(row));
        }
      }
      if (why.empty() && !source.accessible_field.empty() &&
          !is_open(trimmed(layer.extra[access_column].text(row)), layer, row, source.accessible_field))
        why = fmt::format("'{}' is not yes", source.accessible_field);
      if (why.empty()) continue;
      left_out[row] = 1;
      closed_ids.insert(joined_id(layer, ids, row));
      const Point at = layer.boxes[row].centre();
      layers_.project().issues.push_back(
          {IssueRule::greenspace_inaccessible, "greenspace", layer.source, layer.id[row], why, Place{at.x, at.y}});
    }
    const JoinedRows joined =
        joined_rows(layers_.project().layers[number], ids, "greenspace", layers_.project().issues, executor_, left_out);
    const std::string prefix = several ? (source.title.empty() ? source.layer : source.title) + ":" : std::string();
    for (std::size_t s = 0; s < joined.id.size(); ++s) {
      closed_ids.erase(joined.id[s]);
      if (!near_enough(joined.geometry[s])) {
        ++sites_.beyond;
      } else {
        sites_.id.push_back(prefix + joined.id[s]);
        sites_.geometry.append(joined.geometry[s]);
      }
    }
    sites_.inaccessible += closed_ids.size();
    for (const auto& [kind, met] : closed)
      if (!met) sites_.notes.push_back(fmt::format("{}: no greenspace has the kind '{}'", source.layer, kind));
  }

  static bool is_open(const std::string& word, const Layer& layer, std::uint32_t row, const std::string& field) {
    static const std::set<std::string> yes{"yes", "y", "true", "1"}, no{"", "no", "n", "false", "0"};
    const std::string small = lower(word);
    if (yes.contains(small)) return true;
    if (no.contains(small)) return false;
    throw Error(ErrorKind::input,
                fmt::format("feature {} of {} has '{}' in the field '{}'", layer.id[row], layer.source, word, field),
                "Write yes where the greenspace is open to people, else no.");
  }

  bool near_enough(MultiPolygonView site) const {
    if (land_.empty()) return true;
    const EdgeTree tree(site);
    const double limit = config_.greenspace.beyond_m + 1e-6;
    return std::any_of(land_.begin(), land_.end(),
                       [&](const EdgeTree& land) { return distance_m(land, tree, limit) <= limit; });
  }

  const Config& config_;
  SectionLayers& layers_;
  const Executor& executor_;
  std::vector<EdgeTree> land_;
  OpenSites sites_;
};

std::vector<Point> access_points(SectionLayers& layers, std::size_t number) {
  const RawFeatures& features = layers.features(number);
  std::vector<Point> points;
  for (std::size_t row = 0; row < features.layer.id.size(); ++row) {
    std::size_t found = 0;
    for (const Point point : features.points[row])
      if (std::isfinite(point.x) && std::isfinite(point.y)) {
        points.push_back(point);
        ++found;
      }
    if (found == 0)
      layers.project().issues.push_back(
          {IssueRule::empty_geometry, "access", layers.project().layers[number].source.layer,
           std::to_string(features.layer.fid[row]), "the row has no point, so nobody enters there", std::nullopt});
  }
  return points;
}

/// One issue per site without an access point: distances to it are measured to its edge.
void tell_of_edges(const GreenspaceAccess& access, const OpenSites& sites, Issues& issues) {
  for (std::size_t s = 0; s < sites.id.size(); ++s)
    if (access.has_access[access.group_of[s]] == 0) {
      const Point at = box_of(sites.geometry[s]).centre();
      issues.push_back({IssueRule::greenspace_without_access, "greenspace", "", sites.id[s],
                        "no access point belongs to it; distances are measured to its edge", Place{at.x, at.y}});
    }
}

}  // namespace

std::vector<std::string> rehearse_greenspace(const Config& config, const Outputs& outputs) {
  check_greenspace(config);
  return rehearsed(config, outputs, greenspace_tables,
                   [&](SectionLayers& layers) { greenspace_layers(config, layers); });
}

namespace {

std::vector<GreenspaceStandard> standards_of(const GreenspaceConfig& green) {
  if (!green.standards.empty()) return green.standards;
  return green.standards_preset == "angst" ? angst_standards() : accessible_greenspace_standards();
}

std::vector<FeatureTable> tables_of(const GreenspaceAccess& access, const GreenspaceReport& report,
                                    const Issues& issues, const RunRecord& record) {
  return {issues_table(issues),
          ags_gaps_table(access, report),
          ags_units_table(access, report),
          ags_zone_table(access, report),
          ags_authority_table(access, report),
          capacity_table(access, report),
          indicators_table(greenspace_indicators(access, report)),
          run_table(record)};
}

std::vector<std::string> notes_of(const OpenSites& sites, const Issues& issues) {
  std::vector<std::string> notes = sites.notes;
  for (std::string& line : said_at_once(issues)) notes.push_back(std::move(line));
  if (sites.id.empty()) notes.push_back("no greenspace is open to people and near enough: nobody is served");
  tell_errors(issues, notes);
  return notes;
}

}  // namespace

/// The steps of the run in their order; each uses what the one before has made.
RunOutcome run_greenspace(const Config& config, const Outputs& outputs, const Executor& executor) {
  check_greenspace(config);
  Delivery delivery(outputs, greenspace_tables, input_files(config));
  StageClock clock(executor.progress);
  SectionLayers layers(config, executor, clock);
  const GreenspaceLayers wanted = greenspace_layers(config, layers);
  layers.read();
  const GreenspaceConfig& green = config.greenspace;
  AccountAreas authorities;
  if (wanted.authorities) authorities = account_areas(config, layers, *wanted.authorities, executor);
  const OpenSites sites = SiteGatherer(config, layers, authorities, executor).gathered(wanted.sites);
  GreenspaceReport report{.authorities = authorities.code,
                          .names = authorities.name,
                          .land_m2 = authorities.areas_m2,
                          .site_ids = sites.id,
                          .units = people_of(config, layers, wanted.people, executor),
                          .options = green,
                          .title = config.name,
                          .date = config.date,
                          .version = project_version(),
                          .outlines = &authorities.geometry,
                          .sites = &sites.geometry,
                          .inaccessible = sites.inaccessible,
                          .beyond = sites.beyond};
  clock.begin("access to greenspace");
  std::vector<Point> points;
  if (wanted.access) points = access_points(layers, *wanted.access);
  const GreenspaceInput input{.sites = &sites.geometry,
                              .access = &points,
                              .roads = wanted.roads ? &layers.features(*wanted.roads).lines : nullptr,
                              .units = &report.units,
                              .authorities = &authorities.geometry};
  const GreenspaceAccess access = greenspace_access(input, standards_of(green), green, executor);
  clock.end(report.units.id.size());

  clock.begin("write");
  Issues& issues = layers.project().issues;
  tell_of_edges(access, sites, issues);
  sort_issues(issues);
  const RunRecord record = section_record(layers.project(), "lnrs greenspace", {},
                                          {{"sites", std::to_string(sites.id.size())},
                                           {"sites_not_accessible", std::to_string(sites.inaccessible)},
                                           {"sites_too_far_beyond", std::to_string(sites.beyond)},
                                           {"groups", std::to_string(access.group_m2.size())},
                                           {"units", std::to_string(report.units.id.size())},
                                           {"access_points", std::to_string(points.size())}},
                                          clock.stages(), outputs.timings);
  std::vector<Domain> domains = opportunity_domains({});
  domains.push_back(good_direction_domain());
  RunOutcome outcome;
  outcome.files = delivery.deliver(
      with_project(
          dataset_of_run(config.crs, config.date, tables_of(access, report, issues, record), std::move(domains)),
          outputs.geopackage, config.name, config.date),
      [&] { return greenspace_page(access, report); });
  clock.end();
  outcome.summary = greenspace_summary(access, report);
  outcome.stages = clock.stages();
  outcome.notes = notes_of(sites, issues);
  outcome.issues = counts_of(issues);
  return outcome;
}

}  // namespace spatial
