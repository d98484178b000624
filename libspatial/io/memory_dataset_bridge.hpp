// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/memory_layer.hpp"

namespace spatial::gdal {

/// Private to io/: a layer in memory as GDAL sees any other, so that what looks at layers, fields, filters and extents
/// needs no word about it. Rows become GDAL's features one by one, when they are asked for; runs that read a whole
/// layer take it without GDAL (memory_rows.hpp). Filters are SQL as SQLite has it. One thread.
Dataset memory_dataset(std::shared_ptr<const MemoryLayer> layer);

}  // namespace spatial::gdal
