// SPDX-License-Identifier: MIT
#include "libspatial/geometry/offset_rings.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/geometry/rings_around.hpp"

namespace spatial {
namespace {

constexpr double gap_left_m = 1e-7;   // pieces whose ends are further apart do not meet
constexpr double no_length_m = 1e-9;  // shorter pieces are rounding error
constexpr double no_area_m2 = 1e-9;
constexpr double short_arc = 1e-3;  // radians

double apart(Point a, Point b) { return std::max(std::abs(a.x - b.x), std::abs(a.y - b.y)); }

/// Finds the piece that starts where another one ends.
class Links {
 public:
  explicit Links(std::span<const OffsetPiece> pieces) : pieces_(pieces), used_(pieces.size()) {
    for (std::uint32_t k = 0; k < pieces.size(); ++k)
      if (apart(pieces[k].from, pieces[k].to) > no_length_m) by_start_.push_back(k);
    std::sort(by_start_.begin(), by_start_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return pieces[a].from == pieces[b].from ? a < b : before(pieces[a].from, pieces[b].from);
    });
  }

  const std::vector<std::uint32_t>& all() const noexcept { return by_start_; }
  bool used(std::uint32_t piece) const noexcept { return used_[piece]; }
  void use(std::uint32_t piece) { used_[piece] = true; }

  /// The piece that starts closest to p and is either unused or `first`.
  std::optional<std::uint32_t> next(Point p, std::uint32_t first) const {
    std::optional<std::uint32_t> found;
    double least = gap_left_m;
    const auto west_of = [&](std::uint32_t k, double x) { return pieces_[k].from.x < x; };
    auto at = std::lower_bound(by_start_.begin(), by_start_.end(), p.x - gap_left_m, west_of);
    for (; at != by_start_.end() && pieces_[*at].from.x < p.x + gap_left_m; ++at) {
      const double gap = apart(pieces_[*at].from, p);
      if (gap < least && (*at == first || !used_[*at])) {
        least = gap;
        found = *at;
      }
    }
    return found;
  }

 private:
  std::span<const OffsetPiece> pieces_;
  std::vector<bool> used_;
  std::vector<std::uint32_t> by_start_;
};

/// Turns pieces into vertices.
struct Corners {
  std::span<const OffsetPiece> pieces;
  Point origin;
  double step;  ///< largest angle that one chord covers

  bool bend(const OffsetPiece& piece) const { return piece.whole && piece.angle > 0 && piece.angle < short_arc; }
  Point on_arc(const OffsetPiece& piece, double share) const {
    const double angle = piece.angle * share, c = std::cos(angle), s = std::sin(angle);
    const Point arm{piece.from.x - piece.centre.x, piece.from.y - piece.centre.y};
    return {origin.x + piece.centre.x + c * arm.x + s * arm.y, origin.y + piece.centre.y + c * arm.y - s * arm.x};
  }
  /// Appends the vertices of a piece, except its last.
  void add(const OffsetPiece& piece, bool after_bend, std::vector<Point>& ring) const {
    if (bend(piece)) {
      ring.push_back(on_arc(piece, 0.5));
      return;
    }
    if (!after_bend) ring.push_back({origin.x + piece.from.x, origin.y + piece.from.y});
    const auto chords = static_cast<int>(std::ceil(piece.angle / step - 1e-9));
    for (int k = 1; k < chords; ++k) ring.push_back(on_arc(piece, static_cast<double>(k) / chords));
  }
  /// A closed ring with the land on its left; empty if its area is negligible.
  std::vector<Point> ring(const std::vector<std::uint32_t>& chain, bool outwards) const {
    std::vector<Point> points;
    for (std::size_t k = 0; k < chain.size(); ++k)
      add(pieces[chain[k]], bend(pieces[chain[k == 0 ? chain.size() - 1 : k - 1]]), points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (outwards) std::reverse(points.begin(), points.end());
    if (points.size() < 3) return {};
    if (!(points.back() == points.front())) points.push_back(Point(points.front()));
    if (!(std::abs(signed_area_m2(points)) > no_area_m2)) points.clear();
    return points;
  }
};

using Rings = std::vector<std::vector<Point>>;

/// Joins the pieces to rings; nullopt if a ring does not close.
std::optional<Rings> rings_of(const Corners& corners, bool outwards) {
  Links links(corners.pieces);
  Rings rings;
  std::vector<std::uint32_t> chain;
  for (const std::uint32_t first : links.all()) {
    if (links.used(first)) continue;
    chain.clear();
    for (std::uint32_t at = first;;) {
      links.use(at);
      chain.push_back(at);
      const auto next = links.next(corners.pieces[at].to, first);
      if (!next) return std::nullopt;
      if (*next == first) break;
      at = *next;
    }
    if (std::vector<Point> ring = corners.ring(chain, outwards); !ring.empty()) rings.push_back(std::move(ring));
  }
  return rings;
}

/// Assigns holes to the shells that contain them; nullopt if a hole lies in none.
std::optional<MultiPolygon> nested(const Rings& rings) {
  std::vector<RingView> shells, holes;
  for (const std::vector<Point>& ring : rings) (signed_area_m2(ring) > 0 ? shells : holes).push_back(ring);
  if (shells.empty() && !holes.empty()) return std::nullopt;
  std::vector<std::vector<RingView>> holes_of(shells.size());
  if (shells.size() == 1) {
    holes_of[0] = holes;
  } else if (!holes.empty()) {
    RingsAround around(shells);
    for (const RingView hole : holes) {
      std::optional<std::uint32_t> closest;
      double least = 0;
      for (const std::uint32_t shell : around.of(place_on(hole)))
        if (const double area = signed_area_m2(shells[shell]); !closest || area < least) {
          closest = shell;
          least = area;
        }
      if (!closest) return std::nullopt;
      holes_of[*closest].push_back(hole);
    }
  }
  MultiPolygonColumn column;
  for (std::size_t s = 0; s < shells.size(); ++s) {
    column.add_ring(shells[s]);
    for (const RingView hole : holes_of[s]) column.add_ring(hole);
    column.end_part();
  }
  column.end_feature();
  return normalised(column[0]);
}

}  // namespace

std::optional<MultiPolygon> area_within(std::span<const OffsetPiece> pieces, Point origin, int quadrant_segments,
                                        bool outwards) {
  const auto rings = rings_of({pieces, origin, std::numbers::pi / 2 / quadrant_segments}, outwards);
  return rings ? nested(*rings) : std::nullopt;
}

}  // namespace spatial
