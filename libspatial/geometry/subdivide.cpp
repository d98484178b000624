// SPDX-License-Identifier: MIT
#include "libspatial/geometry/subdivide.hpp"

#include <algorithm>
#include <numeric>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

struct Halves {
  MultiPolygon low, high;
};

Halves halves_of(GeosContext& geos, MultiPolygonView feature) {
  Box low = box_of(feature), high = low;
  const Point middle = low.centre();
  if (low.width() >= low.height())
    low.max_x = high.min_x = middle.x;
  else
    low.max_y = high.min_y = middle.y;
  return {clip(geos, feature, low), clip(geos, feature, high)};
}

}  // namespace

Pieces subdivided(const MultiPolygonColumn& features, std::size_t max_points, const Executor& executor) {
  struct Piece {
    MultiPolygon geometry;
    std::uint32_t owner;
  };
  std::vector<Piece> large;
  std::vector<Piece> done;
  std::vector<std::uint32_t> untouched;
  for (std::uint32_t i = 0; i < features.size(); ++i) {
    if (features[i].point_count() > max_points)
      large.push_back({MultiPolygon(features[i]), i});
    else if (!features[i].empty())
      untouched.push_back(i);
  }
  // A coordinate can be halved no more than some sixty times; the bound only guards against a piece that cannot shrink.
  for (int round = 0; round < 64 && !large.empty(); ++round) {
    std::vector<double> cost;
    for (const Piece& piece : large) cost.push_back(static_cast<double>(piece.geometry.view().point_count()));
    std::vector<Halves> halves = parallel_map<Halves, GeosContext>(
        executor, large.size(), [&](GeosContext& geos, std::size_t k) { return halves_of(geos, large[k].geometry); }, by_falling_cost(cost));
    std::vector<Piece> next;
    for (std::size_t k = 0; k < large.size(); ++k)
      for (MultiPolygon* half : {&halves[k].low, &halves[k].high})
        if (const std::size_t points = half->view().point_count(); points > 0)
          (points > max_points ? next : done).push_back({std::move(*half), large[k].owner});
    large = std::move(next);
  }
  done.insert(done.end(), std::make_move_iterator(large.begin()), std::make_move_iterator(large.end()));
  std::stable_sort(done.begin(), done.end(), [](const Piece& a, const Piece& b) { return a.owner < b.owner; });

  Pieces pieces;
  auto next_untouched = untouched.begin();
  const auto take_untouched = [&](std::uint32_t before) {
    for (; next_untouched != untouched.end() && *next_untouched < before; ++next_untouched) {
      pieces.geometry.append(features[*next_untouched]);
      pieces.owner.push_back(*next_untouched);
    }
  };
  for (const Piece& piece : done) {
    take_untouched(piece.owner);
    pieces.geometry.append(piece.geometry);
    pieces.owner.push_back(piece.owner);
  }
  take_untouched(static_cast<std::uint32_t>(features.size()));
  return pieces;
}

}  // namespace spatial
