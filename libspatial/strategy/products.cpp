// SPDX-License-Identifier: MIT
#include "libspatial/strategy/products.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/arrangement.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/contact.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {
namespace {

/// The land of each group without overlaps, as areas with their group.
struct Grouped {
  MultiPolygonColumn land;
  std::vector<std::uint32_t> group;
  std::vector<double> once_m2;
};
Grouped once_by_group(const MultiPolygonColumn& features, const std::vector<std::uint32_t>& group_of,
                      std::size_t groups, const Executor& executor) {
  Grouped result;
  for (std::uint32_t g = 0; g < groups; ++g) {
    std::vector<std::uint32_t> members;
    for (std::uint32_t f = 0; f < features.size(); ++f)
      if (group_of[f] == g) members.push_back(f);
    const DisjointAreas once = disjoint_areas(features, members, executor);
    result.once_m2.push_back(land_m2(once.geometry));
    result.land.append(once.geometry);
    result.group.insert(result.group.end(), once.geometry.size(), g);
  }
  return result;
}

/// The distinct groups of a piece's members, in the given order.
std::vector<std::uint32_t> groups_of(const std::vector<std::uint32_t>& members, const std::vector<std::uint32_t>& group,
                                     const std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> groups;
  for (const std::uint32_t member : members) groups.push_back(group[member]);
  std::sort(groups.begin(), groups.end(), [&](std::uint32_t a, std::uint32_t b) { return order[a] < order[b]; });
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

class ProductMaker {
 public:
  ProductMaker(const StrategyInput& input, const Executor& executor) : input_(input), executor_(executor) {}

  StrategyProducts run() {
    sites();
    outside();
    measures();
    acib();
    check_closing(made_.sums);
    return std::move(made_);
  }

 private:
  void sites() {
    Combined clipped;
    if (input_.area.empty()) {
      clipped.geometry = input_.site_land;
      clipped.areas_m2 = areas_m2_of(input_.site_land);
      clipped.source = {std::vector<std::uint32_t>(input_.site_land.size())};
      std::iota(clipped.source[0].begin(), clipped.source[0].end(), 0U);
    } else if (input_.site_land.size() > 0) {
      clipped = combine(input_.site_land, input_.area, OverlayOperation::clip, 0, executor_);
    }
    std::vector<std::uint32_t> rank;
    made_.categories.resize(input_.categories.size());
    for (std::size_t p = 0; p < clipped.size(); ++p) {
      if (clipped.areas_m2[p] <= contact_m2) continue;
      const std::uint32_t site = clipped.source[0][p];
      made_.apib_site.push_back(site);
      made_.apib_areas_m2.push_back(clipped.areas_m2[p]);
      made_.apib.append(clipped.geometry[p]);
      rank.push_back(input_.sites[site].rank);
      ++made_.categories[rank.back()].features;
    }
    const Grouped once = once_by_group(made_.apib, rank, input_.categories.size(), executor_);
    std::vector<std::uint32_t> order(input_.categories.size());
    std::iota(order.begin(), order.end(), 0U);
    Arrangement pieces = arrangement(once.land, executor_);
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      made_.flat_sites.push_back({groups_of(pieces.members[p], once.group, order), pieces.areas_m2[p]});
      made_.categories[made_.flat_sites.back().ranks.front()].flat_m2 += pieces.areas_m2[p];
    }
    for (std::size_t g = 0; g < once.once_m2.size(); ++g) made_.categories[g].once_m2 = once.once_m2[g];
    apib_ = seamless(made_.apib, executor_);
    made_.apib_m2 = land_m2(apib_);
    made_.area_m2 = land_m2(input_.area);
    made_.sums.push_back({"apib_flat = union of apib", stable_sum(pieces.areas_m2), made_.apib_m2});
    made_.flat_sites_land = std::move(pieces.geometry);
  }

  void outside() {
    made_.outside_m2.assign(input_.places.size(), 0);
    if (input_.area.empty() || input_.place_land.empty()) return;
    const Combined beyond = combine(input_.place_land, input_.area, OverlayOperation::difference, 0, executor_);
    for (std::size_t p = 0; p < beyond.size(); ++p) made_.outside_m2[beyond.source[0][p]] += beyond.areas_m2[p];
  }

  void measures() {
    if (input_.places.empty()) return;
    std::vector<std::uint32_t> measure_of;
    for (const MeasurePlace& place : input_.places) measure_of.push_back(place.measure);
    const Grouped once = once_by_group(input_.place_land, measure_of, input_.measures.size(), executor_);
    const std::vector<std::uint32_t> by_rank = measure_order(input_.measures);
    std::vector<std::uint32_t> position(by_rank.size());
    for (std::uint32_t k = 0; k < by_rank.size(); ++k) position[by_rank[k]] = k;
    const Arrangement pieces = arrangement(once.land, executor_);
    std::map<std::vector<std::uint32_t>, std::uint32_t> sets;  // keyed by position, so that rows come in that order
    std::vector<std::vector<std::uint32_t>> set_of;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      std::vector<std::uint32_t> set = groups_of(pieces.members[p], once.group, position);
      for (std::uint32_t& one : set) one = position[one];
      sets.emplace(set, 0);
      set_of.push_back(std::move(set));
    }
    std::uint32_t number = 0;
    for (auto& [set, row] : sets) {
      row = number++;
      FlatMeasure flat;
      for (const std::uint32_t k : set) flat.measures.push_back(by_rank[k]);
      made_.flat.push_back(std::move(flat));
    }
    std::vector<std::uint32_t> row_of;
    for (const auto& set : set_of) row_of.push_back(sets.at(set));
    made_.flat_land = dissolve(pieces.geometry, row_of, number, executor_).geometry;
    for (std::size_t p = 0; p < pieces.size(); ++p) made_.flat[row_of[p]].area_m2 += pieces.areas_m2[p];
    if (!apib_.empty()) {
      const Combined rest = combine(made_.flat_land, apib_, OverlayOperation::difference, 0, executor_);
      for (std::size_t p = 0; p < rest.size(); ++p) made_.flat[rest.source[0][p]].acib_m2 += rest.areas_m2[p];
    } else {
      for (FlatMeasure& flat : made_.flat) flat.acib_m2 = flat.area_m2;
    }
    measures_ = seamless(input_.place_land, executor_);
    made_.measures_m2 = land_m2(measures_);
    made_.sums.push_back({"measures_flat = union of measures", stable_sum(pieces.areas_m2), made_.measures_m2});
  }

  void acib() {
    made_.acib = land_outside(measures_, apib_, executor_);
    made_.acib_areas_m2 = areas_m2_of(made_.acib);
    made_.acib_m2 = stable_sum(made_.acib_areas_m2);
    made_.measures_in_apib_m2 = shared_m2(measures_, apib_, executor_);
    made_.sums.push_back(
        {"acib + measures in apib = union of measures", made_.acib_m2 + made_.measures_in_apib_m2, made_.measures_m2});
    StableSum by_set;
    for (const FlatMeasure& flat : made_.flat) by_set.add(flat.acib_m2);
    made_.sums.push_back({"acib of measures_flat = acib", by_set.value(), made_.acib_m2});
  }

  const StrategyInput& input_;
  const Executor& executor_;
  MultiPolygonColumn apib_, measures_;
  StrategyProducts made_;
};

}  // namespace

double land_m2(const MultiPolygonColumn& column) { return stable_sum(areas_m2_of(column)); }

MultiPolygonColumn seamless(const MultiPolygonColumn& features, const Executor& executor) {
  if (features.empty()) return {};
  return dissolve(features, std::vector<std::uint32_t>(features.size(), 0), 1, executor).geometry;
}

MultiPolygonColumn land_outside(const MultiPolygonColumn& a, const MultiPolygonColumn& b, const Executor& executor) {
  MultiPolygonColumn parts;
  if (a.empty()) return parts;
  MultiPolygonColumn rest = seamless(a, executor);
  if (!b.empty()) rest = combine(rest, seamless(b, executor), OverlayOperation::difference, 0, executor).geometry;
  for (std::size_t f = 0; f < rest.size(); ++f)
    for (std::size_t k = 0; k < rest[f].part_count(); ++k) {
      const PolygonView part = rest[f].part(k);
      for (std::size_t r = 0; r < part.ring_count(); ++r) parts.add_ring(part.ring(r));
      parts.end_part();
      parts.end_feature();
    }
  return parts;
}

double shared_m2(const MultiPolygonColumn& a, const MultiPolygonColumn& b, const Executor& executor) {
  if (a.empty() || b.empty()) return 0;
  return stable_sum(
      combine(seamless(a, executor), seamless(b, executor), OverlayOperation::intersection, 0, executor).areas_m2);
}

StrategyProducts strategy_products(const StrategyInput& input, const Executor& executor) {
  return ProductMaker(input, executor).run();
}

std::vector<std::uint32_t> measure_order(const std::vector<StrategyMeasure>& measures) {
  std::vector<std::uint32_t> order(measures.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto rank = [&](std::uint32_t m) { return measures[m].rank.value_or(std::numeric_limits<double>::infinity()); };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return rank(a) != rank(b) ? rank(a) < rank(b) : measures[a].code < measures[b].code;
  });
  return order;
}

StrategyReview review_strategy(const MultiPolygonColumn& acib_before, const MultiPolygonColumn& apib_now,
                               const MultiPolygonColumn& acib_now, const MultiPolygonColumn& delivered,
                               const Executor& executor) {
  StrategyReview review;
  const MultiPolygonColumn before = seamless(acib_before, executor);
  const MultiPolygonColumn left = land_outside(before, apib_now, executor);
  MultiPolygonColumn became, still, rest;
  if (!before.empty() && !apib_now.empty())
    became = combine(before, seamless(apib_now, executor), OverlayOperation::intersection, 0, executor).geometry;
  if (!left.empty() && !acib_now.empty())
    still = combine(seamless(left, executor), seamless(acib_now, executor), OverlayOperation::intersection, 0, executor)
                .geometry;
  rest = land_outside(left, acib_now, executor);
  double sum = 0;
  for (const auto& [fate, land] : {std::pair<const char*, const MultiPolygonColumn*>{"became_apib", &became},
                                   {"still_acib", &still},
                                   {"dropped", &rest}}) {
    review.rows.push_back({fate, land_m2(*land), shared_m2(*land, delivered, executor)});
    sum += review.rows.back().area_m2;
  }
  review.sums.push_back({"areas that could become important before = their fates", sum, land_m2(before)});
  check_closing(review.sums);
  return review;
}

}  // namespace spatial
