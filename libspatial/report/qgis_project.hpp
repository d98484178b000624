// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// What the project of an opportunity map says besides its layers.
struct ProjectWords {
  std::string title;                 ///< of the map
  std::string date;                  ///< ISO date; may be empty
  std::vector<std::string> sources;  ///< FILE#LAYER of what was read
};

/// A QGIS project (QGIS 3.22 and later) for the GeoPackage that holds the dataset: layers in groups and in drawing
/// order, with their styles; labels with the rank of the first twenty areas to create; a tip for each area; issues,
/// links and single areas switched off; and a print layout "Map" on A4 with title, legend, scale bar, north arrow,
/// date, sources and the sentence that areas are indicative. Layers are named by the file beside the project, so a
/// renamed GeoPackage has to be pointed out to QGIS once.
///
///     dataset.projects = {opportunity_project(dataset, "opportunities.gpkg", words)};
///
/// The same dataset gives the same text. Pure.
StoredProject opportunity_project(const Dataset& dataset, const std::string& file_name, const ProjectWords& words);

}  // namespace spatial
