// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// QGIS styles (QML) for the layers of an opportunity map, chosen by layer name: categories by class, network or
/// severity with colours that colour-blind readers can tell apart, and every column by its title. Layers without
/// geometry get the titles only. Pure.
std::vector<LayerStyle> styles_of(const std::vector<FeatureTable>& layers, const std::vector<Domain>& domains);

}  // namespace spatial
