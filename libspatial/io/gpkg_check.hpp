// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/gpkg_reader.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {

/// Private to io/: what a GeoPackage says twice about where its features lie, compared. Each geometry carries its own
/// envelope, the layer's spatial index (an R-tree) has a box for each, and the layer states its extent. SQLite's own
/// check does not look into these.
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
/// Appends the parts of a blob to the feature being built. Throws Error(input) if it is no geometry, or if the box of
/// its points is not the envelope that the blob states, to within `table.slack` or, for envelopes of 32-bit numbers,
/// their rounding. Any kind of envelope (XY, XYZ, …) in either byte order; none, or one of NaN, says nothing.
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

/// Compares rows with the spatial index, in rising order of their numbers; parts that were compared apart add up.
class IndexComparison {
 public:
  IndexComparison() = default;
  IndexComparison(const SpatialIndex* index, double slack) : index_(index), slack_(slack) {}
  void row(std::int64_t row, const Box& box);  ///< an empty box: the row has no geometry
  void add(const IndexComparison& other);
  /// Why the index does not fit the rows compared, which are all there are; "" if it does.
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

/// What a file says about a layer as a whole.
struct LayerStatement {
  std::optional<SpatialIndex> index;
  std::optional<Box> extent;  ///< of gpkg_contents
};
LayerStatement statement_of(const GpkgTable& table);

/// What was found about a layer as a whole.
struct LayerWitness {
  bool indexed = false;
  std::string index_fault;  ///< "" = the index fits, or there is none
  Box extent;               ///< of all features
  std::optional<Box> stated_extent;
};

/// Looks at all rows of a table or view: their envelopes, and, for a table, its spatial index. Once a run for a file
/// that does not change. `whole`: every geometry is read and compared with its envelope (Error(input) as
/// append_checked); otherwise the stated envelopes stand for the geometries, which is enough to choose rows by.
LayerWitness check_layer_once(const GpkgTable& table, bool whole, const Executor& executor);

/// "" if the stated extent holds that of the features; else both in words.
std::string extent_fault(const std::optional<Box>& stated, const Box& extent, double slack);

}  // namespace spatial
