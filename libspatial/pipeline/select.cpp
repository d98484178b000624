// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/select.hpp"

#include <fmt/format.h>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/pipeline/candidate_stage.hpp"
#include "libspatial/pipeline/manifest.hpp"
#include "libspatial/pipeline/output_check.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/selection_table.hpp"
#include "libspatial/report/styles.hpp"

namespace spatial {
namespace {

std::string summary_of(const std::string& title, const HabitatNetwork& network, const Selection& selection, double budget_ha) {
  const double spent = selection.steps.empty() ? 0 : selection.steps.back().spent_m2, reached = selection.steps.empty() ? selection.eca_before_m2 : selection.steps.back().eca_m2;
  std::string text = fmt::format("{}\n\n{}: {} candidates of {:.2f} ha chosen under {} ha\n  ECA {:.2f} ha -> {:.2f} ha; no choice can reach more than {:.2f} ha\n\n  step  area so far ha   ECA so far ha\n", title, network.profile.title,
                                 selection.steps.size(), spent / 1e4, shortest(budget_ha), selection.eca_before_m2 / 1e4, reached / 1e4, selection.eca_bound_m2 / 1e4);
  const std::size_t stride = std::max<std::size_t>(1, selection.steps.size() / 10);
  for (std::size_t s = 0; s < selection.steps.size(); ++s)
    if (s % stride == 0 || s + 1 == selection.steps.size()) text += fmt::format("  {:>4} {:>15.2f} {:>15.2f}\n", s + 1, selection.steps[s].spent_m2 / 1e4, selection.steps[s].eca_m2 / 1e4);
  return text;
}

void check(const SelectRunOptions& options) {
  if (!(options.budget_ha > 0))
    throw Error(ErrorKind::usage, "the budget must be a positive number of hectares", "e.g. --budget-ha 500");
}

NetworkRunOptions networks_of(const SelectRunOptions& options) {
  NetworkRunOptions which;
  if (!options.network.empty()) which.networks = {options.network};
  return which;
}

std::pair<std::size_t, NetworkProfile> the_network(const Project& project, const SelectRunOptions& options) {
  const auto chosen = chosen_networks(project, networks_of(options));
  if (chosen.size() == 1) return chosen.front();
  std::vector<std::string> ids;
  for (const auto& [number, profile] : chosen) ids.push_back(profile.id);
  throw Error(ErrorKind::usage, "a set is chosen for one network, and the config has several",
              "add --network with one of " + joined(ids, ", "));
}

}  // namespace

std::vector<std::string> rehearse_select(const Config& config, const SelectRunOptions& options,
                                         const NetworkOutputs& outputs) {
  check(options);
  return rehearse_network(config, networks_of(options), outputs,
                          [&](const Project& project) { the_network(project, options); });
}

NetworkReport run_select(const Config& config, const SelectRunOptions& options, const NetworkOutputs& outputs, const Executor& executor) {
  check(options);
  const WriteOptions writing{.overwrite = outputs.overwrite};
  check_replaces_none(outputs.geopackage, input_files(config));
  check_writable(outputs.geopackage, writing);
  StageClock clock(executor.progress);
  const Project project = load_project(config, executor, clock);
  const auto [number, profile] = the_network(project, options);
  NetworkSurvey survey;
  survey.issues = project.issues;
  survey.landscape_m2 = landscape_area_m2(project, executor);
  clock.begin("network " + profile.id);
  const NetworkSources sources(project, {profile});
  HabitatNetworkResult built = habitat_network(project.habitat, number, profile, survey.landscape_m2, executor, sources.inputs_for(profile));
  clock.end(built.network.links.size());
  clock.begin("candidates");
  const CandidateResult candidates = candidates_in_study_area(project, executor);
  clock.end(candidates.candidates.size());
  clock.begin("selection");
  const Selection selection = select_candidates(candidates.candidates, number, built.network, options.budget_ha * 1e4, executor);
  clock.end(selection.steps.size());
  for (const Issues* some : {static_cast<const Issues*>(&built.issues), &candidates.issues}) survey.issues.insert(survey.issues.end(), some->begin(), some->end());
  sort_issues(survey.issues);
  const std::string summary = summary_of(config.name, built.network, selection, options.budget_ha);
  survey.networks.push_back(std::move(built.network));

  clock.begin("write");
  RunRecord record = network_manifest(project, survey, clock.stages(), outputs.timings);
  for (RunRow& row : record)
    if (row.key == "command") row.value = "lnrs select";
  record.push_back({"count", "", "budget_ha", shortest(options.budget_ha)});
  record.push_back({"count", "", "eca_before_ha", shortest(selection.eca_before_m2 / 1e4)});
  record.push_back({"count", "", "eca_bound_ha", shortest(selection.eca_bound_m2 / 1e4)});
  const OpportunityResult as_result = networks_only(survey);
  Dataset dataset;
  dataset.crs = config.crs;
  if (!config.date.empty()) dataset.timestamp = config.date + "T00:00:00.000Z";
  dataset.layers = {chosen_table(selection, candidates.candidates, profile.id), core_patches_table(as_result), issues_table(survey.issues), networks_table(as_result), run_table(record)};
  dataset.domains = opportunity_domains(survey.networks);
  std::erase_if(dataset.domains, [](const Domain& domain) { return domain.name == "opportunity_class"; });
  dataset.styles = styles_of(dataset.layers, dataset.domains);
  write_geopackage(outputs.geopackage, dataset, writing);
  if (!outputs.csv_folder.empty()) write_csv(outputs.csv_folder, dataset, writing);
  clock.end();
  return {summary, clock.stages(), said_at_once(project.issues)};
}

}  // namespace spatial
