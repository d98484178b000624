// SPDX-License-Identifier: MIT
#include "libspatial/planning/role_index.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/nearest.hpp"

namespace spatial {
namespace {

constexpr double tie_m = 1e-6;
constexpr double middle_m = 0.001;  // size of the square that stands for a centre in distance measurements
constexpr double far_m = 1e7;
// Share of site and feature below which an overlap is a digitising error, not land that would be lost.
constexpr double sliver_share = 0.001;

/// Everything except the feature: a distant frame with the feature's shells as holes, plus the feature's holes.
MultiPolygon outside_of(MultiPolygonView feature, const Box& box) {
  MultiPolygonColumn column;
  const MultiPolygon frame = polygon_of(box.grown(far_m));
  column.add_ring(frame.view().ring(0));
  for (std::size_t p = 0; p < feature.part_count(); ++p) column.add_ring(feature.part(p).shell());
  column.end_part();
  for (std::size_t p = 0; p < feature.part_count(); ++p)
    for (std::size_t r = 1; r < feature.part(p).ring_count(); ++r) {
      column.add_ring(feature.part(p).ring(r));
      column.end_part();
    }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

bool closer(const SiteFeature& a, const SiteFeature& b) {
  return a.relation != b.relation       ? a.relation < b.relation
         : a.distance_m != b.distance_m ? a.distance_m < b.distance_m
                                        : a.feature < b.feature;
}

double consult_distance_m(const SiteOptions& options, std::size_t role) {
  double distance = 0;
  for (const ConsultRule& rule : options.consult)
    if (rule.role == site_roles()[role].name) distance = std::max(distance, rule.distance_m);
  return distance;
}

}  // namespace

RoleIndex::RoleIndex(const RoleFeatures& features, const SiteOptions& options, const Executor& executor)
    : features_(features),
      options_(options),
      buffer_m_(options.buffers.*site_roles()[features.role].buffer_m),
      limit_m_(std::max({options.search_m, options.adjoin_m, buffer_m_})),
      consult_m_(consult_distance_m(options, features.role)),
      boxes_(boxes_of(features.geometry)),
      areas_m2_(areas_m2_of(features.geometry)),
      trees_(features.geometry, executor),
      index_(boxes_),
      knife_(features.geometry, nullptr, executor),
      extent_(extent_of(features.geometry)) {
  if (site_roles()[features.role].role == Role::boa) {
    auto trees = parallel_map<std::optional<EdgeTree>, NoState>(executor, boxes_.size(), [&](NoState&, std::size_t f) {
      return std::optional<EdgeTree>(outside_of(features.geometry[f], boxes_[f]).view());
    });
    for (auto& tree : trees) outsides_.push_back(std::move(*tree));
  }
}

std::optional<SiteFeature> RoleIndex::relation_to(std::uint32_t feature, MultiPolygonView site, const EdgeTree& tree,
                                                  double area_m2, double limit_m, Scratch& scratch) const {
  SiteFeature row;
  row.feature = feature;
  const EdgeTree& other = trees_.tree(feature);
  if (tree.box().intersects(boxes_[feature])) {
    if (!other.any_edge_near(tree.box().grown(1e-9)))
      row.overlap_m2 = other.covers(site.points().front()) ? area_m2 : 0;
    else
      row.overlap_m2 = std::min({area_m2, areas_m2_[feature], shared_area_m2(tree, other, scratch.area.shared)});
  }
  const double tolerance = std::min(options_.overlap_tolerance_m2, 0.001 * std::min(area_m2, areas_m2_[feature]));
  const bool sliver = row.overlap_m2 < sliver_share * std::min(area_m2, areas_m2_[feature]);
  if (row.overlap_m2 > tolerance && sliver) {
    row.relation = Relation::adjoins;
    return row;
  }
  if (row.overlap_m2 > tolerance) {
    row.relation = area_m2 - row.overlap_m2 <= tolerance ? Relation::inside : Relation::overlaps;
    return row;
  }
  const ClosestPoints closest = closest_points(tree, other, limit_m);
  if (!std::isfinite(closest.distance_m)) return std::nullopt;
  row.distance_m = closest.distance_m;
  row.relation = row.distance_m <= options_.adjoin_m + 1e-8   ? Relation::adjoins
                 : row.distance_m <= buffer_m_ + 1e-8         ? Relation::within_buffer
                 : row.distance_m <= options_.search_m + 1e-8 ? Relation::near
                                                              : Relation::beyond;
  return row;
}

void RoleIndex::add_nearest_beyond(std::vector<SiteFeature>& rows, const EdgeTree& tree) const {
  const NearCandidates candidates{boxes_, index_, extent_,
                                  [&](std::uint32_t f) -> const EdgeTree& { return trees_.tree(f); }};
  for (const NearFeature& near :
       nearest_features(tree, candidates, {.tie_m = tie_m, .first_radius_m = std::max(2 * limit_m_, 1000.0)})) {
    SiteFeature row;
    row.feature = near.feature;
    row.relation = Relation::beyond;
    row.distance_m = near.closest.distance_m;
    rows.push_back(row);
  }
}

MultiPolygon RoleIndex::piece_of(const SiteFeature& row, Blank& site, Scratch& scratch) const {
  Cut cut = knife_.inside(scratch.knife, site, {row.feature, row.overlap_m2});
  if (cut.kind == Cut::Kind::part) return std::move(cut.geometry);
  return MultiPolygon(cut.kind == Cut::Kind::whole_feature ? features_.geometry[row.feature] : site.view());
}

double RoleIndex::edge_distance_m(std::uint32_t feature, const EdgeTree& site) const {
  return distance_m(site, outsides_[feature]);
}

int RoleIndex::direction_to(std::uint32_t feature, const EdgeTree& middle, Point centre) const {
  return direction_of(centre, closest_points(middle, trees_.tree(feature)).on_b);
}

/// Moves rows that are only needed for consultation rules to a list of their own, apart from the findings.
void RoleIndex::put_apart_further(std::vector<SiteFeature>& rows, std::uint32_t role, const EdgeTree& middle,
                                  SiteFinding& finding) const {
  const auto first =
      std::find_if(rows.begin(), rows.end(), [](const SiteFeature& row) { return row.relation == Relation::beyond; });
  for (auto row = first; row != rows.end(); ++row) {
    row->role = role;
    row->direction = direction_to(row->feature, middle, finding.centre);
    finding.further.push_back(*row);
  }
  rows.erase(first, rows.end());
}

void RoleIndex::check(std::uint32_t role, MultiPolygonView site, const EdgeTree& tree, double area_m2, Point centre,
                      SiteFinding& finding, Scratch& scratch) const {
  std::vector<SiteFeature> rows;
  const double reach_m = std::max(limit_m_, consult_m_);
  index_.query(tree.box().grown(reach_m + 1e-6), scratch.near);
  const std::vector<std::uint32_t> near = scratch.near;
  for (const std::uint32_t feature : near)
    if (const auto row = relation_to(feature, site, tree, area_m2, reach_m, scratch)) rows.push_back(*row);
  std::stable_sort(rows.begin(), rows.end(), closer);
  const EdgeTree middle(polygon_of(Box{centre.x, centre.y, centre.x, centre.y}.grown(middle_m)));
  put_apart_further(rows, role, middle, finding);
  if (rows.empty() && !boxes_.empty()) add_nearest_beyond(rows, tree);
  std::stable_sort(rows.begin(), rows.end(), closer);
  double least = std::numeric_limits<double>::infinity();
  for (const SiteFeature& row : rows) least = std::min(least, row.distance_m);

  Blank blank(site, tree.box(), area_m2);
  std::vector<MultiPolygon> pieces;
  bool whole = false;
  double largest = 0;
  for (SiteFeature& row : rows) {
    row.role = role;
    row.nearest = row.distance_m <= least + tie_m;
    if (!outsides_.empty())
      row.edge_m = row.relation == Relation::inside ? edge_distance_m(row.feature, tree) : row.distance_m;
    if (row.relation > Relation::overlaps) {
      row.direction = direction_to(row.feature, middle, centre);
      continue;
    }
    MultiPolygon piece = row.relation == Relation::inside ? MultiPolygon(site) : piece_of(row, blank, scratch);
    if (row.relation == Relation::overlaps) row.direction = direction_of(centre, centroid(piece));
    whole = whole || row.relation == Relation::inside;
    largest = std::max(largest, row.overlap_m2);
    row.piece = static_cast<std::int32_t>(finding.pieces.size());
    finding.pieces.append(piece.view());
    pieces.push_back(std::move(piece));
  }
  double affected = whole ? area_m2 : largest;
  if (!whole && pieces.size() > 1) {
    const std::vector<MultiPolygonView> views(pieces.begin(), pieces.end());
    affected = std::min(area_m2, spatial::area_m2(union_of(scratch.knife.geos, views)));
  }
  finding.affected_m2.push_back(affected);
  finding.features.insert(finding.features.end(), rows.begin(), rows.end());
}

}  // namespace spatial
