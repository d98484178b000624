// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"

namespace spatial {

/// Overlay of layers of areas, with geometry: of two layers, or of any number in one pass (intersection, identity,
/// union).
///
///   intersection          land with a feature of every layer
///   identity              all land of the first layer, cut by the features of the others
///   union_all             all land of all layers, cut by the features of every layer
///   difference            the part of each a outside every b
///   symmetric_difference  the differences a − b and b − a
///   clip                  each a cut to the union of all b
///
/// A piece stands for one combination of features, at most one per layer: their intersection, minus the layers of which
/// the combination has no feature. Where features of one layer overlap, each gets its own piece. Pieces therefore
/// overlap exactly where features of one layer do, and the result does not depend on the order of the layers (except
/// that identity keeps the land of the first). Contact without area gives no piece. A piece that is a whole feature
/// keeps all its vertices.
///
/// Guarantees: area is conserved to about 1e-9 relative (the pieces of a feature add up to it, unless another layer
/// overlaps itself there); layers without overlaps give pieces without overlaps; results are valid and in normal form;
/// pieces are sorted by source feature, layer by layer, with "none" last.
///
/// How: each feature is a separate task. It is cut, layer by layer, by the features that share an area with it
/// (overlay/knife.hpp); for a union, land of earlier layers is removed first. The largest features start first. Errors:
/// Error(geometry) naming the feature by number. Complexity O(n log n) + edges of outlines that cross.
///
///     const Combined pieces = combine(habitat, boa, OverlayOperation::intersection, 0, executor);
///     // piece p: pieces.geometry[p], from feature pieces.source[0][p] of habitat and pieces.source[1][p] of boa
enum class OverlayOperation { intersection, identity, union_all, difference, symmetric_difference, clip };

struct OverlayOperationInfo {
  OverlayOperation operation;
  std::string_view name;     ///< on the command line
  std::string_view meaning;  ///< one sentence
};
std::span<const OverlayOperationInfo> overlay_operations() noexcept;

/// The smallest piece that is cut, given the grid of the coordinates: one grid square, but at most 1 mm² and at least
/// 1 µm² (smaller values are rounding errors of sums).
constexpr double smallest_piece_m2(double snap_m) noexcept {
  return snap_m >= 0.001 ? 1e-6 : snap_m <= 1e-6 ? 1e-12 : snap_m * snap_m;
}

inline constexpr std::uint32_t no_feature = std::numeric_limits<std::uint32_t>::max();

/// Pieces and their source features; `no_feature` if a layer has no feature there.
struct Combined {
  MultiPolygonColumn geometry;
  std::vector<std::vector<std::uint32_t>> source;  ///< by layer, then piece
  std::vector<double> areas_m2;
  std::size_t traced = 0;     ///< cuts made by traced_cut
  std::size_t by_engine = 0;  ///< cuts that needed OverlayNG
  std::size_t size() const noexcept { return areas_m2.size(); }
};

/// One layer of an overlay. `overlaps`: all pairs of its features that share more than 1e-6 m², if known; with nullptr,
/// combine finds them when needed. `rank`: operations for which the order of layers does not matter (all but identity,
/// difference and clip) cut the layers in the order of their rank, equal ranks as listed. Outlines that coincide are
/// therefore cut in the same way however the layers are listed. `boxes` and `areas_m2`: those of the features, if
/// known.
struct OverlayLayer {
  const MultiPolygonColumn* features = nullptr;
  const std::vector<OverlapPair>* overlaps = nullptr;
  std::uint32_t rank = 0;
  const std::vector<Box>* boxes = nullptr;
  const std::vector<double>* areas_m2 = nullptr;
};

/// Pieces of at most `min_area_m2` are dropped; pieces of at most `smallest_m2` are not cut at all (smallest_piece_m2
/// of the layers' grid). Difference, symmetric difference and clip take two layers.
Combined combine(std::span<const OverlayLayer> layers, OverlayOperation operation, double min_area_m2,
                 const Executor& executor, double smallest_m2 = 1e-6);
Combined combine(const MultiPolygonColumn& a, const MultiPolygonColumn& b, OverlayOperation operation,
                 double min_area_m2, const Executor& executor);

}  // namespace spatial
