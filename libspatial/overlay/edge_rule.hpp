// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// Which zones a place counts for: one rule for points and for pieces of lines (docs/methods.md section 10b).
///
///   - A zone's boundary belongs to the zone, on every side of it.
///   - A place on a border that several zones share counts for one of them: the first that is met turning anticlockwise
///   around
///     the place from due east. For a line that is the zone east of it, or north of a line that runs east.
///   - Zones that overlap there do not share a border: each of them counts.
/// So a partition counts every place once, however its zones are numbered, and an outer edge is never lost.
///
/// "On" the boundary means nearer than `on_edge_m`: the zone is looked at along a circle of that radius around the
/// place. All of the circle inside: the place is inside; none: outside; part of it: on the boundary.
///
///     ZoneRule rule(zones, on_edge_m);
///     rule.zones_at(p, near, scratch, found);      // found: zones, ascending
///
/// Metres. Const use from any number of threads, one scratch each. O(log n + edges near) a zone.
class ZoneRule {
 public:
  struct Arc {
    double from, to;  ///< anticlockwise from due east, radians; from < to
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
  /// Those of the zones `near` that the place counts for, ascending; `found` is replaced.
  void zones_at(Point p, std::span<const std::uint32_t> near, Scratch& scratch,
                std::vector<std::uint32_t>& found) const;

 private:
  enum class Place { outside, inside, edge };
  Place look(Point p, std::uint32_t zone, Scratch& scratch, Touched& touched) const;

  const ZoneIndex& zones_;
  double radius_m_;
};

}  // namespace spatial
