// SPDX-License-Identifier: MIT
#include "libspatial/landscape/overlaps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial {
namespace {

Place inside(GeosContext& geos, const Layer& layer, const SelfOverlap& overlap) {
  try {
    const MultiPolygon shared = intersection(geos, layer.geometry[overlap.a], layer.geometry[overlap.b]);
    if (!shared.empty()) {
      const Point p = point_on_surface(geos, shared);
      return {p.x, p.y};
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::geometry) throw;
  }
  // The overlap's area is known without an overlay. If the overlay fails, only its place is approximate: the centre of
  // the intersection of both boxes.
  const Box& a = layer.boxes[overlap.a];
  const Box& b = layer.boxes[overlap.b];
  const Box both{std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y), std::min(a.max_x, b.max_x),
                 std::min(a.max_y, b.max_y)};
  return {both.centre().x, both.centre().y};
}

/// What remains of a feature after the features that keep the land are cut out of it.
struct Remainder {
  RepairedFeature feature;
  bool failed = false;
};

Remainder remainder(GeosContext& geos, const Layer& layer, std::uint32_t loser,
                    const std::vector<std::uint32_t>& winners, const CleanOptions& options) {
  std::vector<MultiPolygonView> views;
  for (const std::uint32_t winner : winners) views.push_back(layer.geometry[winner]);
  try {
    const MultiPolygon left = difference(geos, layer.geometry[loser], union_of(geos, views));
    if (left.empty()) return {};
    return {repaired_cut(geos, left, options), false};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::geometry) throw;
    return {{}, true};
  }
}

}  // namespace

std::vector<SelfOverlap> self_overlaps(const Layer& layer, std::span<const OverlapPair> pairs, double tolerance_m2,
                                       const Executor& executor) {
  std::vector<OverlapPair> large;
  std::ranges::copy_if(pairs, std::back_inserter(large),
                       [&](const OverlapPair& pair) { return pair.area_m2 > tolerance_m2; });
  return parallel_map<SelfOverlap, GeosContext>(executor, large.size(), [&](GeosContext& geos, std::size_t k) {
    SelfOverlap overlap{large[k].a, large[k].b, large[k].area_m2, {}};
    overlap.place = inside(geos, layer, overlap);
    return overlap;
  });
}

std::uint32_t keeper(const Layer& layer, const SelfOverlap& overlap, OverlapRule rule) {
  if (rule == OverlapRule::largest && layer.areas_m2[overlap.b] > layer.areas_m2[overlap.a]) return overlap.b;
  return overlap.a;
}

void resolve(Layer& layer, const std::vector<SelfOverlap>& overlaps, const CleanOptions& options,
             const Executor& executor, std::vector<char>& repaired_flags, Issues& issues) {
  std::map<std::uint32_t, std::vector<const SelfOverlap*>> by_loser;
  for (const SelfOverlap& overlap : overlaps) {
    const std::uint32_t winner = keeper(layer, overlap, options.resolve_overlaps);
    by_loser[winner == overlap.a ? overlap.b : overlap.a].push_back(&overlap);
  }
  std::vector<std::uint32_t> losers;
  for (const auto& [loser, pairs] : by_loser) losers.push_back(loser);
  const auto other_of = [](const SelfOverlap& pair, std::uint32_t loser) { return pair.a == loser ? pair.b : pair.a; };

  std::vector<Remainder> remainders =
      parallel_map<Remainder, GeosContext>(executor, losers.size(), [&](GeosContext& geos, std::size_t k) {
        std::vector<std::uint32_t> winners;
        for (const SelfOverlap* pair : by_loser.at(losers[k])) winners.push_back(other_of(*pair, losers[k]));
        return remainder(geos, layer, losers[k], winners, options);
      });

  const std::string role(info(layer.role).name);
  std::map<std::uint32_t, const MultiPolygon*> replaced;
  for (std::size_t k = 0; k < losers.size(); ++k) {
    const std::uint32_t loser = losers[k];
    const Remainder& left = remainders[k];
    for (const SelfOverlap* pair : by_loser.at(loser)) {
      const std::string& winner = layer.id[other_of(*pair, loser)];
      if (left.failed)
        issues.push_back(
            {IssueRule::self_overlap, role, layer.source, layer.id[loser],
             fmt::format("shares {:.1f} m² with '{}'; cutting it out failed, so both keep it", pair->area_m2, winner),
             pair->place});
      else
        issues.push_back(
            {IssueRule::overlap_resolved, role, layer.source, layer.id[loser],
             fmt::format("{:.1f} m² shared with '{}' now belong to '{}' alone", pair->area_m2, winner, winner),
             pair->place});
    }
    if (left.failed) continue;
    for (const Finding& finding : left.feature.findings)
      if (finding.rule != IssueRule::empty_geometry)
        issues.push_back({finding.rule, role, layer.source, layer.id[loser], finding.message, finding.place});
    if (left.feature.geometry.empty())
      issues.push_back({IssueRule::empty_geometry, role, layer.source, layer.id[loser],
                        "nothing is left after its overlaps were given to other features; the feature was dropped",
                        by_loser.at(loser).front()->place});
    repaired_flags[loser] = 1;
    replaced[loser] = &left.feature.geometry;
  }
  if (replaced.empty()) return;
  MultiPolygonColumn column;
  column.reserve(layer.size(), layer.geometry.point_count());
  for (std::uint32_t i = 0; i < layer.size(); ++i) {
    const auto found = replaced.find(i);
    column.append(found == replaced.end() ? layer.geometry[i] : found->second->view());
  }
  layer.geometry = std::move(column);
}

}  // namespace spatial
