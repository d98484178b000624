// SPDX-License-Identifier: MIT
#include "libspatial/layers/parted_output.hpp"

#include <utility>
#include <variant>

#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

/// The same columns, no rows.
FeatureTable layout_of(const FeatureTable& table) {
  FeatureTable layout{{table.table.name, table.table.title, table.table.description, {}}, {}};
  for (const Column& column : table.table.columns)
    layout.table.columns.push_back(
        {column.spec,
         std::visit([](const auto& cells) -> Cells { return std::decay_t<decltype(cells)>{}; }, column.cells)});
  layout.geometry =
      std::visit([](const auto& column) -> GeometryColumn { return std::decay_t<decltype(column)>{}; }, table.geometry);
  return layout;
}

/// Adds the rows of a table with the same columns.
void append_rows(FeatureTable& all, FeatureTable part) {
  for (std::size_t c = 0; c < all.table.columns.size(); ++c)
    std::visit(
        [&](auto& cells) {
          move_append(cells, std::get<std::decay_t<decltype(cells)>>(part.table.columns.at(c).cells));
        },
        all.table.columns[c].cells);
  if (auto* areas = std::get_if<MultiPolygonColumn>(&all.geometry))
    areas->append(std::get<MultiPolygonColumn>(part.geometry));
  if (auto* points = std::get_if<PointColumn>(&all.geometry))
    move_append(*points, std::get<PointColumn>(part.geometry));
  if (auto* lines = std::get_if<LineColumn>(&all.geometry))
    for (std::size_t row = 0; row < std::get<LineColumn>(part.geometry).size(); ++row)
      lines->append(std::get<LineColumn>(part.geometry)[row]);
}

}  // namespace

void check_can_be_parted(const std::filesystem::path& output) {
  if (lower(output.extension().string()) != ".gpkg")
    throw Error(ErrorKind::usage, "with --max-memory the output is a GeoPackage",
                "name the output .gpkg and convert it afterwards");
}

PartedOutput::PartedOutput(std::filesystem::path output, const OverlaySettings& settings, std::string order)
    : output_(std::move(output)), settings_(settings) {
  if (!settings.memory.in_parts()) return;
  check_can_be_parted(output_);
  spilled_.emplace(output_, std::vector<std::string>{std::move(order)});
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

std::vector<std::string> PartedOutput::write(Issues issues) {
  const WriteOptions writing{.overwrite = settings_.overwrite};
  Dataset dataset = dataset_of(std::move(*table_), std::move(issues), settings_);
  if (!spilled_) return write_dataset(output_, dataset, writing);
  spilled_->write(std::move(dataset), writing);
  return {};
}

}  // namespace spatial
