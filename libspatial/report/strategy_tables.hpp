// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/strategy/validation.hpp"

namespace spatial {

/// Tables of `lnrs strategy`; docs/data.md is derived from them. Areas in ha, measured on the geometry. Pure.
///
///     tables.push_back(apib_table(input, products));

FeatureTable apib_table(const StrategyInput& input, const StrategyProducts& products);
FeatureTable apib_flat_table(const StrategyInput& input, const StrategyProducts& products);
FeatureTable measures_table(const StrategyInput& input);
FeatureTable measures_flat_table(const StrategyInput& input, const StrategyProducts& products);
FeatureTable measure_unmapped_table(const StrategyInput& input);
FeatureTable measure_links_table(const MeasureLinks& links, bool species);
FeatureTable acib_table(const StrategyInput& input, const StrategyProducts& products);
FeatureTable strategy_totals_table(const StrategyInput& input, const StrategyProducts& products);
FeatureTable strategy_review_table(const StrategyReview& review);
/// Land of the products in one authority; areas in m², each place once.
struct StrategyShare {
  std::string authority;
  double area_m2 = 0;  ///< of the authority within the strategy area
  double apib_m2 = 0, acib_m2 = 0, measures_m2 = 0;
};
IndicatorRows strategy_indicators(const StrategyProducts& products, const std::vector<StrategyShare>& authorities,
                                  const std::string& date);
std::string strategy_summary(const std::string& name, const StrategyInput& input, const StrategyProducts& products,
                             const std::optional<StrategyReview>& review);

}  // namespace spatial
