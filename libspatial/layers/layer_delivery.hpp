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

/// What commands on plain layers that write several tables share: one delivery of all files, and a table `run` that
/// says how they came about.
///
///   Delivery delivery = layer_delivery(outputs, tables, {old, now}, {crosswalk}, settings);
///   const OverlaySettings checked = checked_layers({old, now}, settings);
///   …
///   outcome.files = delivery.deliver(dataset);
///
/// Errors: as Delivery and check_layer_run.

/// Checks the outputs before any work. `further`: files that are read beside the layers.
Delivery layer_delivery(const Outputs& outputs, std::vector<std::string> tables,
                        const std::vector<OverlayInput>& layers, const std::vector<std::string>& further);

/// The table `run` of a command on layers: its name, options as given, software, files with their SHA-256, layers with
/// their counts, sums that were checked.
struct LayerRunFacts {
  std::string command;                                       ///< "lnrs change"
  std::vector<std::pair<std::string, std::string>> options;  ///< those that the result depends on
  std::vector<std::string> files;                            ///< FILE[#LAYER] of all that is read
  std::vector<std::pair<std::string, LayerCounts>> counts;   ///< by layer
  ClosingSums sums;
};
RunRecord layer_run_record(const LayerRunFacts& facts, const OverlaySettings& settings);

}  // namespace spatial
