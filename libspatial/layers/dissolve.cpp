// SPDX-License-Identifier: MIT
#include "libspatial/layers/dissolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/grouping.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// The columns from `first` on, without the fields.
std::vector<TextColumn> columns_of(const Layer& layer, std::size_t first, std::size_t count) {
  return {layer.extra.begin() + static_cast<std::ptrdiff_t>(first),
          layer.extra.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

/// The sums of the fields from `first` on, by group. A field of text holds numbers if each of its cells is one.
std::vector<RealCells> sums_of(const AttributedLayer& layer, std::size_t first, const Grouping& groups) {
  std::vector<RealCells> sums;
  for (std::size_t f = first; f < layer.fields.size(); ++f) {
    const std::vector<std::string>& text = layer.layer.extra[f].values;
    const FieldNumbers numbers = numbers_of(text);
    if (!numbers.wrong.empty()) {
      const std::uint32_t i = numbers.wrong.front();
      throw Error(ErrorKind::input,
                  fmt::format("feature {} of {} has '{}' in field '{}', which cannot be added up", layer.layer.id[i],
                              layer.layer.source, text[i], layer.fields[f].name),
                  "name a field of numbers with --sum, or correct the value; 1,234.5 and 1 234.5 are numbers as well");
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

}  // namespace

OverlaySummary run_dissolve(const OverlayInput& input, const DissolveOptions& options,
                            const std::filesystem::path& output, const OverlaySettings& asked,
                            const Executor& executor) {
  const OverlaySettings settings = check_layer_run({input}, output, with_memory_plan({input}, output, asked));
  const WriteOptions writing{.overwrite = settings.overwrite};
  StageClock clock(executor.progress);
  std::vector<std::string> wanted = options.by;
  wanted.insert(wanted.end(), options.sums.begin(), options.sums.end());
  // Land that several features cover counts once here whatever they are called; overlaps are found on the way.
  AttributedLayer layer = read_attributed(input, &wanted, settings, false, executor, clock);
  layer.issues = distinct(std::move(layer.issues));

  clock.begin("dissolve");
  const Grouping groups = grouped_by(columns_of(layer.layer, 0, options.by.size()), layer.layer.size());
  const Dissolved dissolved =
      dissolve(layer.layer.geometry, groups.group_of, static_cast<std::uint32_t>(groups.size()), executor);
  GroupRows rows = rows_of(dissolved.geometry, options.single_parts, settings.min_area_m2);
  clock.end(rows.group.size());

  std::vector<NamedCells> fields, sums;
  for (std::size_t f = 0; f < options.by.size(); ++f)
    fields.push_back(group_cells(groups, f, layer.fields[f], rows.group));
  const std::vector<RealCells> totals = sums_of(layer, options.by.size(), groups);
  for (std::size_t s = 0; s < totals.size(); ++s) {
    RealCells cells;
    for (const std::uint32_t g : rows.group) cells.push_back(totals[s][g]);
    sums.push_back({layer.fields[options.by.size() + s].name, std::move(cells), ColumnType::real});
  }
  IntegerCells counts;
  for (const std::uint32_t g : rows.group) counts.push_back(static_cast<std::int64_t>(groups.features[g]));

  clock.begin("write");
  const std::vector<std::string> warnings =
      write_dataset(output,
                    dataset_of(dissolved_table(std::move(fields), std::move(counts), rows.areas_m2, std::move(sums),
                                               std::move(rows.geometry)),
                               layer.issues, settings),
                    writing);
  clock.end(rows.group.size());
  StableSum area;
  for (const double one : rows.areas_m2) area.add(one);
  return {fmt::format("Read\n{}\n{} groups, {} rows, {:.4f} ha; {} features overlap or do not meet their neighbours "
                      "vertex for vertex; {} issues",
                      read_lines({&layer}), with_commas(static_cast<long long>(groups.size())),
                      with_commas(static_cast<long long>(rows.group.size())), area.value() / 1e4,
                      with_commas(static_cast<long long>(dissolved.tangled)),
                      with_commas(static_cast<long long>(layer.issues.size()))) +
              warning_lines(warnings),
          clock.stages(), said_at_once(settings.notes), counts_of(layer.issues, settings.notes)};
}

}  // namespace spatial
