// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Overlay of two layers of areas, with geometry.
///
///   intersection          every pair (a, b) that shares an area: a ∩ b
///   identity              intersection, and what of each a lies in no b
///   union_all             identity, and what of each b lies in no a
///   difference            what of each a lies in no b
///   symmetric_difference  difference both ways
///   clip                  each a cut to the union of all b
///
/// Features are taken as they are: where a layer overlaps itself, each of its features gets its own pieces. Contact without
/// area gives no piece. A feature of which everything lies in one b, or nothing in any, comes through vertex for vertex.
/// Guarantees: area is conserved (Σ pieces of an a = area of a for identity over a b without self-overlaps) to about 1e-9
/// relative; results are valid and in normal form; the order is that of (a, b), then the rest of a, then the rest of b.
///
/// How: which pairs share an area, and how much, is summed from edges first (geometry/shared_area.hpp); only pairs that
/// cut each other are given to GEOS' OverlayNG, against pieces of at most 256 vertices of large features, and vertices that
/// only the cutting into pieces made are taken out again. In parallel over features.
/// Errors: Error(geometry) naming the pair by index. Complexity O(n log n) + overlays of pairs that cross.
enum class OverlayOperation { intersection, identity, union_all, difference, symmetric_difference, clip };

struct OverlayOperationInfo {
  OverlayOperation operation;
  std::string_view name;     ///< on the command line
  std::string_view meaning;  ///< one sentence
};
std::span<const OverlayOperationInfo> overlay_operations() noexcept;

inline constexpr std::uint32_t no_feature = std::numeric_limits<std::uint32_t>::max();

/// Pieces and the features they come from; `no_feature` where a layer has none there.
struct Combined {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> a, b;
  std::vector<double> areas_m2;
  std::size_t size() const noexcept { return a.size(); }
};

/// Pieces of no more than `min_area_m2` are left out.
Combined combine(const MultiPolygonColumn& a, const MultiPolygonColumn& b, OverlayOperation operation, double min_area_m2, const Executor& executor);

}  // namespace spatial
