// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/table.hpp"

namespace spatial {

class Sha256;

/// Layers that another program holds in memory. Runs read them in place: no file is written, and coordinates are copied
/// once, into the engine's own columns. Nothing is checked, repaired or dropped here. The run that reads the layer does
/// this and reports it, as for a file.
///
///     MemoryLayer layer{.name = "habitat", .crs = "EPSG:27700", .columns = {…}, .wkb = geometries};
///     const MemorySource source(std::move(layer));
///     run_overlay(operation, {{source.path() + "#habitat", ""}, …}, …);     // while `source` lives

/// Rows in the layout of GeoArrow (https://geoarrow.org/format.html). Coordinate i is (x[i * stride], y[i * stride]).
struct RaggedRows {
  enum class Kind { point, line, polygon, multi_point, multi_line, multi_polygon };
  Kind kind = Kind::multi_polygon;
  std::size_t first = 0;  ///< row of the layer
  std::size_t rows = 0;
  /// GeoArrow offsets by level, from rows down to rings or lines: where the members of each item begin, and where those
  /// of the last item end. No level for points, three for multipolygons.
  std::vector<std::vector<std::int64_t>> offsets{};
  const double* x = nullptr;
  const double* y = nullptr;
  std::size_t stride = 1;
  bool z_or_m = false;
  std::vector<std::uint8_t> missing{};  ///< 1: the row has no geometry; empty: each has one
};

struct MemoryLayer {
  std::string name{};
  /// What runs and results call the layer, such as the file that it was read from. Empty, or the path of another layer
  /// that is held: it gets a number.
  std::string path{};
  std::string crs{};                    ///< authority code or WKT; empty: the layer states none
  std::vector<Column> columns{};        ///< name, type and cells, one cell a row
  std::vector<std::string_view> wkb{};  ///< ISO or extended, of any type; empty: the row has no geometry
  std::vector<RaggedRows> ragged{};     ///< instead of `wkb`: all rows, in order
  std::shared_ptr<const void> held{};   ///< owner of the bytes that `wkb` or `ragged` refer to; may be null

  std::size_t rows() const noexcept;
  std::uint64_t bytes() const;  ///< approximate size of geometry and cells
  /// Adds the name, the CRS, the cells and the geometry to the hash, so that layers with the same digest are the same.
  /// O(bytes).
  void add_to(Sha256& sha) const;
};

/// Identifies the content of a layer, as size and hash identify a file.
struct MemoryDigest {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;
};

/// A layer that runs can read by a path, from any thread, while this object lives. Rows are numbered from 1 in their
/// order. A layer with Reads::once is released as soon as all its rows have been read, because the run needs the
/// memory; `find` then returns null. The constructor throws Error(input) for a CRS that PROJ does not know,
/// Error(internal) for a column that does not have one cell per row.
class MemorySource {
 public:
  enum class Reads { any, once };
  explicit MemorySource(MemoryLayer layer, Reads reads = Reads::any);
  ~MemorySource();
  MemorySource(const MemorySource&) = delete;
  MemorySource& operator=(const MemorySource&) = delete;

  const std::string& path() const noexcept { return path_; }  ///< "woods.parquet" or "memory:00000001"

  /// The layer with this path, or null.
  static std::shared_ptr<const MemoryLayer> find(const std::filesystem::path& path);
  /// The digest of the layer with this path; it stays available after the layer is released. The first call costs
  /// O(bytes).
  static std::optional<MemoryDigest> digest(const std::filesystem::path& path);
  /// To be called when all rows of the layer have been read; releases a layer with Reads::once.
  static void was_read(const std::filesystem::path& path);

 private:
  std::string path_;
};

/// True for the path of a layer in memory, with or without "#LAYER".
bool is_memory_path(std::string_view path) noexcept;

}  // namespace spatial
