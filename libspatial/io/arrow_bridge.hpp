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

/// An array from its logical position `begin` on, as a column of a table is seen when the table is.
struct Slice {
  const ArrowSchema& schema;
  const ArrowArray& array;
  std::size_t begin = 0;  ///< in the array's buffers, its own offset included
  std::size_t rows = 0;

  bool missing(std::size_t i) const;
  template <class T>
  const T* buffer(int number) const {
    return static_cast<const T*>(array.buffers[number]);
  }
};

/// What an extension type is called, and its parameters as JSON; "" if the column has none.
struct Extension {
  std::string name, parameters;
};
Extension extension_of(const ArrowSchema& schema);

/// How cells of a column are kept; nullopt for types that are not read.
std::optional<ColumnType> column_type(const ArrowSchema& schema);
/// Appends the cells of a slice to those of the same type that came before.
void append_cells(const Slice& slice, Cells& cells);
/// Empty cells for a type.
Cells no_cells(ColumnType type);
/// Whole numbers beyond what 64 bits with a sign hold are kept as text: does the slice have any?
bool has_large_numbers(const Slice& slice);

/// True for bytes of any kind (binary, large, view), which may be well-known binary.
bool is_binary(const ArrowSchema& schema);
/// The bytes of a row, of a column of bytes or text; empty where it is missing.
std::string_view bytes_at(const Slice& slice, std::size_t i);

/// The kind of a GeoArrow extension name ("geoarrow.polygon"); nullopt for others.
std::optional<RaggedRows::Kind> kind_of(std::string_view extension);
/// Looks at a column of GeoArrow where it lies. `why`: what is not as the kind wants it; empty if all is.
struct RaggedFound {
  RaggedRows rows{};
  std::string why{};
};
RaggedFound ragged_rows(const Slice& slice, RaggedRows::Kind kind);

}  // namespace spatial::arrow
