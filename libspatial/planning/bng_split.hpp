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

/// Splitting of parcels at authorities and mapped measures, for bng_units. Maps are prepared once and then only read,
/// by any number of threads, each with a cutter of its own. Pieces of a parcel do not overlap and leave nothing out but
/// slivers under 0.01 m² (or 0.01 m of line), which the caller gives back to the others.
///
/// Complexity: O(log n + edges near) for parcels that a map holds whole or not at all, which are most; the others are
/// cut against what lies in their box.

/// A piece of land, of a line, or a tree on its way through the cuts.
struct SplitPiece {
  MultiPolygon area;
  std::vector<Segment> line;
  Point tree;
  double size = 0;  ///< m², or m of lines
};

enum class SplitKind { area, line, tree };
SplitPiece piece_of(MultiPolygon area);
SplitPiece piece_of(std::vector<Segment> line);

/// A layer of areas with what is asked of it for every parcel.
class SplitMap {
 public:
  /// Nothing for null. `habitats`: of each area, separated by ";"; areas are asked for by habitat then.
  SplitMap() = default;
  SplitMap(const MultiPolygonColumn& areas, const std::vector<std::string>& habitats, const Box& land,
           const Executor& executor);

  bool empty() const noexcept { return areas_ == nullptr; }
  /// Areas whose box meets the piece's; with a type, only those that name it (measure_matches).
  void near(const Box& box, const BngType* type, std::vector<std::uint32_t>& found) const;
  const EdgeTree& tree(std::uint32_t area) const { return *trees_[area]; }
  MultiPolygonView area(std::uint32_t area) const { return (*areas_)[area]; }

 private:
  const MultiPolygonColumn* areas_ = nullptr;
  BoxIndex index_;
  std::vector<std::optional<EdgeTree>> trees_;   ///< none for areas away from the land
  std::vector<std::vector<std::string>> names_;  ///< sorted
};

/// What of a piece lies on some areas, and what does not; empty sizes where there is nothing.
struct Split {
  SplitPiece on, off;
  std::vector<std::uint32_t> areas;  ///< that have a share in it, ascending
};

/// Cuts pieces; one per thread.
class Cutter {
 public:
  Split split(SplitKind kind, const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas);
  /// Large enough to be a piece of its own.
  static bool counts(SplitKind kind, const SplitPiece& piece);

 private:
  Split split_area(const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas);
  Split split_line(const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas);

  GeosContext geos_;
  SharedAreaScratch scratch_;
};

/// Box of a piece.
Box box_of(const SplitPiece& piece);

/// Names that a measure's habitats can be asked for by, sorted: letters and digits in lower case, without a plural s.
std::vector<std::string> names_of_habitats(std::string_view habitats);
/// Whether such names mean a habitat: by type, by broad type, or both.
bool names_match(const std::vector<std::string>& names, const std::string& broad, const std::string& type);

}  // namespace spatial
