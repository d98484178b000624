// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/network/graph.hpp"
#include "libspatial/network/patches.hpp"

namespace spatial {

/// A link with the place where it leaves one patch and reaches the other (for the map).
struct EdgeLink {
  Link link;
  Point on_a;
  Point on_b;
};

/// All pairs of patches with edge-to-edge distance ≤ limit_m, sorted by (a, b). Exact, indexed, early stop.
std::vector<EdgeLink> edge_links(const PatchSet& patches, double limit_m, const Executor& executor);

/// Patches prepared for distance questions from outside (candidates): trees and an index of boxes.
class PatchLocator {
 public:
  PatchLocator(const PatchSet& patches, const Executor& executor);
  ~PatchLocator();
  PatchLocator(PatchLocator&&) noexcept;
  struct Near {
    std::uint32_t patch;
    double distance_m;
  };
  /// Patches within limit_m of the feature, by patch index. Thread-safe.
  std::vector<Near> within(MultiPolygonView feature, double limit_m) const;
  const EdgeTree& tree(std::uint32_t patch) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spatial
