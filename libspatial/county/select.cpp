// SPDX-License-Identifier: MIT
#include "libspatial/county/select.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/candidate_stage.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/selection_table.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// How much looking for pairs improved the selection, or that pairs were not tried.
std::string pairs_text(const Selection& selection) {
  if (!selection.pair_gain_m2)
    return "pairs of candidates that only help together were not searched for (--pairs searches for them)";
  const double gain = *selection.pair_gain_m2,
               reached = selection.steps.empty() ? selection.eca_before_m2 : selection.steps.back().eca_m2;
  const bool better = std::any_of(selection.steps.begin(), selection.steps.end(),
                                  [](const Selection::Step& step) { return step.with.has_value(); });
  if (better)
    return fmt::format("choosing linked pairs together improves it by {:.2f} ha, from {:.2f} ha", gain / 1e4,
                       (reached - gain) / 1e4);
  if (gain < -1e-9 * reached)
    return fmt::format(
        "choosing linked pairs together would reach {:.2f} ha less, so it is "
        "not done",
        -gain / 1e4);
  return "choosing linked pairs together does not improve it";
}

std::string summary_of(const std::string& title, const HabitatNetwork& network, const Selection& selection,
                       double budget_ha) {
  const double spent = selection.steps.empty() ? 0 : selection.steps.back().spent_m2,
               reached = selection.steps.empty() ? selection.eca_before_m2 : selection.steps.back().eca_m2;
  std::string text = fmt::format(
      "{}\n\n{}: {} candidates of {:.2f} ha chosen under {} ha\n  ECA {:.2f} ha -> {:.2f} "
      "ha; no choice can reach more than {:.2f} ha\n  {}\n\n  step  area so far ha   ECA so far ha\n",
      title, network.profile.title, with_commas(selection.steps.size()), spent / 1e4, shortest(budget_ha),
      selection.eca_before_m2 / 1e4, reached / 1e4, selection.eca_bound_m2 / 1e4, pairs_text(selection));
  const std::size_t stride = std::max<std::size_t>(1, selection.steps.size() / 10);
  for (std::size_t s = 0; s < selection.steps.size(); ++s)
    if (s % stride == 0 || s + 1 == selection.steps.size())
      text += fmt::format("  {:>4} {:>15.2f} {:>15.2f}\n", s + 1, selection.steps[s].spent_m2 / 1e4,
                          selection.steps[s].eca_m2 / 1e4);
  return text;
}

void check_select(const SelectRunOptions& options) {
  if (!(options.budget_ha > 0))
    throw Error(ErrorKind::usage, "the budget must be a positive number of hectares",
                "Give a budget, e.g. --budget-ha 500.");
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
              "Add --network with one of " + joined(ids, ", ") + ".");
}

}  // namespace

namespace {
const std::vector<std::string> select_tables{"chosen", "core_patches", "issues", "networks", "run"};
}

std::vector<std::string> rehearse_select(const Config& config, const SelectRunOptions& options,
                                         const Outputs& outputs) {
  check_select(options);
  return rehearse_network(config, networks_of(options), outputs, select_tables, [&](const Project& project) {
    the_network(project, options);
    rehearse_suitability(config);
  });
}

RunOutcome run_select(const Config& config, const SelectRunOptions& options, const Outputs& outputs,
                      const Executor& executor) {
  check_select(options);
  Delivery delivery(outputs, select_tables, input_files(config));
  StageClock clock(executor.progress);
  const Project project = load_project(config, executor, clock);
  const auto [number, profile] = the_network(project, options);
  NetworkSurvey survey;
  survey.issues = project.issues;
  survey.landscape_m2 = landscape_area_m2(project, executor);
  clock.begin("network " + profile.id);
  const NetworkSources sources(project, {profile});
  HabitatNetworkResult built =
      habitat_network(project.habitat, number, profile, survey.landscape_m2, executor, sources.inputs_for(profile));
  clock.end(built.network.links.size());
  clock.begin("candidates");
  const CandidateResult candidates = candidates_in_study_area(project, executor);
  clock.end(candidates.candidates.size());
  clock.begin("selection");
  const Selection selection =
      select_candidates(candidates.candidates, number, built.network,
                        {.budget_m2 = options.budget_ha * 1e4, .pairs = options.pairs}, executor);
  clock.end(selection.steps.size());
  for (const Issues* some : {static_cast<const Issues*>(&built.issues), &candidates.issues})
    survey.issues.insert(survey.issues.end(), some->begin(), some->end());
  sort_issues(survey.issues);
  const std::string summary = summary_of(config.name, built.network, selection, options.budget_ha);
  survey.networks.push_back(std::move(built.network));

  clock.begin("write");
  RunRecord record = network_manifest(project, survey, "lnrs select", clock.stages(), outputs.timings);
  record.push_back({"count", "", "budget_ha", shortest(options.budget_ha)});
  record.push_back({"count", "", "eca_before_ha", shortest(selection.eca_before_m2 / 1e4)});
  record.push_back({"count", "", "eca_bound_ha", shortest(selection.eca_bound_m2 / 1e4)});
  record.push_back({"count", "", "pairs", options.pairs ? "looked for" : "not looked for"});
  if (selection.pair_gain_m2) record.push_back({"count", "", "pair_gain_ha", shortest(*selection.pair_gain_m2 / 1e4)});
  const OpportunityResult as_result = networks_only(survey);
  std::vector<FeatureTable> tables;
  tables.push_back(issues_table(survey.issues));  // points above areas: QGIS draws the first layer last
  tables.push_back(chosen_table(selection, candidates.candidates, profile.id));
  tables.push_back(core_patches_table(as_result));
  tables.push_back(networks_table(as_result));
  tables.push_back(run_table(record));
  RunOutcome outcome;
  outcome.files = delivery.deliver(
      dataset_of_run(config.crs, config.date, std::move(tables), opportunity_domains(survey.networks)));
  clock.end();
  outcome.summary = summary;
  outcome.stages = clock.stages();
  outcome.notes = said_at_once(project.issues);
  outcome.issues = counts_of(survey.issues);
  return outcome;
}

}  // namespace spatial
