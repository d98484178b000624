// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/io/memory_layer.hpp"

struct ArrowArrayStream;  // of the Arrow C stream interface, https://arrow.apache.org/docs/format/CStreamInterface.html

namespace spatial {

/// A table of another program that came through the Arrow C stream interface.
struct ArrowLayer {
  MemoryLayer layer{};  ///< its geometry lies where the other program put it
  std::string geometry_column{};
  /// Columns of types that are not read (lists, decimals, times of day, …), with Arrow's word for the type.
  std::vector<std::pair<std::string, std::string>> unread{};
};

/// Takes a table: its geometry is a column of GeoArrow (points, lines, areas, single or multi, interleaved or not) or
/// of well-known binary (geoarrow.wkb, or the one column of bytes), which is not copied; other columns become cells:
/// text, whole and real numbers, booleans, dates, times (UTC, to the millisecond; without a zone as they are),
/// dictionaries of those. Whole numbers beyond 63 bits become text. The CRS is the one that the geometry column states.
///
///     ArrowArrayStream* stream = …;                                  // of __arrow_c_stream__
///     const ArrowLayer taken = layer_of_arrow(*stream, "habitat");   // releases the stream
///     const MemorySource source(taken.layer);
///
/// Errors: Error(input) that names the layer if the stream fails, is no table, or has no column of geometry or several.
/// O(rows); one thread.
ArrowLayer layer_of_arrow(ArrowArrayStream& stream, const std::string& name);

}  // namespace spatial
