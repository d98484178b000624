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
///   identity              all land of the first layer, with the features of the others there
///   union_all             all land of all layers, with the features of all of them there
///   difference            what of each a lies in no b
///   symmetric_difference  difference both ways
///   clip                  each a cut to the union of all b
///
/// A piece stands for one combination of features, at most one of every layer: it is the land of all of them without
/// the land of the layers that it has no feature of. Where a layer overlaps itself, each of its features gets its own
/// piece, so pieces overlap exactly where features of one layer do, and the result does not depend on the order of the
/// layers (but for the first's part in identity). Contact without area gives no piece. A piece that is a whole feature
/// comes through vertex for vertex. Guarantees: area is conserved (the pieces of a feature add up to it where no other
/// layer overlaps itself) to about 1e-9 relative; layers that do not overlap themselves give pieces that do not
/// overlap; results are valid and in normal form; the order is that of the source features, layer by layer, none last.
///
/// How: each feature is cut in a task of its own, layer after layer, by the features that share an area with it
/// (overlay/knife.hpp), after land of earlier layers was taken away (union). Features are started in order of falling
/// size. Errors: Error(geometry) naming the feature by number. Complexity O(n log n) + edges of outlines that cross.
enum class OverlayOperation { intersection, identity, union_all, difference, symmetric_difference, clip };

struct OverlayOperationInfo {
  OverlayOperation operation;
  std::string_view name;     ///< on the command line
  std::string_view meaning;  ///< one sentence
};
std::span<const OverlayOperationInfo> overlay_operations() noexcept;

/// The smallest piece that is cut where coordinates lie on a grid: a square of the grid's spacing, at most 1 mm² and at
/// least 1 µm² (less is what summing leaves).
constexpr double smallest_piece_m2(double snap_m) noexcept {
  return snap_m >= 0.001 ? 1e-6 : snap_m <= 1e-6 ? 1e-12 : snap_m * snap_m;
}

inline constexpr std::uint32_t no_feature = std::numeric_limits<std::uint32_t>::max();

/// Pieces and the features they come from; `no_feature` where a layer has none there.
struct Combined {
  MultiPolygonColumn geometry;
  std::vector<std::vector<std::uint32_t>> source;  ///< by layer, then piece
  std::vector<double> areas_m2;
  std::size_t traced = 0;     ///< cuts made by following outlines
  std::size_t by_engine = 0;  ///< cuts that needed OverlayNG
  std::size_t size() const noexcept { return areas_m2.size(); }
};

/// One layer of an overlay. `overlaps`: all pairs of its features that share more than 1e-6 m² if they are known;
/// nullptr makes combine find them where it needs to. `rank`: layers that may change places (all but those of identity,
/// difference and clip) are cut in its order, equal ones as they come, so that outlines which follow each other are cut
/// alike however the layers are listed.
struct OverlayLayer {
  const MultiPolygonColumn* features = nullptr;
  const std::vector<OverlapPair>* overlaps = nullptr;
  std::uint32_t rank = 0;
};

/// Pieces of no more than `min_area_m2` are left out; none of no more than `smallest_m2` is cut (smallest_piece_m2 of
/// the layers' grid). Difference, symmetric difference and clip take two layers.
Combined combine(std::span<const OverlayLayer> layers, OverlayOperation operation, double min_area_m2,
                 const Executor& executor, double smallest_m2 = 1e-6);
Combined combine(const MultiPolygonColumn& a, const MultiPolygonColumn& b, OverlayOperation operation,
                 double min_area_m2, const Executor& executor);

}  // namespace spatial
