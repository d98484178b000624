// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/gpkg_reader.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {

/// A layer as SQLite sees it.
struct GpkgView {
  GpkgTable table;
  bool plain = false;  ///< a table whose rows can be read by their numbers
};

/// Describes a layer that GDAL has opened for the GeoPackage reader; nullopt for other formats, and for a view that
/// calls functions that only GDAL has. `fields`: the fields to read. Throws Error(input) for a damaged file. One
/// thread.
std::optional<GpkgView> gpkg_view(const gdal::Source& source, OGRLayerH layer, const gdal::RowFields& fields,
                                  const ReadOptions& options);

}  // namespace spatial
