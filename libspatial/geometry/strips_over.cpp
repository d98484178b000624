// SPDX-License-Identifier: MIT
#include "libspatial/geometry/strips_over.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace spatial {
namespace {

/// The strips across one axis that a ring runs through, and how far it reaches along the other in each.
class Strips {
 public:
  Strips(double first, double length, double width)
      : first_(first),
        last_(first + length),
        width_(width),
        strips_(std::max<std::size_t>(1, 1 + static_cast<std::size_t>(length / width))) {}

  /// An edge, in coordinates across and along.
  void add(Point from, Point to) {
    if (from.x > to.x) std::swap(from, to);
    const std::size_t last = strip_of(to.x);
    for (std::size_t s = strip_of(from.x); s <= last; ++s) {
      const double begin = first_ + static_cast<double>(s) * width_;
      strips_[s].add(Point{0, at(from, to, begin)});
      strips_[s].add(Point{0, at(from, to, begin + width_)});
    }
  }

  template <class Use>
  void each(const Use& use) const {
    for (std::size_t s = 0; s < strips_.size(); ++s) {
      const double begin = first_ + static_cast<double>(s) * width_;
      if (!strips_[s].empty()) use(Box{begin, strips_[s].min_y, std::min(begin + width_, last_), strips_[s].max_y});
    }
  }

 private:
  std::size_t strip_of(double across) const {
    return std::min(strips_.size() - 1, static_cast<std::size_t>(std::max(0.0, (across - first_) / width_)));
  }
  /// Along, where the edge is `across`, or at its nearest end.
  static double at(Point from, Point to, double across) {
    if (across <= from.x) return from.y;
    if (across >= to.x) return to.y;
    return from.y + (to.y - from.y) * (across - from.x) / (to.x - from.x);
  }

  double first_, last_, width_;
  std::vector<Box> strips_;
};

}  // namespace

std::vector<Box> strips_over(MultiPolygonView area, double width_m) {
  constexpr double rounding_m = 1e-3;  // of places where an edge crosses into the next strip
  std::vector<Box> boxes;
  for (std::size_t p = 0; p < area.part_count(); ++p) {
    const std::span<const Point> shell = area.part(p).ring(0);
    Box box;
    for (const Point point : shell) box.add(point);
    if (box.empty()) continue;
    const bool upright = box.height() > box.width();
    const auto turned = [&](Point point) { return upright ? Point{point.y, point.x} : point; };
    Strips strips(upright ? box.min_y : box.min_x, upright ? box.height() : box.width(), width_m);
    for (std::size_t k = 1; k < shell.size(); ++k) strips.add(turned(shell[k - 1]), turned(shell[k]));
    strips.each([&](const Box& strip) {
      boxes.push_back((upright ? Box{strip.min_y, strip.min_x, strip.max_y, strip.max_x} : strip).grown(rounding_m));
    });
  }
  return boxes;
}

}  // namespace spatial
