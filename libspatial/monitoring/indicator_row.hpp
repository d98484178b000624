// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace spatial {

/// One number that a dashboard can follow over years and authorities. Every command on strategies and monitoring writes
/// a table `indicators` with such rows, so that results can be appended to each other.
///   {"E07000187", "Local Wildlife Sites in positive management", "2026", 66.67, "%", GoodDirection::up, "sdl160"}
enum class GoodDirection { up, down, none };

struct IndicatorRow {
  std::string authority;  ///< code of the authority or zone, "all" for all of them together
  std::string indicator;  ///< what is counted
  std::string period;     ///< date, year or interval as the user states it; "" if none is stated
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN: unknown, which is not the same as 0
  std::string unit;
  GoodDirection good = GoodDirection::none;
  std::string source;  ///< table of the same output that the number comes from
};
using IndicatorRows = std::vector<IndicatorRow>;

}  // namespace spatial
