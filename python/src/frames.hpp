// SPDX-License-Identifier: MIT
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/arrow_layer.hpp"
#include "libspatial/io/memory_layer.hpp"

namespace spatial::python {

/// Layers on their way between Python and the engine. All need the GIL; reading lets go of it for the long part.

/// Lets runs read a layer that Python holds (io/memory_layer.hpp), by the path of what is returned and while it lives.
/// `columns`: tuples (name, type, cells): a list of texts or None for text, date and date_time; for integer and boolean
/// an array of 64-bit numbers with an array of what is missing, as a tuple; for real an array. `geometry`: a list of
/// bytes (well-known binary) or None; with `ragged` a list of tuples of arrays, each for some rows of areas:
/// coordinates, and where the parts of rows, the rings of parts and the points of rings begin. Bytes and coordinates
/// are looked at where they lie.
/// `once`: they are let go when a run has read all rows. `path`: what runs call the layer (MemoryLayer::path), or "".
std::unique_ptr<MemorySource> hold_frame(const std::string& layer, const std::string& crs,
                                         const pybind11::list& columns, const pybind11::list& geometry, bool ragged,
                                         bool once, const std::string& path);

/// A table that came through Arrow (io/arrow_layer.hpp): `column` gives (type, cells) as above, `hold` lets runs read
/// it with these columns.
struct HeldStream {
  ArrowLayer taken;

  std::vector<std::string> columns() const;
  pybind11::tuple column(const std::string& name) const;
  std::unique_ptr<MemorySource> hold(const std::string& layer, const std::string& crs,
                                     const std::vector<std::string>& wanted) const;
};
/// Takes the stream out of a capsule "arrow_array_stream"; `name`: as messages call the table.
HeldStream hold_stream(const pybind11::capsule& stream, const std::string& name);

/// Reads a layer or table of a result, with all columns or those `wanted`. A dict: `columns`, a list of (name, type,
/// cells) as above; `kind`: none, point, line or polygon; `geometry`: with `as_wkb` a list of bytes or None, else
/// arrays in the layout of shapely.from_ragged_array: coordinates (not copied: a view of the engine's own) and offsets.
pybind11::dict read_frame(const std::string& file, const std::string& layer, const std::string& crs, bool as_wkb,
                          const std::optional<std::vector<std::string>>& wanted);

/// What a run has kept in memory (io/memory_result.hpp).
struct KeptTables {
  std::shared_ptr<const Dataset> dataset;

  std::vector<std::string> names() const;
  std::string crs() const { return dataset->crs; }
  /// A table as read_frame gives it; coordinates are a view of the dataset's own.
  pybind11::dict read(const std::string& table, bool as_wkb,
                      const std::optional<std::vector<std::string>>& wanted) const;
};

}  // namespace spatial::python
