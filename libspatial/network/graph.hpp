// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace spatial {

/// The network as a graph: patches are nodes with a weight, links are edges with a length in metres (edge to edge, or a
/// cost distance in metres × resistance). Everything here is an immutable value; const use from any number of threads.
/// Build O(m log m) for m links, memory about 48 bytes per link. Errors: Error(config) for an invalid kernel,
/// Error(input) for invalid areas or links.
///
///     const PatchGraph graph({20'000, 35'000}, {{.a = 0, .b = 1, .distance_m = 400}});
///     const double p = DispersalKernel(1000, 0.5).probability(graph.links().front().distance_m);

/// A link between patches a < b.
struct Link {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  double distance_m = 0;  ///< edge to edge (or cost distance)
};

/// p(d) = exp(−λ d), λ = −ln(p_ref) / d_ref (Saura & Pascual-Hortal 2007). Throws Error(config) unless 0 < p_ref < 1
/// and d_ref is positive and finite.
class DispersalKernel {
 public:
  DispersalKernel(double d_ref_m, double p_ref);
  double rate() const noexcept { return rate_; }  ///< λ per metre
  double probability(double distance_m) const noexcept;
  /// The distance at which p falls to `p_min`; longer paths do not count. Infinite for p_min = 0; throws Error(config)
  /// unless 0 ≤ p_min < 1.
  double reach_m(double p_min) const;

 private:
  double rate_;
};

/// Patches as nodes with areas, links as edges in compressed rows sorted by (node, neighbour). Immutable.
class PatchGraph {
 public:
  struct Arc {
    std::uint32_t to;
    std::uint32_t link;  ///< index into links()
    double distance_m;
  };
  PatchGraph() = default;
  /// `areas` are patch weights (m², or quality-weighted). Links may be in any order and direction; they are kept with a
  /// < b, sorted by (a, b). Of parallel links the shortest is kept. Throws Error(input) for a link from a patch to
  /// itself, an unknown node, and a negative or NaN distance or area.
  PatchGraph(std::vector<double> areas, std::vector<Link> links);

  std::size_t size() const noexcept { return areas_.size(); }
  const std::vector<double>& areas() const noexcept { return areas_; }
  const std::vector<Link>& links() const noexcept { return links_; }
  std::span<const Arc> arcs(std::uint32_t node) const noexcept {
    return {arcs_.data() + offsets_[node], arcs_.data() + offsets_[node + 1]};
  }
  /// Component number per node; components are numbered by their lowest node.
  std::vector<std::uint32_t> components() const;

 private:
  std::vector<double> areas_;
  std::vector<Link> links_;
  std::vector<Arc> arcs_;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace spatial
