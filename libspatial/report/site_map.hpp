// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libspatial/geometry/multiline.hpp"
#include "libspatial/report/site_report.hpp"

namespace spatial {

/// Private to report/: the SVG map of one site. Paths are integers on a grid of `units` by ¾ `units` over the site's
/// window, each relative to the previous point, so that a thousand maps fit into a few MB. The map script reads the
/// same paths (`data-x`, `data-y`: the top left corner in metres; `data-u`: metres per unit).

struct MapStyle {
  int units = 1200;      ///< of the grid across the width of the window; a multiple of 4
  double tolerance = 1;  ///< of simplification, in 1/1200 of the width

  int height() const noexcept { return units / 4 * 3; }
  double scale() const noexcept { return units / 1200.0; }  ///< units in 1/1200 of the width
};

/// A shape on the map: which row of the tables it belongs to and how it is labelled.
struct MapShape {
  std::uint32_t shape = 0;  ///< index into ReportSite::shapes
  std::size_t look = 0;     ///< row of role_looks()
  std::uint32_t order = 0;  ///< smaller ones are drawn above
  std::string number;       ///< label, as in the tables
};

/// A ring on the grid, simplified; empty if it is too small to see.
struct GridPoint {
  std::int32_t x = 0, y = 0;
  friend bool operator==(const GridPoint&, const GridPoint&) = default;
};
std::vector<GridPoint> grid_ring(RingView ring, const Box& window, const MapStyle& style);
/// "M10,20l5-3…z" of all rings; a feature too small to see becomes a square of a few units.
std::string path_data(MultiPolygonView shape, const Box& window, const MapStyle& style);

GridPoint grid_point(Point p, const Box& window, const MapStyle& style);
/// "M10,20l5-3…" of all lines, not closed, simplified like rings.
std::string line_data(MultiLineView lines, const Box& window, const MapStyle& style);
/// A shape and the name that is written into it if there is room.
struct MapLabel {
  MultiPolygonView shape;
  std::string text;
};
/// <text> elements that stay within their shapes and touch no other label, scale bar, north arrow or point in `avoid`.
std::string label_texts(const std::vector<MapLabel>& labels, const std::vector<Point>& avoid, const Box& window,
                        const MapStyle& style);
/// Needs svg_definitions() on the page.
std::string scale_and_north(const Box& window, const MapStyle& style);
/// A window of the maps' proportion that holds a box with a small margin.
Box map_frame(const Box& box);

/// A length of 1, 2 or 5 · 10^k metres, at most a third of the window's width.
double scale_bar_m(const Box& window) noexcept;

/// The map, with title, scale bar and north arrow; "" where the site has no window. `number` makes the ids of its
/// elements unique.
std::string svg_map(const ReportSite& site, std::vector<MapShape> shapes, std::size_t number, const MapStyle& style);
/// The patterns and the north arrow that all maps share, as an SVG that takes up no space.
std::string svg_definitions(const MapStyle& style);

}  // namespace spatial
