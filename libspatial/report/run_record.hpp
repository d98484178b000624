// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// The manifest of a run: everything that is needed to say how an output came about, as rows of (section, item, key,
/// value). Sections: run, software, config, input, layer, crs, count, weight, stage.
struct RunRow {
  std::string section;
  std::string item;  ///< e.g. the layer or stage; may be empty
  std::string key;
  std::string value;
};
using RunRecord = std::vector<RunRow>;

FeatureTable run_table(const RunRecord& record);

}  // namespace spatial
