// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numbers>

#include "county/land.hpp"

namespace spatial::county {
namespace {

constexpr double farm_m = 620;

/// Collects sites; refuses any that is too close to an existing one.
class SiteList {
 public:
  explicit SiteList(const Box& extent)
      : extent_(extent),
        columns_(static_cast<std::size_t>(extent.width() / square_m) + 1),
        rows_(static_cast<std::size_t>(extent.height() / square_m) + 1),
        first_(columns_ * rows_, Coverage::none) {}

  /// Number of the new site, or `none`. Any two sites are at least as far apart as the larger of their clearances.
  std::uint32_t add(Point p, double clearance_m, SiteKind kind, std::uint32_t farm,
                    std::uint32_t host = Coverage::none) {
    if (!extent_.contains(Box{p.x, p.y, p.x, p.y})) return Coverage::none;
    const auto c = static_cast<std::size_t>((p.x - extent_.min_x) / square_m),
               r = static_cast<std::size_t>((p.y - extent_.min_y) / square_m);
    constexpr std::size_t reach = 2;
    for (std::size_t i = r < reach ? 0 : r - reach; i <= std::min(r + reach, rows_ - 1); ++i)
      for (std::size_t j = c < reach ? 0 : c - reach; j <= std::min(c + reach, columns_ - 1); ++j)
        for (std::uint32_t s = first_[i * columns_ + j]; s != Coverage::none; s = next_[s]) {
          const Point q = sites.places[s];
          if (std::hypot(p.x - q.x, p.y - q.y) < std::max(clearance_m, clearances_[s])) return Coverage::none;
        }
    const auto number = static_cast<std::uint32_t>(sites.places.size());
    sites.places.push_back(p);
    sites.kinds.push_back(kind);
    sites.hosts.push_back(host == Coverage::none ? number : host);
    sites.farms.push_back(farm);
    clearances_.push_back(clearance_m);
    next_.push_back(first_[r * columns_ + c]);
    first_[r * columns_ + c] = number;
    return number;
  }

  /// Allows later sites to come as close to this one as `clearance_m`.
  void allow_near(std::uint32_t site, double clearance_m) { clearances_[site] = clearance_m; }

  Sites sites;

 private:
  static constexpr double square_m = 60;  // clearances are at most twice this
  Box extent_;
  std::size_t columns_, rows_;
  std::vector<std::uint32_t> first_, next_;
  std::vector<double> clearances_;
};

/// Farms: Voronoi cells of one jittered point in every grid square.
class Farms {
 public:
  Farms(const Box& extent, std::uint64_t seed)
      : extent_(extent),
        random_(seed, "farms"),
        columns_(static_cast<std::int64_t>(extent.width() / farm_m) + 1),
        rows_(static_cast<std::int64_t>(extent.height() / farm_m) + 1) {}
  std::uint32_t count() const { return static_cast<std::uint32_t>(columns_ * rows_); }
  Point yard(std::int64_t c, std::int64_t r) const {
    const auto item = static_cast<std::uint64_t>(r * 1'000'003 + c);
    return {extent_.min_x + (static_cast<double>(c) + random_.between(0.1, 0.9, item, 0)) * farm_m,
            extent_.min_y + (static_cast<double>(r) + random_.between(0.1, 0.9, item, 1)) * farm_m};
  }
  Point yard(std::uint32_t farm) const { return yard(farm % columns_, farm / columns_); }
  std::uint32_t at(Point p) const {
    const auto c = static_cast<std::int64_t>((p.x - extent_.min_x) / farm_m),
               r = static_cast<std::int64_t>((p.y - extent_.min_y) / farm_m);
    std::int64_t best = -1;
    double nearest = 0;
    for (std::int64_t i = std::max<std::int64_t>(r - 1, 0); i <= std::min(r + 1, rows_ - 1); ++i)
      for (std::int64_t j = std::max<std::int64_t>(c - 1, 0); j <= std::min(c + 1, columns_ - 1); ++j) {
        const Point q = yard(j, i);
        const double d = (p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y);
        if (best < 0 || d < nearest) {
          nearest = d;
          best = i * columns_ + j;
        }
      }
    return static_cast<std::uint32_t>(best);
  }

 private:
  Box extent_;
  Random random_;
  std::int64_t columns_, rows_;
};

void add_rivers(SiteList& list, const Land& land, const Farms& farms) {
  for (const River& river : land.rivers()) {
    std::vector<std::size_t> stations;
    double walked = 0, next = 0;
    for (std::size_t i = 1; i + 1 < river.line.size(); ++i) {
      walked += std::hypot(river.line[i].x - river.line[i - 1].x, river.line[i].y - river.line[i - 1].y);
      const double half = river.half_width_m(i);
      if (walked < next || !land.inside(river.line[i])) continue;
      // Stations are half as far apart as the river is wide, so that a bend does not displace them.
      if (list.add(river.line[i], 1.2 * half, SiteKind::river, farms.at(river.line[i])) != Coverage::none)
        stations.push_back(i);
      next = walked + 2 * half;
    }
    for (const std::size_t i : stations) {
      const Point p = river.line[i], a = river.line[i - 1], b = river.line[i + 1];
      const double half = river.half_width_m(i), length = std::hypot(b.x - a.x, b.y - a.y);
      for (const double side : {-2.0, 2.0}) {
        const Point bank{p.x - side * half * (b.y - a.y) / length, p.y + side * half * (b.x - a.x) / length};
        list.add(bank, 1.5 * half, SiteKind::bank, farms.at(bank));
      }
    }
  }
}

void add_islands(SiteList& list, const Farms& farms, std::uint32_t farm, const Land& land, const Random& random) {
  const Point yard = farms.yard(farm);
  const Ground ground = land.ground(yard);
  for (std::uint64_t i = 0; i < 4; ++i) {
    const bool pond = i < 2;
    const double chance = pond ? 0.15 + 0.3 * ground.clay + 0.2 * ground.marsh : 0.16 * (1 - ground.marsh);
    if (random.uniform(farm, 20 * i) > chance) continue;
    const Point p{yard.x + random.between(-0.4, 0.4, farm, 20 * i + 1) * farm_m,
                  yard.y + random.between(-0.4, 0.4, farm, 20 * i + 2) * farm_m};
    const double spread = random.uniform(farm, 20 * i + 3);
    const double radius = pond ? 8 + 22 * spread * spread : 18 + 34 * spread;
    if (farms.at(p) != farm || !land.inside(p)) continue;
    const std::uint32_t host =
        list.add(p, std::min(2.6 * radius, 118.0), pond ? SiteKind::pond : SiteKind::copse, farm);
    if (host == Coverage::none) continue;
    list.allow_near(host, 1.9 * radius);
    const double turn = random.uniform(farm, 20 * i + 4);
    for (std::uint64_t k = 0; k < 7; ++k) {
      const double angle = 2 * std::numbers::pi *
                           (turn + (static_cast<double>(k) + random.between(-0.2, 0.2, farm, 20 * i + 5 + k)) / 7);
      list.add({p.x + 2 * radius * std::cos(angle), p.y + 2 * radius * std::sin(angle)}, 0.8 * radius, SiteKind::around,
               farm, host);
    }
  }
}

void add_fields(SiteList& list, const Farms& farms, std::uint32_t farm, double cell_m2, const Random& random) {
  const Point yard = farms.yard(farm);
  const double angle = std::numbers::pi * random.uniform(farm, 1);
  const double size = random.between(0.5, 1.6, farm, 2) * cell_m2, shape = random.between(1, 2.1, farm, 3);
  const double dx = std::sqrt(size * shape), dy = std::sqrt(size / shape), reach = 1.5 * farm_m;
  const Point along{std::cos(angle), std::sin(angle)};
  const int columns = static_cast<int>(reach / dx), rows = static_cast<int>(reach / dy);
  for (int row = -rows; row <= rows; ++row)
    for (int column = -columns; column <= columns; ++column) {
      const auto draw = static_cast<std::uint64_t>((row + 4096) * 8192 + column + 4096) * 2 + 10;
      const double x = dx * (column + 0.37 * (row & 1) + random.between(-0.16, 0.16, farm, draw));
      const double y = dy * (row + random.between(-0.13, 0.13, farm, draw + 1));
      const Point p{yard.x + x * along.x - y * along.y, yard.y + x * along.y + y * along.x};
      if (farms.at(p) == farm) list.add(p, std::min(0.42 * dy, 60.0), SiteKind::field, farm);
    }
}

}  // namespace

Sites sites_of(const Land& land, double cell_m2, std::uint64_t seed) {
  SiteList list(land.extent());
  const Farms farms(land.extent(), seed);
  const Random islands(seed, "ponds and copses"), fields(seed, "fields");
  add_rivers(list, land, farms);
  for (std::uint32_t farm = 0; farm < farms.count(); ++farm) add_islands(list, farms, farm, land, islands);
  for (std::uint32_t farm = 0; farm < farms.count(); ++farm) add_fields(list, farms, farm, cell_m2, fields);
  return std::move(list.sites);
}

}  // namespace spatial::county
