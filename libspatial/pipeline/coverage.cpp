// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/report/coverage_tables.hpp"

namespace spatial {
namespace {

bool usable(MultiPolygonView feature) {
  const auto points = feature.points();
  return std::all_of(points.begin(), points.end(), [](Point p) { return std::abs(p.x) <= largest_coordinate_m && std::abs(p.y) <= largest_coordinate_m; });
}

}  // namespace

CoverageSummary run_check_coverage(const OverlayInput& input, const std::string& id_field, const CoverageOptions& options, const std::filesystem::path& output, const OverlaySettings& settings, const Executor& executor) {
  const WriteOptions writing{.overwrite = settings.overwrite};
  check_dataset_writable(output, writing);
  StageClock clock(executor.progress);
  clock.begin("read " + input.layer);
  ReadOptions reading;
  reading.crs = settings.crs;
  reading.where = input.where;
  reading.bbox = settings.bbox;
  reading.allow_network = settings.allow_network;
  if (!id_field.empty()) reading.extra_fields = {id_field};
  ReadResult read = read_layer(parse_layer_name(input.layer), Role::habitat, reading, executor);
  RawLayer& raw = read.layer;
  raw.source = input.layer;
  // Numbers in the file are unique; the names people know are looked up when it is told.
  std::map<std::string, std::string, std::less<>> name_of;
  for (std::size_t i = 0; i < raw.fid.size(); ++i) {
    raw.id[i] = std::to_string(raw.fid[i]);
    const std::string named = id_field.empty() ? std::string() : trimmed(raw.extra[0].values[i]);
    name_of[raw.id[i]] = named.empty() ? raw.id[i] : named;
  }
  clock.end(raw.features_in_file);

  clock.begin("outlines");
  MultiPolygonColumn outlines;
  for (std::size_t i = 0; i < raw.geometry.size(); ++i) {
    if (usable(raw.geometry[i])) outlines.append_parts(raw.geometry[i]);
    outlines.end_feature();
  }
  std::vector<CoverageProblem> problems;
  for (CoverageFinding& finding : outline_faults(outlines, options, executor)) {
    const std::string& name = name_of[raw.id[finding.feature]];
    problems.push_back({std::move(finding), name, {}});
  }
  clock.end(outlines.size());

  clock.begin("clean " + input.layer);
  CleanOptions cleaning = settings.clean;
  cleaning.report_overlaps = false;
  CleanResult cleaned = clean(raw, cleaning, executor);
  const Layer& layer = cleaned.layer;
  clock.end(layer.size());

  clock.begin("neighbours");
  CoverageReport report = coverage_faults_of(layer.geometry, layer.boxes, layer.areas_m2, options, executor);
  const auto name = [&](std::uint32_t feature) { return feature == CoverageFinding::none ? std::string() : name_of[layer.id[feature]]; };
  for (CoverageFinding& finding : report.findings) {
    const std::string first = name(finding.feature), second = name(finding.other);
    problems.push_back({std::move(finding), first, second});
  }
  std::stable_sort(problems.begin(), problems.end(), [](const CoverageProblem& a, const CoverageProblem& b) { return a.finding.fault < b.finding.fault; });
  clock.end(problems.size());

  clock.begin("write");
  Issues issues = std::move(cleaned.issues);
  for (Issue& issue : issues) {
    issue.source = input.layer;
    issue.role = "layer";
  }
  Dataset dataset = dataset_of(problems_table(problems), std::move(issues), settings);
  dataset.layers.insert(dataset.layers.begin() + 1, problem_areas_table(problems));
  const std::vector<std::string> warnings = write_dataset(output, dataset, writing);
  clock.end(problems.size());
  CoverageSummary summary;
  summary.problems = problems.size();
  summary.run = {fmt::format("Checked {} features of {}\n\nProblems: {}{}", with_commas(static_cast<long long>(layer.counts.in)), input.layer, problem_counts(problems),
                             report.wide_gaps > 0 ? fmt::format("\n{} enclosed gaps wider than {} m were taken for land nobody mapped", with_commas(static_cast<long long>(report.wide_gaps)), shortest(options.max_gap_width_m)) : "") + warning_lines(warnings),
                 clock.stages()};
  return summary;
}

}  // namespace spatial
