// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/line_parts.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/planning/bng_units.hpp"

namespace spatial {
namespace {

// Tolerances of Defra's service for Biodiversity Net Gain files.
constexpr double tolerance_m2 = 0.5, tolerance_m = 0.1, smallest_parcel_m2 = 1;

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

/// How far a point lies outside; 0 inside.
double outside_m(const EdgeTree& area, Point at) {
  if (area.covers(at)) return 0;
  constexpr double dot = 1e-6;
  return distance_m(EdgeTree(polygon_of(Box{at.x, at.y, at.x, at.y}.grown(dot))), area);
}

}  // namespace

void repair_parcels(ParcelList& list) {
  GeosContext geos;
  MultiPolygonColumn repaired_areas;
  CleanOptions options;
  options.smallest_part_m2 = 0;
  for (std::size_t p = 0; p < list.parcels.size(); ++p) {
    const MultiPolygonView raw = list.areas[p];
    if (raw.empty()) {
      repaired_areas.append(raw);
      continue;
    }
    RepairedFeature feature = repaired(geos, raw, options);
    for (const Finding& finding : feature.findings) {
      if (finding.rule == IssueRule::rounding_repaired || finding.rule == IssueRule::rounding_dropped)
        list.issues.push_back({finding.rule, std::string(info(list.parcels[p].kind).name), list.source,
                               list.parcels[p].reference, finding.message, finding.place});
      if (finding.rule == IssueRule::invalid_repaired || finding.rule == IssueRule::invalid_dropped)
        list.issues.push_back({IssueRule::bng_self_intersection, std::string(info(list.parcels[p].kind).name),
                               list.source, list.parcels[p].reference, finding.message, finding.place});
    }
    repaired_areas.append(feature.geometry.view());
  }
  list.areas = std::move(repaired_areas);
}

Issues bng_geometry_checks(const ParcelList& list, MultiPolygonView red_line) {
  Issues issues;
  const EdgeTree tree(red_line);
  const std::vector<Box> boxes = boxes_of(list.areas);
  const std::vector<double> areas = areas_m2_of(list.areas);
  SharedAreaScratch scratch;
  StableSum inside_sum;
  bool any_habitat = false;
  for (std::size_t p = 0; p < list.parcels.size(); ++p) {
    const Parcel& parcel = list.parcels[p];
    const auto report = [&](IssueRule rule, std::string message, Point at) {
      issues.push_back(issue_of(list, p, rule, std::move(message), at));
    };
    char* end = nullptr;
    const std::string stated_text = trimmed(parcel.of(ParcelField::stated_size));
    const double stated = std::strtod(stated_text.c_str(), &end);
    const bool states = !stated_text.empty() && *end == '\0' && stated > 0;
    if (parcel.kind == ParcelKind::habitat) {
      any_habitat = true;
      const Point at = boxes[p].empty() ? Point{} : boxes[p].centre();
      inside_sum.add(areas[p]);
      if (areas[p] < smallest_parcel_m2)
        report(IssueRule::bng_parcel_too_small,
               fmt::format("{:.3f} m² is less than {} m²", areas[p], smallest_parcel_m2), at);
      const double outside =
          areas[p] > 0 ? areas[p] - shared_area_m2(list.areas[p], boxes[p], areas[p], tree, scratch) : 0;
      if (outside > tolerance_m2)
        report(IssueRule::bng_parcel_outside,
               fmt::format("{:.2f} m² of {:.2f} m² lie outside the red line", outside, areas[p]), at);
      // The template states square metres; some exports state hectares.
      const bool near = std::abs(stated - areas[p]) <= std::max(1.0, 0.01 * areas[p]) ||
                        std::abs(stated * 1e4 - areas[p]) <= std::max(100.0, 0.01 * areas[p]);
      if (states && !near)
        report(IssueRule::bng_size_differs, fmt::format("{} is stated, {:.1f} m² are measured", stated_text, areas[p]),
               at);
    } else if (parcel.kind == ParcelKind::tree) {
      for (const Point& at : list.points[p])
        if (outside_m(tree, at) > tolerance_m)
          report(IssueRule::bng_parcel_outside,
                 fmt::format("the tree stands {:.2f} m outside the red line", outside_m(tree, at)), at);
    } else {
      const std::vector<Segment> segments = segments_of_parcel(list, p);
      if (segments.empty()) continue;
      const double length = length_m(segments), outside = length - length_m(parts_of(segments, tree));
      double farthest = 0;
      for (const auto& [from, to] : parts_of(segments, tree, false))
        farthest = std::max({farthest, outside_m(tree, from), outside_m(tree, to)});
      if (outside > tolerance_m && farthest > tolerance_m)
        report(IssueRule::bng_parcel_outside,
               fmt::format("{:.2f} m of {:.2f} m lie outside the red line", outside, length), segments.front().first);
      const bool near = std::abs(stated - length) <= std::max(1.0, 0.01 * length) ||
                        std::abs(stated * 1e3 - length) <= std::max(10.0, 0.01 * length);
      if (states && !near)
        report(IssueRule::bng_size_differs, fmt::format("{} is stated, {:.1f} m are measured", stated_text, length),
               segments.front().first);
    }
  }
  for (const OverlapPair& pair : overlapping_pairs(list.areas, boxes, areas, tolerance_m2, {1, Backend::serial}))
    issues.push_back(
        issue_of(list, pair.a, IssueRule::bng_parcels_overlap,
                 fmt::format("shares {:.2f} m² with parcel '{}'", pair.area_m2, list.parcels[pair.b].reference),
                 boxes[pair.a].centre()));
  const double red = area_m2(red_line);
  if (any_habitat && std::abs(inside_sum.value() - red) > tolerance_m2) {
    const Point at = box_of(red_line).centre();
    issues.push_back({IssueRule::bng_area_sum,
                      "habitat",
                      list.source,
                      {},
                      fmt::format("parcels add up to {:.2f} m², the red line has {:.2f} m²", inside_sum.value(), red),
                      place(at)});
  }
  return issues;
}

}  // namespace spatial
