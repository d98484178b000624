// SPDX-License-Identifier: MIT
#include "libspatial/overlay/combine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/geometry/subdivide.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

constexpr std::array operation_table{
    OverlayOperationInfo{OverlayOperation::intersection, "intersection", "Every pair of features that share an area, cut to what they share."},
    OverlayOperationInfo{OverlayOperation::union_all, "union", "All land of both layers, cut along the outlines of both."},
    OverlayOperationInfo{OverlayOperation::identity, "identity", "All land of the first layer, cut along the outlines of the second."},
    OverlayOperationInfo{OverlayOperation::difference, "difference", "Land of the first layer that no feature of the second covers."},
    OverlayOperationInfo{OverlayOperation::symmetric_difference, "symmetric-difference", "Land that one layer covers and the other does not."},
    OverlayOperationInfo{OverlayOperation::clip, "clip", "Features of the first layer cut to the land of the second, which leaves no other trace."},
};

constexpr std::size_t largest_piece = 256;
constexpr double same_area_m2 = 1e-6;  // what the shared-area sum can be off by

struct Worker {
  GeosContext geos;
  AreaScratch areas;
  std::vector<std::uint32_t> near;
};

bool by_place(Point p, Point q) { return std::tie(p.x, p.y) < std::tie(q.x, q.y); }

/// A layer prepared to cut features: whole features for areas, pieces for geometry.
class Knife {
 public:
  Knife(const MultiPolygonColumn& features, const Executor& executor)
      : features_(features), areas_(areas_m2_of(features)), zones_(features, executor), pieces_(subdivided(features, largest_piece, executor)), piece_boxes_(boxes_of(pieces_.geometry)), index_(piece_boxes_) {
    first_piece_.assign(features.size() + 1, 0);
    for (const std::uint32_t owner : pieces_.owner) ++first_piece_[owner + 1];
    for (std::size_t i = 1; i < first_piece_.size(); ++i) first_piece_[i] += first_piece_[i - 1];
    // Own vertices of the features that were cut, to tell them from vertices on the cuts.
    own_ = parallel_map<std::vector<Point>, NoState>(executor, features.size(), [&](NoState&, std::size_t f) {
      std::vector<Point> points;
      if (first_piece_[f + 1] - first_piece_[f] > 1) {
        points.assign(features[f].points().begin(), features[f].points().end());
        std::sort(points.begin(), points.end(), by_place);
      }
      return points;
    });
  }

  double area_m2(std::uint32_t feature) const { return areas_[feature]; }
  MultiPolygonView feature(std::uint32_t f) const { return features_[f]; }
  std::vector<ZoneShare> shares(MultiPolygonView feature, const Box& box, double area, Worker& worker) const { return zones_.shares(feature, box, area, worker.areas); }

  /// The part of feature f that can meet `box`: f itself if it is small.
  MultiPolygon local(Worker& worker, std::uint32_t f, const Box& box) const {
    if (first_piece_[f + 1] - first_piece_[f] <= 1) return MultiPolygon(features_[f]);
    std::vector<MultiPolygonView> views;
    index_.query(box, worker.near);
    for (const std::uint32_t p : worker.near)
      if (pieces_.owner[p] == f) views.push_back(pieces_.geometry[p]);
    return views.size() == 1 ? MultiPolygon(views.front()) : union_of(worker.geos, views);
  }

  /// The result without vertices that stand on straight lines of neither `cut` nor the features: they come from the pieces.
  MultiPolygon without_seams(const MultiPolygon& result, MultiPolygonView cut, std::span<const std::uint32_t> knives) const {
    const bool any = std::any_of(knives.begin(), knives.end(), [&](std::uint32_t f) { return !own_[f].empty(); });
    if (!any || result.empty()) return result;
    std::vector<Point> known(cut.points().begin(), cut.points().end());
    std::sort(known.begin(), known.end(), by_place);
    const auto is_own = [&](Point p) {
      if (std::binary_search(known.begin(), known.end(), p, by_place)) return true;
      return std::any_of(knives.begin(), knives.end(), [&](std::uint32_t f) {
        if (!own_[f].empty()) return std::binary_search(own_[f].begin(), own_[f].end(), p, by_place);
        const auto points = features_[f].points();
        return std::find(points.begin(), points.end(), p) != points.end();
      });
    };
    const auto on_line = [](Point a, Point p, Point b) {
      const double dx = b.x - a.x, dy = b.y - a.y, cross = dx * (p.y - a.y) - dy * (p.x - a.x);
      return cross * cross <= 1e-14 * (dx * dx + dy * dy);  // 0.1 µm
    };
    MultiPolygonColumn column;
    const MultiPolygonView view = result.view();
    bool dropped = false;
    for (std::size_t k = 0; k < view.part_count(); ++k) {
      for (std::size_t r = 0; r < view.part(k).ring_count(); ++r) {
        const RingView ring = view.part(k).ring(r);
        const std::size_t count = ring.size() - 1;
        std::vector<Point> kept;
        for (std::size_t i = 0; i < count; ++i) {
          const Point before = kept.empty() ? ring[(i + count - 1) % count] : kept.back();
          if (count - i + kept.size() > 3 && on_line(before, ring[i], ring[i + 1]) && !is_own(ring[i]))
            dropped = true;
          else
            kept.push_back(ring[i]);
        }
        column.add_ring(kept);
      }
      column.end_part();
    }
    column.end_feature();
    return dropped ? normalised(MultiPolygon(std::move(column))) : result;
  }

 private:
  const MultiPolygonColumn& features_;
  std::vector<double> areas_;
  ZoneIndex zones_;
  Pieces pieces_;
  std::vector<Box> piece_boxes_;
  BoxIndex index_;
  std::vector<std::size_t> first_piece_;
  std::vector<std::vector<Point>> own_;
};

struct Piece {
  std::uint32_t other = no_feature;
  MultiPolygon geometry;
  double area_m2 = 0;
};

/// What to make of one feature against the knife.
struct Wanted {
  bool inside_each = false;  ///< a ∩ b for each b
  bool inside_any = false;   ///< a ∩ ∪b
  bool outside = false;      ///< a − ∪b
};

std::vector<Piece> cut(Worker& worker, MultiPolygonView feature, const Knife& knife, const Wanted& wanted, double min_area_m2) {
  std::vector<Piece> pieces;
  if (feature.empty()) return pieces;
  const Box box = box_of(feature);
  const double area = area_m2(feature);
  const std::vector<ZoneShare> shares = knife.shares(feature, box, area, worker);
  const auto add = [&](std::uint32_t other, MultiPolygon geometry) {
    const double size = area_m2(geometry);
    if (size > min_area_m2) pieces.push_back({other, std::move(geometry), size});
  };
  const double slack = same_area_m2 + 1e-12 * area;
  std::vector<std::uint32_t> crossing;
  bool covered = false;
  for (const ZoneShare& share : shares) {
    if (share.area_m2 <= same_area_m2) continue;
    crossing.push_back(share.zone);
    covered = covered || area - share.area_m2 <= slack;
  }
  if (wanted.inside_each)
    for (const ZoneShare& share : shares) {
      if (share.area_m2 <= std::max(same_area_m2, min_area_m2)) continue;
      if (area - share.area_m2 <= slack)
        add(share.zone, MultiPolygon(feature));
      else if (knife.area_m2(share.zone) - share.area_m2 <= slack)
        add(share.zone, MultiPolygon(knife.feature(share.zone)));
      else
        add(share.zone, knife.without_seams(intersection(worker.geos, feature, knife.local(worker, share.zone, box)), feature, std::span(&share.zone, 1)));
    }
  if (!wanted.inside_any && !wanted.outside) return pieces;
  if (crossing.empty()) {
    if (wanted.outside) add(no_feature, MultiPolygon(feature));
    return pieces;
  }
  if (covered) {
    if (wanted.inside_any) add(no_feature, MultiPolygon(feature));
    return pieces;
  }
  std::vector<MultiPolygon> locals;
  for (const std::uint32_t f : crossing) locals.push_back(knife.local(worker, f, box));
  std::vector<MultiPolygonView> views(locals.begin(), locals.end());
  const MultiPolygon blade = views.size() == 1 ? std::move(locals.front()) : union_of(worker.geos, views);
  if (wanted.inside_any) add(no_feature, knife.without_seams(intersection(worker.geos, feature, blade), feature, crossing));
  if (wanted.outside) add(no_feature, knife.without_seams(difference(worker.geos, feature, blade), feature, crossing));
  return pieces;
}

std::vector<std::vector<Piece>> cut_all(const MultiPolygonColumn& features, const Knife& knife, const Wanted& wanted, double min_area_m2, const Executor& executor) {
  return parallel_map<std::vector<Piece>, Worker>(
      executor, features.size(),
      [&](Worker& worker, std::size_t i) {
        try {
          return cut(worker, features[i], knife, wanted, min_area_m2);
        } catch (Error& error) {
          error.add_context(fmt::format("feature number {}", i + 1));
          throw;
        }
      },
      by_falling_size(features));
}

}  // namespace

std::span<const OverlayOperationInfo> overlay_operations() noexcept { return operation_table; }

Combined combine(const MultiPolygonColumn& a, const MultiPolygonColumn& b, OverlayOperation operation, double min_area_m2, const Executor& executor) {
  using enum OverlayOperation;
  Wanted of_a;
  of_a.inside_each = operation == intersection || operation == identity || operation == union_all;
  of_a.outside = operation == identity || operation == union_all || operation == difference || operation == symmetric_difference;
  of_a.inside_any = operation == clip;
  Combined result;
  const auto take = [&](std::uint32_t from_a, std::uint32_t from_b, const Piece& piece) {
    result.geometry.append(piece.geometry);
    result.a.push_back(from_a);
    result.b.push_back(from_b);
    result.areas_m2.push_back(piece.area_m2);
  };
  const auto pieces_of_a = cut_all(a, Knife(b, executor), of_a, min_area_m2, executor);
  for (std::uint32_t i = 0; i < pieces_of_a.size(); ++i)
    for (const Piece& piece : pieces_of_a[i])
      if (piece.other != no_feature) take(i, piece.other, piece);
  for (std::uint32_t i = 0; i < pieces_of_a.size(); ++i)
    for (const Piece& piece : pieces_of_a[i])
      if (piece.other == no_feature) take(i, no_feature, piece);
  if (operation != union_all && operation != symmetric_difference) return result;
  Wanted of_b;
  of_b.outside = true;
  const auto pieces_of_b = cut_all(b, Knife(a, executor), of_b, min_area_m2, executor);
  for (std::uint32_t j = 0; j < pieces_of_b.size(); ++j)
    for (const Piece& piece : pieces_of_b[j]) take(no_feature, j, piece);
  return result;
}

}  // namespace spatial
