// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "county/random.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial::county {

/// A planar coverage: the Voronoi cells of scattered sites, whose borders are drawn as fractal lines. Polygons are made
/// by labelling cells: those of one label become one multipolygon, and neighbours share their border vertex for vertex.
///
/// Why nothing crosses: the border between cells a and b runs inside the kite site_a – corner – site_b – corner, and
/// the kites of different borders do not overlap. Midpoint displacement (Fournier, Fussell & Carpenter 1982) is keyed
/// by the pair of cells, so both sides get the same line. `drawing` is a further key: another drawing of the same cells
/// gives the borders as another surveyor would have digitised them.
///
/// Guarantees: coordinates on the 1 mm grid; borders shorter than 0.6 m are contracted; rings touch themselves in no
/// point. Units: metres. Construction O(n log n), `polygons` linear in borders drawn. Const access is thread-safe.
/// Errors: Error(internal) if a labelled cell is unbounded (sites must reach beyond the labelled area).

/// How a border is drawn where the cell lies on one of its sides; the rougher and the finer side decide.
struct BorderStyle {
  float roughness = 0.05F;  ///< first displacement as a share of the border's length
  float spacing_m = 12;     ///< distance of vertices
};

class Coverage {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  Coverage(std::vector<Point> sites, std::uint64_t seed);

  std::size_t size() const noexcept { return sites_.size(); }
  const std::vector<Point>& sites() const noexcept { return sites_; }
  double cell_area_m2(std::uint32_t cell) const noexcept;
  bool bounded(std::uint32_t cell) const noexcept { return bounded_[cell] != 0; }
  /// Cells that share a border of some length, with that length; ascending by cell.
  struct Neighbour {
    std::uint32_t cell;
    float border_m;
  };
  std::span<const Neighbour> neighbours(std::uint32_t cell) const noexcept {
    return {neighbours_.data() + neighbour_offsets_[cell], neighbours_.data() + neighbour_offsets_[cell + 1]};
  }
  /// Connected pieces of equal label (>= 0): piece of each cell, numbered by their first cell; `none` where label < 0.
  std::vector<std::uint32_t> pieces(std::span<const std::int32_t> labels) const;

  /// Feature i is the area of all cells with label i; labels run from 0 to count - 1, others are left out.
  MultiPolygonColumn polygons(std::span<const std::int32_t> labels, std::size_t count,
                              std::span<const BorderStyle> styles, std::uint64_t drawing = 0) const;

 private:
  struct HalfEdge {
    std::uint32_t twin = none, next = none, cell = none, origin = none;
  };
  struct Ring {
    std::uint32_t label, piece;
    std::size_t begin, end;  // into a list of half-edges
  };
  void build_cells();
  void contract_short_borders();
  void build_neighbours();
  bool drawable(std::uint32_t edge) const noexcept;
  Point corner(std::uint32_t edge) const noexcept { return corners_[edges_[edge].origin]; }
  Point corner_after(std::uint32_t edge) const noexcept { return corners_[edges_[edges_[edge].twin].origin]; }
  void draw(std::uint32_t edge, std::span<const BorderStyle> styles, std::uint64_t drawing,
            std::vector<Point>& line) const;

  std::vector<Point> sites_;
  Random random_;
  std::vector<HalfEdge> edges_;
  std::vector<Point> corners_;
  std::vector<std::uint32_t> first_edge_;  // per cell
  std::vector<std::uint8_t> bounded_;
  std::vector<Neighbour> neighbours_;
  std::vector<std::uint32_t> neighbour_offsets_;
};

/// To the 1 mm grid, as `clean` does it.
inline double on_grid(double v) noexcept { return std::round(v * 1000) / 1000 + 0.0; }
inline Point on_grid(Point p) noexcept { return {on_grid(p.x), on_grid(p.y)}; }

}  // namespace spatial::county
