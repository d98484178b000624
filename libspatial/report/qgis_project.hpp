// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Texts of a map's project, besides its layers.
struct ProjectWords {
  std::string title;                 ///< of the map
  std::string date;                  ///< ISO date; may be empty
  std::vector<std::string> sources;  ///< FILE#LAYER of each layer read
  std::string caveat{};              ///< one sentence for readers of the map; may be empty
};
inline constexpr const char* indicative_areas =
    "Areas are indicative: they come from maps, not from a survey, and say where to look first.";

/// A QGIS project (QGIS 3.22 and later) for the GeoPackage that holds the dataset: layers in groups and in drawing
/// order, with their styles; issues and single areas or links switched off; and a print layout "Map" on A4 with title,
/// legend, scale bar, north arrow, date, sources and the caveat. On opportunity maps the first twenty areas to create
/// are labelled with their rank, and each area has a map tip. Layers refer to the GeoPackage by its file name, so after
/// renaming it, QGIS must be shown the new file once.
///
///     dataset.projects = {map_project(dataset, "opportunities.gpkg", words)};
///
/// The same dataset gives the same text. Pure.
StoredProject map_project(const Dataset& dataset, const std::string& file_name, const ProjectWords& words);

}  // namespace spatial
