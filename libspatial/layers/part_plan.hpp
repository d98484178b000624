// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// How the work of commands on layers is parted (run/plan.hpp). No geometry is read: numbers of features and the
/// spatial index say enough. Each gives about `wanted` parts, fewer where there is less to part, and one, which is all
/// of the work, where it cannot be parted.
///
///     const std::vector<PartSpec> parts = parts_by_feature(woods, {}, settings, 64);

/// `memory_mb` of parts that read `share` of the first layer's file and the others whole.
double expected_memory_mb(const OverlayInput& first, const std::vector<OverlayInput>& others, double share);

/// Ranges of the layer's feature numbers, for commands whose rows depend on one feature of it. One part for a view or a
/// format other than GeoPackage.
/// `others`: layers that every part reads whole.
std::vector<PartSpec> parts_by_feature(const OverlayInput& input, const std::vector<OverlayInput>& others,
                                       const OverlaySettings& settings, std::size_t wanted);

/// Rectangles that together are all land, with about as many features of all layers each, by their spatial indexes; a
/// layer without one counts as spread evenly over its extent. One part with --bbox.
std::vector<PartSpec> parts_by_tile(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings,
                                    std::size_t wanted);

/// Consecutive groups of features that agree in the fields `by`, in natural order of their values, for commands whose
/// rows depend on one group. Attributes are read, no geometry. One part without fields, and for what parts_by_feature
/// does not part.
std::vector<PartSpec> parts_by_group(const OverlayInput& input, const std::vector<std::string>& by,
                                     const OverlaySettings& settings, std::size_t wanted, const Executor& executor);

/// The layer as this part reads it. `by`: the fields of parts_by_group.
OverlayInput of_part(OverlayInput input, const PartSpec& part);
OverlayInput of_part(OverlayInput input, const PartSpec& part, const std::vector<std::string>& by,
                     const OverlaySettings& settings, const Executor& executor);

}  // namespace spatial
