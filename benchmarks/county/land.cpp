// SPDX-License-Identifier: MIT
#include "county/land.hpp"

#include <algorithm>
#include <string>

namespace spatial::county {
namespace {

constexpr double half_width = 1.25, half_height = 0.85;  // of the county, in units

double eased(double low, double high, double v) {
  const double t = std::clamp((v - low) / (high - low), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

/// 1 inside [low, high], falling to 0 over a distance of `soft` on both sides.
double within(double low, double high, double soft, double v) {
  return eased(low - soft, low, v) * (1 - eased(high, high + soft, v));
}

/// Refines a line by midpoint displacement until its segments are shorter than `step_m`.
std::vector<Point> meandering(std::vector<Point> line, double step_m, double roughness, const Random& random) {
  std::uint64_t draw = 0;
  const auto step_of = [](const std::vector<Point>& l) { return std::hypot(l[1].x - l[0].x, l[1].y - l[0].y); };
  while (step_of(line) > step_m) {
    std::vector<Point> finer;
    finer.reserve(2 * line.size());
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const Point a = line[i], b = line[i + 1];
      const double d = roughness * random.between(-1, 1, draw++);
      finer.push_back(a);
      finer.push_back({(a.x + b.x) / 2 - d * (b.y - a.y), (a.y + b.y) / 2 + d * (b.x - a.x)});
    }
    finer.push_back(line.back());
    line = std::move(finer);
  }
  return line;
}

/// The same line with equally spaced points.
std::vector<Point> evenly(const std::vector<Point>& line, double step_m) {
  std::vector<Point> result{line.front()};
  double left = step_m;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    Point a = line[i];
    const Point b = line[i + 1];
    for (double length = std::hypot(b.x - a.x, b.y - a.y); length >= left; length = std::hypot(b.x - a.x, b.y - a.y)) {
      a = {a.x + (b.x - a.x) * left / length, a.y + (b.y - a.y) * left / length};
      result.push_back(a);
      left = step_m;
    }
    left -= std::hypot(b.x - a.x, b.y - a.y);
  }
  return result;
}

}  // namespace

Land::Land(std::size_t polygons, std::uint64_t seed) : outline_noise_(seed, "outline"), rock_noise_(seed, "rock") {
  constexpr int steps = 300;
  std::size_t hits = 0;
  for (int i = 0; i < steps; ++i)
    for (int j = 0; j < steps; ++j) hits += outline({-1.7 + 3.4 * i / steps, -1.3 + 2.6 * j / steps}) > 0 ? 1 : 0;
  const double unit_area = 3.4 * 2.6 * static_cast<double>(hits) / (steps * steps);
  scale_m_ = std::sqrt(static_cast<double>(polygons) * mean_polygon_m2 / unit_area);
  extent_ = Box{centre.x - 1.65 * scale_m_, centre.y - 1.25 * scale_m_, centre.x + 1.65 * scale_m_,
                centre.y + 1.25 * scale_m_}
                .grown(1500);
  place_rivers(seed);
  place_settlements(polygons, seed);
}

double Land::outline(Point p) const noexcept {
  const double u = std::abs(p.x / half_width), v = std::abs(p.y / half_height);
  return 1 - u * u * std::sqrt(u) - v * v * std::sqrt(v) + 0.55 * outline_noise_.noise(p, 0.62, 6);
}

double Land::depth_m(Point p) const noexcept { return 0.35 * scale_m_ * outline(unit(p)); }

bool Land::coastal(Point p) const noexcept {
  const Point u = unit(p);
  return u.y > 0.25 || u.x > 1.0;
}

Ground Land::ground(Point p) const noexcept {
  const Point u = unit(p);
  Ground g;
  g.band = u.y + 0.10 * u.x + 0.16 * rock_noise_.noise(u, 0.8, 5);
  g.marsh = eased(0.52, 0.60, g.band);
  if (coastal(p)) g.marsh = std::max(g.marsh, 1 - eased(250, 1200, depth_m(p)));
  g.chalk = within(0.20, 0.50, 0.03, g.band);
  g.scarp = within(0.19, 0.25, 0.03, g.band);
  g.sand = std::max(within(0.03, 0.14, 0.03, g.band), within(-0.52, -0.34, 0.05, g.band));
  g.clay = std::max(within(-0.30, 0.0, 0.04, g.band), within(-0.9, -0.56, 0.04, g.band));
  return g;
}

void Land::place_rivers(std::uint64_t seed) {
  const Random random(seed, "rivers");
  const double mouth_half_width = std::clamp(scale_m_ / 1400, 9.0, 30.0);
  const std::size_t count = std::clamp<std::size_t>(static_cast<std::size_t>(scale_m_ / 9000), 2, 9);
  for (std::size_t i = 0; i < count; ++i) {
    const double along = -1.0 + 2.0 * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const auto place = [&](double u, double v) { return Point{centre.x + u * scale_m_, centre.y + v * scale_m_}; };
    const std::vector<Point> course{
        place(along + random.between(-0.3, 0.3, i, 1), -0.6 + random.between(-0.15, 0.25, i, 2)),
        place(along + random.between(-0.12, 0.12, i, 3), -0.1), place(along + random.between(-0.08, 0.08, i, 4), 0.3),
        place(along + random.between(-0.1, 0.1, i, 5), 1.15)};
    River river;
    river.source_half_width_m = 4;
    river.mouth_half_width_m = mouth_half_width * random.between(0.5, 1, i, 6);
    river.line = evenly(meandering(course, 30, 0.22, Random(seed, "course " + std::to_string(i))), 20);
    std::erase_if(river.line, [&](Point p) { return !extent_.grown(-200).contains(Box{p.x, p.y, p.x, p.y}); });
    rivers_.push_back(std::move(river));
  }
}

void Land::place_settlements(std::size_t polygons, std::uint64_t seed) {
  const Random random(seed, "settlements");
  const std::size_t count = std::max<std::size_t>(9, polygons / 100);
  const double apart = 0.55 * std::sqrt(static_cast<double>(polygons) * mean_polygon_m2 / static_cast<double>(count));
  // With a grid as wide as the allowed distance, a square contains at most a few settlements.
  const auto columns = static_cast<std::size_t>(extent_.width() / apart) + 1;
  const auto rows = static_cast<std::size_t>(extent_.height() / apart) + 1;
  std::vector<std::vector<Point>> taken(columns * rows);
  for (std::uint64_t attempt = 0; settlements_.size() < count && attempt < 60 * count; ++attempt) {
    const Point p{random.between(extent_.min_x, extent_.max_x, attempt, 0),
                  random.between(extent_.min_y, extent_.max_y, attempt, 1)};
    if (depth_m(p) < 250 || ground(p).marsh > 0.6) continue;
    const auto c = static_cast<std::size_t>((p.x - extent_.min_x) / apart),
               r = static_cast<std::size_t>((p.y - extent_.min_y) / apart);
    bool free = true;
    for (std::size_t i = r == 0 ? 0 : r - 1; i <= std::min(r + 1, rows - 1); ++i)
      for (std::size_t j = c == 0 ? 0 : c - 1; j <= std::min(c + 1, columns - 1); ++j)
        for (const Point q : taken[i * columns + j]) free = free && std::hypot(p.x - q.x, p.y - q.y) > apart;
    if (!free) continue;
    taken[r * columns + c].push_back(p);
    settlements_.push_back({p, largest_town_m * std::sqrt(3 / (3 + static_cast<double>(settlements_.size())))});
  }
}

}  // namespace spatial::county
