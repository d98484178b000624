// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// A checked sum: the total that was computed, and the total that it must equal, in m². Every run writes these checks
/// to its table `run`.
///
///     check_closing({{"zone Z: cells of the matrix = land of the zone", found_m2, zone_m2}});   // throws if they
///     differ
struct ClosingSum {
  std::string what;  ///< e.g. "zone Z: cells of the matrix = land of the zone"
  double found_m2 = 0;
  double expected_m2 = 0;
};
using ClosingSums = std::vector<ClosingSum>;

/// True if the two totals agree to 1e-6 ha or, for sums beyond the precision of a double, to 1e-11 of the sum.
bool closes(const ClosingSum& sum) noexcept;

/// Throws Error(internal) naming the first sum that does not close. Call it before anything is written.
void check_closing(const ClosingSums& sums);

}  // namespace spatial
