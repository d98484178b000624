// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/network/graph.hpp"
#include "libspatial/network/patches.hpp"

namespace spatial {

/// Distances between patches and from candidates to patches, edge to edge in metres; 0 if they touch or overlap. A
/// distance equal to the limit (to 1e-8 m) is found. Pairs are found in an index of boxes grown by the limit. Their
/// distance is measured by descending two edge trees together, which stops beyond the limit: about O(log n) per pair of
/// boxes. Memory: about 40 bytes per edge of the patches. Errors: Error(config) for a negative or NaN limit.
///
///     const PatchLocator locator(patches, executor);
///     const std::vector<PatchLocator::Near> near = locator.within(candidate, 2000);

/// A link with the place where it leaves one patch and reaches the other (for the map).
struct EdgeLink {
  Link link;
  Point on_a;
  Point on_b;
};

/// Patches prepared for measuring distances: trees and an index of boxes. Keeps no reference to the patches.
/// Immutable, const use from any number of threads.
class PatchLocator {
 public:
  PatchLocator(const PatchSet& patches, const Executor& executor);
  ~PatchLocator();
  PatchLocator(PatchLocator&&) noexcept;
  PatchLocator& operator=(PatchLocator&&) noexcept;
  struct Near {
    Near() = default;
    Near(std::uint32_t patch_, double distance_m_, bool exact_ = true)
        : patch(patch_), exact(exact_), distance_m(distance_m_) {}
    std::uint32_t patch = 0;
    bool exact = true;  ///< if not, distance_m is a lower bound
    double distance_m = 0;
  };
  std::size_t size() const noexcept;
  /// Patches within limit_m of the feature, by patch index.
  std::vector<Near> within(MultiPolygonView feature, double limit_m) const;
  /// The same patches, but most distances are lower bounds only. A distance is measured if its bounds do not decide
  /// whether it is within the limit, or if it may be `exact_m` or less.
  std::vector<Near> within_bounds(const EdgeTree& feature, double limit_m, double exact_m) const;
  const EdgeTree& tree(std::uint32_t patch) const;
  /// Patches whose boxes meet `box`, ascending.
  std::vector<std::uint32_t> meeting(const Box& box) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// All pairs of patches with edge-to-edge distance ≤ limit_m, sorted by (a, b). Exact, indexed, early stop. `tile`:
/// only pairs whose place the tile holds (geometry/tile.hpp), where the boxes are that of `a` grown by limit_m and that
/// of `b`. So tiles side by side, each with all patches whose boxes lie within limit_m of it, have every link once.
std::vector<EdgeLink> edge_links(const PatchLocator& patches, double limit_m, const Executor& executor,
                                 const Box* tile = nullptr);
/// How many pairs edge_links measures.
std::size_t pairs_to_measure(const PatchLocator& patches, double limit_m, const Box* tile = nullptr);
std::vector<EdgeLink> edge_links(const PatchSet& patches, double limit_m, const Executor& executor);

}  // namespace spatial
