// SPDX-License-Identifier: MIT
#include "libspatial/county/targets.hpp"

#include <iterator>

#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/section_layers.hpp"
#include "libspatial/county/target_source.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/target_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"
#include "libspatial/strategy/products.hpp"

namespace spatial {
namespace {

const std::vector<std::string> targets_tables{"target_progress", "target_project", "target_land", "untargeted",
                                              "bars_report",     "indicators",     "issues",      "run"};
const std::vector<Role> target_roles{Role::boa,        Role::project,    Role::habitat,
                                     Role::designated, Role::study_area, Role::authority};

/// Area delivered and lost in each authority.
std::vector<TargetShare> shares_of(const Project& project, const TargetReport& report, Issues& issues,
                                   const Executor& executor) {
  const AccountAreas areas = project_authorities(project, issues, executor);
  std::vector<TargetShare> shares;
  if (areas.code.empty()) return shares;
  MultiPolygonColumn delivered;
  for (std::size_t i = 0; i < report.land.size(); ++i)
    if (report.land[i].part == ProjectPart::delivered) delivered.append(report.land_geometry[i]);
  const std::vector<double> made = land_by_area(areas, seamless(delivered, executor), executor),
                            lost = land_by_area(areas, seamless(report.lost_geometry, executor), executor);
  for (std::size_t a = 0; a < areas.code.size(); ++a) shares.push_back({areas.code[a], made[a], lost[a]});
  return shares;
}

}  // namespace

std::vector<std::string> rehearse_targets(const Config& config, const Outputs& outputs) {
  if (names_any(outputs)) Delivery(outputs, targets_tables, input_files(config));
  return said_at_once(target_sources(config).issues);
}

RunOutcome run_targets(const Config& config, const Outputs& outputs, const Executor& executor) {
  Delivery delivery(outputs, targets_tables, input_files(config));
  StageClock clock(executor.progress);
  const TargetSources sources = target_sources(config);
  Config asked = sources.config;
  ask_for_authorities(asked);
  const Project project = load_project(std::move(asked), target_roles, executor, clock);
  Issues issues = project.issues;
  const TargetInput input = target_input(project, sources, issues);
  clock.begin("targets");
  TargetReport report = target_progress(input, executor);
  const std::vector<TargetShare> shares = shares_of(project, report, issues, executor);
  clock.end(report.shares.size());
  sort_issues(issues);

  const Layer& boas = *project.of(Role::boa).front();
  const TargetPage page{config.name, project_version(), boas.id, boas.name, issues.size(), &input, &report};
  RunOutcome outcome;
  outcome.summary = target_summary(page);
  const std::string html = outputs.html.empty() ? std::string() : target_html(page);
  clock.begin("write");
  RunRecord record = project_rows(project, "lnrs targets");
  record.push_back({"count", "", "targets", std::to_string(input.targets.size())});
  record.push_back({"count", "", "projects", std::to_string(input.projects.size())});
  record.push_back({"count", "", "issues", std::to_string(issues.size())});
  add_closing_rows(record, report.sums);
  add_stage_rows(record, clock.stages(), outputs.timings);
  std::vector<FeatureTable> tables;
  tables.push_back(issues_table(issues));
  tables.push_back(target_progress_table(input, report));
  tables.push_back(target_project_table(input, report));
  tables.push_back(untargeted_table(input, report));
  tables.push_back(bars_report_table(input, report, config.crs == "EPSG:27700"));
  tables.push_back(indicators_table(target_indicators(input, report, shares)));
  tables.push_back(target_land_table(input, report));
  tables.push_back(run_table(record));
  std::vector<Domain> domains = opportunity_domains({});
  for (Domain& domain : target_domains()) domains.push_back(std::move(domain));
  domains.push_back(good_direction_domain());
  outcome.files =
      delivery.deliver(with_project(dataset_of_run(config.crs, config.date, std::move(tables), std::move(domains)),
                                    outputs.geopackage, config.name, config.date),
                       [&] { return html; });
  clock.end();
  outcome.stages = clock.stages();
  outcome.notes = said_at_once(project.issues);
  tell_errors(issues, outcome.notes);
  outcome.issues = counts_of(issues);
  return outcome;
}

}  // namespace spatial
