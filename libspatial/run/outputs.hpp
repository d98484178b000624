// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/io/csv_style.hpp"
#include "libspatial/run/issue_counts.hpp"
#include "libspatial/run/stages.hpp"

namespace spatial {

/// The files that a run is asked to write; an empty path is not asked for.
struct Outputs {
  std::filesystem::path geopackage{};  ///< with any_format: a file of any format that write_dataset knows, e.g. .csv
  std::filesystem::path csv_folder{};  ///< each table of the GeoPackage as a CSV file
  std::filesystem::path html{};        ///< a report for people
  std::filesystem::path raster{};      ///< a map of cells; several networks make several files, STEM_NETWORK.tif
  CsvStyle csv{};                      ///< of all CSV files
  bool overwrite = false;
  bool any_format = false;
  bool timings = false;  ///< write seconds by stage into the table `run`; off, because no two runs take the same time
};

inline bool names_any(const Outputs& outputs) {
  return !outputs.geopackage.empty() || !outputs.csv_folder.empty() || !outputs.html.empty() || !outputs.raster.empty();
}

/// What a run tells when it is done.
struct RunOutcome {
  std::string summary;             ///< for people
  std::vector<std::string> notes;  ///< what a reader of the result must know, one sentence each
  std::vector<std::string> found;  ///< findings that --fail-on asks for, one line each
  std::vector<StageTime> stages;
  std::vector<IssueCount> issues;            ///< rows of the table `issues` by rule
  std::vector<std::filesystem::path> files;  ///< the files that were written, all of them
};

}  // namespace spatial
