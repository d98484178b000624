// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/io/csv_style.hpp"
#include "libspatial/run/issue_counts.hpp"
#include "libspatial/run/stages.hpp"

namespace spatial {

/// The files that a run is to write; an empty path means none.
struct Outputs {
  std::filesystem::path geopackage{};  ///< with any_format: a file of any format that write_dataset knows, e.g. .csv
  std::filesystem::path csv_folder{};  ///< each table of the GeoPackage as a CSV file
  std::filesystem::path html{};        ///< a report for people
  std::filesystem::path raster{};      ///< a raster map; with several networks, one file each: STEM_NETWORK.tif
  CsvStyle csv{};                      ///< of all CSV files
  bool overwrite = false;
  bool any_format = false;
  bool timings = false;  ///< write seconds per stage into the table `run`; outputs then differ from run to run
};

inline bool names_any(const Outputs& outputs) {
  return !outputs.geopackage.empty() || !outputs.csv_folder.empty() || !outputs.html.empty() || !outputs.raster.empty();
}

/// What a run reports when it is done.
struct RunOutcome {
  std::string summary;             ///< for people
  std::vector<std::string> notes;  ///< facts that a reader of the result must know, one sentence each
  std::vector<std::string> found;  ///< findings of the kinds named by --fail-on, one line each
  std::vector<StageTime> stages;
  std::vector<IssueCount> issues;            ///< rows of the table `issues` by rule
  std::vector<std::filesystem::path> files;  ///< the files that were written, all of them
};

}  // namespace spatial
