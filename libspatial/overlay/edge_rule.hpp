// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// Decides in which zones a point is counted: one rule for points and for pieces of lines (docs/methods.md section
/// 10b).
///
///   - A zone's boundary belongs to the zone, on every side.
///   - A point on a border that several zones share counts in one of them: the first one met when turning anticlockwise
///     around the point from due east. For a line this is the zone to its east, or to the north of a line that runs
///     east.
///   - If zones overlap at the point, they do not share a border there, and each of them counts.
/// In a partition every point therefore counts once, however the zones are numbered, and outer edges are never lost.
///
/// "On" the boundary means nearer than `on_edge_m`. The zone is tested along a circle of that radius around the point:
/// if all of the circle is inside, so is the point; if none of it, the point is outside; otherwise it is on the
/// boundary.
///
///     ZoneRule rule(zones, on_edge_m);
///     rule.zones_at(p, near, scratch, found);      // found: zones, ascending
///
/// Metres. Const use from any number of threads, one scratch each. O(log n + edges near) a zone.
class ZoneRule {
 public:
  struct Arc {
    double from, to;  ///< radians anticlockwise from due east; from < to
  };
  struct Touched {
    std::uint32_t zone = 0;
    double first = 0;       ///< the angle at which the zone is met
    std::vector<Arc> arcs;  ///< where the circle lies in the zone
  };
  struct Scratch {
    std::vector<std::uint32_t> edges;
    std::vector<double> angles;
    std::vector<Touched> touched, kept;
  };

  ZoneRule(const ZoneIndex& zones, double on_edge_m) : zones_(zones), radius_m_(on_edge_m) {}
  double on_edge_m() const noexcept { return radius_m_; }
  /// The zones among `near` in which the point counts, ascending; `found` is replaced.
  void zones_at(Point p, std::span<const std::uint32_t> near, Scratch& scratch,
                std::vector<std::uint32_t>& found) const;

 private:
  enum class Place { outside, inside, edge };
  Place look(Point p, std::uint32_t zone, Scratch& scratch, Touched& touched) const;

  const ZoneIndex& zones_;
  double radius_m_;
};

}  // namespace spatial
