// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Whether two areas in normal form are the same, vertex by vertex. O(n), or O(1) for one place in memory; pure.
///
///     const bool redrawn = !same_outline(old_site, new_site);
inline bool same_outline(MultiPolygonView a, MultiPolygonView b) noexcept {
  if (a.points().data() == b.points().data() && a.point_count() == b.point_count() &&
      a.ring_count() == b.ring_count() && a.part_count() == b.part_count())
    return true;
  if (a.part_count() != b.part_count() || a.ring_count() != b.ring_count() || a.point_count() != b.point_count())
    return false;
  for (std::size_t p = 0; p < a.part_count(); ++p)
    if (a.part(p).ring_count() != b.part(p).ring_count()) return false;
  for (std::size_t r = 0; r < a.ring_count(); ++r)
    if (a.ring(r).size() != b.ring(r).size()) return false;
  return std::equal(a.points().begin(), a.points().end(), b.points().begin(),
                    [](Point p, Point q) { return p.x == q.x && p.y == q.y; });
}

}  // namespace spatial
