// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

namespace spatial {

/// One row of a written table, by column name; "" where it is NULL.
using RowText = std::map<std::string, std::string>;

/// How one candidate got its score, in words: each indicator's raw value, scaled value, weight and points, and the
/// features behind it. `candidate` is its row of opportunity_areas, `evidence` its rows of evidence, `weights` by
/// indicator as used (from the table run). The points add up to the score before constraints.
std::string explanation(const RowText& candidate, const std::vector<RowText>& evidence,
                        const std::map<std::string, double>& weights);

}  // namespace spatial
