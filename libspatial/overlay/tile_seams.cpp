// SPDX-License-Identifier: MIT
#include "libspatial/overlay/tile_seams.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {
namespace {

constexpr double same_m = 1e-6;  // tolerance for matching points of a boundary on both sides of a seam

/// Moves points very close to the tile's border onto it.
MultiPolygon on_border(MultiPolygonView piece, const Box& tile) {
  const auto put = [](double v, double low, double high) {
    return std::abs(v - low) <= same_m ? low : std::abs(v - high) <= same_m ? high : v;
  };
  return with_edited_rings(piece, [&](RingView ring, std::vector<Point>& points) {
    for (const Point p : ring) points.push_back({put(p.x, tile.min_x, tile.max_x), put(p.y, tile.min_y, tile.max_y)});
  });
}

/// Positions along one side of a tile where a piece touches it, ascending.
std::vector<double> border_points(MultiPolygonView piece, double line, bool vertical) {
  std::vector<double> along;
  for (const Point p : piece.points())
    if ((vertical ? p.x : p.y) == line) along.push_back(vertical ? p.y : p.x);
  std::sort(along.begin(), along.end());
  along.erase(std::unique(along.begin(), along.end()), along.end());
  return along;
}

/// Changes to one side of a seam that give it the points of both sides.
struct SideChanges {
  std::vector<std::pair<double, double>> moves;  ///< old and new position, ascending
  std::vector<double> added;                     ///< ascending
  bool empty() const noexcept { return moves.empty() && added.empty(); }
};

/// Changes after which both sides have the same points. Matching points take the position of the first side; points of
/// one side are added to the other.
std::pair<SideChanges, SideChanges> agreed(const std::vector<double>& first, const std::vector<double>& second) {
  std::pair<SideChanges, SideChanges> changes;
  std::size_t i = 0, k = 0;
  while (i < first.size() || k < second.size()) {
    if (k == second.size() || (i < first.size() && first[i] < second[k] - same_m)) {
      changes.second.added.push_back(first[i++]);
    } else if (i == first.size() || second[k] < first[i] - same_m) {
      changes.first.added.push_back(second[k++]);
    } else {
      if (first[i] != second[k]) changes.second.moves.emplace_back(second[k], first[i]);
      ++i, ++k;
    }
  }
  return changes;
}

MultiPolygon changed(MultiPolygonView piece, double line, bool vertical, const SideChanges& changes) {
  const auto along = [vertical](Point p) { return vertical ? p.y : p.x; };
  const auto across = [vertical](Point p) { return vertical ? p.x : p.y; };
  const auto moved = [&](Point p) {
    const auto place = std::lower_bound(changes.moves.begin(), changes.moves.end(), along(p),
                                        [](const auto& move, double v) { return move.first < v; });
    if (across(p) == line && place != changes.moves.end() && place->first == along(p))
      (vertical ? p.y : p.x) = place->second;
    return p;
  };
  return with_edited_rings(piece, [&](RingView ring, std::vector<Point>& points) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point from = moved(ring[i]), to = moved(ring[i + 1]);
      points.push_back(from);
      if (across(from) != line || across(to) != line) continue;
      const double low = std::min(along(from), along(to)), high = std::max(along(from), along(to));
      const auto begin = std::upper_bound(changes.added.begin(), changes.added.end(), low),
                 end = std::lower_bound(begin, changes.added.end(), high);
      const std::size_t size = points.size();
      for (auto v = begin; v != end; ++v) points.push_back(vertical ? Point{line, *v} : Point{*v, line});
      if (along(to) < along(from)) std::reverse(points.begin() + static_cast<std::ptrdiff_t>(size), points.end());
    }
  });
}

}  // namespace

TileGrid::TileGrid(Point corner, const Box& extent, double side_m)
    : x0_(corner.x - offset_m), y0_(corner.y - offset_m), side_(side_m) {
  columns_ = static_cast<std::uint32_t>(std::floor((extent.max_x - x0_) / side_)) + 1;
  rows_ = static_cast<std::uint32_t>(std::floor((extent.max_y - y0_) / side_)) + 1;
}

MultiPolygonColumn joined_across_seams(std::vector<TilePiece> pieces, std::span<const TileGrid> grids,
                                       std::uint32_t groups, const Executor& executor) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> place;
  for (std::uint32_t t = 0; t < pieces.size(); ++t) place[{pieces[t].group, pieces[t].column, pieces[t].row}] = t;
  const auto neighbour = [&](const TilePiece& piece, bool vertical) -> MultiPolygon* {
    const auto next = place.find({piece.group, piece.column + (vertical ? 1 : 0), piece.row + (vertical ? 0 : 1)});
    return next == place.end() ? nullptr : &pieces[next->second].geometry;
  };
  const auto tiled = [&](std::size_t t) { return grids[pieces[t].group].tiled(); };
  std::vector<MultiPolygon> snapped =
      parallel_map<MultiPolygon, NoState>(executor, pieces.size(), [&](NoState&, std::size_t t) {
        return tiled(t) ? on_border(pieces[t].geometry, grids[pieces[t].group].tile(pieces[t].column, pieces[t].row))
                        : MultiPolygon(pieces[t].geometry);
      });
  for (std::size_t t = 0; t < pieces.size(); ++t) pieces[t].geometry = std::move(snapped[t]);
  // One direction after the other, because a corner of four tiles lies on both kinds of seam.
  for (const bool vertical : {true, false}) {
    for (TilePiece& piece : pieces) {
      const TileGrid& grid = grids[piece.group];
      MultiPolygon* const next = grid.tiled() ? neighbour(piece, vertical) : nullptr;
      if (next == nullptr) continue;
      const double line = vertical ? grid.x(piece.column + 1) : grid.y(piece.row + 1);
      const auto [here, there] =
          agreed(border_points(piece.geometry, line, vertical), border_points(*next, line, vertical));
      if (!here.empty()) piece.geometry = changed(piece.geometry, line, vertical, here);
      if (!there.empty()) *next = changed(*next, line, vertical, there);
    }
  }
  // Overlays and moves can leave repeated points. Without them, a sliver or a piece beside a border may cross itself
  // and need repair.
  const std::vector<MultiPolygon> sound =
      parallel_map<MultiPolygon, GeosContext>(executor, pieces.size(), [&](GeosContext& geos, std::size_t t) {
        if (!tiled(t)) return MultiPolygon(pieces[t].geometry);
        std::optional<MultiPolygon> without = without_repeated_points(pieces[t].geometry);
        MultiPolygon piece = normalised(without ? *without : pieces[t].geometry);
        return validity(geos, piece) ? make_valid(geos, piece) : std::move(piece);
      });
  MultiPolygonColumn column;
  std::vector<std::uint32_t> group_of;
  for (std::size_t t = 0; t < pieces.size(); ++t) {
    column.append(sound[t]);
    group_of.push_back(pieces[t].group);
  }
  pieces.clear();
  const MultiPolygonColumn whole = dissolve(column, group_of, groups, executor).geometry;
  const std::vector<MultiPolygon> smooth =
      parallel_map<MultiPolygon, NoState>(executor, groups, [&](NoState&, std::size_t g) {
        return grids[g].tiled() ? without_straight_points(
                                      whole[g], [&](Point p) { return grids[g].on_line(p); }, same_m)
                                : MultiPolygon(whole[g]);
      });
  MultiPolygonColumn result;
  for (const MultiPolygon& area : smooth) result.append(area);
  return result;
}

}  // namespace spatial
