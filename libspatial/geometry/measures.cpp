// SPDX-License-Identifier: MIT
#include "libspatial/geometry/measures.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace spatial {
namespace {

struct Moments {
  double area2 = 0;  // twice the signed area
  double mx = 0;     // six times the first moments, relative to the given origin
  double my = 0;
};

Moments ring_moments(RingView ring, Point origin) noexcept {
  StableSum area2, mx, my;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const double ax = ring[i].x - origin.x, ay = ring[i].y - origin.y;
    const double bx = ring[i + 1].x - origin.x, by = ring[i + 1].y - origin.y;
    const double cross = ax * by - bx * ay;
    area2.add(cross);
    mx.add((ax + bx) * cross);
    my.add((ay + by) * cross);
  }
  return {area2.value(), mx.value(), my.value()};
}

double ring_area2(RingView ring, Point origin) noexcept {
  StableSum area2;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i)
    area2.add((ring[i].x - origin.x) * (ring[i + 1].y - origin.y) -
              (ring[i + 1].x - origin.x) * (ring[i].y - origin.y));
  return area2.value();
}

}  // namespace

double signed_area_m2(RingView ring) noexcept { return ring.empty() ? 0 : 0.5 * ring_area2(ring, ring.front()); }

// Summed plainly, and with care only where rounding could decide.
bool counter_clockwise(RingView ring) noexcept {
  if (ring.empty()) return false;
  const Point origin = ring.front();
  double sum = 0, size = 0, x = 0, y = 0;
  for (const Point p : ring.subspan(1)) {
    const double next_x = p.x - origin.x, next_y = p.y - origin.y, left = x * next_y, right = next_x * y;
    sum += left - right;
    size += std::abs(left) + std::abs(right);
    x = next_x;
    y = next_y;
  }
  // Each term and each addition is off by at most 2^-53 of the sizes added so far.
  const double error = 4e-16 * static_cast<double>(ring.size() + 2) * size;
  return std::abs(sum) > error ? sum > 0 : signed_area_m2(ring) > 0;
}

double area_m2(MultiPolygonView feature) noexcept {
  StableSum sum;
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    sum.add(std::abs(signed_area_m2(part.shell())));
    for (std::size_t r = 1; r < part.ring_count(); ++r) sum.add(-std::abs(signed_area_m2(part.ring(r))));
  }
  return sum.value();
}

double perimeter_m(MultiPolygonView feature) noexcept {
  StableSum sum;
  for (std::size_t r = 0; r < feature.ring_count(); ++r) {
    const RingView ring = feature.ring(r);
    for (std::size_t i = 0; i + 1 < ring.size(); ++i)
      sum.add(std::hypot(ring[i + 1].x - ring[i].x, ring[i + 1].y - ring[i].y));
  }
  return sum.value();
}

Box box_of(RingView ring) noexcept {
  Box box;
  for (const Point& p : ring) box.add(p);
  return box;
}

Box box_of(MultiPolygonView feature) noexcept { return box_of(feature.points()); }

Point centroid(MultiPolygonView feature) noexcept {
  const Box box = box_of(feature);
  if (box.empty()) return {};
  const Point origin{box.min_x, box.min_y};
  StableSum area2, mx, my;
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      const Moments m = ring_moments(part.ring(r), origin);
      const double sign = ((m.area2 < 0) == (r == 0)) ? -1 : 1;  // shells count positive, holes negative
      area2.add(sign * m.area2);
      mx.add(sign * m.mx);
      my.add(sign * m.my);
    }
  }
  if (!(area2.value() > 0)) return box.centre();
  return {origin.x + mx.value() / (3 * area2.value()), origin.y + my.value() / (3 * area2.value())};
}

double shape_index(MultiPolygonView feature) noexcept {
  const double area = area_m2(feature);
  return area > 0 ? perimeter_m(feature) / (2 * std::sqrt(std::numbers::pi * area)) : 0;
}

std::vector<Box> boxes_of(const MultiPolygonColumn& column) {
  std::vector<Box> boxes(column.size());
  for (std::size_t i = 0; i < column.size(); ++i) boxes[i] = box_of(column[i]);
  return boxes;
}

std::vector<double> areas_m2_of(const MultiPolygonColumn& column) {
  std::vector<double> areas(column.size());
  for (std::size_t i = 0; i < column.size(); ++i) areas[i] = area_m2(column[i]);
  return areas;
}

Box extent_of(const MultiPolygonColumn& column) {
  Box extent;
  for (std::size_t i = 0; i < column.size(); ++i) extent.add(box_of(column[i]));
  return extent;
}

std::uint32_t hilbert_position(const Box& extent, Point p) noexcept {
  constexpr std::uint32_t side = 1u << 16;
  const auto cell = [](double value, double low, double width) {
    const double t = width > 0 ? (value - low) / width * side : 0;
    return static_cast<std::uint32_t>(std::clamp(t, 0.0, side - 1.0));
  };
  std::uint32_t x = cell(p.x, extent.min_x, extent.width());
  std::uint32_t y = cell(p.y, extent.min_y, extent.height());
  std::uint32_t position = 0;
  for (std::uint32_t s = side / 2; s > 0; s /= 2) {
    const std::uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
    position += s * s * ((3 * rx) ^ ry);
    if (ry == 0) {
      if (rx == 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      std::swap(x, y);
    }
  }
  return position;
}

std::vector<std::uint32_t> hilbert_order(const std::vector<Box>& boxes) {
  Box extent;
  for (const Box& box : boxes)
    if (!box.empty()) extent.add(box);
  std::vector<std::uint32_t> position(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i)
    position[i] = boxes[i].empty() ? 0 : hilbert_position(extent, boxes[i].centre());
  std::vector<std::uint32_t> order(boxes.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return position[a] != position[b] ? position[a] < position[b] : a < b;
  });
  return order;
}

}  // namespace spatial
