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

/// The output of a command whose first layer comes part by part, in order: kept in memory, or, with
/// settings.memory.pool, put aside on disk (io/spilled_layer.hpp). The file is the same. With a settings.step that is a
/// part, it is that part's file (run/part_file.hpp); with one that is a merge, its rows are those of the parts' files.
class PartedOutput {
 public:
  /// `order`: columns of whole numbers that do not fall from row to row, over all parts; none: parts follow one
  /// another. Throws Error(usage) where rows are to be put aside and the output is no GeoPackage.
  PartedOutput(std::filesystem::path output, const OverlaySettings& settings, std::vector<std::string> order);
  void add(FeatureTable part);
  /// The rows of parts' files, which all have this table.
  void merge(const std::string& table, const std::vector<std::filesystem::path>& files);
  /// The layer and `issues`, distinct and sorted. `account`: what a part tells the merge. Returns what the format could
  /// not hold (write_dataset).
  std::vector<std::string> write(Issues issues, const PartAccount& account = {});

 private:
  std::filesystem::path output_;
  const OverlaySettings& settings_;
  std::vector<std::string> order_;
  std::optional<SpilledLayer> spilled_;
  std::optional<FeatureTable> table_;  ///< without rows if they are put aside
};

/// Throws Error(usage) for any output but a GeoPackage.
void check_can_be_parted(const std::filesystem::path& output);

/// The merge of a run that is one part, in which `text` of the account is its summary: the part's table and issues.
OverlaySummary passed_on(const std::filesystem::path& output, const OverlaySettings& settings,
                         const std::string& table);

/// The layer and its issues as they are written: a part's with its account, without the notes that the merge finds
/// again; else as dataset_of.
Dataset dataset_of_step(FeatureTable table, Issues issues, const OverlaySettings& settings, const PartAccount& account);

}  // namespace spatial
