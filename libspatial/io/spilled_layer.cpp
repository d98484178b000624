// SPDX-License-Identifier: MIT
#include "libspatial/io/spilled_layer.hpp"

#include <fmt/format.h>

#include <utility>

#include "libspatial/core/error.hpp"
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
  check_writable(output_, options);
  PendingFiles pending;
  const std::filesystem::path temporary = pending.add(output_);
  try {
    write_new_geopackage(temporary, dataset, {parts_, order_, rows_});
    verify_geopackage(temporary, dataset, rows_);
    check_writable(output_, options);  // much time may have passed
    pending.commit();
  } catch (Error& error) {
    if (error.kind() == ErrorKind::output) error.add_context(output_.string());
    throw;
  }
}

}  // namespace spatial
