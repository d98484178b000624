// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// A piece of the outline at a distance from edges: straight, or an arc that runs clockwise around `centre` by `angle`
/// (> 0, radians).
struct OffsetPiece {
  Point from, to;
  Point centre;
  double angle = 0;
  bool whole = true;  ///< no part of this line or arc is hidden
};

/// Working memory of one thread.
struct OffsetScratch {
  struct Hidden {
    double from, to;  ///< along the line in m, or clockwise along the arc in radians
    Point from_point, to_point;
  };
  std::vector<std::uint32_t> near;
  std::vector<Hidden> hidden;
  std::vector<OffsetPiece> pieces;
};

/// Directed edges; the outline is made on their left. Private to the module.
class OffsetFrames {
 public:
  static constexpr std::uint32_t none = 0xffffffff;
  struct Frame {
    Point from;   ///< relative to origin()
    Point along;  ///< unit vector
    double length;
    std::uint32_t before, after;  ///< frames before and after it around the land on the left
    std::uint32_t twin = none;    ///< the same edge in the other direction, if the outline runs on both sides of it

    Point inward() const noexcept { return {-along.y, along.x}; }
  };

  enum class Side { inside, outside };
  /// The edges of an area, for the outline inside or outside of it.
  OffsetFrames(const EdgeTree& tree, Side side);
  /// Lines, for the outline around them. The tree holds each straight piece there and back (`tree_of_segments`).
  static OffsetFrames around_lines(const EdgeTree& tree);

  const EdgeTree& tree() const noexcept { return *tree_; }
  Point origin() const noexcept { return origin_; }
  std::span<const Frame> frames() const noexcept { return frames_; }

 private:
  explicit OffsetFrames(const EdgeTree& tree) : tree_(&tree), origin_(tree.box().centre()) {}
  const EdgeTree* tree_;
  Point origin_;
  std::vector<Frame> frames_;
};

/// A tree of straight pieces, each stored in both directions: edge 2 k + 1 is edge 2 k reversed. Pieces of length 0 are
/// omitted.
EdgeTree tree_of_segments(std::span<const EdgeTree::Edge> segments);

/// The pieces of the outline at `distance_m` (> 0) left of the frames, in scratch.pieces, relative to frames.origin():
/// lines parallel to the edges, and arcs around convex corners, without the parts that are nearer than the distance to
/// any edge.
///
/// How: the bands and discs around other edges hide parts of each line and arc, and these parts are removed. A crossing
/// is computed by the same operations for both pieces that meet there, so the pieces close into rings to within
/// rounding (1e-7 m). No topology is built, so the distance may be much larger than the shape. Where pieces coincide (a
/// strip exactly two distances wide) they may not close; the caller then increases the distance by 10⁻¹⁰ of itself.
/// Pure; one scratch per thread. Complexity O(n (log n + k)), k edges within two distances of an edge.
void offset_pieces(const OffsetFrames& frames, double distance_m, OffsetScratch& scratch);

}  // namespace spatial
