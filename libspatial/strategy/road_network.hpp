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

/// Roads and paths as a graph. Each segment of a line is an edge; points on the same grid position are one junction.
/// Lines that cross without a common point are not connected, like a bridge and the road below.
///
/// Distances are found by Dijkstra's algorithm (1959) from many places at once, each with its own starting distance.
/// Ties go to the lower label, so the result does not depend on any order.
///
///   const RoadNetwork roads(lines, 0.01);
///   const RoadDistances far = roads.distances(starts);
///   const RoadDistances::Found home = far.at(roads.nearest(place));
///
/// Units: metres. Const use is safe from any number of threads. Construction and each search are O(n log n). Throws
/// nothing.

/// The access of a place to the roads: the nearest point on an edge, and the straight-line distance to it.
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

  /// The access of a place to the roads: `nowhere` if there are none; the first of equally near edges.
  RoadPlace nearest(Point place) const;
  /// The accesses of an area: one on every edge within the distance, or on the nearest edge if there is none.
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
