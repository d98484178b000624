// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/io/memory_layer.hpp"

struct ArrowArrayStream;  // of the Arrow C stream interface, https://arrow.apache.org/docs/format/CStreamInterface.html

namespace spatial {

/// A table received from another program through the Arrow C stream interface.
struct ArrowLayer {
  MemoryLayer layer{};  ///< its geometry stays in the other program's memory
  std::string geometry_column{};
  /// Columns of unsupported types (lists, decimals, times of day, …): name, and Arrow's format string for the type.
  std::vector<std::pair<std::string, std::string>> unread{};
};

/// Reads a table. Its geometry must be one column of GeoArrow (points, lines or areas; single or multi; interleaved or
/// not) or of well-known binary (geoarrow.wkb, or the only column of bytes); the geometry is not copied. The other
/// columns become cells: text, whole and real numbers, booleans, dates, times (converted to UTC, to the millisecond;
/// times without a zone stay as they are), and dictionaries of these. Whole numbers beyond 63 bits become text. The CRS
/// is the one that the geometry column states.
///
///     ArrowArrayStream* stream = …;                                  // of __arrow_c_stream__
///     const ArrowLayer taken = layer_of_arrow(*stream, "habitat");   // releases the stream
///     const MemorySource source(taken.layer);
///
/// Errors: Error(input), naming the layer, if the stream fails, is not a table, or has no geometry column or more than
/// one. O(rows); one thread.
ArrowLayer layer_of_arrow(ArrowArrayStream& stream, const std::string& name);

}  // namespace spatial
