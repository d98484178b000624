// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"

namespace spatial {

/// Change between two maps of classes (docs/methods.md section 15).
///
/// Each place counts once. A place where one map has several classes is `double`; a place where it has none is
/// `unmapped`. Both are classes of the matrix, so no land is dropped and the matrix of a zone adds up to the zone.
/// Overlapping features of one class count once. Land that the projects layer covers is `managed`. Land whose new
/// feature is marked as reappraised (mapped better, not changed) is `reappraised`.
///
///   const ChangeMatrix matrix = change_matrix({{&old, old_class, pairs}, {&now, now_class, more}, 3}, {}, executor);
///
/// A feature with the same outline in both maps cannot meet other features of the other map, so it is not cut.
///
/// Units: m². Errors: Error(geometry). The result does not depend on the number of threads. Complexity: that of
/// combine() of the layers.

/// The map of one date.
struct ClassMap {
  const MultiPolygonColumn* features = nullptr;
  std::vector<std::uint32_t> class_of;  ///< below ChangeInput::classes
  std::vector<OverlapPair> overlaps;    ///< all pairs of its features that share an area
  std::vector<char> reappraised;        ///< new map only; empty: none is
};

struct ChangeInput {
  ClassMap before, after;
  std::uint32_t classes = 0;                     ///< of both legends together
  const MultiPolygonColumn* zones = nullptr;     ///< nullptr: one zone, the land of either map
  const MultiPolygonColumn* projects = nullptr;  ///< land where change was managed; may overlap itself
  bool together = false;                         ///< adds a last zone: all zones together, each place once
  std::uint32_t double_class() const noexcept { return classes; }
  std::uint32_t unmapped_class() const noexcept { return classes + 1; }
};

struct ChangeOptions {
  double sliver_width_m = 2;         ///< areas that vanish when shrunk by half of it are boundary noise
  double smallest_piece_m2 = 1e-12;  ///< smallest_piece_m2() of the layers' grid
};

/// A cell of the matrix that has land.
struct ChangeCell {
  std::uint32_t zone = 0, from = 0, to = 0;
  double area_m2 = 0, managed_m2 = 0, reappraised_m2 = 0;  ///< reappraised land is not managed
  double boundary_m2 = 0;  ///< in connected areas no wider than sliver_width_m; 0 on the diagonal
  std::size_t pieces = 0;  ///< connected areas
};

/// A connected area that changed class.
struct ChangedArea {
  std::uint32_t cell = 0;  ///< index into ChangeMatrix::cells
  double area_m2 = 0;
  bool boundary = false;
};

struct ChangeMatrix {
  std::vector<ChangeCell> cells;     ///< by zone, from, to
  std::vector<double> zones_m2;      ///< accounting area of each zone
  std::vector<ChangedArea> changed;  ///< by cell, then location; without the zone of all zones together
  MultiPolygonColumn geometry;       ///< of `changed`
  double before_outside_m2 = 0;      ///< mapped, but beyond every zone
  double after_outside_m2 = 0;
  ClosingSums sums;  ///< all are checked
};

/// Overlapping zones each count in full. The matrix of each zone adds up to the zone (checked).
ChangeMatrix change_matrix(const ChangeInput& input, const ChangeOptions& options, const Executor& executor);

}  // namespace spatial
