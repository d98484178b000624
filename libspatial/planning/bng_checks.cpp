// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/line_parts.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/planning/bng_stated.hpp"
#include "libspatial/planning/bng_units.hpp"

namespace spatial {
namespace {

// Tolerances of Defra's checking service for Biodiversity Net Gain files.
constexpr double tolerance_m2 = 0.5, tolerance_m = 0.1, smallest_parcel_m2 = 1, largest_red_line_m2 = 1e8;
/// m²: a smaller area outside the red line is rounding error.
constexpr double rounding_m2 = 1e-6;

Place place(Point at) { return {at.x, at.y}; }

Issue issue_of(const ParcelList& list, std::size_t p, IssueRule rule, std::string message, Point at) {
  return {rule,
          std::string(info(list.parcels[p].kind).name),
          list.source,
          list.parcels[p].reference,
          std::move(message),
          place(at)};
}

std::vector<Segment> segments_of_parcel(const ParcelList& list, std::size_t p) {
  std::vector<Segment> segments;
  for (std::size_t l = 0; l < list.lines[p].line_count(); ++l)
    for (const Segment& one : segments_of(list.lines[p].line(l))) segments.push_back(one);
  return segments;
}

/// Distance (m) of a point outside the area; 0 if it is inside.
double outside_m(const EdgeTree& area, Point at) {
  if (area.covers(at)) return 0;
  constexpr double dot = 1e-6;
  return distance_m(EdgeTree(polygon_of(Box{at.x, at.y, at.x, at.y}.grown(dot))), area);
}

}  // namespace

void repair_parcels(ParcelList& list, const Executor& executor) {
  CleanOptions options;
  options.smallest_part_m2 = 0;
  const std::vector<RepairedFeature> features =
      parallel_map<RepairedFeature, GeosContext>(executor, list.parcels.size(), [&](GeosContext& geos, std::size_t p) {
        return list.areas[p].empty() ? RepairedFeature{} : repaired(geos, list.areas[p], options);
      });
  MultiPolygonColumn repaired_areas;
  list.measured_m2.assign(list.parcels.size(), 0);
  for (std::size_t p = 0; p < list.parcels.size(); ++p) {
    const MultiPolygonView raw = list.areas[p];
    if (raw.empty()) {
      repaired_areas.append(raw);
      continue;
    }
    const RepairedFeature& feature = features[p];
    bool crosses = false;
    for (const Finding& finding : feature.findings) {
      crosses = crosses || finding.rule == IssueRule::invalid_repaired || finding.rule == IssueRule::invalid_dropped;
      if (finding.rule == IssueRule::rounding_repaired || finding.rule == IssueRule::rounding_dropped)
        list.issues.push_back({finding.rule, std::string(info(list.parcels[p].kind).name), list.source,
                               list.parcels[p].reference, finding.message, finding.place});
      if (finding.rule == IssueRule::invalid_repaired || finding.rule == IssueRule::invalid_dropped)
        list.issues.push_back(
            {IssueRule::bng_self_intersection, std::string(info(list.parcels[p].kind).name), list.source,
             list.parcels[p].reference,
             fmt::format("the outline crosses or touches itself ({}): draw it again", finding.message), finding.place});
    }
    list.measured_m2[p] = crosses                   ? area_m2(feature.geometry.view())
                          : p < list.ring_m2.size() ? list.ring_m2[p]
                                                    : area_m2(raw);
    repaired_areas.append(feature.geometry.view());
  }
  list.areas = std::move(repaired_areas);
}

namespace {

class LandChecks {
 public:
  LandChecks(const ParcelList& list, MultiPolygonView red_line, const BngTables& tables, const Executor& executor)
      : list_(list),
        executor_(executor),
        red_line_(red_line),
        tables_(tables),
        tree_(red_line),
        boxes_(boxes_of(list.areas)),
        areas_(areas_m2_of(list.areas)) {}

  Issues run() {
    for (std::size_t p = 0; p < list_.parcels.size(); ++p) {
      const ParcelKind kind = list_.parcels[p].kind;
      if (kind == ParcelKind::habitat)
        area(p);
      else if (kind == ParcelKind::tree)
        point(p);
      else
        line(p);
    }
    joined_slivers();
    for (const OverlapPair& pair : overlapping_pairs(list_.areas, boxes_, areas_, tolerance_m2, executor_))
      add(pair.a, IssueRule::bng_parcels_overlap,
          fmt::format("shares {:.2f} m² with parcel '{}', which count twice: cut one of them back", pair.area_m2,
                      list_.parcels[pair.b].reference),
          boxes_[pair.a].centre());
    references();
    repeated_places();
    red_line();
    return std::move(issues_);
  }

 private:
  void add(std::size_t p, IssueRule rule, std::string message, Point at) {
    issues_.push_back(issue_of(list_, p, rule, std::move(message), at));
  }

  void area(std::size_t p) {
    const Point at = boxes_[p].empty() ? Point{} : boxes_[p].centre();
    any_habitat_ = any_habitat_ || areas_[p] > 0;
    rings_.add(p < list_.ring_m2.size() ? list_.ring_m2[p] : areas_[p]);
    if (areas_[p] < smallest_parcel_m2)
      add(p, IssueRule::bng_parcel_too_small,
          fmt::format("it measures {:.3f} m², less than {} m²: add it to the parcel beside it", areas_[p],
                      smallest_parcel_m2),
          at);
    const double outside =
        areas_[p] > 0 ? areas_[p] - shared_area_m2(list_.areas[p], boxes_[p], areas_[p], tree_, scratch_) : 0;
    if (outside > tolerance_m2)
      add(p, IssueRule::bng_parcel_outside,
          fmt::format(
              "{:.2f} m² of {:.2f} m² lie outside the red line and are counted: cut it back, or correct the red line",
              outside, areas_[p]),
          at);
    else if (outside > rounding_m2)
      tolerated_.push_back({p, outside});
    stated(p, areas_[p], false, at);
  }

  /// Defra's service also adds up adjacent parcels' land outside the red line, even where each parcel is within the
  /// tolerance: a connected piece counts, whatever parcels it belongs to (SLIVERS_OUTSIDE_REDLINE).
  void joined_slivers() {
    StableSum all;
    for (const auto& [p, outside] : tolerated_) all.add(outside);
    if (all.value() <= tolerance_m2) return;
    const auto slivers =
        parallel_map<MultiPolygon, GeosContext>(executor_, tolerated_.size(), [&](GeosContext& geos, std::size_t k) {
          return difference(geos, list_.areas[tolerated_[k].first], red_line_);
        });
    GeosContext geos;
    const MultiPolygon united = union_of(geos, std::vector<MultiPolygonView>(slivers.begin(), slivers.end()));
    for (std::size_t part = 0; part < united.view().part_count(); ++part) {
      const MultiPolygon piece = part_of(united.view().part(part));
      if (area_m2(piece) <= tolerance_m2) continue;
      std::vector<std::size_t> parcels;
      for (std::size_t k = 0; k < slivers.size(); ++k)
        if (!intersection(geos, slivers[k], piece).empty()) parcels.push_back(tolerated_[k].first);
      std::string names;
      for (const std::size_t p : parcels)
        names += fmt::format("{}'{}'", names.empty() ? "" : ", ", list_.parcels[p].reference);
      add(parcels.front(), IssueRule::bng_parcel_outside,
          fmt::format("{:.2f} m² in one piece lie outside the red line, shared by the parcels {}: cut them back",
                      area_m2(piece), names),
          box_of(piece).centre());
    }
  }

  void point(std::size_t p) {
    const std::string& count = list_.parcels[p].of(ParcelField::tree_count);
    const auto points = list_.points[p];
    if (!points.empty() && (points.size() > 1 || (!says_nothing(count) && trimmed(count) != "1")))
      add(p, IssueRule::bng_size_differs,
          points.size() > 1
              ? fmt::format("the row has {} points and counts as one tree: draw a row for each tree", points.size())
              : fmt::format("'{}' trees are stated, and the point counts as one tree: draw a row for "
                            "each tree",
                            trimmed(count)),
          points.front());
    for (const Point& at : list_.points[p])
      if (const double distance = outside_m(tree_, at); distance > tolerance_m)
        add(p, IssueRule::bng_parcel_outside,
            fmt::format(
                "the tree stands {:.2f} m outside the red line and is counted: move it, or correct the red line",
                distance),
            at);
  }

  void line(std::size_t p) {
    const std::vector<Segment> segments = segments_of_parcel(list_, p);
    if (segments.empty()) return;
    const double length = length_m(segments), outside = length_m(parts_of(segments, tree_, false));
    if (outside > tolerance_m)
      add(p, IssueRule::bng_parcel_outside,
          fmt::format(
              "{:.2f} m of {:.2f} m lie outside the red line and are counted: cut it back, or correct the red line",
              outside, length),
          segments.front().first);
    stated(p, length, true, segments.front().first);
  }

  void stated(std::size_t p, double measured, bool linear, Point at) {
    const std::string found = stated_size_finding(list_.parcels[p].of(ParcelField::stated_size), measured, linear);
    if (!found.empty()) add(p, IssueRule::bng_size_differs, found, at);
  }

  /// Checks habitat parcels for repeated references; the text must match exactly, and each reference is reported once.
  void references() {
    std::map<std::string, std::vector<std::size_t>> parcels;
    for (std::size_t p = 0; p < list_.parcels.size(); ++p) {
      const Parcel& parcel = list_.parcels[p];
      const std::string& reference = parcel.of(ParcelField::reference);
      if (parcel.kind == ParcelKind::habitat && !trimmed(reference).empty()) parcels[reference].push_back(p);
    }
    for (const auto& [reference, same] : parcels)
      if (same.size() > 1)
        add(same[1], IssueRule::bng_reference_duplicate,
            fmt::format("{} parcels have the reference '{}': give each its own", same.size(), reference),
            boxes_[same[1]].empty() ? Point{} : boxes_[same[1]].centre());
  }

  /// Finds lines and trees that are drawn twice, in either direction. Repeated parcels are found as overlaps.
  void repeated_places() {
    std::map<std::pair<ParcelKind, std::vector<std::pair<double, double>>>, std::size_t> first;
    for (std::size_t p = 0; p < list_.parcels.size(); ++p) {
      std::vector<std::pair<double, double>> points;
      for (const auto some : {list_.lines[p].points(), list_.points[p]})
        for (const Point& at : some) points.emplace_back(at.x, at.y);
      if (points.empty()) continue;
      if (points.back() < points.front()) std::reverse(points.begin(), points.end());
      const Point at{points.front().first, points.front().second};
      const auto [place, is_new] = first.try_emplace({list_.parcels[p].kind, std::move(points)}, p);
      if (!is_new)
        add(p, IssueRule::self_overlap,
            fmt::format("lies where '{}' lies, and both are counted: delete one of them",
                        list_.parcels[place->second].reference),
            at);
    }
  }

  void red_line() {
    const Point at = box_of(red_line_).centre();
    const auto say = [&](IssueRule rule, const char* role, std::string message) {
      issues_.push_back({rule, role, list_.source, {}, std::move(message), place(at)});
    };
    const double red = area_m2(red_line_), red_rings = list_.red_line_m2 > 0 ? list_.red_line_m2 : red;
    if (!any_habitat_)
      say(IssueRule::bng_habitats_none, "habitat", "the layer Habitats holds no area: draw the parcels there");
    else if (std::abs(rings_.value() - red_rings) > tolerance_m2)
      say(IssueRule::bng_area_sum, "habitat",
          fmt::format(
              "the parcels add up to {:.2f} m², the red line encloses {:.2f} m²: {}", rings_.value(), red_rings,
              rings_.value() < red_rings ? "close the gaps between them" : "remove what overlaps or lies outside"));
    if (list_.red_line_rows > 1)
      say(IssueRule::bng_red_line_many, "site",
          fmt::format("the red line has {} rows, which are joined here: make it one row, with several parts if need be",
                      list_.red_line_rows));
    if (red > largest_red_line_m2)
      say(IssueRule::bng_red_line_too_large, "site",
          fmt::format("the red line encloses {:.3f} km²; Defra's service takes up to {:.0f} km²", red / 1e6,
                      largest_red_line_m2 / 1e6));
    if (tables_.england().empty() || red <= 0) return;
    const EdgeTree england(tables_.england());
    const double outside = red - shared_area_m2(red_line_, box_of(red_line_), red, england, scratch_);
    if (outside <= tolerance_m2) return;
    const bool swapped = outside >= red - tolerance_m2 && england.covers({at.y, at.x});
    say(IssueRule::bng_outside_england, "site",
        fmt::format(
            "{:.1f} m² of the red line lie outside England by an outline that is accurate to 500 m{}", outside,
            swapped ? "; with east and north swapped it lies in England: check the order of the coordinates" : ""));
  }

  const ParcelList& list_;
  const Executor& executor_;
  MultiPolygonView red_line_;
  const BngTables& tables_;
  EdgeTree tree_;
  std::vector<Box> boxes_;
  std::vector<double> areas_;
  SharedAreaScratch scratch_;
  StableSum rings_;
  /// Parcels with land outside the red line within the tolerance, and its area.
  std::vector<std::pair<std::size_t, double>> tolerated_;
  bool any_habitat_ = false;
  Issues issues_;
};

}  // namespace

Issues bng_geometry_checks(const ParcelList& list, MultiPolygonView red_line, const BngTables& tables,
                           const Executor& executor) {
  return LandChecks(list, red_line, tables, executor).run();
}

Issues bng_red_line_checks(const SiteList& red_line, const ParcelList& list, const BngTables& tables,
                           const Executor& executor) {
  Issues issues;
  const auto say = [&](IssueRule rule, const std::string& message) {
    issues.push_back({rule, "site", list.source, red_line.id[0], message, std::nullopt});
  };
  if (!red_line.problem[0].empty()) {
    say(IssueRule::bng_red_line_none,
        fmt::format(
            "there is no usable red line ({}): draw one. Nothing was checked against it: parcels outside, overlaps, "
            "sizes, sums, references",
            red_line.problem[0]));
    return issues;
  }
  if (red_line.repaired[0] != 0)
    say(IssueRule::bng_red_line_invalid, "the outline of the red line crosses itself: draw it again");
  for (Issue& issue : bng_geometry_checks(list, red_line.geometry[0], tables, executor))
    issues.push_back(std::move(issue));
  return issues;
}

}  // namespace spatial
