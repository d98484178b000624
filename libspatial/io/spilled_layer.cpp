// SPDX-License-Identifier: MIT
#include "libspatial/io/spilled_layer.hpp"

#include <fmt/format.h>

#include <utility>

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
  Dataset dataset;
  dataset.crs = crs;
  dataset.layers.push_back(std::move(part));
  parts_.push_back(folder_->path / fmt::format("{}.gpkg", parts_.size()));
  write_new_geopackage(parts_.back(), dataset);
  rows_ += rows;
}

void SpilledLayer::write(const Dataset& dataset, const WriteOptions& options) {
  const MergedRows merged{parts_, order_, rows_};
  PendingFiles files;
  add_whole_geopackage(files, output_, dataset, options, &merged);
  files.commit();
}

}  // namespace spatial
