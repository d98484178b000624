// SPDX-License-Identifier: MIT
#include "libspatial/core/closing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"

namespace spatial {

bool closes(const ClosingSum& sum) noexcept {
  constexpr double tolerance_m2 = 1e-6 * 1e4, relative = 1e-11;
  return std::abs(sum.found_m2 - sum.expected_m2) <= std::max(tolerance_m2, relative * std::abs(sum.expected_m2));
}

void check_closing(const ClosingSums& sums) {
  for (const ClosingSum& sum : sums)
    if (!closes(sum))
      throw Error(ErrorKind::internal,
                  fmt::format("sums do not close: {} ({:.6f} ha instead of {:.6f} ha)", sum.what, sum.found_m2 / 1e4,
                              sum.expected_m2 / 1e4),
                  "Nothing was written. Please report this with the layers that show it.");
}

}  // namespace spatial
