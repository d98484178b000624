// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/overlay/buffers.hpp"

namespace spatial {

/// `lnrs buffer`: the features of a layer grown or shrunk, from file to file.
struct BufferRunOptions {
  double distance_m = 0;
  std::string
      distance_field;     ///< a field with each feature's distance instead; empty values and 0 leave areas as they are
  bool dissolve = false;  ///< unite all buffers, or
  std::vector<std::string> by;  ///< those of each value of these fields
  bool single_parts = false;    ///< one row per connected area
  BufferOptions buffer;
};

/// Output layer `buffer`: per feature with its number (`source_fid`), attributes, distance and area; or, dissolved, per
/// group with the fields of `by`, the number of features and the area. Areas, lines and points. What a negative
/// distance takes away altogether gives no row and is counted in the summary. And `issues`. Errors as for run_overlay;
/// Error(usage) for a distance that is not finite, Error(input) naming the feature for one in a field.
OverlaySummary run_buffer(const OverlayInput& input, const BufferRunOptions& options,
                          const std::filesystem::path& output, const OverlaySettings& settings,
                          const Executor& executor);

}  // namespace spatial
