// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial::gdal {

/// Private to io/: what is asked of a layer before its rows are read.

/// Formats whose feature numbers are places in the file.
bool has_unique_numbers(const std::string& driver);

/// The fields that a read asks for. Throws Error(input) for one that the layer has not.
RowFields row_fields(OGRLayerH layer, const LayerName& name, const ReadOptions& options);
/// options.extra_fields as the file declares them.
std::vector<LayerField> declared(OGRLayerH layer, const ReadOptions& options, const RowFields& fields);

/// The box of a row in the layer's own numbers; nothing without finite coordinates. `csv`: where a CSV file has its
/// geometry.
std::optional<Box> box_of_row(OGRFeatureH feature, const CsvGeometry* csv);

/// Throws Error(input): the attribute filter does not fit the layer; names its fields.
[[noreturn]] void refuse_filter(OGRLayerH layer, const std::string& where, const LayerName& name,
                                const std::string& why);

}  // namespace spatial::gdal
