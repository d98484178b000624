// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Collects the tables of a run into one dataset, with the CRS, a date to use instead of the clock (empty: none), the
/// coded values that columns use, and a style for each layer that has one (report/styles.hpp). The tables are moved.
Dataset dataset_of_run(const std::string& crs, const std::string& date, std::vector<FeatureTable> tables,
                       std::vector<Domain> domains);

/// Adds a QGIS project named `title` to a dataset that will be written to the GeoPackage `file`. The project names as
/// its sources the layers listed in the table `run`. Adds nothing if `file` is empty or has another format.
///
///   delivery.deliver(with_project(dataset_of_run(…), outputs.geopackage, config.name, config.date));
Dataset with_project(Dataset dataset, const std::filesystem::path& file, const std::string& title,
                     const std::string& date);

}  // namespace spatial
