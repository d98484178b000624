// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/core/rounding.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/landscape/clean.hpp"

namespace spatial {

/// One finding about one feature; becomes an Issue once the feature's id is known.
struct Finding {
  IssueRule rule{};
  std::string message;
  std::optional<Place> place;
};

/// A feature after repair: valid, on the grid, in normal form, without small parts. If it is empty, the last finding
/// says why it was dropped.
struct RepairedFeature {
  MultiPolygon geometry;
  std::vector<Finding> findings;
  bool repaired = false;  ///< something beyond rounding to the grid was changed
};

/// Coordinates beyond this are invalid in any coordinate system (metres).
inline constexpr double largest_coordinate_m = 1e8;
/// Whether all coordinates are finite and within largest_coordinate_m.
bool in_range(std::span<const Point> points) noexcept;

/// The grid that coordinates are rounded to. A spacing of 0 or less rounds nothing.
class Grid {
 public:
  // Multiplying by the inverse keeps decimal grids exact: 1 / 0.001 is 1000, and k / 1000 is the double nearest to it.
  explicit Grid(double spacing_m) : per_m_(spacing_m > 0 ? std::round(1e9 / spacing_m) / 1e9 : 0) {}
  Point nearest(Point p) const { return {nearest(p.x), nearest(p.y)}; }

 private:
  double nearest(double v) const {
    return per_m_ > 0 ? nearest_away(v * per_m_) / per_m_ + 0.0 : v;
  }  // + 0.0 turns -0 into 0
  double per_m_;
};

/// docs/methods.md section 1 for one feature: snap, drop rings that collapse, repair, drop small parts, normalise.
/// Idempotent. Never throws for bad geometry. A pure function of the feature and the options; `geos` belongs to the
/// calling thread.
///
///     const RepairedFeature feature = repaired(geos, outline, options);   // feature.findings says what was wrong
RepairedFeature repaired(GeosContext& geos, MultiPolygonView feature, const CleanOptions& options);

/// Cleans the result of a cut: as `repaired`, and also removes needles and slits narrower than the grid, which arise
/// from cutting along nearly equal outlines (geometry/needles.hpp). Dropped parts and needles are findings
/// small_part_dropped. Use it for every outline that is cut and kept.
RepairedFeature repaired_cut(GeosContext& geos, MultiPolygonView cut, const CleanOptions& options);

/// Memory reused between features; one per worker.
struct TidyScratch {
  MultiPolygonColumn feature;
  std::vector<Point> points;
};

/// The common case of `repaired` at a fraction of its cost: a feature that only needs snapping and normal form. Returns
/// a view of the feature itself (if nothing changed) or of the scratch (valid until the next call). nullopt: call
/// `repaired`. `valid`: known to be valid once that is done, so this is not tested.
std::optional<MultiPolygonView> tidied(MultiPolygonView feature, const CleanOptions& options, TidyScratch& scratch,
                                       bool valid = false);

}  // namespace spatial
