// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/io/file_checks.hpp"
#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/gpkg_reader.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {

/// Private to io/: compares what a GeoPackage states redundantly about the location of its features. Each geometry has
/// an envelope, the layer's spatial index (an R-tree) has a box for each, and the layer states its extent. SQLite's own
/// check does not cover these.
///
///   - A geometry that leaves its envelope, or does not fill it, is damaged: Error(input) that names the layer and the
///   feature.
///   - A spatial index that does not fit the features is out of date or damaged: it is not used, and an issue says so.
///   - A stated extent that does not hold the features is out of date: an issue says so. No result depends on it.
///
/// Units: those of the layer's CRS. Cost: O(rows + index), 24 bytes a row while a layer is read.

struct CheckedGeometry {
  GeometryFinding finding;
  Box box;  ///< empty: no geometry
};
/// Appends the parts of a blob to the feature being built. Throws Error(input) if the blob is not a geometry, or if the
/// box of its points differs from its envelope by more than `table.slack` (or, for envelopes of 32-bit numbers, more
/// than their rounding). All kinds of envelope (XY, XYZ, …) in either byte order are read; a missing envelope, or one
/// of NaN, is not compared.
CheckedGeometry append_checked(std::span<const std::uint8_t> blob, const PartsSink& sink, const GpkgTable& table,
                               std::int64_t fid);

/// The same for well-known binary, which states no envelope. `layer`: as messages name it.
CheckedGeometry append_wkb(std::span<const std::uint8_t> wkb, const PartsSink& sink, const LayerName& layer,
                           std::int64_t fid);

/// The boxes of a layer's R-tree, by row.
class SpatialIndex {
 public:
  struct Entry {
    std::int64_t row = 0;
    float min_x = 0, max_x = 0, min_y = 0, max_y = 0;
  };
  /// nullopt if the layer has none.
  static std::optional<SpatialIndex> of(sqlite::Database& database, const GpkgTable& table);

  const std::vector<Entry>& entries() const noexcept { return entries_; }  ///< by row
  const std::string& fault() const noexcept { return fault_; }  ///< what is wrong with its own pages; "" if nothing is

 private:
  std::vector<Entry> entries_;
  std::string fault_;
};

/// Compares rows with the spatial index, in ascending order of their numbers. Parts that were compared separately can
/// be added.
class IndexComparison {
 public:
  IndexComparison() = default;
  IndexComparison(const SpatialIndex* index, double slack) : index_(index), slack_(slack) {}
  void row(std::int64_t row, const Box& box);  ///< an empty box: the row has no geometry
  void add(const IndexComparison& other);
  /// Why the index does not fit the rows, once all have been compared; "" if it does.
  std::string fault(const SpatialIndex& index) const;
  const Box& extent() const noexcept { return extent_; }

 private:
  void mismatch(std::int64_t row, const char* how);
  const SpatialIndex* index_ = nullptr;
  double slack_ = 0;
  std::size_t next_ = 0, matched_ = 0, mismatches_ = 0;
  bool started_ = false;
  std::string first_;  ///< the first mismatch in words
  Box extent_;
};

/// What the file states about a layer as a whole.
struct LayerStatement {
  std::optional<SpatialIndex> index;
  std::optional<Box> extent;  ///< of gpkg_contents
};
LayerStatement statement_of(const GpkgTable& table);

/// Checks all rows of a table or view: their envelopes and, for a table, its spatial index. Done once per run for a
/// file that does not change. With `whole`, every geometry is read and compared with its envelope (Error(input) as
/// append_checked); otherwise the stated envelopes are trusted, which is enough for choosing rows.
LayerWitness check_layer_once(const GpkgTable& table, bool whole, const Executor& executor);

/// "" if the stated extent contains that of the features; otherwise a sentence with both.
std::string extent_fault(const std::optional<Box>& stated, const Box& extent, double slack);

}  // namespace spatial
