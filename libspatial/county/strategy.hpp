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
struct StrategyRunOptions {
  std::string check;     ///< GeoPackage with products that somebody supplies: RunOutcome::found lists what is wrong
  std::string previous;  ///< GeoPackage of the edition before: the table strategy_review
};

/// Throws Error(config) without measures or statement, for sites without a category and for columns that are not there;
/// Error(input) as load_project. Same inputs, same bytes at any number of threads.
RunOutcome run_strategy(const Config& config, const StrategyRunOptions& options, const Outputs& outputs,
                        const Executor& executor);
std::vector<std::string> rehearse_strategy(const Config& config, const StrategyRunOptions& options,
                                           const Outputs& outputs);

}  // namespace spatial
