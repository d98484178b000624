// SPDX-License-Identifier: MIT
#include "libspatial/layers/buffer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/grouping.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/mixed_layer.hpp"
#include "libspatial/layers/part_plan.hpp"
#include "libspatial/layers/parted_output.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

void check(const BufferRunOptions& options) {
  if (!std::isfinite(options.distance_m) || std::abs(options.distance_m) > 1e6)
    throw Error(ErrorKind::usage, fmt::format("a buffer of {} m cannot be made", options.distance_m),
                "Give a distance of at most 1,000,000 m.");
}

/// Position of a field in the layer's list of fields, by name without regard to case.
std::size_t column_of(const MixedLayer& layer, const std::string& field) {
  for (std::size_t f = 0; f < layer.fields.size(); ++f)
    if (lower(layer.fields[f].name) == lower(field)) return f;
  std::vector<std::string> known;
  for (const LayerField& one : layer.fields) known.push_back(one.name);
  throw Error(ErrorKind::input, fmt::format("{} has no field '{}'{}", layer.source, field, did_you_mean(field, known)),
              "See its fields with lnrs inspect.");
}

Place place_of(const MixedLayer& layer, std::size_t i) {
  const Point at = !layer.areas[i].empty()   ? layer.areas[i].points().front()
                   : !layer.lines[i].empty() ? layer.lines[i].points().front()
                                             : layer.points[i].front();
  return {at.x, at.y};
}

std::vector<double> distances_of(const MixedLayer& layer, const BufferRunOptions& options, Issues& issues) {
  if (options.distance_field.empty()) return std::vector<double>(layer.size(), options.distance_m);
  const std::size_t f = column_of(layer, options.distance_field);
  FieldNumbers numbers = numbers_of(layer.extra[f].texts());
  if (!numbers.wrong.empty()) {
    const std::uint32_t i = numbers.wrong.front();
    throw Error(ErrorKind::input,
                fmt::format("feature {} of {} has '{}' in field '{}', which is not a distance", layer.id[i],
                            layer.source, layer.extra[f].text(i), layer.fields[f].name),
                "Name a field of numbers with --distance-field, or correct the value; 1,234.5 and 1 234.5 are numbers "
                "as well.");
  }
  std::vector<double> distances = std::move(numbers.values);
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (std::isnan(distances[i])) {
      distances[i] = 0;
      issues.push_back({IssueRule::distance_missing, "layer", layer.source, layer.id[i],
                        fmt::format("{} is empty; the feature is left as it is", layer.fields[f].name),
                        place_of(layer, i)});
    }
    if (std::abs(distances[i]) > 1e6)
      throw Error(ErrorKind::input,
                  fmt::format("feature {} of {} has a distance of {} m", layer.id[i], layer.source, distances[i]),
                  "Distances may be at most 1,000,000 m.");
  }
  return distances;
}

FeatureTable per_feature(const MixedLayer& layer, const std::vector<double>& distances, GroupRows rows) {
  std::vector<NamedCells> attributes;
  for (std::size_t f = 0; f < layer.fields.size(); ++f) {
    const TypedColumn column = typed_column(layer.extra[f]);
    attributes.push_back({layer.fields[f].name, picked(column.cells, rows.group), column.type});
  }
  RealCells distance;
  for (const std::uint32_t i : rows.group) distance.push_back(distances[i]);
  return buffer_table(std::move(attributes), picked(typed_cells(layer.id, ColumnType::integer), rows.group),
                      std::move(distance), rows.areas_m2, std::move(rows.geometry));
}

FeatureTable per_group(const MixedLayer& layer, const std::vector<std::size_t>& by, const Grouping& groups,
                       GroupRows rows) {
  std::vector<NamedCells> fields;
  for (std::size_t f = 0; f < by.size(); ++f) fields.push_back(group_cells(layer.extra[by[f]], groups, rows.group));
  IntegerCells counts;
  for (const std::uint32_t g : rows.group) counts.push_back(static_cast<std::int64_t>(groups.features[g]));
  FeatureTable table =
      dissolved_table(std::move(fields), std::move(counts), rows.areas_m2, {}, std::move(rows.geometry));
  table.table.name = "buffer";
  table.table.title = "Buffers, dissolved";
  return table;
}

/// Totals for the summary of a run.
struct Outcome {
  std::size_t rows = 0, vanished = 0;
  StableSum area;

  void count(const MultiPolygonColumn& areas, const GroupRows& found) {
    for (std::size_t g = 0; g < areas.size(); ++g) vanished += areas[g].empty() ? 1 : 0;
    rows += found.group.size();
    for (const double one : found.areas_m2) area.add(one);
  }
};

class BufferRun {
 public:
  BufferRun(const OverlayInput& input, const BufferRunOptions& options, const std::filesystem::path& output,
            const OverlaySettings& settings, const Executor& executor)
      : input_(input),
        options_(options),
        output_(output),
        settings_(settings),
        executor_(executor),
        clock_(executor.progress) {}

  OverlaySummary dissolved() {
    MixedLayer account_of_layer;
    std::vector<std::string> wanted = options_.by;
    if (!options_.distance_field.empty()) wanted.push_back(options_.distance_field);
    std::vector<std::string> warnings;
    if (settings_.step.is_merge()) {
      const OverlaySettings in_memory = without_limit(settings_);
      PartedOutput out(output_, in_memory, {});
      merge(out, account_of_layer, &wanted);
      account_of_layer.issues = distinct(std::move(account_of_layer.issues));
      clock_.begin("write");
      warnings = out.write(account_of_layer.issues);
    } else {
      FeatureTable table = united(wanted, account_of_layer);
      if (settings_.step.is_part()) drop_notes(account_of_layer.issues);
      clock_.begin("write");
      warnings = write_dataset(
          output_, dataset_of_step(std::move(table), account_of_layer.issues, settings_, told(account_of_layer)),
          {.overwrite = settings_.overwrite, .csv = settings_.csv});
    }
    clock_.end(outcome_.rows);
    return said(account_of_layer, "groups", warnings);
  }

  /// Buffers every feature by itself. Buffers of different features are independent, so each block is written as soon
  /// as it is made.
  OverlaySummary of_features() {
    PartedOutput out(output_, settings_, {"source_fid"});
    MixedLayer all;
    if (settings_.step.is_merge())
      merge(out, all, nullptr);
    else
      make(out, all);
    clock_.begin("write");
    all.issues = distinct(std::move(all.issues));
    const std::vector<std::string> warnings = out.write(all.issues, told(all));
    clock_.end(outcome_.rows);
    return said(all, "features", warnings);
  }

 private:
  /// Totals of this part, for the merge.
  PartAccount told(const MixedLayer& layer) const {
    PartAccount account{{"rows", std::to_string(outcome_.rows)},
                        {"vanished", std::to_string(outcome_.vanished)},
                        {"area_m2", shortest(outcome_.area.value())}};
    put_counts(account, "in", layer.counts);
    return account;
  }

  FeatureTable united(const std::vector<std::string>& wanted, MixedLayer& account) {
    OverlaySettings settings = settings_;
    settings.tile = settings.tile || settings_.step.is_part();
    const OverlayInput input = of_part(input_, settings_.step.part, options_.by, settings, executor_);
    MixedLayer layer = read_mixed(input, &wanted, settings, executor_, clock_);
    clock_.begin("buffer");
    const std::vector<double> distances = distances_of(layer, options_, layer.issues);
    layer.issues = distinct(std::move(layer.issues));
    std::vector<std::size_t> by;
    std::vector<AttributeColumn> columns;
    for (const std::string& field : options_.by) {
      by.push_back(column_of(layer, field));
      columns.push_back(layer.extra[by.back()]);
    }
    const Grouping groups = grouped_by(columns, layer.size());
    const MultiPolygonColumn areas = buffers({layer.areas, &layer.lines, &layer.points}, distances, groups.group_of,
                                             static_cast<std::uint32_t>(groups.size()), options_.buffer, executor_);
    GroupRows rows = rows_of(areas, options_.single_parts, settings_.min_area_m2);
    outcome_.count(areas, rows);
    clock_.end(outcome_.rows);
    FeatureTable table = per_group(layer, by, groups, std::move(rows));
    account.source = layer.source;
    account.counts = layer.counts;
    account.issues = std::move(layer.issues);
    return table;
  }

  void make(PartedOutput& out, MixedLayer& all) {
    OverlaySettings settings = settings_;
    settings.tile = settings.tile || settings_.step.is_part();
    const OverlayInput input = of_part(input_, settings_.step.part);
    if (settings_.memory.in_parts()) {
      clock_.begin("buffer " + input_.layer + " in parts");
      read_mixed_in_parts(
          input, nullptr, settings, [&](MixedLayer part) { add(out, std::move(part), all); }, executor_);
      clock_.end(outcome_.rows);
      if (!settings_.step.is_part()) say_why_if_none(all);
    } else {
      MixedLayer layer = read_mixed(input, nullptr, settings, executor_, clock_);
      clock_.begin("buffer");
      add(out, std::move(layer), all);
      clock_.end(outcome_.rows);
    }
    if (settings_.step.is_part()) drop_notes(all.issues);
  }

  /// Merges the output and totals of all parts. `wanted`: names of the fields that are read; nullptr: all.
  void merge(PartedOutput& out, MixedLayer& all, const std::vector<std::string>* wanted) {
    clock_.begin("parts");
    all.source = input_.layer;
    for (const std::filesystem::path& file : settings_.step.files) {
      const PartAccount account = account_of(file);
      outcome_.rows += static_cast<std::size_t>(number_of(account, "rows"));
      outcome_.vanished += static_cast<std::size_t>(number_of(account, "vanished"));
      outcome_.area.add(real_of(account, "area_m2"));
      all.counts = all.counts + counts_in(account, "in");
      Issues issues = issues_of(file);
      move_append(all.issues, issues);
    }
    Issues notes = notes_on_mixed(input_, wanted, settings_, executor_);
    move_append(all.issues, notes);
    out.merge("buffer", settings_.step.files);
    clock_.end(outcome_.rows);
    say_why_if_none(all);
  }

  /// If no part had a feature, reads the layer in one go, which reports why.
  void say_why_if_none(MixedLayer& all) {
    if (all.counts.used > 0) return;
    all = {};
    add_to_account(all, read_mixed(input_, nullptr, without_limit(settings_), executor_, clock_));
  }

  void add(PartedOutput& out, MixedLayer part, MixedLayer& all) {
    std::vector<std::uint32_t> own(part.size());
    std::iota(own.begin(), own.end(), 0u);
    const std::vector<double> distances = distances_of(part, options_, part.issues);
    const MultiPolygonColumn areas = buffers({part.areas, &part.lines, &part.points}, distances, own,
                                             static_cast<std::uint32_t>(own.size()), options_.buffer, executor_);
    GroupRows rows = rows_of(areas, options_.single_parts, settings_.min_area_m2);
    outcome_.count(areas, rows);
    for (std::size_t i = 0; i < areas.size(); ++i)
      if (areas[i].empty())
        part.issues.push_back({IssueRule::nothing_left, "layer", part.source, part.id[i],
                               fmt::format("a buffer of {} m leaves nothing of it", shortest(distances[i])),
                               place_of(part, i)});
    out.add(per_feature(part, distances, std::move(rows)));
    add_to_account(all, std::move(part));
  }

  OverlaySummary said(const MixedLayer& layer, const char* what, const std::vector<std::string>& warnings) const {
    return {
        fmt::format("Read\n{}\n{} rows, {:.4f} ha{}; {} issues", read_line(layer),
                    with_commas(static_cast<long long>(outcome_.rows)), outcome_.area.value() / 1e4,
                    outcome_.vanished > 0 ? fmt::format("; nothing is left of {} {}",
                                                        with_commas(static_cast<long long>(outcome_.vanished)), what)
                                          : "",
                    with_commas(static_cast<long long>(layer.issues.size()))) +
            warning_lines(warnings),
        clock_.stages(), said_at_once(settings_.notes), counts_of(layer.issues, settings_.notes)};
  }

  const OverlayInput& input_;
  const BufferRunOptions& options_;
  const std::filesystem::path& output_;
  const OverlaySettings settings_;
  const Executor& executor_;
  StageClock clock_;
  Outcome outcome_;
};

}  // namespace

OverlaySummary run_buffer(const OverlayInput& input, const BufferRunOptions& options,
                          const std::filesystem::path& output, const OverlaySettings& settings,
                          const Executor& executor) {
  check(options);
  BufferRun run(input, options, output, check_layer_run({input}, output, with_memory_plan({input}, output, settings)),
                executor);
  return options.dissolve || !options.by.empty() ? run.dissolved() : run.of_features();
}

}  // namespace spatial
