// SPDX-License-Identifier: MIT
#include "libspatial/geometry/line_tree.hpp"

#include "libspatial/geometry/lattice.hpp"

namespace spatial {

EdgeTree tree_of(MultiPolygonView area, std::span<const std::span<const Point>> lines) {
  MultiPolygonColumn column;
  column.append_parts(area);
  for (const std::span<const Point> line : lines) {
    if (line.empty()) continue;
    const auto same_place = [&](Point p) { return on_lattice(p) == on_lattice(line.front()); };
    bool point = true;
    for (const Point p : line) point = point && same_place(p);
    if (point) {
      const Point p = on_lattice(line.front());
      column.add_point(p);
      column.add_point({p.x + 1 / lattice_units_per_m, p.y});
    } else {
      for (const Point p : line) column.add_point(p);
      for (std::size_t i = line.size() - 1; i-- > 1;) column.add_point(line[i]);
    }
    column.end_ring();
    column.end_part();
  }
  column.end_feature();
  return EdgeTree(column[0]);
}

}  // namespace spatial
