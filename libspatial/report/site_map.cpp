// SPDX-License-Identifier: MIT
#include "libspatial/report/site_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "libspatial/report/html_text.hpp"
#include "libspatial/report/site_look.hpp"

namespace spatial {
namespace {

using Ring = std::vector<GridPoint>;
constexpr double label_size = 26;  ///< in 1/1200 of the map's width, like all sizes on maps

std::int64_t cross(GridPoint a, GridPoint b, GridPoint c) {
  return (std::int64_t{b.x} - a.x) * (std::int64_t{c.y} - a.y) - (std::int64_t{b.y} - a.y) * (std::int64_t{c.x} - a.x);
}

double distance_to_segment(GridPoint p, GridPoint a, GridPoint b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  double t = length2 == 0 ? 0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2;
  t = std::clamp(t, 0.0, 1.0);
  return std::hypot(p.x - (a.x + t * dx), p.y - (a.y + t * dy));
}

/// Line simplification by Douglas & Peucker (1973), without recursion. Marks the points of first…last to keep.
void simplify(const Ring& ring, std::size_t first, std::size_t last, double tolerance, std::vector<char>& keep) {
  std::vector<std::pair<std::size_t, std::size_t>> open{{first, last}};
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    double worst = tolerance;
    std::size_t at = 0;
    for (std::size_t k = from + 1; k < to; ++k) {
      const double off = distance_to_segment(ring[k], ring[from], ring[to]);
      if (off > worst) {
        worst = off;
        at = k;
      }
    }
    if (at == 0) continue;
    keep[at] = 1;
    open.push_back({from, at});
    open.push_back({at, to});
  }
}

void append_number(std::string& text, std::int32_t value, bool after_number) {
  if (after_number && value >= 0) text += ',';
  fmt::format_to(std::back_inserter(text), "{}", value);
}

void append_points(std::string& text, const Ring& ring) {
  text += 'M';
  append_number(text, ring[0].x, false);
  append_number(text, ring[0].y, true);
  for (std::size_t k = 1; k < ring.size(); ++k) {
    const std::int32_t dx = ring[k].x - ring[k - 1].x, dy = ring[k].y - ring[k - 1].y;
    if (k == 1) text += 'l';
    append_number(text, dx, k > 1);
    append_number(text, dy, true);
  }
}

void append_ring(std::string& text, const Ring& ring) {
  append_points(text, ring);
  text += 'z';
}

double grid_unit_m(const Box& window, const MapStyle& style) { return window.width() / style.units; }

GridPoint on_grid(Point p, const Box& window, double unit) {
  return {static_cast<std::int32_t>(std::lround((p.x - window.min_x) / unit)),
          static_cast<std::int32_t>(std::lround((window.max_y - p.y) / unit))};
}

struct Place {
  double x = 0, y = 0, room = 0;
};

/// Places with room for a label: the middle of the longest run inside the rings, on a few lines across the shape.
std::vector<Place> label_places(const std::vector<Ring>& rings, int width, int height) {
  double top = height, bottom = 0;
  for (const Ring& ring : rings)
    for (const GridPoint p : ring) {
      top = std::min<double>(top, p.y);
      bottom = std::max<double>(bottom, p.y);
    }
  top = std::max(top, 0.0);
  bottom = std::min<double>(bottom, height);
  std::vector<Place> places;
  for (const double part : {0.5, 0.3, 0.7, 0.15, 0.85}) {
    const double y = top + part * (bottom - top) + 0.01;
    std::vector<double> crossings;
    for (const Ring& ring : rings)
      for (std::size_t k = 0; k < ring.size(); ++k) {
        const GridPoint a = ring[k], b = ring[(k + 1) % ring.size()];
        if ((a.y > y) != (b.y > y)) crossings.push_back(a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y));
      }
    std::sort(crossings.begin(), crossings.end());
    Place best;
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
      const double from = std::max(crossings[k], 0.0), to = std::min<double>(crossings[k + 1], width);
      if (to - from > best.room) best = {0.5 * (from + to), y, to - from};
    }
    if (best.room > 0) places.push_back(best);
  }
  return places;
}

/// Places labels where they do not overlap. Labels without room are left out; the tables have them all.
class Labels {
 public:
  explicit Labels(const MapStyle& style)
      : size_(label_size * style.scale()), width_(style.units), height_(style.height()) {}

  /// `within`: only where the shape is as wide as the text.
  std::optional<Place> place(const std::vector<Ring>& rings, std::size_t letters, bool within = false) {
    const double half_width = 0.3 * size_ * static_cast<double>(letters) + 0.1 * size_, half_height = 0.55 * size_;
    for (const Place& place : label_places(rings, width_, height_)) {
      if (within && place.room < 2 * half_width) continue;
      const Box box{std::clamp(place.x, half_width, width_ - half_width) - half_width,
                    std::clamp(place.y, half_height, height_ - half_height) - half_height, 0, 0};
      const Box full{box.min_x, box.min_y, box.min_x + 2 * half_width, box.min_y + 2 * half_height};
      if (std::any_of(taken_.begin(), taken_.end(), [&](const Box& other) { return other.intersects(full); })) continue;
      taken_.push_back(full);
      return Place{full.centre().x, full.centre().y, 0};
    }
    return std::nullopt;
  }
  void take(const Box& box) { taken_.push_back(box); }
  double size() const { return size_; }

 private:
  double size_;
  int width_, height_;
  std::vector<Box> taken_;
};

/// Reserves the space of the scale bar and the north arrow.
void take_furniture(Labels& labels, const MapStyle& style) {
  const double unit = style.scale();
  labels.take({0, 830 * unit, 560 * unit, 900 * unit});
  labels.take({1100 * unit, 0, 1200 * unit, 140 * unit});
}

std::vector<Ring> grid_rings(MultiPolygonView shape, const Box& window, const MapStyle& style) {
  std::vector<Ring> rings;
  for (std::size_t r = 0; r < shape.ring_count(); ++r) {
    Ring ring = grid_ring(shape.ring(r), window, style);
    if (!ring.empty()) rings.push_back(std::move(ring));
  }
  if (rings.empty() && !shape.empty()) {
    const int half = std::max(1, static_cast<int>(std::lround(3 * style.scale())));
    const Point middle = [&] {
      Box box;
      for (const Point p : shape.part(0).shell()) box.add(p);
      return box.centre();
    }();
    const GridPoint c = on_grid(middle, window, grid_unit_m(window, style));
    rings.push_back(
        {{c.x - half, c.y - half}, {c.x + half, c.y - half}, {c.x + half, c.y + half}, {c.x - half, c.y + half}});
  }
  return rings;
}

std::string path_of(const std::vector<Ring>& rings) {
  std::string text;
  for (const Ring& ring : rings) append_ring(text, ring);
  return text;
}

}  // namespace

std::vector<GridPoint> grid_ring(RingView ring, const Box& window, const MapStyle& style) {
  const double unit = grid_unit_m(window, style);
  Ring points;
  for (const Point p : ring) {
    const GridPoint g = on_grid(p, window, unit);
    if (points.empty() || !(points.back() == g)) points.push_back(g);
  }
  if (points.size() < 4) return {};
  // A ring is simplified in two halves: they meet at its start and at the point furthest from it.
  std::size_t far = 0;
  double most = -1;
  for (std::size_t k = 1; k < points.size(); ++k) {
    const double off = std::hypot(points[k].x - points[0].x, points[k].y - points[0].y);
    if (off > most) {
      most = off;
      far = k;
    }
  }
  std::vector<char> keep(points.size(), 0);
  keep[0] = keep[far] = 1;
  const double tolerance = style.tolerance * style.scale();
  simplify(points, 0, far, tolerance, keep);
  simplify(points, far, points.size() - 1, tolerance, keep);
  Ring result;
  for (std::size_t k = 0; k + 1 < points.size(); ++k)
    if (keep[k] != 0) result.push_back(points[k]);
  if (result.size() < 3) return {};
  std::int64_t twice = 0;
  for (std::size_t k = 1; k + 1 < result.size(); ++k) twice += cross(result[0], result[k], result[k + 1]);
  const double least = 8 * style.scale() * style.scale();
  return static_cast<double>(std::abs(twice)) < least ? Ring{} : result;
}

std::string scale_and_north(const Box& window, const MapStyle& style) {
  const double bar_m = scale_bar_m(window);
  const auto units = [&](double length) { return static_cast<int>(std::lround(length * style.scale())); };
  const int length = static_cast<int>(std::lround(bar_m / window.width() * style.units)), tick = units(12),
            x = units(24), y = style.height() - x;
  const std::string label = bar_m >= 1000 ? fmt::format("{:g} km", bar_m / 1000) : fmt::format("{:g} m", bar_m);
  return fmt::format("<path class=bar d=M{},{}v{}h{}v{} /><text class=len x={} y={}>{}</text><use href=#north />", x,
                     y - tick, tick, length, -tick, x + length + units(10), y, label);
}

GridPoint grid_point(Point p, const Box& window, const MapStyle& style) {
  return on_grid(p, window, grid_unit_m(window, style));
}

std::string line_data(MultiLineView lines, const Box& window, const MapStyle& style) {
  std::string text;
  for (std::size_t l = 0; l < lines.line_count(); ++l) {
    Ring points;
    for (const Point p : lines.line(l)) {
      const GridPoint g = grid_point(p, window, style);
      if (points.empty() || !(points.back() == g)) points.push_back(g);
    }
    if (points.size() == 1) points.push_back({points[0].x + 1, points[0].y});
    if (points.empty()) continue;
    std::vector<char> keep(points.size(), 0);
    keep.front() = keep.back() = 1;
    simplify(points, 0, points.size() - 1, style.tolerance * style.scale(), keep);
    Ring kept;
    for (std::size_t k = 0; k < points.size(); ++k)
      if (keep[k] != 0) kept.push_back(points[k]);
    append_points(text, kept);
  }
  return text;
}

std::string label_texts(const std::vector<MapLabel>& wanted, const std::vector<Point>& avoid, const Box& window,
                        const MapStyle& style) {
  Labels labels(style);
  take_furniture(labels, style);
  for (const Point p : avoid) {
    const GridPoint g = grid_point(p, window, style);
    const auto x = static_cast<double>(g.x), y = static_cast<double>(g.y);
    labels.take(Box{x, y, x, y}.grown(12 * style.scale()));
  }
  std::string text;
  for (const MapLabel& one : wanted) {
    const std::vector<Ring> rings = grid_rings(one.shape, window, style);
    const auto letters = static_cast<std::size_t>(
        std::count_if(one.text.begin(), one.text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    const auto place = labels.place(rings, letters, true);
    if (place)
      fmt::format_to(std::back_inserter(text), "<text x={:.0f} y={:.0f}>{}</text>", place->x,
                     place->y + 0.35 * labels.size(), escaped_html(one.text));
  }
  return text;
}

Box map_frame(const Box& box) {
  const double width = std::max({box.width(), box.height() * 4 / 3, 1.0}) * 1.06;
  const Point centre = box.centre();
  return {centre.x - width / 2, centre.y - width * 3 / 8, centre.x + width / 2, centre.y + width * 3 / 8};
}

std::string path_data(MultiPolygonView shape, const Box& window, const MapStyle& style) {
  return path_of(grid_rings(shape, window, style));
}

double scale_bar_m(const Box& window) noexcept {
  const double most = window.width() / 3;
  const double power = std::pow(10, std::floor(std::log10(most)));
  return power * (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1);
}

Box map_window(const Box& site, double room_share) {
  if (site.empty()) return {};
  constexpr double least_room_m = 250, proportion = 4.0 / 3;
  const double room = std::max(room_share * std::max(site.width(), site.height()), least_room_m);
  double width = site.width() + 2 * room, height = site.height() + 2 * room;
  if (width < proportion * height)
    width = proportion * height;
  else
    height = width / proportion;
  const Point c = site.centre();
  return {c.x - width / 2, c.y - height / 2, c.x + width / 2, c.y + height / 2};
}

std::string svg_map(const ReportSite& site, std::vector<MapShape> shapes, std::size_t number, const MapStyle& style) {
  if (site.window.empty() || site.window.width() <= 0) return {};
  std::stable_sort(shapes.begin(), shapes.end(),
                   [](const MapShape& a, const MapShape& b) { return a.order > b.order; });
  std::string text = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=img aria-label=\"Map of {}\" data-x={:.2f} data-y={:.2f} data-u={:.6g}>",
      style.units, style.height(), escaped_html(site.id), site.window.min_x, site.window.max_y,
      grid_unit_m(site.window, style));
  const auto add = [&]<class... Args>(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
  };
  std::vector<std::vector<Ring>> rings;
  for (const MapShape& shape : shapes) {
    rings.push_back(grid_rings(site.shapes[shape.shape], site.window, style));
    add("<path class=k{} data-n={} d={} />", shape.look, shape.number, path_of(rings.back()));
  }
  if (site.outline.size() == 1)
    add("<g class=case><path id=o{0} d={1} /></g><use class=line href=#o{0} />", number,
        path_data(site.outline[0], site.window, {style.units, std::min(style.tolerance, 0.6)}));
  Labels labels(style);
  take_furniture(labels, style);
  for (std::size_t k = shapes.size(); k-- > 0;) {
    const auto place = labels.place(rings[k], shapes[k].number.size());
    if (place) add("<text x={:.0f} y={:.0f}>{}</text>", place->x, place->y + 0.35 * labels.size(), shapes[k].number);
  }
  return text + scale_and_north(site.window, style) + "</svg>";
}

std::string svg_definitions(const MapStyle& style) {
  std::string text = "<svg class=\"defs\" aria-hidden=\"true\" focusable=\"false\" width=\"0\" height=\"0\"><defs>";
  const auto looks = role_looks();
  for (std::size_t k = 0; k < looks.size(); ++k) {
    const RoleLook& look = looks[k];
    std::string marks;
    switch (look.pattern) {
      case MapPattern::plain:
        break;
      case MapPattern::rising:
        marks = "<path d=\"M0,16L16,0M-4,4L4,-4M12,20L20,12\"/>";
        break;
      case MapPattern::falling:
        marks = "<path d=\"M0,0L16,16M-4,12L4,20M12,-4L20,4\"/>";
        break;
      case MapPattern::crossed:
        marks = "<path d=\"M0,16L16,0M0,0L16,16\"/>";
        break;
      case MapPattern::dots:
        marks = "<path stroke=\"none\" d=\"M4,1.8a2.2,2.2 0 1 0 .1,0M12,9.8a2.2,2.2 0 1 0 .1,0\"/>";
        break;
      case MapPattern::rows:
        marks = "<path d=\"M0,4H16M0,12H16\"/>";
        break;
      case MapPattern::columns:
        marks = "<path d=\"M4,0V16M12,0V16\"/>";
        break;
      case MapPattern::sparse:
        marks = "<path stroke=\"none\" d=\"M8,6.4a1.6,1.6 0 1 0 .1,0\"/>";
        break;
    }
    const double light = look.pattern == MapPattern::sparse ? 0.06 : look.pattern == MapPattern::plain ? 0.25 : 0.12;
    fmt::format_to(std::back_inserter(text),
                   "<pattern id=\"p{}\" width=\"16\" height=\"16\" patternUnits=\"userSpaceOnUse\" "
                   "patternTransform=\"scale({})\" stroke=\"{}\" stroke-width=\"2\" fill=\"{}\"><rect width=\"16\" "
                   "height=\"16\" stroke=\"none\" fill-opacity=\"{}\"/>{}</pattern>",
                   k, style.scale(), look.colour, look.colour, light, marks);
  }
  fmt::format_to(std::back_inserter(text),
                 "<g id=\"north\" transform=\"scale({})\"><path d=\"M1150,28l-18,52l18-12l18,12z\"/><text x=\"1150\" "
                 "y=\"112\" font-size=\"26\">N</text></g>",
                 style.scale());
  return text + "</defs></svg>";
}

}  // namespace spatial
