// SPDX-License-Identifier: MIT
#include "libspatial/strategy/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/contact.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/mask.hpp"
#include "libspatial/overlay/zone_index.hpp"
#include "libspatial/strategy/baseline_land.hpp"
#include "libspatial/strategy/baseline_slivers.hpp"

namespace spatial {
namespace {

using Land = BaselineLand;

/// The land inside the mask, or outside it.
Land masked(const Land& land, const Mask& mask, bool inside, const Executor& executor) {
  const std::vector<MultiPolygon> cut =
      parallel_map<MultiPolygon, KnifeWorker>(executor, land.feature.size(), [&](KnifeWorker& worker, std::size_t i) {
        const MultiPolygonView area = land.geometry[i];
        worker.next_area();
        return inside ? mask.inside(worker, area, box_of(area), area_m2(area), 0)
                      : mask.outside(worker, area, box_of(area), area_m2(area), 0);
      });
  Land result;
  for (std::size_t i = 0; i < cut.size(); ++i) result.add(cut[i], land.feature[i]);
  return result;
}

class BaselineMaker {
 public:
  BaselineMaker(const BaselineFeatures& features, MultiPolygonColumn land, const std::vector<BaselineRule>& rules,
                std::uint32_t base, const MultiPolygonColumn& study_area, const BaselineOptions& options,
                const Executor& executor)
      : features_(features),
        rules_(rules),
        base_(base),
        study_(study_area),
        options_(options),
        executor_(executor),
        land_{std::move(land), {}} {}

  BaselineMap made() {
    clip_to_study_area();
    if (options_.mode == BaselineMode::base || restricted()) {
      part_sources();
      const bool changed = options_.mode == BaselineMode::base && resolve_sources();
      restrict_sources();
      gather_sources(changed || restricted());
    }
    if (options_.mode == BaselineMode::base)
      by_base_polygons();
    else
      by_order();
    order_pieces();
    if (options_.sliver_m2 > 0) give_slivers(map_.pieces, map_.geometry, options_.sliver_m2, map_.slivers, executor_);
    find_unmapped();
    find_shares();
    check_closing(map_.sums);
    return std::move(map_);
  }

 private:
  std::uint32_t sources() const { return static_cast<std::uint32_t>(rules_.size()); }
  std::uint32_t source_of(std::uint32_t feature) const { return features_.source[feature]; }
  bool restricted() const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [](const BaselineRule& rule) { return !rule.never_over.empty() || !rule.only_over.empty(); });
  }
  /// Land from which the baseline is made: as read, or what modes and rules leave of it.
  const Land& held() const { return parted_ ? *parted_ : land_; }
  const AreaTable& held_shares() const { return parted_ ? parted_shares_ : shares_; }

  std::vector<std::uint32_t> sources_of(const Land& land) const {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t f : land.feature) found.push_back(source_of(f));
    return found;
  }

  /// Clips the land in place, because most features lie inside and stay unchanged.
  void clip_to_study_area() {
    const Mask study(DisjointAreas{study_, {}}, executor_);
    MultiPolygonColumn& land = land_.geometry;
    const auto cut = parallel_map<std::optional<MultiPolygon>, KnifeWorker>(
        executor_, land.size(), [&](KnifeWorker& worker, std::size_t f) -> std::optional<MultiPolygon> {
          const MultiPolygonView area = land[f];
          if (area.empty()) return MultiPolygon();
          const Box box = box_of(area);
          const double all_m2 = area_m2(area);
          if (study.covered_m2(worker, area, box, all_m2) >= all_m2) return std::nullopt;
          return study.inside(worker, area, box, all_m2, 0);
        });
    std::vector<MultiPolygonView> with;
    for (std::uint32_t f = 0; f < cut.size(); ++f) {
      if (cut[f] && cut[f]->empty()) continue;
      land_.feature.push_back(f);
      with.push_back(cut[f] ? cut[f]->view() : land[f]);
    }
    land.rewrite(land_.feature, with);
    shares_ = shares_within(land, executor_);
    offered_.emplace(land, shares_, sources_of(land_), sources(), executor_);
    map_.offered_m2 = offered_->offered_m2();
  }

  void part_sources() {
    by_source_.resize(sources());
    for (std::size_t i = 0; i < land_.feature.size(); ++i)
      by_source_[source_of(land_.feature[i])].add(land_.geometry[i], land_.feature[i]);
  }

  /// Mode base: in each source the lower id has what two features share. Returns whether any do.
  bool resolve_sources() {
    std::vector<std::uint32_t> rank(land_.feature.size());
    std::iota(rank.begin(), rank.end(), 0);
    const auto rests = rests_in_order(land_.geometry, shares_, rank, sources_of(land_), executor_);
    if (std::none_of(rests.begin(), rests.end(), [](const auto& rest) { return rest.has_value(); })) return false;
    for (Land& land : by_source_) land = {};
    for (std::size_t i = 0; i < rests.size(); ++i)
      by_source_[source_of(land_.feature[i])].add(rests[i] ? rests[i]->view() : land_.geometry[i], land_.feature[i]);
    return true;
  }

  /// Land of the base map with one of these codes.
  Mask base_land(const std::set<std::string>& codes) const {
    MultiPolygonColumn land;
    for (std::size_t i = 0; i < by_source_[base_].feature.size(); ++i)
      if (codes.contains(features_.code[by_source_[base_].feature[i]])) land.append(by_source_[base_].geometry[i]);
    return Mask(land, executor_);
  }

  void restrict_sources() {
    for (std::uint32_t s = 0; s < sources(); ++s) {
      if (s == base_) continue;
      if (!rules_[s].never_over.empty())
        by_source_[s] = masked(by_source_[s], base_land(rules_[s].never_over), false, executor_);
      if (!rules_[s].only_over.empty())
        by_source_[s] = masked(by_source_[s], base_land(rules_[s].only_over), true, executor_);
    }
  }

  /// The sources as one, if they are not what was read.
  void gather_sources(bool changed) {
    if (changed) {
      parted_.emplace();
      for (const Land& land : by_source_)
        for (std::size_t i = 0; i < land.feature.size(); ++i) parted_->add(land.geometry[i], land.feature[i]);
      parted_shares_ = shares_within(parted_->geometry, executor_);
    }
    by_source_.clear();
  }

  /// Modes precedence and confidence: each feature keeps the land that no feature before it in the order has.
  void by_order() {
    const Land& all = held();
    std::vector<std::uint32_t> order(all.feature.size()), rank(all.feature.size());
    std::iota(order.begin(), order.end(), 0);
    if (options_.mode == BaselineMode::confidence)
      std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const std::uint32_t x = all.feature[a], y = all.feature[b];
        return std::tuple(-features_.confidence[x], source_of(x), std::string_view(features_.date[y]), x) <
               std::tuple(-features_.confidence[y], source_of(y), std::string_view(features_.date[x]), y);
      });
    for (std::uint32_t k = 0; k < order.size(); ++k) rank[order[k]] = k;
    const auto rests = rests_in_order(all.geometry, held_shares(), rank, {}, executor_);
    for (std::size_t i = 0; i < rests.size(); ++i)
      add_piece(rests[i] ? rests[i]->view() : all.geometry[i], all.feature[i], features_.code[all.feature[i]]);
  }

  void add_piece(MultiPolygonView area, std::uint32_t feature, const std::string& code) {
    if (area.empty()) return;
    map_.geometry.append(area);
    map_.pieces.push_back({feature, code, area_m2(area), 0});
  }

  /// The feature that takes a whole polygon of the base map, and its overlap with it.
  struct Winner {
    std::uint32_t feature = 0;
    double overlap_m2 = 0;
  };

  /// Polygons of the base map, numbered, and each one's place in the land that may hold.
  struct BasePolygons {
    MultiPolygonColumn geometry;
    std::vector<std::uint32_t> feature;
    std::vector<std::uint32_t> number_of;  ///< by area of the land: the polygon, or no_feature
    std::vector<std::optional<Winner>> winners;
  };

  BasePolygons base_polygons() const {
    const Land& all = held();
    BasePolygons base;
    base.number_of.assign(all.feature.size(), no_feature);
    for (std::uint32_t i = 0; i < all.feature.size(); ++i) {
      if (source_of(all.feature[i]) != base_) continue;
      base.number_of[i] = static_cast<std::uint32_t>(base.feature.size());
      base.geometry.append(all.geometry[i]);
      base.feature.push_back(all.feature[i]);
    }
    base.winners.resize(base.feature.size());
    return base;
  }

  /// What a source has on land that no earlier source took, and where in the land it comes from.
  Land open_land(std::uint32_t source, const Land& taken, std::vector<std::uint32_t>& from) const {
    const Land& all = held();
    Land own;
    std::vector<std::uint32_t> at;
    for (std::uint32_t i = 0; i < all.feature.size(); ++i)
      if (source_of(all.feature[i]) == source) {
        own.add(all.geometry[i], all.feature[i]);
        at.push_back(i);
      }
    if (!taken.feature.empty() && !own.feature.empty())
      own = masked(own, Mask(DisjointAreas{taken.geometry, {}}, executor_), false, executor_);
    for (std::size_t i = 0, k = 0; i < own.feature.size(); ++i, ++k) {
      while (all.feature[at[k]] != own.feature[i]) ++k;
      from.push_back(at[k]);
    }
    return own;
  }

  void by_base_polygons() {
    BasePolygons base = base_polygons();
    const std::vector<OverlapPair> none;
    const Knife knife(base.geometry, &none, executor_);
    Land taken;  // an area a feature
    for (std::uint32_t s = 0; s < sources(); ++s) {
      if (s == base_) continue;
      std::vector<std::uint32_t> from;
      const Land open = open_land(s, taken, from);
      if (open.feature.empty()) continue;
      const AreaTable shares = shares_of_pieces(open.geometry, from, held().geometry, held_shares(), executor_);
      take(open, judge(open, shares, base), knife, taken);
    }
    for (std::size_t i = 0; i < taken.feature.size(); ++i)
      add_piece(taken.geometry[i], taken.feature[i], features_.code[taken.feature[i]]);
    Land numbered{std::move(base.geometry), {}};
    for (std::uint32_t b = 0; b < base.feature.size(); ++b) numbered.feature.push_back(b);
    const Land rest =
        taken.feature.empty()
            ? std::move(numbered)
            : masked(numbered, Mask(DisjointAreas{std::move(taken.geometry), {}}, executor_), false, executor_);
    for (std::size_t i = 0; i < rest.feature.size(); ++i) {
      const std::uint32_t b = rest.feature[i], holder = base.winners[b] ? base.winners[b]->feature : base.feature[b];
      add_piece(rest.geometry[i], holder, features_.code[holder]);
    }
    std::sort(map_.evidence.begin(), map_.evidence.end(), [](const BaselineEvidence& a, const BaselineEvidence& b) {
      return std::tie(a.base, a.source, a.code) < std::tie(b.base, b.source, b.code);
    });
  }

  /// What one source has on each polygon of the base map. Returns by area of the source the polygons, by their numbers,
  /// that keep their land. `shares`: of the source with all land.
  std::vector<std::vector<ZoneShare>> judge(const Land& open, const AreaTable& shares, BasePolygons& base) {
    std::map<std::pair<std::uint32_t, std::string>, std::vector<ZoneShare>> overlaps;  // here zone: area of the source
    for (std::uint32_t i = 0; i < open.feature.size(); ++i)
      for (const ZoneShare& share : shares[i])
        if (const std::uint32_t b = base.number_of[share.zone]; b != no_feature && share.area_m2 > same_area_m2)
          overlaps[{b, features_.code[open.feature[i]]}].push_back({i, share.area_m2});
    std::vector<std::vector<ZoneShare>> kept(open.feature.size());
    for (const auto& [key, list] : overlaps) {
      const std::uint32_t b = key.first;
      StableSum overlap;
      Winner most;
      for (const ZoneShare& one : list) {
        overlap.add(one.area_m2);
        if (one.area_m2 > most.overlap_m2 * (1 + 1e-9)) most = {open.feature[one.zone], one.area_m2};
      }
      const double base_m2 = area_m2(base.geometry[b]);
      const BaselineEvidence::Verdict verdict = verdict_of(overlap.value(), base_m2, options_);
      if (overlap.value() > contact_m2)
        map_.evidence.push_back(
            {base.feature[b], source_of(most.feature), key.second, base_m2, overlap.value(), verdict});
      if (verdict == BaselineEvidence::Verdict::whole) base.winners[b] = most;
      if (verdict == BaselineEvidence::Verdict::kept)
        for (const ZoneShare& one : list) kept[one.zone].push_back({b, one.area_m2});
    }
    return kept;
  }

  /// Adds a source's land without what polygons of the base map keep of it.
  void take(const Land& open, const std::vector<std::vector<ZoneShare>>& kept, const Knife& knife, Land& taken) const {
    const auto rests = parallel_map<std::optional<MultiPolygon>, KnifeWorker>(
        executor_, open.feature.size(), [&](KnifeWorker& worker, std::size_t i) -> std::optional<MultiPolygon> {
          if (kept[i].empty()) return std::nullopt;
          worker.next_area();
          const MultiPolygonView area = open.geometry[i];
          Blank blank(area, box_of(area), area_m2(area));
          Cut cut = knife.outside(worker, blank, kept[i]);
          if (cut.kind == Cut::Kind::whole_area) return std::nullopt;
          return cut.kind == Cut::Kind::nothing ? MultiPolygon() : std::move(cut.geometry);
        });
    for (std::size_t i = 0; i < rests.size(); ++i)
      taken.add(rests[i] ? rests[i]->view() : open.geometry[i], open.feature[i]);
  }

  /// Sorts the pieces by source, then by feature. Pieces of one feature stay in the order they were made.
  void order_pieces() {
    const auto earlier = [](const BaselinePiece& a, const BaselinePiece& b) { return a.feature < b.feature; };
    if (std::is_sorted(map_.pieces.begin(), map_.pieces.end(), earlier)) return;
    std::vector<std::uint32_t> order(map_.pieces.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return map_.pieces[a].feature < map_.pieces[b].feature; });
    std::vector<BaselinePiece> pieces;
    MultiPolygonColumn geometry;
    geometry.reserve(map_.geometry.size(), map_.geometry.point_count());
    for (const std::uint32_t p : order) {
      pieces.push_back(std::move(map_.pieces[p]));
      geometry.append(map_.geometry[p]);
    }
    map_.pieces = std::move(pieces);
    map_.geometry = std::move(geometry);
  }

  /// The part of the study area that no source maps. The largest source is subtracted first; the others are only needed
  /// near what it leaves. Features are united and subtracted, not pieces, because the edges of pieces lack their
  /// neighbours' vertices.
  MultiPolygonColumn land_of_no_source() const {
    std::vector<std::uint32_t> order(sources());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return map_.offered_m2[a] > map_.offered_m2[b]; });
    MultiPolygonColumn rest = study_;
    const Land& land = held();
    for (const std::uint32_t s : order) {
      if (rest.empty()) break;
      const BoxIndex left(boxes_of(rest));
      MultiPolygonColumn near;
      for (std::size_t i = 0; i < land.feature.size(); ++i)
        if (source_of(land.feature[i]) == s && !left.query(box_of(land.geometry[i])).empty())
          near.append(land.geometry[i]);
      if (near.empty()) continue;
      const MultiPolygonColumn one = dissolve(near, std::vector<std::uint32_t>(near.size(), 0), 1, executor_).geometry;
      const MultiPolygonColumn beyond = combine(rest, one, OverlayOperation::difference, 0, executor_).geometry;
      rest = {};
      for (std::size_t i = 0; i < beyond.size(); ++i) append_each_part(rest, beyond[i]);
    }
    MultiPolygonColumn parts;
    for (std::size_t i = 0; i < rest.size(); ++i) append_each_part(parts, rest[i]);
    return parts;
  }

  void find_unmapped() {
    StableSum study, mapped, left;
    for (const double area : areas_m2_of(study_)) study.add(area);
    for (const BaselinePiece& piece : map_.pieces) mapped.add(piece.area_m2);
    map_.unmapped = land_of_no_source();
    for (const double area : areas_m2_of(map_.unmapped)) left.add(area);
    map_.study_m2 = study.value();
    map_.sums.push_back({"baseline + unmapped = study area", mapped.value() + left.value(), study.value()});
  }

  /// For each piece, the position of its feature in `land`, or 0xFFFFFFFF if it is not there.
  std::vector<std::uint32_t> origins(const Land& land) const {
    std::vector<std::uint32_t> found;
    for (const BaselinePiece& piece : map_.pieces) {
      const auto at = std::lower_bound(land.feature.begin(), land.feature.end(), piece.feature);
      found.push_back(at != land.feature.end() && *at == piece.feature
                          ? static_cast<std::uint32_t>(at - land.feature.begin())
                          : 0xFFFFFFFF);
    }
    return found;
  }

  void find_shares() {
    const AreaTable shares = shares_of_pieces(map_.geometry, origins(land_), land_.geometry, shares_, executor_);
    find_held(shares);
    if (!parted_) return find_others(land_, shares);
    find_others(*parted_,
                shares_of_pieces(map_.geometry, origins(*parted_), parted_->geometry, parted_shares_, executor_));
  }

  /// Records what other sources say about each piece.
  void find_others(const Land& land, const AreaTable& shares) {
    for (std::uint32_t p = 0; p < map_.pieces.size(); ++p) {
      BaselinePiece& piece = map_.pieces[p];
      std::map<std::pair<std::uint32_t, std::string>, double> said;
      std::map<std::uint32_t, double> different;
      for (const ZoneShare& share : shares[p]) {
        const std::uint32_t f = land.feature[share.zone];
        if (f == piece.feature || (source_of(f) == source_of(piece.feature) && features_.code[f] == piece.code))
          continue;
        said[{source_of(f), features_.code[f]}] += share.area_m2;
        if (features_.code[f] != piece.code) different[source_of(f)] += share.area_m2;
      }
      for (const auto& [key, area] : said)
        if (area > contact_m2) map_.others.push_back({p, key.first, key.second, area});
      for (const auto& [source, area] : different)
        piece.disagreement = std::max(piece.disagreement, std::min(1.0, area / piece.area_m2));
    }
  }

  /// Sums up which source holds the land that each source offers. `shares`: areas that pieces share with all land.
  void find_held(const AreaTable& shares) {
    std::vector<std::vector<StableSum>> held(sources(), std::vector<StableSum>(sources() + 1));
    const std::vector<std::vector<double>> on = offered_->in_pieces(map_.geometry, shares, executor_);
    for (std::size_t p = 0; p < on.size(); ++p)
      for (std::uint32_t s = 0; s < sources(); ++s) held[s][source_of(map_.pieces[p].feature)].add(on[p][s]);
    const std::vector<std::uint32_t> nowhere(map_.unmapped.size(), 0xFFFFFFFF);
    const AreaTable beyond = shares_of_pieces(map_.unmapped, nowhere, land_.geometry, {}, executor_);
    for (const std::vector<double>& row : offered_->in_pieces(map_.unmapped, beyond, executor_))
      for (std::uint32_t s = 0; s < sources(); ++s) held[s][sources()].add(row[s]);
    for (std::uint32_t s = 0; s < sources(); ++s) {
      StableSum sum;
      std::vector<double>& row = map_.held_m2.emplace_back();
      for (const StableSum& one : held[s]) {
        row.push_back(one.value());
        sum.add(one.value());
      }
      map_.sums.push_back({fmt::format("source {}: held by all = offered", s + 1), sum.value(), map_.offered_m2[s]});
    }
  }

  const BaselineFeatures& features_;
  const std::vector<BaselineRule>& rules_;
  const std::uint32_t base_;
  const MultiPolygonColumn& study_;
  const BaselineOptions& options_;
  const Executor& executor_;
  Land land_;         ///< of all sources, within the study area
  AreaTable shares_;  ///< within land_
  std::optional<OfferedLand> offered_;
  std::vector<Land> by_source_;  ///< mode base, or with rules: the land that each source may hold
  std::optional<Land> parted_;   ///< the same for all sources together
  AreaTable parted_shares_;
  BaselineMap map_;
};

}  // namespace

std::string_view word(BaselineEvidence::Verdict verdict) noexcept {
  constexpr std::array<std::string_view, 3> words{"kept", "split", "whole"};
  return words[static_cast<std::size_t>(verdict)];
}

BaselineEvidence::Verdict verdict_of(double overlap_m2, double base_m2, const BaselineOptions& options) noexcept {
  const double share = base_m2 > 0 ? overlap_m2 / base_m2 : 0;
  if (share < options.kept_share - 1e-9 && overlap_m2 < options.kept_m2 - 1e-6) return BaselineEvidence::Verdict::kept;
  return share > options.whole_share + 1e-9 ? BaselineEvidence::Verdict::whole : BaselineEvidence::Verdict::split;
}

BaselineMap baseline_map(const BaselineFeatures& features, MultiPolygonColumn land,
                         const std::vector<BaselineRule>& rules, std::uint32_t base_source,
                         const MultiPolygonColumn& study_area, const BaselineOptions& options,
                         const Executor& executor) {
  return BaselineMaker(features, std::move(land), rules, base_source, study_area, options, executor).made();
}

}  // namespace spatial
