// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
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

/// Rows of the section `check`: by how much sums that must be equal differ.
void add_closing_rows(RunRecord& record, const ClosingSums& sums);

FeatureTable run_table(const RunRecord& record);

}  // namespace spatial
