// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs strategy`: the products of a Local Nature Recovery Strategy, their validation, and the review of two editions
/// (docs/strategy.md). Reads [layers.designated], [layers.lws] and [layers.irreplaceable] with their category,
/// [layers.measure], [layers.strategy_area] (or the study area) and the tables of [strategy].
///
///     run_strategy(read_config("county.toml"), StrategyRunOptions{}, outputs, executor);
struct StrategyRunOptions {
  std::string check;     ///< GeoPackage with products made elsewhere: RunOutcome::found lists their faults
  std::string previous;  ///< GeoPackage of the previous edition: gives the table strategy_review
};

/// Throws Error(config) without measures or statement, for sites without a category and for missing columns;
/// Error(input) as load_project. The same inputs give the same bytes at any number of threads.
RunOutcome run_strategy(const Config& config, const StrategyRunOptions& options, const Outputs& outputs,
                        const Executor& executor);
std::vector<std::string> rehearse_strategy(const Config& config, const StrategyRunOptions& options,
                                           const Outputs& outputs);

}  // namespace spatial
