// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "county/coverage.hpp"
#include "county/random.hpp"

namespace spatial::county {

/// The lie of the land: outline, rock, rivers and settlements of an invented county of southern England, as functions
/// of place. Its area grows with the number of habitat polygons, so that the average polygon measures 3.9 ha (100,000
/// polygons: 3,900 km²). From north to south: an estuary with marshes, chalk downs whose scarp faces south, a belt of
/// sand, a clay vale, a sandy ridge. Rivers cut through them northwards to the estuary.
/// Units: metres in EPSG:27700. Const access is thread-safe.

inline constexpr double mean_polygon_m2 = 39'000;

inline constexpr double largest_town_m = 1400;  ///< radius

struct Settlement {
  Point centre;
  double radius_m = 0;  ///< falls with the square root of the rank
};

struct River {
  std::vector<Point> line;  ///< from source to mouth, about 20 m a step
  double source_half_width_m = 0;
  double mouth_half_width_m = 0;
  double half_width_m(std::size_t i) const noexcept {
    return source_half_width_m +
           (mouth_half_width_m - source_half_width_m) * static_cast<double>(i) / static_cast<double>(line.size());
  }
};

/// What the ground is like at one place; shares from 0 to 1.
struct Ground {
  double band = 0;  ///< position across the geology, about -0.9 in the south to 0.9 in the north
  double chalk = 0, scarp = 0, sand = 0, clay = 0, marsh = 0;
};

class Land {
 public:
  Land(std::size_t polygons, std::uint64_t seed);

  /// Above zero inside the county; about the distance to its edge in metres.
  double depth_m(Point p) const noexcept;
  bool inside(Point p) const noexcept { return depth_m(p) > 0; }
  bool coastal(Point p) const noexcept;  ///< the nearest edge is the sea's
  Ground ground(Point p) const noexcept;
  const Box& extent() const noexcept { return extent_; }  ///< holds the county and a margin
  double scale_m() const noexcept { return scale_m_; }    ///< about half the county's width
  const std::vector<Settlement>& settlements() const noexcept { return settlements_; }  ///< largest first
  const std::vector<River>& rivers() const noexcept { return rivers_; }

 private:
  Point unit(Point p) const noexcept { return {(p.x - centre.x) / scale_m_, (p.y - centre.y) / scale_m_}; }
  double outline(Point unit_place) const noexcept;
  void place_rivers(std::uint64_t seed);
  void place_settlements(std::size_t polygons, std::uint64_t seed);

  static constexpr Point centre{560'000, 160'000};
  Random outline_noise_, rock_noise_;
  double scale_m_ = 1;
  Box extent_;
  std::vector<Settlement> settlements_;
  std::vector<River> rivers_;
};

/// What a site of the habitat coverage stands for.
enum class SiteKind : std::uint8_t { field, river, bank, pond, copse, around };

struct Sites {
  std::vector<Point> places;
  std::vector<SiteKind> kinds;
  std::vector<std::uint32_t> hosts;  ///< for `around`: the pond or copse in the middle; else the site itself
  std::vector<std::uint32_t> farms;  ///< number of the farm a field belongs to
};

/// Sites of parcels: every farm lays out its fields in rows of its own direction and size; rivers, ponds and copses are
/// rings and strips of sites, so that their cells take the wanted shape. `cell_m2` is the mean area of a field's cell.
Sites sites_of(const Land& land, double cell_m2, std::uint64_t seed);

}  // namespace spatial::county
