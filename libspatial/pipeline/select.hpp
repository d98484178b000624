// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/pipeline/network.hpp"

namespace spatial {

/// `lnrs select`: a set of candidates under a budget of area, for one network.
struct SelectRunOptions {
  std::string network;     ///< id; may be empty if the config has one network
  double budget_ha = 0;
};

/// For --dry-run, as rehearse_network.
std::vector<std::string> rehearse_select(const Config& config, const SelectRunOptions& options,
                                         const NetworkOutputs& outputs);

/// Errors and bytes as run_opportunities; Error(usage) if the network is not clear.
NetworkReport run_select(const Config& config, const SelectRunOptions& options, const NetworkOutputs& outputs, const Executor& executor);

}  // namespace spatial
