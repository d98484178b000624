// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/network.hpp"

namespace spatial {

/// `lnrs select`: chooses a set of candidates within a budget of area, for one network.
///
///     const RunOutcome done = run_select(config, {.network = "woodland", .budget_ha = 50}, outputs, executor);
struct SelectRunOptions {
  std::string network;  ///< id; may be empty if the config has one network
  double budget_ha = 0;
  bool pairs = false;  ///< also choose linked pairs of candidates together
};

/// For --dry-run, as rehearse_network.
std::vector<std::string> rehearse_select(const Config& config, const SelectRunOptions& options, const Outputs& outputs);

/// Errors and determinism as run_opportunities; Error(usage) if the network is ambiguous.
RunOutcome run_select(const Config& config, const SelectRunOptions& options, const Outputs& outputs,
                      const Executor& executor);

}  // namespace spatial
