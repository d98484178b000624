// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// Section [targets] of a config: how `lnrs targets` counts (docs/targets.md).
struct TargetOptions {
  std::string date;  ///< ISO date of the report; empty: that of the project
  double amber_tolerance =
      0.8;  ///< progress of at least this share of the expected amount is amber; our choice, no standard gives it
  std::vector<std::string> habitats;  ///< "Woodland = w1*": codes of land that already has a habitat
};

}  // namespace spatial
