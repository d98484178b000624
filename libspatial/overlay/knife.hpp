// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/geometry/traced_cut.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// A layer prepared to cut areas. It finds which of its features overlap an area and by how much, the part of an area
/// inside one of them, and the part inside none. Shared areas are summed from edges. An area that no outline crosses is
/// not changed; a clean crossing is cut by traced_cut (geometry/traced_cut.hpp); outlines that touch, coincide or are
/// too close are cut by OverlayNG, using only the surroundings of the area. Every cut is checked against the shared
/// area. Const use from any number of threads, each with one KnifeWorker. Both columns must outlive it.
///
///     const Knife knife(habitats, nullptr, executor);
///     Blank blank(site, box_of(site), area_m2(site));
///     for (const ZoneShare& share : knife.shares(worker, blank)) use(knife.inside(worker, blank, share));

/// Error bound of a shared area: a smaller share counts as none, and a cut must agree with its share to within this.
inline constexpr double same_area_m2 = 1e-6;
/// The same for a cut of an area: 1e-6 m2 for each km of its boundary.
constexpr double same_area_m2_along(double boundary_m) {
  return boundary_m > 1000 ? same_area_m2 * boundary_m / 1000 : same_area_m2;
}
/// Area tolerance below which a piece counts as the whole feature.
constexpr double whole_slack_m2(double area_m2, double smallest_m2 = same_area_m2) {
  return smallest_m2 + 1e-12 * area_m2;
}

/// State of one thread: GEOS context, working memory and the trees of recently used small features, of any number of
/// knives.
struct KnifeWorker {
  GeosContext geos;
  SharedAreaScratch shared;
  CutScratch cut;
  std::vector<std::uint32_t> near;
  std::unordered_map<std::uint64_t, std::unique_ptr<CutArea>> trees;  ///< looked up only, never iterated over
  std::size_t traced = 0, by_engine = 0;                              ///< cuts made so far, by how they were made
  /// Call between areas: drops the trees if there are many.
  void next_area() {
    if (trees.size() > 2048) trees.clear();
  }
};

/// Clips an area to a rectangle, by traced_cut with OverlayNG as the fallback.
MultiPolygon part_in(KnifeWorker& worker, const CutArea& area, const Box& rectangle);

/// An area that is being cut.
class Blank {
 public:
  Blank(MultiPolygonView view, const Box& box, double area_m2) : view_(view), box_(box), area_m2_(area_m2) {}
  MultiPolygonView view() const noexcept { return view_; }
  const Box& box() const noexcept { return box_; }
  double area_m2() const noexcept { return area_m2_; }
  double boundary_m() {
    if (boundary_m_ < 0) boundary_m_ = perimeter_m(view_);
    return boundary_m_;
  }
  /// The area prepared for cutting, built on first use.
  const CutArea& cut() {
    if (!cut_) cut_.emplace(view_);
    return *cut_;
  }
  bool prepared() const noexcept { return cut_.has_value(); }

 private:
  MultiPolygonView view_;
  Box box_;
  double area_m2_, boundary_m_ = -1;
  std::optional<CutArea> cut_;
};

/// The result of a cut. A whole area, or a whole cutting feature, is not copied.
struct Cut {
  enum class Kind { nothing, whole_area, whole_feature, part } kind = Kind::nothing;
  MultiPolygon geometry;  ///< of a part
};

class Knife {
 public:
  /// `overlaps`, if given, are all pairs of features that share more than same_area_m2. With them, the knife finds
  /// areas that several features cover together by adding up their shares. Shares of at most `smallest_m2` are ignored.
  /// `boxes` and `areas_m2`: those of the features, if known.
  Knife(const MultiPolygonColumn& features, const std::vector<OverlapPair>* overlaps, const Executor& executor,
        double smallest_m2 = same_area_m2, const std::vector<Box>* boxes = nullptr,
        const std::vector<double>* areas_m2 = nullptr);

  MultiPolygonView feature(std::uint32_t f) const noexcept { return features_[f]; }
  double area_m2(std::uint32_t f) const noexcept { return areas_m2_[f]; }
  const std::vector<Box>& boxes() const noexcept { return boxes_; }

  /// Features that overlap the blank (the area being cut), ascending. Contact without area and zero-width needles
  /// (needle_m) do not count.
  std::vector<ZoneShare> shares(KnifeWorker& worker, Blank& blank) const;
  /// The part of the blank inside the feature of a share; `outside`, if not null, gets the rest, from the same cut.
  Cut inside(KnifeWorker& worker, Blank& blank, const ZoneShare& share,
             std::optional<MultiPolygon>* outside = nullptr) const;
  /// The part of the blank outside all features of the shares.
  Cut outside(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares) const;
  /// The part of the blank inside any of them.
  Cut inside_any(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares) const;

 private:
  const CutArea& tree(KnifeWorker& worker, std::uint32_t f) const;
  bool needles_only(KnifeWorker& worker, Blank& blank, std::uint32_t f, double shared_m2) const;
  bool agrees(double found_m2, double expected_m2, double boundary_m) const;
  std::optional<TracedCut> traced(KnifeWorker& worker, const CutArea& a, const CutArea& b, bool inside,
                                  bool outside) const;
  bool covered(const Blank& blank, std::span<const ZoneShare> shares) const;
  MultiPolygon local(KnifeWorker& worker, std::uint32_t f, const Box& box) const;
  MultiPolygon blade(KnifeWorker& worker, std::span<const ZoneShare> shares, const Box& box) const;
  std::optional<MultiPolygon> cut_away(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares) const;
  std::optional<MultiPolygon> cut_away_together(KnifeWorker& worker, Blank& blank,
                                                std::span<const ZoneShare> shares) const;
  MultiPolygon split_outside(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> wanted, int depth,
                             std::vector<double>& seams) const;

  const MultiPolygonColumn& features_;
  double smallest_m2_;
  std::uint64_t number_;  ///< identifies the knife within the process, because a worker may serve several
  std::vector<double> areas_m2_;
  std::vector<Box> boxes_;
  BoxIndex index_;
  std::vector<std::unique_ptr<CutArea>> large_;  ///< trees of large features, built once
  std::vector<char> overlapped_;                 ///< features that overlap another; empty if not known
};

}  // namespace spatial
