// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// Splits the work of commands on layers into parts (run/plan.hpp). No geometry is read: feature numbers and the
/// spatial index are sufficient. Each function returns about `wanted` parts: fewer if there is less work, and a single
/// part if the work cannot be split.
///
///     const std::vector<PartSpec> parts = parts_by_feature(woods, {}, settings, 64);

/// `memory_mb` of a part that reads `share` of the first layer's file and the whole of the others.
double expected_memory_mb(const OverlayInput& first, const std::vector<OverlayInput>& others, double share);

/// Ranges of the layer's feature numbers, for commands whose rows depend on one feature of it. One part for a view or a
/// format other than GeoPackage.
/// `others`: layers of which every part reads the whole.
std::vector<PartSpec> parts_by_feature(const OverlayInput& input, const std::vector<OverlayInput>& others,
                                       const OverlaySettings& settings, std::size_t wanted);

/// Throws Error(usage) if the settings limit memory: parts need less as they get smaller. `what` is split, e.g. "a
/// check".
void refuse_memory_limit(const OverlaySettings& settings, const char* what);

/// Rectangles that together cover all land, each with about the same number of features of all layers according to
/// their spatial indexes. The features of a layer without one are assumed to be spread evenly over its extent. One part
/// with
/// --bbox.
std::vector<PartSpec> parts_by_tile(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings,
                                    std::size_t wanted);

/// Consecutive groups of features that agree in the fields `by`, in natural order of their values, for commands whose
/// rows depend on one group. Reads attributes but no geometry. One part if there are no fields, and for layers that
/// parts_by_feature does not split.
std::vector<PartSpec> parts_by_group(const OverlayInput& input, const std::vector<std::string>& by,
                                     const OverlaySettings& settings, std::size_t wanted, const Executor& executor);

/// The layer as this part reads it. `by`: the fields of parts_by_group.
OverlayInput of_part(OverlayInput input, const PartSpec& part);
OverlayInput of_part(OverlayInput input, const PartSpec& part, const std::vector<std::string>& by,
                     const OverlaySettings& settings, const Executor& executor);

}  // namespace spatial
