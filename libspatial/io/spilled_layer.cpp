// SPDX-License-Identifier: MIT
#include "libspatial/io/spilled_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/io/fields.hpp"
#include "libspatial/io/gpkg_writer.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/io/table_files.hpp"

namespace spatial {

struct SpilledLayer::Folder {
  PendingFiles files;
  std::filesystem::path path;
};

SpilledLayer::SpilledLayer(const std::filesystem::path& output, std::vector<std::string> order) : output_(output), order_(std::move(order)), folder_(std::make_unique<Folder>()) {
  folder_->path = folder_->files.work_folder(output);
}

SpilledLayer::~SpilledLayer() = default;

void SpilledLayer::add(FeatureTable part, const std::string& crs) {
  const std::size_t rows = row_count(part);
  if (rows == 0) return;
  const std::vector<Column>& columns = part.table.columns;
  types_.resize(columns.size(), ColumnType::text);
  for (std::size_t c = 0; c < columns.size(); ++c) types_[c] = parts_.empty() ? columns[c].spec.type : wider(types_[c], columns[c].spec.type);
  Dataset dataset;
  dataset.crs = crs;
  dataset.layers.push_back(std::move(part));
  parts_.push_back(folder_->path / fmt::format("{}.gpkg", parts_.size()));
  write_new_geopackage(parts_.back(), dataset);
  rows_ += rows;
}

void SpilledLayer::write(Dataset dataset, const WriteOptions& options) {
  std::vector<Column>& columns = dataset.layers.front().table.columns;
  for (std::size_t c = 0; c < std::min(columns.size(), types_.size()); ++c) {
    columns[c].spec.type = types_[c];
    columns[c].cells = typed_cells({}, types_[c]);
  }
  const MergedRows merged{parts_, order_, rows_};
  write_whole_geopackage(output_, dataset, options, &merged);
}

}  // namespace spatial
