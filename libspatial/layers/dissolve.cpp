// SPDX-License-Identifier: MIT
#include "libspatial/layers/dissolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/grouping.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/mixed_layer.hpp"
#include "libspatial/layers/part_plan.hpp"
#include "libspatial/layers/parted_output.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// `count` attribute columns, starting at column `first`.
std::vector<AttributeColumn> columns_of(const Layer& layer, std::size_t first, std::size_t count) {
  return {layer.extra.begin() + static_cast<std::ptrdiff_t>(first),
          layer.extra.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

/// Sums of the attribute columns from `first` on, per group. A text field is summed if all its cells are numbers.
std::vector<RealCells> sums_of(const AttributedLayer& layer, std::size_t first, const Grouping& groups) {
  std::vector<RealCells> sums;
  for (std::size_t f = first; f < layer.fields.size(); ++f) {
    const std::vector<std::string> text = layer.layer.extra[f].texts();
    const FieldNumbers numbers = numbers_of(text);
    if (!numbers.wrong.empty()) {
      const std::uint32_t i = numbers.wrong.front();
      throw Error(ErrorKind::input,
                  fmt::format("feature {} of {} has '{}' in field '{}', which cannot be added up", layer.layer.id[i],
                              layer.layer.source, text[i], layer.fields[f].name),
                  "Name a field of numbers with --sum, or correct the value; 1,234.5 and 1 234.5 are numbers as well.");
    }
    std::vector<StableSum> totals(groups.size());
    for (std::size_t i = 0; i < text.size(); ++i)
      if (!std::isnan(numbers.values[i])) totals[groups.group_of[i]].add(numbers.values[i]);
    RealCells column;
    for (const StableSum& total : totals) column.push_back(total.value());
    sums.push_back(std::move(column));
  }
  return sums;
}

class DissolveRun {
 public:
  DissolveRun(const OverlayInput& input, const DissolveOptions& options, const std::filesystem::path& output,
              const OverlaySettings& settings, const Executor& executor)
      : input_(input),
        options_(options),
        output_(output),
        settings_(settings),
        executor_(executor),
        clock_(executor.progress),
        wanted_(options.by) {
    wanted_.insert(wanted_.end(), options.sums.begin(), options.sums.end());
  }

  OverlaySummary run() {
    const bool merges = settings_.step.is_merge();
    if (merges)
      merge();
    else
      unite();
    clock_.begin("write");
    issues_ = distinct(std::move(issues_));
    const std::size_t issues = issues_.size();
    std::vector<IssueCount> by_rule = counts_of(issues_, settings_.notes);
    std::vector<std::string> warnings;
    if (merges) {
      OverlaySettings in_memory = without_limit(settings_);
      PartedOutput out(output_, in_memory, {});
      out.merge("dissolved", settings_.step.files);
      warnings = out.write(std::move(issues_));
    } else {
      warnings = write_dataset(output_, dataset_of_step(std::move(table_), std::move(issues_), settings_, account()),
                               {.overwrite = settings_.overwrite, .csv = settings_.csv});
    }
    clock_.end(rows_);
    return {
        fmt::format("Read\n{}\n{} groups, {} rows, {:.4f} ha; {} features overlap or are not edge-matched; {} issues",
                    read_lines({&layer_}), with_commas(static_cast<long long>(groups_)),
                    with_commas(static_cast<long long>(rows_)), area_.value() / 1e4,
                    with_commas(static_cast<long long>(tangled_)), with_commas(static_cast<long long>(issues))) +
            warning_lines(warnings),
        clock_.stages(), said_at_once(settings_.notes), std::move(by_rule)};
  }

 private:
  void unite() {
    OverlaySettings settings = settings_;
    settings.tile = settings.tile || settings_.step.is_part();
    const OverlayInput input = of_part(input_, settings_.step.part, options_.by, settings, executor_);
    // Overlaps are not reported: within a group, land covered several times counts once, and the dissolve detects
    // overlaps itself.
    layer_ = read_attributed(input, &wanted_, settings, false, executor_, clock_);
    issues_ = std::move(layer_.issues);
    if (settings_.step.is_part()) drop_notes(issues_);

    clock_.begin("dissolve");
    const Grouping groups = grouped_by(columns_of(layer_.layer, 0, options_.by.size()), layer_.layer.size());
    const Dissolved dissolved =
        dissolve(layer_.layer.geometry, groups.group_of, static_cast<std::uint32_t>(groups.size()), executor_);
    GroupRows rows = rows_of(dissolved.geometry, options_.single_parts, settings_.min_area_m2);
    groups_ = groups.size();
    rows_ = rows.group.size();
    tangled_ = dissolved.tangled;
    for (const double one : rows.areas_m2) area_.add(one);
    clock_.end(rows_);
    table_ = table_of(groups, std::move(rows));
  }

  FeatureTable table_of(const Grouping& groups, GroupRows rows) const {
    std::vector<NamedCells> fields, sums;
    for (std::size_t f = 0; f < options_.by.size(); ++f)
      fields.push_back(group_cells(layer_.layer.extra[f], groups, rows.group));
    const std::vector<RealCells> totals = sums_of(layer_, options_.by.size(), groups);
    for (std::size_t s = 0; s < totals.size(); ++s) {
      RealCells cells;
      for (const std::uint32_t g : rows.group) cells.push_back(totals[s][g]);
      sums.push_back({layer_.fields[options_.by.size() + s].name, std::move(cells), ColumnType::real});
    }
    IntegerCells counts;
    for (const std::uint32_t g : rows.group) counts.push_back(static_cast<std::int64_t>(groups.features[g]));
    return dissolved_table(std::move(fields), std::move(counts), rows.areas_m2, std::move(sums),
                           std::move(rows.geometry));
  }

  PartAccount account() const {
    PartAccount account{{"groups", std::to_string(groups_)},
                        {"rows", std::to_string(rows_)},
                        {"tangled", std::to_string(tangled_)},
                        {"area_m2", shortest(area_.value())}};
    put_counts(account, "in", layer_.layer.counts);
    return account;
  }

  void merge() {
    clock_.begin("parts");
    layer_.layer.source = input_.layer;
    for (const std::filesystem::path& file : settings_.step.files) {
      const PartAccount account = account_of(file);
      groups_ += static_cast<std::size_t>(number_of(account, "groups"));
      rows_ += static_cast<std::size_t>(number_of(account, "rows"));
      tangled_ += static_cast<std::size_t>(number_of(account, "tangled"));
      area_.add(real_of(account, "area_m2"));
      layer_.layer.counts = layer_.layer.counts + counts_in(account, "in");
      Issues issues = issues_of(file);
      move_append(issues_, issues);
    }
    Issues notes = notes_on_areas(input_, &wanted_, settings_, executor_);
    move_append(issues_, notes);
    clock_.end(rows_);
    if (layer_.layer.counts.used > 0) return;
    // No part had a feature: reading the layer in one go reports why.
    layer_ = read_attributed(input_, &wanted_, without_limit(settings_), false, executor_, clock_);
    move_append(issues_, layer_.issues);
  }

  const OverlayInput& input_;
  const DissolveOptions& options_;
  const std::filesystem::path& output_;
  const OverlaySettings settings_;
  const Executor& executor_;
  StageClock clock_;
  std::vector<std::string> wanted_;  ///< fields to read: those to group by, then those to sum
  AttributedLayer layer_;            ///< in a merge: only counts and issues
  Issues issues_;
  FeatureTable table_;
  std::size_t groups_ = 0, rows_ = 0, tangled_ = 0;
  StableSum area_;
};

}  // namespace

OverlaySummary run_dissolve(const OverlayInput& input, const DissolveOptions& options,
                            const std::filesystem::path& output, const OverlaySettings& asked,
                            const Executor& executor) {
  const OverlaySettings settings = check_layer_run({input}, output, with_memory_plan({input}, output, asked));
  return DissolveRun(input, options, output, settings, executor).run();
}

}  // namespace spatial
