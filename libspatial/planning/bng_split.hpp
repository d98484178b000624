// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/line_parts.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/planning/bng_tables.hpp"
#include "libspatial/planning/site_check.hpp"

namespace spatial {

/// Splits parcels at the boundaries of authorities and mapped measures, for bng_units. A map is prepared once and then
/// read by any number of threads, each with its own Cutter. The pieces of a parcel do not overlap. They cover the
/// parcel except for slivers under 0.01 m² (or 0.01 m of line), whose size the caller shares out among the pieces.
///
/// Complexity: O(log n + edges nearby) for a parcel that lies wholly inside or outside the map's areas, as most do. The
/// others are cut with the areas that meet their box. Throws Error(geometry) if GEOS fails.

/// A piece of land or line, or a tree, between two cuts.
struct SplitPiece {
  MultiPolygon area;
  std::vector<Segment> line;
  Point tree;
  double size = 0;  ///< m², or m of lines
};

enum class SplitKind { area, line, tree };
SplitPiece piece_of(MultiPolygon area);
SplitPiece piece_of(std::vector<Segment> line);

/// A layer of areas, prepared for the questions that every parcel asks.
class SplitMap {
 public:
  /// `habitats`: those of each area, separated by ";". If given, areas are looked up by habitat.
  SplitMap() = default;
  SplitMap(const MultiPolygonColumn& areas, const std::vector<std::string>& habitats, const Box& land,
           const Executor& executor);

  bool empty() const noexcept { return areas_ == nullptr; }
  /// Areas whose box meets that of the piece; with a type, only those that name it (measure_matches).
  void near(const Box& box, const BngType* type, std::vector<std::uint32_t>& found) const;
  const EdgeTree& tree(std::uint32_t area) const { return *trees_[area]; }
  MultiPolygonView area(std::uint32_t area) const { return (*areas_)[area]; }

 private:
  const MultiPolygonColumn* areas_ = nullptr;
  BoxIndex index_;
  std::vector<std::optional<EdgeTree>> trees_;   ///< none for areas away from the land
  std::vector<std::vector<std::string>> names_;  ///< sorted
};

/// The part of a piece that lies on some areas, and the rest. A part that does not exist has size 0.
struct Split {
  SplitPiece on, off;
  std::vector<std::uint32_t> areas;  ///< the areas that share land with it, ascending
};

/// Cuts pieces; one per thread.
class Cutter {
 public:
  Split split(SplitKind kind, const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas);
  /// Whether a piece is large enough to keep.
  static bool counts(SplitKind kind, const SplitPiece& piece);

 private:
  Split split_area(const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas);
  Split split_line(const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas);

  GeosContext geos_;
  SharedAreaScratch scratch_;
};

/// Box of a piece.
Box box_of(const SplitPiece& piece);

/// The names under which a measure's habitats are looked up, sorted: letters and digits in lower case, without a plural
/// s.
std::vector<std::string> names_of_habitats(std::string_view habitats);
/// Whether these names include a habitat: by its type, by its broad type, or by both.
bool names_match(const std::vector<std::string>& names, const std::string& broad, const std::string& type);

}  // namespace spatial
