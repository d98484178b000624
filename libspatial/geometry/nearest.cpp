// SPDX-License-Identifier: MIT
#include "libspatial/geometry/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace spatial {
namespace {

/// The nearest features within `radius`. The result is complete if the last wanted feature and its ties are found.
std::vector<NearFeature> within(const EdgeTree& from, const NearCandidates& candidates, const NearOptions& options,
                                double radius) {
  std::vector<std::uint32_t> order = candidates.index.query(from.box().grown(radius + 1e-6));
  std::vector<std::pair<double, std::uint32_t>> by_gap;
  for (const std::uint32_t f : order)
    if (f != options.except) by_gap.emplace_back(gap_m(from.box(), candidates.boxes[f]), f);
  std::sort(by_gap.begin(), by_gap.end());
  std::vector<NearFeature> found;  // in order of distance
  double limit = radius;
  for (const auto& [gap, feature] : by_gap) {
    if (gap > limit + options.tie_m) break;
    const ClosestPoints closest = closest_points(from, candidates.tree_of(feature), limit + options.tie_m);
    if (!std::isfinite(closest.distance_m)) continue;
    const auto place =
        std::upper_bound(found.begin(), found.end(), closest.distance_m,
                         [](double d, const NearFeature& other) { return d < other.closest.distance_m; });
    found.insert(place, {feature, closest});
    if (found.size() < options.count) continue;
    limit = std::min(limit, found[options.count - 1].closest.distance_m);
    while (found.back().closest.distance_m > limit + options.tie_m) found.pop_back();
  }
  return found;
}

}  // namespace

double gap_m(const Box& a, const Box& b) noexcept {
  return std::hypot(std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x}),
                    std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y}));
}

int direction_of(Point from, Point to) noexcept {
  const double east = to.x - from.x, north = to.y - from.y;
  if (std::hypot(east, north) < 1e-9) return -1;
  const double eighths = std::atan2(east, north) / (std::numbers::pi / 4);
  return (static_cast<int>(std::lround(eighths)) + 8) % 8;
}

double bearing_deg(Point from, Point to) noexcept {
  const double east = to.x - from.x, north = to.y - from.y;
  if (std::hypot(east, north) < 1e-9) return std::numeric_limits<double>::quiet_NaN();
  const double degrees = std::atan2(east, north) * 180 / std::numbers::pi;
  return degrees < 0 ? degrees + 360 : degrees;
}

std::vector<NearFeature> nearest_features(const EdgeTree& from, const NearCandidates& candidates,
                                          const NearOptions& options) {
  if (from.empty() || options.count == 0 || candidates.index.size() == 0) return {};
  const Box& extent = candidates.extent;
  // Search with growing radius until the wanted number of features is found; these are then the nearest.
  const double farthest = std::hypot(extent.width(), extent.height()) + gap_m(from.box(), extent) +
                          std::hypot(from.box().width(), from.box().height());
  const double limit = std::min(options.within_m, farthest);
  std::vector<NearFeature> found;
  for (double radius = std::min(options.first_radius_m, limit);; radius = std::min(2 * radius, limit)) {
    found = within(from, candidates, options, radius);
    if (radius >= limit) break;
    // A tie just beyond the radius would be missed, so the radius must include it.
    if (found.size() >= options.count && found[options.count - 1].closest.distance_m + options.tie_m <= radius) break;
  }
  // Order ties by index, not by the last digits of their distances.
  std::sort(found.begin(), found.end(), [](const NearFeature& a, const NearFeature& b) {
    return a.closest.distance_m != b.closest.distance_m ? a.closest.distance_m < b.closest.distance_m
                                                        : a.feature < b.feature;
  });
  for (std::size_t begin = 0; begin < found.size();) {
    std::size_t end = begin + 1;
    while (end < found.size() && found[end].closest.distance_m - found[begin].closest.distance_m <= options.tie_m)
      ++end;
    std::sort(found.begin() + static_cast<std::ptrdiff_t>(begin), found.begin() + static_cast<std::ptrdiff_t>(end),
              [](const NearFeature& a, const NearFeature& b) { return a.feature < b.feature; });
    begin = end;
  }
  return found;
}

}  // namespace spatial
