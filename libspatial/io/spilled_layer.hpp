// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

/// A layer that may be larger than memory. Its parts are written as GeoPackages into a folder beside the output and
/// finally merged by the values of some columns. The result is byte for byte the same as if the whole layer had been
/// written at once in that order. The folder is removed with the object. One thread. Throws Error(output). At most a
/// quarter of the files that a process may open (ulimit -n) are open at once; more parts are merged in steps.
///
///     SpilledLayer layer("near.gpkg", {"number"});
///     for (FeatureTable& part : parts) layer.add(std::move(part), "EPSG:27700");
///     layer.write(std::move(dataset), options);
class SpilledLayer {
 public:
  /// `order`: columns of whole numbers by which every part and the result are sorted, NULL last; no two rows may have
  /// the same values in all of them. Without columns, parts follow one another.
  SpilledLayer(const std::filesystem::path& output, std::vector<std::string> order);
  ~SpilledLayer();
  SpilledLayer(const SpilledLayer&) = delete;
  SpilledLayer& operator=(const SpilledLayer&) = delete;

  /// All parts have the same columns. If the types of a column differ between parts (typed_column), the result has the
  /// widest.
  void add(FeatureTable part, const std::string& crs);
  /// Adds a part that this writer has already written to a GeoPackage, under the same layer name; the file is kept.
  void adopt(const std::filesystem::path& file, const FeatureTable& layout, std::size_t rows);
  std::size_t rows() const noexcept { return rows_; }
  /// As write_geopackage; the dataset's first layer is this one and is given without rows.
  void write(Dataset dataset, const WriteOptions& options);

 private:
  struct Folder;
  std::filesystem::path output_;
  std::vector<std::string> order_;
  std::unique_ptr<Folder> folder_;
  void merge_to_few(const Dataset& dataset);
  struct Part {
    std::filesystem::path file;
    std::size_t rows = 0;
    bool adopted = false;  ///< not ours to remove
  };
  void widen(const std::vector<Column>& columns);
  std::vector<Part> parts_;
  std::vector<ColumnType> types_;  ///< the widest so far
  std::size_t rows_ = 0, files_made_ = 0;
};

}  // namespace spatial
