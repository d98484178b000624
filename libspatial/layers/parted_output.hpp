// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/spilled_layer.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// The output of a command whose first layer comes part by part, in order: kept in memory, or, with
/// settings.memory.pool, put aside on disk (io/spilled_layer.hpp). The file is the same.
class PartedOutput {
 public:
  /// `order`: a column of whole numbers that does not fall from row to row, over all parts.
  /// Throws Error(usage) where rows are to be put aside and the output is no GeoPackage.
  PartedOutput(std::filesystem::path output, const OverlaySettings& settings, std::string order);
  void add(FeatureTable part);
  /// The layer and `issues`, distinct and sorted. Returns what the format could not hold (write_dataset).
  std::vector<std::string> write(Issues issues);

 private:
  std::filesystem::path output_;
  const OverlaySettings& settings_;
  std::optional<SpilledLayer> spilled_;
  std::optional<FeatureTable> table_;  ///< without rows if they are put aside
};

/// Throws Error(usage) for any output but a GeoPackage.
void check_can_be_parted(const std::filesystem::path& output);

}  // namespace spatial
