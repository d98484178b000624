// SPDX-License-Identifier: MIT
#include "libspatial/io/spilled_layer.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <span>
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

SpilledLayer::SpilledLayer(const std::filesystem::path& output, std::vector<std::string> order)
    : output_(output), order_(std::move(order)), folder_(std::make_unique<Folder>()) {
  folder_->path = folder_->files.work_folder(output);
}

SpilledLayer::~SpilledLayer() = default;

void SpilledLayer::widen(const std::vector<Column>& columns) {
  types_.resize(columns.size(), ColumnType::text);
  for (std::size_t c = 0; c < columns.size(); ++c)
    types_[c] = parts_.empty() ? columns[c].spec.type : wider(types_[c], columns[c].spec.type);
}

void SpilledLayer::adopt(const std::filesystem::path& file, const FeatureTable& layout, std::size_t rows) {
  if (rows == 0) return;
  widen(layout.table.columns);
  parts_.push_back({file, rows, true});
  rows_ += rows;
}

void SpilledLayer::add(FeatureTable part, const std::string& crs) {
  const std::size_t rows = row_count(part);
  if (rows == 0) return;
  widen(part.table.columns);
  Dataset dataset;
  dataset.crs = crs;
  dataset.layers.push_back(std::move(part));
  parts_.push_back({folder_->path / fmt::format("{}.gpkg", files_made_++), rows, false});
  write_new_geopackage(parts_.back().file, dataset);
  rows_ += rows;
}

namespace {

/// Maximum number of parts that are open during a merge: a quarter of the process's limit of open files, because the
/// run has other files open.
std::size_t most_open_parts() {
  rlimit allowed{};
  if (getrlimit(RLIMIT_NOFILE, &allowed) != 0 || allowed.rlim_cur == RLIM_INFINITY) return 256;
  return std::clamp<std::size_t>(static_cast<std::size_t>(allowed.rlim_cur) / 4, 4, 256);
}

}  // namespace

/// Merges neighbouring parts until few enough are left for the final merge.
void SpilledLayer::merge_to_few(const Dataset& dataset) {
  Dataset layout;
  layout.crs = dataset.crs;
  layout.layers.push_back(dataset.layers.front());
  const std::size_t most = most_open_parts();
  while (parts_.size() > most) {
    std::vector<Part> fewer;
    for (std::size_t begin = 0; begin < parts_.size(); begin += most) {
      const std::span<const Part> group = std::span(parts_).subspan(begin, std::min(most, parts_.size() - begin));
      fewer.push_back({folder_->path / fmt::format("{}.gpkg", files_made_++), 0, false});
      std::vector<std::filesystem::path> files;
      for (const Part& part : group) {
        files.push_back(part.file);
        fewer.back().rows += part.rows;
      }
      const MergedRows merged{files, order_, fewer.back().rows};
      write_new_geopackage(fewer.back().file, layout, &merged);
      for (const Part& part : group)
        if (!part.adopted) std::filesystem::remove(part.file);
    }
    parts_ = std::move(fewer);
  }
}

void SpilledLayer::write(Dataset dataset, const WriteOptions& options) {
  std::vector<Column>& columns = dataset.layers.front().table.columns;
  for (std::size_t c = 0; c < std::min(columns.size(), types_.size()); ++c) {
    columns[c].spec.type = types_[c];
    columns[c].cells = typed_cells({}, types_[c]);
  }
  merge_to_few(dataset);
  std::vector<std::filesystem::path> parts;
  for (const Part& part : parts_) parts.push_back(part.file);
  const MergedRows merged{parts, order_, rows_};
  PendingFiles files;
  add_whole_geopackage(files, output_, dataset, options, &merged);
  files.commit();
}

}  // namespace spatial
