// SPDX-License-Identifier: MIT
#include "libspatial/landscape/repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/needles.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/geometry/simple_area.hpp"

namespace spatial {
namespace {

/// Snapping a repaired feature can make it invalid again; one or two rounds are usual.
constexpr int most_rounds = 8;
constexpr std::size_t most_crossings = 500'000;

bool in_range(Point p) {
  return std::abs(p.x) <= largest_coordinate_m && std::abs(p.y) <= largest_coordinate_m;
}  // false for NaN

Place place_of(Point p) { return {p.x, p.y}; }

/// Finds coordinates that cannot be used. The place given is the first usable vertex.
std::optional<Finding> out_of_range(MultiPolygonView feature) {
  std::size_t bad = 0;
  std::optional<Place> place;
  for (const Point p : feature.points()) {
    if (!in_range(p))
      ++bad;
    else if (!place)
      place = place_of(p);
  }
  if (bad == 0) return std::nullopt;
  return Finding{
      IssueRule::coordinates_not_finite,
      fmt::format("{} of {} coordinates are not finite or further out than 100,000 km; the feature was dropped", bad,
                  feature.point_count()),
      place};
}

struct Snapped {
  MultiPolygon geometry;
  std::size_t rings_lost = 0;
  std::optional<Place> where_lost;
};

Snapped snapped(MultiPolygonView feature, double grid_m) {
  const Grid grid(grid_m);
  Snapped result;
  MultiPolygonColumn column;
  std::vector<Point> points;
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    bool shell_lost = false;
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      points.clear();
      for (const Point q : part.ring(r)) {
        const Point s = grid.nearest(q);
        if (points.empty() || !(points.back() == s)) points.push_back(s);
      }
      if (shell_lost || points.size() < 4) {  // a collapsed shell takes its holes with it
        if (!result.where_lost && !points.empty()) result.where_lost = place_of(points.front());
        ++result.rings_lost;
        shell_lost = shell_lost || r == 0;
        continue;
      }
      column.add_ring(points);
    }
    column.end_part();
  }
  column.end_feature();
  result.geometry = MultiPolygon(std::move(column));
  return result;
}

/// A valid outline, on the grid if possible; throws Error(geometry) if GEOS fails.
MultiPolygon settled(GeosContext& geos, MultiPolygon feature, double grid_m) {
  MultiPolygon valid = feature;
  for (int round = 0; round < most_rounds; ++round) {
    valid = make_valid(geos, feature);
    feature = snapped(valid, grid_m).geometry;
    if (!validity(geos, feature)) return feature;
  }
  return valid;  // valid, but off the grid by less than its spacing
}

/// Finds out why an outline on the grid is invalid: because of the file, or because of rounding. Checked only when
/// needed, and once.
class Blame {
 public:
  Blame(GeosContext& geos, MultiPolygonView as_read, double snap_m) : geos_(geos), as_read_(as_read), snap_m_(snap_m) {}
  bool file() const {
    if (!file_) file_ = validity(geos_, as_read_).has_value();
    return *file_;
  }
  IssueRule rule(bool dropped) const {
    if (file()) return dropped ? IssueRule::invalid_dropped : IssueRule::invalid_repaired;
    return dropped ? IssueRule::rounding_dropped : IssueRule::rounding_repaired;
  }
  /// Beginning of a message about what GEOS found on the grid.
  std::string words(const std::string& reason) const {
    return file() ? reason
                  : fmt::format("valid in the file, but rounding to the grid of {} m made the outline meet itself ({})",
                                shortest(snap_m_), reason);
  }

 private:
  GeosContext& geos_;
  MultiPolygonView as_read_;
  double snap_m_;
  mutable std::optional<bool> file_;
};

/// Repairs the rounded outline if it is invalid; drops the feature if nothing can be saved.
void make_sound(GeosContext& geos, RepairedFeature& result, const Blame& blame, const CleanOptions& options) {
  const auto drop = [&](IssueRule rule, std::string message, Point place) {
    result.findings.push_back({rule, std::move(message), place_of(place)});
    result.geometry = {};
  };
  const Point somewhere = result.geometry.view().points().front();
  try {
    const auto problem = validity(geos, result.geometry);
    if (!problem) return;
    result.repaired = true;
    // Repairing scribbles takes GEOS minutes, and it would be arbitrary which of their million pieces are land.
    if (crossings_up_to(result.geometry, most_crossings) == most_crossings)
      return drop(blame.rule(true),
                  fmt::format("the outline crosses itself {} times or more, too often to be repaired reliably",
                              with_commas(static_cast<long long>(most_crossings))),
                  problem->place);
    MultiPolygon valid = settled(geos, result.geometry, options.snap_m);
    if (valid.empty())
      return drop(blame.rule(true), fmt::format("{}; nothing of it encloses an area", blame.words(problem->reason)),
                  problem->place);
    result.findings.push_back(
        {blame.rule(false),
         fmt::format("{}; area after repair {:.1f} m²", blame.words(problem->reason), area_m2(valid)),
         place_of(problem->place)});
    result.geometry = std::move(valid);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::geometry) throw;
    drop(IssueRule::invalid_dropped, error.message(), somewhere);
  }
}

/// Drops parts smaller than the limit. The feature is in normal form, so the order of findings is too.
void drop_small_parts(RepairedFeature& result, double smallest_part_m2) {
  MultiPolygonColumn kept;
  std::size_t dropped = 0;
  double lost_m2 = 0;
  std::optional<Place> place;
  const MultiPolygonView all = result.geometry;
  for (std::size_t p = 0; p < all.part_count(); ++p) {
    const PolygonView part = all.part(p);
    const double area = area_m2(part_of(part));
    if (!(area > 0) || area < smallest_part_m2) {
      ++dropped;
      lost_m2 += area;
      if (!place) place = place_of(part.shell().front());
      continue;
    }
    append_part(kept, part);
  }
  if (dropped == 0) return;
  kept.end_feature();
  result.findings.push_back({IssueRule::small_part_dropped,
                             smallest_part_m2 > 0
                                 ? fmt::format("{} of {} parts under {} m² left out, together {:.3f} m²", dropped,
                                               all.part_count(), smallest_part_m2, lost_m2)
                                 : fmt::format("{} of {} parts without area left out", dropped, all.part_count()),
                             place});
  result.repaired = true;
  result.geometry = MultiPolygon(std::move(kept));
}

}  // namespace

bool in_range(std::span<const Point> points) noexcept {
  return std::all_of(points.begin(), points.end(), [](Point p) { return in_range(p); });
}

/// Its branches are the faults of a ring that can be mended without GEOS, in one pass over the vertices.
std::optional<MultiPolygonView> tidied(MultiPolygonView feature, const CleanOptions& options, TidyScratch& scratch,
                                       bool valid) {
  if (feature.empty()) return std::nullopt;
  const Grid grid(options.snap_m);
  const auto before = [](Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; };
  bool changed = false;
  scratch.feature = {};
  scratch.feature.reserve(1, feature.point_count());
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      std::vector<Point>& points = scratch.points;
      points.clear();
      for (const Point q : part.ring(r)) {
        if (!in_range(q)) return std::nullopt;
        const Point s = grid.nearest(q);
        changed = changed || !(s == q);
        if (points.empty() || !(points.back() == s))
          points.push_back(s);
        else
          changed = true;
      }
      if (points.size() < 4) return std::nullopt;
      const double area = signed_area_m2(points);
      if (r == 0 && std::abs(area) < options.smallest_part_m2) return std::nullopt;
      if ((area > 0) != (r == 0)) {
        std::reverse(points.begin(), points.end());
        changed = true;
      }
      const auto first = std::min_element(points.begin(), points.end() - 1, before);
      if (first != points.begin()) {
        points.pop_back();
        std::rotate(points.begin(), first, points.end());
        points.push_back(Point(points.front()));
        changed = true;
      }
      scratch.feature.add_ring(points);
    }
    scratch.feature.end_part();
  }
  scratch.feature.end_feature();
  const MultiPolygonView tidy = scratch.feature[0];
  // If holes or parts change order, or holes fill their part, the full repair is needed; this is rare.
  const auto ring_before = [&](RingView a, RingView b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), before);
  };
  for (std::size_t p = 0; p < tidy.part_count(); ++p) {
    const PolygonView part = tidy.part(p);
    for (std::size_t r = 2; r < part.ring_count(); ++r)
      if (!ring_before(part.ring(r - 1), part.ring(r))) return std::nullopt;
    if (p > 0 && !ring_before(tidy.part(p - 1).shell(), part.shell())) return std::nullopt;
    if (part.ring_count() == 1) continue;
    double left = signed_area_m2(part.shell());
    for (std::size_t r = 1; r < part.ring_count(); ++r) left += signed_area_m2(part.ring(r));
    if (left < 2 * options.smallest_part_m2) return std::nullopt;
  }
  if (!valid && !certainly_valid(tidy)) return std::nullopt;
  return changed ? tidy : feature;
}

RepairedFeature repaired(GeosContext& geos, MultiPolygonView feature, const CleanOptions& options) {
  RepairedFeature result;
  if (feature.empty()) {
    result.findings.push_back({IssueRule::empty_geometry, "the feature has no area and was dropped", std::nullopt});
    return result;
  }
  if (auto finding = out_of_range(feature)) {
    result.findings.push_back(std::move(*finding));
    return result;
  }
  const Blame blame(geos, feature, options.snap_m);
  Snapped on_grid = snapped(feature, options.snap_m);
  if (on_grid.rings_lost > 0) {
    const bool nothing = on_grid.geometry.empty();
    const std::string what = blame.file() ? "with fewer than three different corners"
                                          : "smaller than the grid of " + shortest(options.snap_m) + " m";
    result.findings.push_back({blame.rule(nothing),
                               fmt::format("{} of {} rings {} left out{}", on_grid.rings_lost, feature.ring_count(),
                                           what, nothing ? "; nothing remained" : ""),
                               on_grid.where_lost});
    result.repaired = true;
    if (nothing) return result;
  }
  result.geometry = std::move(on_grid.geometry);
  make_sound(geos, result, blame, options);
  if (result.geometry.empty()) return result;
  result.geometry = normalised(result.geometry);
  drop_small_parts(result, options.smallest_part_m2);
  if (result.geometry.empty())
    result.findings.push_back(
        {IssueRule::empty_geometry, "no part is large enough; the feature was dropped", result.findings.back().place});
  return result;
}

RepairedFeature repaired_cut(GeosContext& geos, MultiPolygonView cut, const CleanOptions& options) {
  CleanOptions parts_of_any_size = options;
  parts_of_any_size.smallest_part_m2 = 0;
  TidyScratch scratch;
  RepairedFeature result;
  if (const auto tidy = tidied(cut, parts_of_any_size, scratch))
    result.geometry = MultiPolygon(*tidy);
  else
    result = repaired(geos, cut, parts_of_any_size);
  // Vertices of a cut do not lie on the grid, so every cut is rounded; only land lost by rounding is a finding.
  std::erase_if(result.findings, [](const Finding& finding) { return finding.rule == IssueRule::rounding_repaired; });
  for (Finding& finding : result.findings)
    if (finding.rule == IssueRule::rounding_dropped) finding.rule = IssueRule::small_part_dropped;
  if (result.geometry.empty()) return result;
  const std::size_t rings = result.geometry.view().ring_count();
  if (const Snapped on_grid = rings == cut.ring_count() ? Snapped{} : snapped(cut, options.snap_m);
      on_grid.rings_lost > 0)
    result.findings.push_back({IssueRule::small_part_dropped,
                               fmt::format("{} of {} rings smaller than the grid of {} m left out", on_grid.rings_lost,
                                           cut.ring_count(), shortest(options.snap_m)),
                               on_grid.where_lost});
  if (auto rest = without_needles(geos, result.geometry, options.snap_m)) {
    const double change = area_m2(rest->geometry) - area_m2(result.geometry);
    result.findings.push_back(
        {IssueRule::small_part_dropped,
         fmt::format("needles or slits no wider than {} m at {} {} were taken out ({:+.4f} m²)",
                     shortest(options.snap_m), rest->corners, rest->corners == 1 ? "corner" : "corners", change),
         place_of(rest->place)});
    result.geometry = std::move(rest->geometry);
    result.repaired = true;
  }
  if (!result.geometry.empty()) drop_small_parts(result, options.smallest_part_m2);
  if (result.geometry.empty())
    result.findings.push_back(
        {IssueRule::empty_geometry, "nothing wide and large enough is left", result.findings.back().place});
  return result;
}

}  // namespace spatial
