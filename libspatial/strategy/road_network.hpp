// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/multiline.hpp"

namespace spatial {

/// Roads and paths as a graph: each piece of a line between two of its points is an edge, points on one spot of a grid
/// are one junction. Lines that cross without a common point do not meet, as bridges do not.
///
/// Distances are those of Dijkstra (1959) from many places at once, each with a start of its own; equal distances go to
/// the lower label, so the result does not depend on the order of anything.
///
///   const RoadNetwork roads(lines, 0.01);
///   const RoadDistances far = roads.distances(starts);
///   const RoadDistances::Found home = far.at(roads.nearest(place));
///
/// Metres. Const use from any number of threads. Build O(n log n); a search O(n log n).

/// A place beside the roads: where on which edge it meets them, and how far it is from there in a straight line.
struct RoadPlace {
  static constexpr std::uint32_t nowhere = 0xFFFFFFFF;
  std::uint32_t edge = nowhere;
  double along_m = 0;   ///< from the edge's first end
  double beside_m = 0;  ///< to the place
};

struct RoadStart {
  RoadPlace place;
  std::uint32_t label = 0;
};

class RoadNetwork;

/// Distances from a set of starts.
class RoadDistances {
 public:
  struct Found {
    double distance_m = std::numeric_limits<double>::infinity();
    std::uint32_t label = RoadPlace::nowhere;
  };
  Found at(const RoadPlace& place) const;

 private:
  friend class RoadNetwork;
  const RoadNetwork* roads_ = nullptr;
  std::vector<Found> junctions_;
  std::vector<std::vector<RoadStart>> on_edge_;  ///< by edge; empty where none starts
};

class RoadNetwork {
 public:
  RoadNetwork(const MultiLineColumn& lines, double snap_m);

  struct Edge {
    std::uint32_t from = 0, to = 0;  ///< junctions
    Point a, b;
    double length_m = 0;
  };
  std::size_t junctions() const noexcept { return junctions_; }
  const std::vector<Edge>& edges() const noexcept { return edges_; }

  /// Where a place meets the roads; `nowhere` if there are none. Of equally near edges the first.
  RoadPlace nearest(Point place) const;
  /// Where an area meets them: on every edge within the distance; if there is none, on the nearest.
  std::vector<RoadPlace> around(const EdgeTree& area, double within_m) const;
  RoadDistances distances(std::span<const RoadStart> starts) const;

 private:
  std::size_t junctions_ = 0;
  std::vector<Edge> edges_;
  std::vector<std::vector<std::uint32_t>> at_;  ///< edges by junction
  std::vector<Box> boxes_;
  Box extent_;
  BoxIndex index_;
};

}  // namespace spatial
