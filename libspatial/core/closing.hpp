// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// A sum that must come out: what was added up beside what it must equal, m². Every run writes them to its table `run`.
struct ClosingSum {
  std::string what;  ///< e.g. "zone Z: cells of the matrix = land of the zone"
  double found_m2 = 0;
  double expected_m2 = 0;
};
using ClosingSums = std::vector<ClosingSum>;

/// Sums close to 1e-6 ha, and to 1e-11 of themselves where they are so large that doubles hold no more.
bool closes(const ClosingSum& sum) noexcept;

/// Throws Error(internal) naming the first sum that does not close; then nothing may be written.
void check_closing(const ClosingSums& sums);

}  // namespace spatial
