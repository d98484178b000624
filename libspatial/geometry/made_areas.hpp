// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Areas made by a parallel loop, in index order. Without a pool they are kept in memory. With a pool they are written
/// to its file batch by batch, so that only one batch is in memory at a time. The areas are the same in both cases.
class MadeAreas {
 public:
  std::size_t size() const noexcept { return in_file_ ? column_.size() : each_.size(); }
  MultiPolygonView operator[](std::size_t i) const noexcept { return in_file_ ? column_[i] : each_[i].view(); }
  /// All areas as one column.
  MultiPolygonColumn column() && {
    if (in_file_) return std::move(column_);
    std::size_t points = 0;
    for (const MultiPolygon& area : each_) points += area.view().point_count();
    MultiPolygonColumn all;
    all.reserve(each_.size(), points);
    for (const MultiPolygon& area : each_) all.append(area);
    return all;
  }

 private:
  template <class State, class Body>
  friend MadeAreas made_areas(const std::shared_ptr<FilePool>& pool, const Executor& executor,
                              std::span<const double> cost, Body&& body);

  static constexpr double most_points = 1 << 21;  // in a batch
  static constexpr double points_an_area = 16;    // memory of an area without points, as a number of points

  bool in_file_ = false;
  std::vector<MultiPolygon> each_;
  MultiPolygonColumn column_;
};

/// Returns {body(state, 0), body(state, 1), …}; the most expensive task starts first. `cost`: estimated number of
/// points of each area.
///
///     const MadeAreas grown = made_areas<GeosContext>(pool, executor, cost, [&](GeosContext& geos, std::size_t k) {
///       return buffer(geos, features[k], 100);
///     });
template <class State, class Body>
MadeAreas made_areas(const std::shared_ptr<FilePool>& pool, const Executor& executor, std::span<const double> cost,
                     Body&& body) {
  MadeAreas made;
  if (pool == nullptr) {
    made.each_ = parallel_map<MultiPolygon, State>(executor, cost.size(), body, by_falling_cost(cost));
    return made;
  }
  made.in_file_ = true;
  made.column_ = MultiPolygonColumn(pool);
  for (std::size_t begin = 0; begin < cost.size();) {
    std::size_t end = begin;
    double points = 0;
    while (end < cost.size() && (end == begin || points + cost[end] <= MadeAreas::most_points))
      points += cost[end++] + MadeAreas::points_an_area;
    const std::vector<MultiPolygon> batch = parallel_map<MultiPolygon, State>(
        executor, end - begin, [&](State& state, std::size_t k) { return body(state, begin + k); },
        by_falling_cost(cost.subspan(begin, end - begin)));
    for (const MultiPolygon& area : batch) made.column_.append(area);
    begin = end;
  }
  return made;
}

}  // namespace spatial
