// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// The record of how an output was made, as rows of (section, item, key, value). Sections: run, software, config,
/// input, layer, crs, count, weight, stage.
///
///     record.push_back({"count", "habitat", "features", "1234"});
///     tables.push_back(run_table(record));
struct RunRow {
  std::string section;
  std::string item;  ///< e.g. the layer or stage; may be empty
  std::string key;
  std::string value;
};
using RunRecord = std::vector<RunRow>;

/// Rows of the section `check`: the differences between sums that must be equal.
void add_closing_rows(RunRecord& record, const ClosingSums& sums);

FeatureTable run_table(const RunRecord& record);

}  // namespace spatial
