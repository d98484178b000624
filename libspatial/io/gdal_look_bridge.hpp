// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial::gdal {

/// Private to io/: questions about a layer before its rows are read.

/// Whether the format's feature numbers are positions in the file.
bool has_unique_numbers(const std::string& driver);

/// The fields that a read asks for. Throws Error(input) for a field that the layer lacks.
RowFields row_fields(OGRLayerH layer, const LayerName& name, const ReadOptions& options);
/// options.extra_fields as the file declares them.
std::vector<LayerField> declared(OGRLayerH layer, const ReadOptions& options, const RowFields& fields);

/// The box of a row in the layer's own coordinates; nullopt if they are not finite. `csv`: the geometry columns of a
/// CSV file.
std::optional<Box> box_of_row(OGRFeatureH feature, const CsvGeometry* csv);

/// Throws Error(input) because the attribute filter does not fit the layer; the message lists its fields.
[[noreturn]] void refuse_filter(OGRLayerH layer, const std::string& where, const LayerName& name,
                                const std::string& why);

}  // namespace spatial::gdal
