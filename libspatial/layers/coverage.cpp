// SPDX-License-Identifier: MIT
#include "libspatial/layers/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/layers/coverage_parts.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/overlay_tiles.hpp"
#include "libspatial/layers/parted_output.hpp"
#include "libspatial/report/coverage_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// A layer prepared for the coverage check: outlines are checked as they are in the file, then features are cleaned.
class CheckedLayer {
 public:
  /// If `tile` is given, only outlines of features that it owns are checked.
  CheckedLayer(const OverlayInput& input, const CoverageOptions& options, const OverlaySettings& settings,
               const Box* tile, const Executor& executor)
      : input_(input), options_(options), settings_(settings), tile_(tile), executor_(executor) {}

  CleanResult cleaned;
  std::vector<CoverageProblem> problems;  ///< faults of outlines
  std::vector<std::int64_t> numbers;      ///< feature number in the file, per fault
  std::size_t owned = 0;                  ///< features that the tile owns

  /// Name of a cleaned feature, for messages: the value of the id field, or its number in the file.
  const std::string& name(std::uint32_t feature) const { return name_of_.find(cleaned.layer.id[feature])->second; }

  /// Adds the whole layer, or the next block of it.
  void add(RawLayer raw, StageClock* clock) {
    raw.source = input_.layer;
    // Inside this class, features are identified by number; names are only looked up for messages.
    for (std::size_t i = 0; i < raw.fid.size(); ++i) {
      raw.id[i] = number_of(raw.fid[i], raw);
      const std::string named = raw.extra.empty() ? std::string() : trimmed(raw.extra[0].text(i));
      name_of_[raw.id[i]] = named.empty() ? raw.id[i] : named;
    }
    if (clock != nullptr) clock->begin("outlines");
    std::vector<char> left_out(raw.geometry.size());
    for (std::size_t i = 0; i < raw.geometry.size(); ++i) {
      const bool placed = !raw.geometry[i].empty() && in_range(raw.geometry[i].points());
      const Box box = placed && tile_ != nullptr ? box_of(raw.geometry[i]) : Box{};
      const bool own = placed ? in_tile(tile_, {box.min_x, box.min_y}) : tile_ == nullptr;
      owned += own ? 1 : 0;
      left_out[i] = own && placed ? 0 : 1;
    }
    for (CoverageFinding& finding : outline_faults(raw.geometry, options_, executor_, left_out)) {
      const std::string& name = name_of_[raw.id[finding.feature]];
      numbers.push_back(raw.fid[finding.feature]);
      finding.feature += judged_;
      problems.push_back({std::move(finding), name, {}});
    }
    judged_ += static_cast<std::uint32_t>(raw.geometry.size());
    if (clock != nullptr) clock->end(raw.geometry.size());
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
  /// Number of a feature as text. Some files give several features the same number (GeoJSON's "id"); later ones get a
  /// suffix, and an issue is raised.
  std::string number_of(std::int64_t fid, RawLayer& raw) {
    const int times = ++times_[fid];
    if (times == 1) return std::to_string(fid);
    std::string number = fmt::format("{}~{}", fid, times);
    raw.issues.push_back({IssueRule::duplicate_id, "layer", input_.layer, number,
                          fmt::format("several features have the number {}; this one is called {} here", fid, number),
                          std::nullopt});
    return number;
  }

  const OverlayInput& input_;
  const CoverageOptions& options_;
  const OverlaySettings& settings_;
  const Box* tile_;
  const Executor& executor_;
  std::map<std::string, std::string, std::less<>> name_of_;
  std::map<std::int64_t, int> times_;
  std::uint32_t judged_ = 0;
};

/// A coverage check in one run, one part of it, or the merge of its parts.
class CoverageRun {
 public:
  CoverageRun(const OverlayInput& input, const std::string& id_field, const CoverageOptions& options,
              const std::filesystem::path& output, const OverlaySettings& settings, const Executor& executor)
      : input_(input),
        options_(options),
        output_(output),
        settings_(settings),
        executor_(executor),
        clock_(executor.progress),
        reading_(reading(input, {}, settings)) {
    if (!id_field.empty()) reading_.extra_fields = {id_field};
  }

  /// Returns nullopt if the layer was read in blocks and no feature was left.
  std::optional<CoverageSummary> run() {
    if (settings_.step.is_merge()) return merged();
    if (settings_.step.is_part()) return part();
    CheckedLayer checked(input_, options_, settings_, nullptr, executor_);
    if (!read(checked)) return std::nullopt;
    return written(all_of(checked), std::move(checked.cleaned.issues));
  }

 private:
  /// Reads the layer. Returns false if it was read in blocks and no feature was left.
  bool read(CheckedLayer& checked) {
    const LayerName name = parse_layer_name(input_.layer);
    if (settings_.memory.in_parts()) {
      clock_.begin("read and check the outlines of " + input_.layer);
      checked.cleaned.layer.geometry = MultiPolygonColumn(settings_.memory.pool);
      read_layer_in_parts(
          name, Role::habitat, reading_, settings_.memory.part_bytes,
          [&](RawLayer part) { checked.add(std::move(part), nullptr); }, executor_);
      clock_.end(checked.cleaned.layer.size());
      return checked.cleaned.layer.size() > 0;
    }
    clock_.begin("read " + input_.layer);
    RawLayer raw = read_layer(name, Role::habitat, reading_, executor_).layer;
    clock_.end(raw.features_in_file);
    checked.add(std::move(raw), &clock_);
    return true;
  }

  CoverageOptions checks() const {
    CoverageOptions checks = options_;
    checks.grid_m = settings_.clean.snap_m;
    return checks;
  }

  /// Checks outlines, pairs of neighbours and gaps of a whole layer.
  CoverageFindings all_of(CheckedLayer& checked) {
    const Layer& layer = checked.cleaned.layer;
    clock_.begin("neighbours");
    CoverageReport report = coverage_faults_of(layer.geometry, layer.boxes, layer.areas_m2, checks(), executor_);
    CoverageFindings found;
    found.all = true;
    found.features = layer.counts.in;
    found.wide_gaps = report.wide_gaps;
    add(found, checked, std::move(report.findings));
    clock_.end(found.problems.size());
    return found;
  }

  /// Findings that the tile owns, and the covered area of its cells.
  CoverageFindings in_part(CheckedLayer& checked, const Box& tile) {
    const Layer& layer = checked.cleaned.layer;
    CoverageFindings found;
    found.features = checked.owned;
    add(found, checked, faults_between(layer.geometry, layer.boxes, layer.areas_m2, checks(), &tile, executor_));
    found.cells = land_by_cell(layer.geometry, layer.boxes, &tile, executor_);
    return found;
  }

  static void add(CoverageFindings& found, CheckedLayer& checked, std::vector<CoverageFinding> findings) {
    found.problems = std::move(checked.problems);
    found.first = std::move(checked.numbers);
    found.second.resize(found.first.size(), -1);
    const auto named = [&](std::uint32_t f) { return f == CoverageFinding::none ? std::string() : checked.name(f); };
    const auto number = [&](std::uint32_t f) {
      return f == CoverageFinding::none ? -1 : std::strtoll(checked.cleaned.layer.id[f].c_str(), nullptr, 10);
    };
    for (CoverageFinding& finding : findings) {
      const std::uint32_t feature = finding.feature, other = finding.other;
      found.problems.push_back({std::move(finding), named(feature), named(other)});
      found.first.push_back(number(feature));
      found.second.push_back(number(other));
    }
  }

  /// Sets the window to read for a tile: features that meet the tile, and the neighbours of features it owns. Features
  /// owned by other tiles that reach into this one are read without their own neighbours, however large they are.
  void read_around(const Box& tile) {
    // Rounding and repairs move vertices, and neighbours within the tolerance matter too.
    const double more_m = 1 + settings_.clean.snap_m + options_.tolerance_m;
    const Box near = tile.grown(more_m);
    reading_.may_lack_areas = true;
    ReadOptions first = reading_;
    first.bbox = near;
    first.extra_fields.clear();
    const RawLayer read = read_layer(parse_layer_name(input_.layer), Role::habitat, first, executor_).layer;
    Box around = near;
    for (std::size_t i = 0; i < read.geometry.size(); ++i) {
      if (read.geometry[i].empty() || !in_range(read.geometry[i].points())) continue;
      const Box box = box_of(read.geometry[i]);
      if (in_tile(&near, {box.min_x, box.min_y})) around.add(box.grown(more_m));
    }
    reading_.bbox = around;
  }

  CoverageSummary part() {
    OverlaySettings settings = settings_;
    const std::optional<Box>& tile = settings.step.part.tile;
    settings.tile = settings.tile || tile.has_value();
    if (tile) read_around(*tile);
    CheckedLayer checked(input_, options_, settings, tile ? &*tile : nullptr, executor_);
    clock_.begin("part");
    read(checked);
    const CoverageFindings found = tile ? in_part(checked, *tile) : all_of(checked);
    clock_.end(found.problems.size());
    Issues issues = std::move(checked.cleaned.issues);
    told_of(issues, input_);
    if (tile) drop_notes(issues);
    PartAccount account;
    save(account, found);
    write_dataset(output_, dataset_of_step(problems_table({}), distinct(std::move(issues)), settings, account),
                  {.overwrite = settings.overwrite});
    return {};
  }

  CoverageSummary merged() {
    clock_.begin("parts");
    CoverageFindings all = coverage_of_parts(settings_.step.files);
    Issues issues;
    for (const std::filesystem::path& file : settings_.step.files) {
      Issues of_part = issues_of(file);
      move_append(issues, of_part);
    }
    clock_.end(all.problems.size());
    if (all.all) return written(std::move(all), std::move(issues));
    Issues without_place = issues_without_place(input_, settings_, executor_), whole = notes();
    all.features += features_of(without_place);
    drop_notes(without_place);
    move_append(issues, without_place);
    move_append(issues, whole);
    clock_.begin("gaps");
    CoverageReport report;
    add_gaps(std::move(all.cells), checks(), executor_, report);
    sort_findings(report.findings);
    all.wide_gaps = report.wide_gaps;
    for (CoverageFinding& finding : report.findings) all.problems.push_back({std::move(finding), {}, {}});
    clock_.end(report.findings.size());
    return written(std::move(all), std::move(issues));
  }

  /// Number of distinct features that the issues name.
  static std::size_t features_of(const Issues& issues) {
    std::set<std::string> features;
    for (const Issue& issue : issues)
      if (!issue.feature_id.empty()) features.insert(issue.feature_id);
    return features.size();
  }

  /// Issues about the layer as a whole, not about single features.
  Issues notes() {
    constexpr double bytes_at_a_time = 64e6;
    RawLayer last;
    read_layer_in_parts(
        parse_layer_name(input_.layer), Role::habitat, reading_, bytes_at_a_time,
        [&](RawLayer part) { last = std::move(part); }, executor_);
    Issues issues = clean(std::move(last), settings_.clean, executor_).issues;
    drop_features(issues);
    return issues;
  }

  static void drop_features(Issues& issues) {
    std::erase_if(issues,
                  [](const Issue& issue) { return !issue.feature_id.empty() || issue.rule == IssueRule::empty_layer; });
  }

  CoverageSummary written(CoverageFindings found, Issues issues) {
    clock_.begin("write");
    std::stable_sort(found.problems.begin(), found.problems.end(),
                     [](const auto& a, const auto& b) { return a.finding.fault < b.finding.fault; });
    told_of(issues, input_);
    issues = distinct(std::move(issues));
    std::vector<IssueCount> by_rule = counts_of(issues, settings_.notes);
    Dataset dataset = dataset_of(problems_table(found.problems), std::move(issues), settings_);
    dataset.layers.insert(dataset.layers.begin() + 1, problem_areas_table(found.problems));
    const std::vector<std::string> warnings =
        write_dataset(output_, dataset, {.overwrite = settings_.overwrite, .csv = settings_.csv});
    clock_.end(found.problems.size());
    CoverageSummary summary;
    summary.problems = found.problems.size();
    std::string text =
        fmt::format("Checked {} features of {}\n\nProblems: {}", with_commas(static_cast<long long>(found.features)),
                    input_.layer, problem_counts(found.problems));
    if (found.wide_gaps > 0)
      text += fmt::format("\n{} enclosed gaps wider than {} m were taken to be left unmapped on purpose",
                          with_commas(static_cast<long long>(found.wide_gaps)), shortest(options_.max_gap_width_m));
    summary.run = {text + warning_lines(warnings), clock_.stages(), said_at_once(settings_.notes), std::move(by_rule)};
    return summary;
  }

  const OverlayInput& input_;
  const CoverageOptions& options_;
  const std::filesystem::path& output_;
  const OverlaySettings& settings_;
  const Executor& executor_;
  StageClock clock_;
  ReadOptions reading_;
};

}  // namespace

CoverageSummary run_check_coverage(const OverlayInput& input, const std::string& id_field,
                                   const CoverageOptions& options, const std::filesystem::path& output,
                                   const OverlaySettings& asked, const Executor& executor) {
  const OverlaySettings planned =
      asked.step.kind == RunStep::Kind::whole ? with_memory_plan({input}, output, asked) : asked;
  const OverlaySettings settings = check_layer_run({input}, output, planned, {"problem_areas", "issues"});
  std::optional<CoverageSummary> summary = CoverageRun(input, id_field, options, output, settings, executor).run();
  if (summary) return *summary;
  // No feature was left: reading the layer in one go reports why.
  return run_check_coverage(input, id_field, options, output, without_limit(asked), executor);
}

}  // namespace spatial
