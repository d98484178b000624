// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/memory_layer.hpp"

namespace spatial::gdal {

/// Private to io/: presents a layer in memory as a GDAL dataset, so that code that inspects layers, fields, filters and
/// extents treats it like a file. A row becomes a GDAL feature only when it is requested. Runs that read a whole layer
/// do not use this (memory_rows.hpp). Filters are in SQLite's SQL. One thread.
Dataset memory_dataset(std::shared_ptr<const MemoryLayer> layer);

}  // namespace spatial::gdal
