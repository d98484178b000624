// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/spilled_layer.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/part_file.hpp"

namespace spatial {

/// The output of a command whose first layer is read part by part, in order. Rows are kept in memory or, with
/// settings.memory.pool, in a temporary file (io/spilled_layer.hpp); the output is the same. If settings.step is a
/// part, the output is that part's file (run/part_file.hpp); if it is a merge, the rows come from the parts' files.
class PartedOutput {
 public:
  /// `order`: integer columns by which the rows are sorted, in and across parts; none: parts follow one another. Throws
  /// Error(usage) if rows must go to a temporary file and the output is not a GeoPackage.
  PartedOutput(std::filesystem::path output, const OverlaySettings& settings, std::vector<std::string> order);
  void add(FeatureTable part);
  /// Adds the rows of the parts' files, all of which have this table.
  void merge(const std::string& table, const std::vector<std::filesystem::path>& files);
  /// Writes the layer and `issues`, distinct and sorted. `account`: counts that a part passes to the merge. Returns the
  /// values that the format could not hold (write_dataset).
  std::vector<std::string> write(Issues issues, const PartAccount& account = {});

 private:
  std::filesystem::path output_;
  const OverlaySettings& settings_;
  std::vector<std::string> order_;
  std::optional<SpilledLayer> spilled_;
  std::optional<FeatureTable> table_;  ///< without rows if they are in a temporary file
};

/// Throws Error(usage) for any output but a GeoPackage.
void check_can_be_parted(const std::filesystem::path& output);

/// The merge of a plan with a single part: passes on the part's table and issues; `text` in its account is the summary.
OverlaySummary passed_on(const std::filesystem::path& output, const OverlaySettings& settings,
                         const std::string& table);

/// The layer and its issues as a dataset to be written. For a part: with its account, and without the notes that the
/// merge finds again. Otherwise as dataset_of.
Dataset dataset_of_step(FeatureTable table, Issues issues, const OverlaySettings& settings, const PartAccount& account);

}  // namespace spatial
