// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// QGIS styles (QML) for the layers of an opportunity map, chosen by layer name: categories by class, network or
/// severity with colours that colour-blind readers can tell apart, and every column by its title. Layers without
/// geometry get the titles only. Pure.
///
///     dataset.styles = styles_of(dataset.layers, dataset.domains);
std::vector<LayerStyle> styles_of(const std::vector<FeatureTable>& layers, const std::vector<Domain>& domains);

/// The symbology and column titles of one layer: the content of a QML style, and of a layer in a project.
std::string layer_definition(const FeatureTable& layer, const std::vector<Domain>& domains);
/// The entries of a layer's legend in their order, with their colours ("140,81,10"); for tests.
std::vector<std::pair<std::string, std::string>> legend_colours(const FeatureTable& layer,
                                                                const std::vector<Domain>& domains);

}  // namespace spatial
