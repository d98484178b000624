// SPDX-License-Identifier: MIT
#include "libspatial/layers/parted_output.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/written_table.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

bool is_geopackage(const std::filesystem::path& output) { return lower(output.extension().string()) == ".gpkg"; }

/// Sorts the rows by the whole numbers in the named columns, NULL last, as SpilledLayer does.
FeatureTable in_order(FeatureTable table, const std::vector<std::string>& order) {
  std::vector<const IntegerCells*> keys;
  for (const std::string& name : order)
    if (const Column* column = table.table.find(name)) keys.push_back(std::get_if<IntegerCells>(&column->cells));
  std::vector<std::uint32_t> rows(table.table.rows());
  std::iota(rows.begin(), rows.end(), 0u);
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    for (const IntegerCells* key : keys) {
      if (key == nullptr || (*key)[a] == (*key)[b]) continue;
      if (!(*key)[a] || !(*key)[b]) return (*key)[a].has_value();
      return *(*key)[a] < *(*key)[b];
    }
    return false;
  };
  if (std::is_sorted(rows.begin(), rows.end(), less)) return table;
  std::stable_sort(rows.begin(), rows.end(), less);
  FeatureTable sorted = layout_of(table);
  for (std::size_t c = 0; c < table.table.columns.size(); ++c)
    sorted.table.columns[c].cells = picked(table.table.columns[c].cells, rows);
  for (const std::uint32_t row : rows) {
    if (auto* areas = std::get_if<MultiPolygonColumn>(&sorted.geometry))
      areas->append(std::get<MultiPolygonColumn>(table.geometry)[row]);
    if (auto* points = std::get_if<PointColumn>(&sorted.geometry))
      points->push_back(std::get<PointColumn>(table.geometry)[row]);
    if (auto* lines = std::get_if<LineColumn>(&sorted.geometry))
      lines->append(std::get<LineColumn>(table.geometry)[row]);
  }
  return sorted;
}

}  // namespace

void check_can_be_parted(const std::filesystem::path& output) {
  if (!is_geopackage(output))
    throw Error(ErrorKind::usage, "with --max-memory the output must be a GeoPackage",
                "Name the output .gpkg and convert it afterwards.");
}

Dataset dataset_of_step(FeatureTable table, Issues issues, const OverlaySettings& settings,
                        const PartAccount& account) {
  if (!settings.step.is_part()) return dataset_of(std::move(table), std::move(issues), settings);
  OverlaySettings unnoted = settings;
  unnoted.notes.clear();
  Dataset dataset = dataset_of(std::move(table), std::move(issues), unnoted);
  dataset.layers.push_back(account_table(account));
  return dataset;
}

OverlaySummary passed_on(const std::filesystem::path& output, const OverlaySettings& settings,
                         const std::string& table) {
  const std::filesystem::path& file = settings.step.files.front();
  Issues issues = issues_of(file);
  std::vector<IssueCount> by_rule = counts_of(issues, settings.notes);
  const OverlaySettings in_memory = without_limit(settings);
  PartedOutput out(output, in_memory, {});
  out.merge(table, {file});
  const std::vector<std::string> warnings = out.write(std::move(issues));
  return {account_of(file).at("text") + warning_lines(warnings), {}, said_at_once(settings.notes), std::move(by_rule)};
}

PartedOutput::PartedOutput(std::filesystem::path output, const OverlaySettings& settings,
                           std::vector<std::string> order)
    : output_(std::move(output)), settings_(settings), order_(std::move(order)) {
  if (!settings.memory.in_parts()) return;
  check_can_be_parted(output_);
  if (!settings.step.is_merge()) spilled_.emplace(output_, order_);
}

void PartedOutput::add(FeatureTable part) {
  if (!table_) table_ = spilled_ ? layout_of(part) : FeatureTable();
  if (spilled_)
    spilled_->add(std::move(part), settings_.crs);
  else if (table_->table.columns.empty() && table_->table.name.empty())
    table_ = std::move(part);
  else
    append_rows(*table_, std::move(part));
}

void PartedOutput::merge(const std::string& table, const std::vector<std::filesystem::path>& files) {
  if (!is_geopackage(output_)) {
    table_ = in_order(rows_of_parts(files, table), order_);
    return;
  }
  spilled_.emplace(output_, order_);
  for (const std::filesystem::path& file : files) {
    FeatureTable layout = layout_of_written(file, table);
    spilled_->adopt(file, layout, rows_of_written(file, table));
    if (!table_) table_ = std::move(layout);
  }
}

std::vector<std::string> PartedOutput::write(Issues issues, const PartAccount& account) {
  const WriteOptions writing{.overwrite = settings_.overwrite, .csv = settings_.csv};
  Dataset dataset = dataset_of_step(std::move(*table_), std::move(issues), settings_, account);
  if (!spilled_) return write_dataset(output_, dataset, writing);
  spilled_->write(std::move(dataset), writing);
  return {};
}

}  // namespace spatial
