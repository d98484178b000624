// SPDX-License-Identifier: MIT
#include "libspatial/strategy/protected_land.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/mask.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

constexpr std::array gaps{
    ProtectionGapInfo{ProtectionGap::none, "", "it counts"},
    ProtectionGapInfo{ProtectionGap::condition, "condition", "the condition is not accepted"},
    ProtectionGapInfo{ProtectionGap::not_assessed, "not_assessed", "no condition is stated"},
    ProtectionGapInfo{ProtectionGap::protection_end, "protection_end", "protection ends too soon, or no end is known"},
    ProtectionGapInfo{ProtectionGap::purpose, "purpose", "conservation is not what the land is for"},
    ProtectionGapInfo{ProtectionGap::monitoring, "monitoring", "the land is not managed and monitored"},
    ProtectionGapInfo{ProtectionGap::declared, "declared", "the config says that it could count"}};

/// Land without overlaps, and the features of which each area consists.
struct ProtectedPart {
  MultiPolygonColumn geometry;
  std::vector<std::vector<std::uint32_t>> members;
};

/// The land outside the mask.
ProtectedPart without(const ProtectedPart& land, const Mask& mask, const Executor& executor) {
  const std::vector<MultiPolygon> rests =
      parallel_map<MultiPolygon, KnifeWorker>(executor, land.geometry.size(), [&](KnifeWorker& worker, std::size_t i) {
        const MultiPolygonView area = land.geometry[i];
        worker.next_area();
        return mask.outside(worker, area, box_of(area), area_m2(area), 0);
      });
  ProtectedPart left;
  for (std::size_t i = 0; i < rests.size(); ++i) {
    if (rests[i].empty()) continue;
    left.geometry.append(rests[i]);
    left.members.push_back(land.members[i]);
  }
  return left;
}

/// A step of the account: land of one category with one reason, in full and without land that an earlier step has.
struct Step {
  std::uint32_t category = 0;
  ProtectionGap gap = ProtectionGap::none;
  ProtectedPart own, once;
};

class Account {
 public:
  Account(const ProtectedFeatures& features, const std::vector<ProtectedCategory>& categories,
          const MultiPolygonColumn& authorities, const Executor& executor)
      : features_(features), categories_(categories), authorities_(authorities), executor_(executor) {}

  ProtectedLand found() {
    take_steps();
    make_pieces();
    make_rows();
    check();
    return std::move(result_);
  }

 private:
  using Key = std::tuple<std::uint32_t, bool, std::uint32_t>;  // authority, potential, category

  template <class Chosen>
  ProtectedPart land_of(Chosen&& chosen) const {
    std::vector<std::uint32_t> some;
    for (std::uint32_t f = 0; f < features_.category.size(); ++f)
      if (chosen(f)) some.push_back(f);
    DisjointAreas areas = disjoint_areas(features_.geometry, some, executor_);
    return {std::move(areas.geometry), std::move(areas.members)};
  }

  static bool by_condition(ProtectionGap gap) {
    return gap == ProtectionGap::condition || gap == ProtectionGap::not_assessed;
  }

  void take_steps() {
    MultiPolygonColumn taken;
    for (std::uint32_t c = 0; c < categories_.size(); ++c) {
      Step step{c, ProtectionGap::none, land_of([&](std::uint32_t f) { return is(f, c, ProtectionGap::none); }), {}};
      const ProtectedPart worse =
          land_of([&](std::uint32_t f) { return features_.category[f] == c && by_condition(features_.gap[f]); });
      if (!step.own.members.empty() && !worse.members.empty())
        step.own = without(step.own, Mask(DisjointAreas{worse.geometry, {}}, executor_), executor_);
      take(std::move(step), taken);
    }
    for (std::uint32_t c = 0; c < categories_.size(); ++c)
      for (const ProtectionGapInfo& reason : gaps)
        if (reason.gap != ProtectionGap::none)
          take({c, reason.gap, land_of([&](std::uint32_t f) { return is(f, c, reason.gap); }), {}}, taken);
  }

  bool is(std::uint32_t f, std::uint32_t category, ProtectionGap gap) const {
    return features_.category[f] == category && features_.gap[f] == gap;
  }

  void take(Step step, MultiPolygonColumn& taken) {
    if (step.own.members.empty()) return;
    step.once = taken.empty() ? step.own : without(step.own, Mask(DisjointAreas{taken, {}}, executor_), executor_);
    taken.append(step.once.geometry);
    steps_.push_back(std::move(step));
  }

  void make_pieces() {
    MultiPolygonColumn all;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> from;  // step and area
    for (std::uint32_t s = 0; s < steps_.size(); ++s) {
      all.append(steps_[s].once.geometry);
      for (std::uint32_t i = 0; i < steps_[s].once.members.size(); ++i) from.emplace_back(s, i);
    }
    Combined cut = combine(all, authorities_, OverlayOperation::identity, 0, executor_);
    for (std::size_t p = 0; p < cut.size(); ++p) {
      const auto [s, i] = from[cut.source[0][p]];
      const std::uint32_t authority = cut.source[1][p];
      result_.pieces.push_back({authority == no_feature ? beyond() : authority, steps_[s].category, steps_[s].gap,
                                cut.areas_m2[p], names_of(steps_[s].once.members[i])});
    }
    result_.geometry = std::move(cut.geometry);
  }

  std::uint32_t beyond() const { return static_cast<std::uint32_t>(authorities_.size()); }

  std::string names_of(const std::vector<std::uint32_t>& members) const {
    constexpr std::size_t most = 5;
    std::vector<std::string> names;
    for (std::size_t k = 0; k < members.size() && k < most; ++k) names.push_back(features_.id[members[k]]);
    return joined(names, ", ") + (members.size() > most ? fmt::format(" and {} more", members.size() - most) : "");
  }

  /// Area of each row by itself, including land that earlier rows have.
  std::map<Key, double> raw_areas() const {
    std::map<Key, StableSum> sums;
    const auto add = [&](const ProtectedPart& land, bool potential, std::uint32_t category) {
      const std::vector<double> areas = areas_m2_of(land.geometry);
      const AreaTable shares = areas_by_zone(land.geometry, boxes_of(land.geometry), areas, authorities_, executor_);
      for (std::size_t i = 0; i < areas.size(); ++i) {
        double inside = 0;
        for (const ZoneShare& share : shares[i]) {
          sums[{share.zone, potential, category}].add(share.area_m2);
          sums[{beyond() + 1, potential, category}].add(share.area_m2);
          inside += share.area_m2;
        }
        sums[{beyond(), potential, category}].add(std::max(0.0, areas[i] - inside));
      }
    };
    for (const Step& step : steps_)
      if (step.gap == ProtectionGap::none) add(step.own, false, step.category);
    for (std::uint32_t c = 0; c < categories_.size(); ++c)
      add(land_of(
              [&](std::uint32_t f) { return features_.category[f] == c && features_.gap[f] != ProtectionGap::none; }),
          true, c);
    std::map<Key, double> result;
    for (const auto& [key, sum] : sums) result[key] = sum.value();
    return result;
  }

  void make_rows() {
    const std::map<Key, double> raw = raw_areas();
    std::map<Key, std::map<ProtectionGap, StableSum>> once;
    for (const ProtectedPiece& piece : result_.pieces) {
      const bool potential = piece.gap != ProtectionGap::none;
      once[{piece.authority, potential, piece.category}][piece.gap].add(piece.area_m2);
      if (piece.authority != beyond()) once[{beyond() + 1, potential, piece.category}][piece.gap].add(piece.area_m2);
    }
    for (std::uint32_t a = 0; a <= beyond() + 1; ++a) {
      StableSum cumulative;
      for (const bool potential : {false, true})
        for (std::uint32_t c = 0; c < categories_.size(); ++c) {
          if (!(potential ? categories_[c].potential : categories_[c].counts)) continue;
          ProtectedRow row{a, c, !potential, 0, 0, 0, {}};
          if (const auto found = raw.find({a, potential, c}); found != raw.end()) row.raw_m2 = found->second;
          StableSum sum;
          for (const auto& [gap, area] : once[{a, potential, c}]) {
            sum.add(area.value());
            if (gap != ProtectionGap::none) row.gaps.emplace_back(gap, area.value());
          }
          row.once_m2 = sum.value();
          cumulative.add(row.once_m2);
          row.cumulative_m2 = cumulative.value();
          result_.rows.push_back(std::move(row));
        }
    }
  }

  /// Checks that land counted once adds up to the union of all features, in total and in each authority.
  void check() {
    const ProtectedPart all = land_of([](std::uint32_t) { return true; });
    const std::vector<double> areas = areas_m2_of(all.geometry);
    StableSum united, once;
    for (const double area : areas) united.add(area);
    std::vector<StableSum> in(authorities_.size()), of(authorities_.size());
    for (const ProtectedPiece& piece : result_.pieces) {
      once.add(piece.area_m2);
      if (piece.authority < in.size()) in[piece.authority].add(piece.area_m2);
    }
    const AreaTable shares = areas_by_zone(all.geometry, boxes_of(all.geometry), areas, authorities_, executor_);
    for (std::size_t i = 0; i < areas.size(); ++i)
      for (const ZoneShare& share : shares[i]) of[share.zone].add(share.area_m2);
    result_.sums.push_back({"land of the account = union of all protected land", once.value(), united.value()});
    for (std::size_t a = 0; a < in.size(); ++a)
      result_.sums.push_back({fmt::format("authority {}: land of the account = protected land in it", a + 1),
                              in[a].value(), of[a].value()});
    check_closing(result_.sums);
  }

  const ProtectedFeatures& features_;
  const std::vector<ProtectedCategory>& categories_;
  const MultiPolygonColumn& authorities_;
  const Executor& executor_;
  std::vector<Step> steps_;
  ProtectedLand result_;
};

}  // namespace

const ProtectionGapInfo& info(ProtectionGap gap) noexcept { return gaps[static_cast<std::size_t>(gap)]; }

ProtectedLand protected_land(const ProtectedFeatures& features, const std::vector<ProtectedCategory>& categories,
                             const MultiPolygonColumn& authorities, const Executor& executor) {
  return Account(features, categories, authorities, executor).found();
}

}  // namespace spatial
