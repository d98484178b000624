// SPDX-License-Identifier: MIT
#include "libspatial/layers/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/report/coverage_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// A layer for the check: outlines judged as they are in the file, features cleaned.
class CheckedLayer {
 public:
  CheckedLayer(const OverlayInput& input, const CoverageOptions& options, const OverlaySettings& settings,
               const Executor& executor)
      : input_(input), options_(options), settings_(settings), executor_(executor) {}

  CleanResult cleaned;
  std::vector<CoverageProblem> problems;  ///< of outlines

  /// The name of a feature of the clean layer.
  const std::string& name(std::uint32_t feature) const { return name_of_.find(cleaned.layer.id[feature])->second; }

  /// The whole layer, or a part of it that follows those before.
  void add(RawLayer raw, StageClock* clock) {
    raw.source = input_.layer;
    // Features go by their number here; the names people know are looked up when it is told.
    for (std::size_t i = 0; i < raw.fid.size(); ++i) {
      raw.id[i] = number_of(raw.fid[i], raw);
      const std::string named = raw.extra.empty() ? std::string() : trimmed(raw.extra[0].values[i]);
      name_of_[raw.id[i]] = named.empty() ? raw.id[i] : named;
    }
    if (clock != nullptr) clock->begin("outlines");
    MultiPolygonColumn outlines;
    for (std::size_t i = 0; i < raw.geometry.size(); ++i) {
      if (in_range(raw.geometry[i].points())) outlines.append_parts(raw.geometry[i]);
      outlines.end_feature();
    }
    for (CoverageFinding& finding : outline_faults(outlines, options_, executor_)) {
      const std::string& name = name_of_[raw.id[finding.feature]];
      finding.feature += judged_;
      problems.push_back({std::move(finding), name, {}});
    }
    judged_ += static_cast<std::uint32_t>(outlines.size());
    if (clock != nullptr) clock->end(outlines.size());
    if (clock != nullptr) clock->begin("clean " + input_.layer);
    CleanOptions cleaning = settings_.clean;
    cleaning.report_overlaps = false;
    CleanResult part = clean(std::move(raw), cleaning, executor_);
    if (clock != nullptr)
      cleaned = std::move(part);
    else
      add_part(cleaned, std::move(part));
    if (clock != nullptr) clock->end(cleaned.layer.size());
  }

 private:
  /// Some files give a number to several features (GeoJSON's "id"): later ones get a suffix, and an issue says so.
  std::string number_of(std::int64_t fid, RawLayer& raw) {
    const int times = ++times_[fid];
    if (times == 1) return std::to_string(fid);
    std::string number = fmt::format("{}~{}", fid, times);
    raw.issues.push_back(
        {IssueRule::duplicate_id, "layer", input_.layer, number,
         fmt::format("number {} is given to several features; this one is called {} here", fid, number), std::nullopt});
    return number;
  }

  const OverlayInput& input_;
  const CoverageOptions& options_;
  const OverlaySettings& settings_;
  const Executor& executor_;
  std::map<std::string, std::string, std::less<>> name_of_;
  std::map<std::int64_t, int> times_;
  std::uint32_t judged_ = 0;
};

}  // namespace

CoverageSummary run_check_coverage(const OverlayInput& input, const std::string& id_field,
                                   const CoverageOptions& options, const std::filesystem::path& output,
                                   const OverlaySettings& asked, const Executor& executor) {
  const OverlaySettings settings =
      check_layer_run({input}, output, with_memory_plan({input}, output, asked), {"problem_areas", "issues"});
  const WriteOptions writing{.overwrite = settings.overwrite, .csv = settings.csv};
  StageClock clock(executor.progress);
  const LayerName layer_name = parse_layer_name(input.layer);
  ReadOptions reading_it = reading(input, {}, settings);
  reading_it.tell_empty_text = false;
  if (!id_field.empty()) reading_it.extra_fields = {id_field};
  CheckedLayer checked(input, options, settings, executor);
  if (settings.memory.in_parts()) {
    clock.begin("read and check the outlines of " + input.layer);
    checked.cleaned.layer.geometry = MultiPolygonColumn(settings.memory.pool);
    read_layer_in_parts(
        layer_name, Role::habitat, reading_it, settings.memory.part_bytes,
        [&](RawLayer part) { checked.add(std::move(part), nullptr); }, executor);
    clock.end(checked.cleaned.layer.size());
    if (checked.cleaned.layer.size() == 0)
      return run_check_coverage(input, id_field, options, output, without_limit(asked), executor);  // which says why
  } else {
    clock.begin("read " + input.layer);
    RawLayer raw = read_layer(layer_name, Role::habitat, reading_it, executor).layer;
    clock.end(raw.features_in_file);
    checked.add(std::move(raw), &clock);
  }
  const Layer& layer = checked.cleaned.layer;
  std::vector<CoverageProblem>& problems = checked.problems;

  clock.begin("neighbours");
  CoverageOptions checks = options;
  checks.grid_m = settings.clean.snap_m;
  CoverageReport report = coverage_faults_of(layer.geometry, layer.boxes, layer.areas_m2, checks, executor);
  const auto name = [&](std::uint32_t feature) {
    return feature == CoverageFinding::none ? std::string() : checked.name(feature);
  };
  for (CoverageFinding& finding : report.findings) {
    const std::string first = name(finding.feature), second = name(finding.other);
    problems.push_back({std::move(finding), first, second});
  }
  std::stable_sort(problems.begin(), problems.end(), [](const CoverageProblem& a, const CoverageProblem& b) {
    return a.finding.fault < b.finding.fault;
  });
  clock.end(problems.size());

  clock.begin("write");
  Issues issues = checked.cleaned.issues;
  told_of(issues, input);
  issues = distinct(std::move(issues));
  std::vector<IssueCount> by_rule = counts_of(issues, settings.notes);
  Dataset dataset = dataset_of(problems_table(problems), std::move(issues), settings);
  dataset.layers.insert(dataset.layers.begin() + 1, problem_areas_table(problems));
  const std::vector<std::string> warnings = write_dataset(output, dataset, writing);
  clock.end(problems.size());
  CoverageSummary summary;
  summary.problems = problems.size();
  summary.run = {
      fmt::format(
          "Checked {} features of {}\n\nProblems: {}{}", with_commas(static_cast<long long>(layer.counts.in)),
          input.layer, problem_counts(problems),
          report.wide_gaps > 0
              ? fmt::format("\n{} enclosed gaps wider than {} m were taken for land nobody mapped",
                            with_commas(static_cast<long long>(report.wide_gaps)), shortest(options.max_gap_width_m))
              : "") +
          warning_lines(warnings),
      clock.stages(), said_at_once(settings.notes), std::move(by_rule)};
  return summary;
}

}  // namespace spatial
