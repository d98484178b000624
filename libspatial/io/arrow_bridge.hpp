// SPDX-License-Identifier: MIT
#pragma once

#include <ogr_recordbatch.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/table.hpp"
#include "libspatial/io/memory_layer.hpp"

namespace spatial::arrow {

/// Private to io/: arrays of the Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html). The
/// structs are GDAL's copy of the published ones.

/// A range of rows of an Arrow array. The array may be a column of a table that is itself a slice.
struct Slice {
  const ArrowSchema& schema;
  const ArrowArray& array;
  std::size_t begin = 0;  ///< first row, as an index into the buffers; includes the array's own offset
  std::size_t rows = 0;

  bool missing(std::size_t i) const;
  template <class T>
  const T* buffer(int number) const {
    return static_cast<const T*>(array.buffers[number]);
  }
};

/// Name of an extension type, and its parameters as JSON; both "" if the column has no extension type.
struct Extension {
  std::string name, parameters;
};
Extension extension_of(const ArrowSchema& schema);

/// The type in which cells of a column are stored; nullopt for Arrow types that are not supported.
std::optional<ColumnType> column_type(const ArrowSchema& schema);
/// Appends the cells of a slice to `cells`, which have the same type.
void append_cells(const Slice& slice, Cells& cells);
/// An empty vector of cells of a type.
Cells no_cells(ColumnType type);
/// Whether the slice has whole numbers that a signed 64-bit integer cannot hold. Such a column is stored as text.
bool has_large_numbers(const Slice& slice);

/// True for bytes of any kind (binary, large, view), which may be well-known binary.
bool is_binary(const ArrowSchema& schema);
/// The bytes of a cell in a column of bytes or text; empty if the cell is missing.
std::string_view bytes_at(const Slice& slice, std::size_t i);

/// The geometry kind that a GeoArrow extension name stands for ("geoarrow.polygon"); nullopt for other names.
std::optional<RaggedRows::Kind> kind_of(std::string_view extension);
/// A view of a GeoArrow column; no coordinates are copied. `why`: the reason why the column does not have the layout of
/// its kind; empty if it has.
struct RaggedFound {
  RaggedRows rows{};
  std::string why{};
};
RaggedFound ragged_rows(const Slice& slice, RaggedRows::Kind kind);

}  // namespace spatial::arrow
