// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/overlay/buffers.hpp"

namespace spatial {

/// `lnrs buffer`: grows or shrinks the features of a layer, from file to file.
///
///     run_buffer({.layer = "sites.gpkg"}, {.distance_m = 250}, "buffer.gpkg", settings, executor);
struct BufferRunOptions {
  double distance_m = 0;
  std::string
      distance_field;     ///< a field with each feature's distance instead; empty values and 0 leave areas unchanged
  bool dissolve = false;  ///< dissolve all buffers into one
  std::vector<std::string> by;  ///< dissolve by the values of these fields
  bool single_parts = false;    ///< one row per connected area
  BufferOptions buffer;
};

/// Output layer `buffer`: per feature with its number (`source_fid`), attributes, distance and area; or, dissolved, per
/// group with the fields of `by`, the number of features and the area. Takes areas, lines and points. A feature that
/// vanishes at a negative distance gives no row and is counted in the summary. Also writes `issues`. Errors as for
/// run_overlay; Error(usage) for a distance that is not finite, Error(input) naming the feature if it is from a field.
OverlaySummary run_buffer(const OverlayInput& input, const BufferRunOptions& options,
                          const std::filesystem::path& output, const OverlaySettings& settings,
                          const Executor& executor);

}  // namespace spatial
