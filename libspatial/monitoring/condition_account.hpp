// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "libspatial/monitoring/change.hpp"
#include "libspatial/monitoring/extent_account.hpp"

namespace spatial {

/// Condition account: how much of each class has which score, at the opening and at the closing date (SEEA EA, chapter
/// 5; docs/methods.md section 15).
///
/// Land counts for a score if it belongs to one class and all features of that class there state the score. The rest of
/// the class is `unscored`, so the rows of a class and date add up to its extent (checked). The mean is weighted by
/// area, over scored land.
///
///   const auto opening = condition_sums(old_map, scores, zones, executor);
///   const auto rows = condition_account(opening, closing, account);
///
/// Units: m². Errors: Error(geometry); Error(internal) if more land is scored than exists. The result does not depend
/// on the number of threads. Complexity: O(n log n) plus the overlaps of the map.

struct ConditionSum {
  std::uint32_t zone = 0, feature_class = 0;
  double score = 0, area_m2 = 0;
};
/// Sums by zone, class and score. `score`: one per feature, NaN for none. `zones` may be nullptr: one zone with all
/// land. Overlapping zones each count in full.
std::vector<ConditionSum> condition_sums(const ClassMap& map, const std::vector<double>& score,
                                         const MultiPolygonColumn* zones, const Executor& executor);

struct ConditionRow {
  std::uint32_t zone = 0, feature_class = 0;
  bool closing = false;
  double score = std::numeric_limits<double>::quiet_NaN();  ///< NaN: land without one score
  double area_m2 = 0;
  double class_m2 = 0;                                     ///< extent of the class
  double mean = std::numeric_limits<double>::quiet_NaN();  ///< of the class, the same in all its rows of a date
};
/// By zone, class, date, score (none last); classes without land have no row.
std::vector<ConditionRow> condition_account(const std::vector<ConditionSum>& opening,
                                            const std::vector<ConditionSum>& closing, const ExtentAccount& account);

}  // namespace spatial
