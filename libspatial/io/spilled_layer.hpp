// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

/// A layer that need not fit into memory: parts of it are put aside in a folder beside the output, in GeoPackages, and
/// in the end merged by the values of some columns. The file is the same byte for byte as if the whole layer had been
/// written at once in that order. The folder goes with the object. One thread. Throws Error(output). At most a quarter
/// of the files that the system allows a process (ulimit -n) are open at once; more parts are merged in steps.
class SpilledLayer {
 public:
  /// `order`: names of columns of whole numbers by which every part and the result are ordered, NULL last; no two rows
  /// agree in all of them. None: parts follow one another.
  SpilledLayer(const std::filesystem::path& output, std::vector<std::string> order);
  ~SpilledLayer();
  SpilledLayer(const SpilledLayer&) = delete;
  SpilledLayer& operator=(const SpilledLayer&) = delete;

  /// Parts have the same columns. Where parts differ in a column's type (typed_column), the merged one has the widest.
  void add(FeatureTable part, const std::string& crs);
  /// A part that lies in a GeoPackage of this writer already, under the same name; the file stays.
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
