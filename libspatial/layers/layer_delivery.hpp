// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/report/run_record.hpp"
#include "libspatial/run/deliver.hpp"

namespace spatial {

/// Shared by commands on plain layers that write several tables: one delivery of all files, and a table `run` that
/// records how they were made.
///
///   Delivery delivery = layer_delivery(outputs, tables, {old, now}, {crosswalk}, settings);
///   const OverlaySettings checked = checked_layers({old, now}, settings);
///   …
///   outcome.files = delivery.deliver(dataset);
///
/// Errors: as Delivery and check_layer_run.

/// Checks the outputs before any work. `further`: other files that the command reads.
Delivery layer_delivery(const Outputs& outputs, std::vector<std::string> tables,
                        const std::vector<OverlayInput>& layers, const std::vector<std::string>& further);

/// The table `run` of a command on layers: its name, the options given, software, files with their SHA-256, layers with
/// their counts, and the checked sums.
struct LayerRunFacts {
  std::string command;                                       ///< "lnrs change"
  std::vector<std::pair<std::string, std::string>> options;  ///< only those that affect the result
  std::vector<std::string> files;                            ///< FILE[#LAYER] of all inputs
  std::vector<std::pair<std::string, LayerCounts>> counts;   ///< by layer
  ClosingSums sums;
};
RunRecord layer_run_record(const LayerRunFacts& facts, const OverlaySettings& settings);

}  // namespace spatial
