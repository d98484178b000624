// SPDX-License-Identifier: MIT
#include "libspatial/county/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/baseline_sources.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/tabulate.hpp"
#include "libspatial/report/baseline_tables.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"

namespace spatial {
namespace {

const std::vector<std::string> baseline_tables{
    "baseline", "unmapped", "baseline_evidence", "baseline_sources", "baseline_codes", "indicators", "issues", "run"};

/// Positions of the layers that the run reads, as SectionLayers::want returned them.
struct Wanted {
  std::size_t study_area = 0;
  std::vector<std::size_t> sources;
  std::optional<std::size_t> authorities;
};

Wanted want(const Config& config, SectionLayers& layers) {
  if (config.baseline.sources.empty())
    throw Error(ErrorKind::config, fmt::format("{}: no source of a baseline is configured", config.file.string()),
                "Add [[baseline.source]] with layer and class, once per source, the best first.");
  const auto area = std::find_if(config.layers.begin(), config.layers.end(),
                                 [](const LayerSource& source) { return source.role == Role::study_area; });
  if (area == config.layers.end())
    throw Error(ErrorKind::config, fmt::format("{}: a baseline needs a study area", config.file.string()),
                "Add area = \"FILE#LAYER\" in [project].");
  Wanted wanted;
  wanted.study_area = layers.want(*area);
  for (const BaselineSource& source : config.baseline.sources)
    wanted.sources.push_back(want_source(config, source, layers));
  if (std::any_of(config.layers.begin(), config.layers.end(),
                  [](const LayerSource& source) { return source.role == Role::authority; }))
    wanted.authorities = want_authorities(config, layers);
  return wanted;
}

/// Fills in the area of each habitat code, and the unmapped area, in each authority (m²).
void share_among_authorities(const BaselineMap& map, const AccountAreas& areas, BaselineReport& report,
                             const Executor& executor) {
  const MappedCodes mapped = mapped_codes(map);
  std::vector<std::vector<double>> sums(areas.code.size(), std::vector<double>(mapped.codes.size(), 0));
  for (const ZoneClassArea& one : areas_by_zone_and_class(map.geometry, mapped.of_piece, {}, areas.geometry, executor))
    sums[one.zone][one.feature_class] = one.area_m2;
  report.authorities = areas.code;
  report.mapped_m2 = std::move(sums);
  report.unmapped_m2 = land_by_area(areas, map.unmapped, executor);
}

/// One note per code of only_over and never_over that the base map lacks: the code is misspelt or belongs to another
/// classification.
std::vector<std::string> unmet_codes(const Config& config, const BaselineFeatures& features) {
  std::set<std::string> known;
  for (std::size_t f = 0; f < features.source.size(); ++f)
    if (features.source[f] == config.baseline.base_source()) known.insert(features.code[f]);
  std::vector<std::string> notes;
  for (const BaselineSource& source : config.baseline.sources)
    for (const std::vector<std::string>* codes : {&source.only_over, &source.never_over})
      for (const std::string& code : *codes)
        if (!known.contains(code))
          notes.push_back(fmt::format("{}: the base map has no land with the code '{}' ({})", source.layer, code,
                                      codes == &source.only_over ? "only_over" : "never_over"));
  return notes;
}

void tell_slivers(const BaselineMap& map, const BaselineReport& report, Issues& issues) {
  for (const GivenSliver& sliver : map.slivers)
    issues.push_back({IssueRule::sliver_given, "baseline", report.sources[report.features.source[sliver.from]],
                      report.features.id[sliver.from],
                      fmt::format("{:.4f} m2 were added to {} {}", sliver.area_m2,
                                  report.sources[report.features.source[sliver.to]], report.features.id[sliver.to]),
                      Place{sliver.at.x, sliver.at.y}});
}

}  // namespace

std::vector<std::string> rehearse_baseline(const Config& config, const Outputs& outputs) {
  return rehearsed(config, outputs, baseline_tables, [&](SectionLayers& layers) { want(config, layers); });
}

RunOutcome run_baseline(const Config& config, const Outputs& outputs, const Executor& executor) {
  StageClock clock(executor.progress);
  SectionLayers layers(config, executor, clock);
  const Wanted wanted = want(config, layers);
  Delivery delivery(outputs, baseline_tables, input_files(config));
  layers.read();

  BaselineReport report{.sources = titles_of(config.baseline.sources), .title = config.name, .date = config.date};
  std::vector<BaselineRule> rules;
  MultiPolygonColumn land;
  for (std::uint32_t s = 0; s < wanted.sources.size(); ++s) {
    const BaselineSource& source = config.baseline.sources[s];
    rules.push_back(
        {{source.only_over.begin(), source.only_over.end()}, {source.never_over.begin(), source.never_over.end()}});
    add_source(config, s, layers, wanted.sources[s], report.features, land);
  }
  RunOutcome outcome;
  outcome.notes = unmet_codes(config, report.features);
  clock.begin("baseline");
  const MultiPolygonColumn study = disjoint_areas(layers.layer(wanted.study_area).geometry, executor).geometry;
  BaselineMap map =
      baseline_map(report.features, std::move(land), rules, static_cast<std::uint32_t>(config.baseline.base_source()),
                   study, config.baseline, executor);
  if (wanted.authorities)
    share_among_authorities(map, account_areas(config, layers, *wanted.authorities, executor), report, executor);
  clock.end(report.features.source.size());

  clock.begin("write");
  Issues& issues = layers.project().issues;
  tell_slivers(map, report, issues);
  sort_issues(issues);
  outcome.summary = baseline_summary(map, report);
  std::vector<FeatureTable> tables{issues_table(issues),
                                   baseline_codes_table(map, report),
                                   baseline_sources_table(map, report),
                                   baseline_evidence_table(map, report),
                                   indicators_table(baseline_indicators(map, report)),
                                   run_table(section_record(layers.project(), "lnrs baseline", map.sums,
                                                            {{"slivers_given", std::to_string(map.slivers.size())}},
                                                            clock.stages(), outputs.timings))};
  tables.insert(tables.begin() + 1, baseline_unmapped_table(map));
  tables.insert(tables.begin() + 2, baseline_table(map, report));
  std::vector<Domain> domains = opportunity_domains({});
  domains.push_back(good_direction_domain());
  domains.push_back(baseline_verdict_domain());
  outcome.files =
      delivery.deliver(with_project(dataset_of_run(config.crs, config.date, std::move(tables), std::move(domains)),
                                    outputs.geopackage, config.name, config.date));
  clock.end();
  outcome.stages = clock.stages();
  for (std::string& line : said_at_once(issues)) outcome.notes.push_back(std::move(line));
  tell_errors(issues, outcome.notes);
  outcome.issues = counts_of(issues);
  return outcome;
}

}  // namespace spatial
