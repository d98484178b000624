// SPDX-License-Identifier: MIT
#include "libspatial/strategy/baseline_land.hpp"

#include <algorithm>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/geometry/same_outline.hpp"
#include "libspatial/overlay/knife.hpp"
#include "libspatial/overlay/near_zones.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;
constexpr std::size_t group_size = 64;  // neighbouring features that one worker cuts one after the other

bool overlaps(std::span<const ZoneShare> row, std::uint32_t zone) {
  const auto found =
      std::lower_bound(row.begin(), row.end(), zone, [](const ZoneShare& s, std::uint32_t z) { return s.zone < z; });
  return found != row.end() && found->zone == zone && found->area_m2 > 0.1 * same_area_m2;
}

class Rests {
 public:
  Rests(const MultiPolygonColumn& land, const AreaTable& shares, std::span<const std::uint32_t> rank,
        std::span<const std::uint32_t> group_of, const Executor& executor)
      : land_(land), shares_(shares), rank_(rank), group_of_(group_of), knife_(land, nullptr, executor) {}

  std::vector<std::optional<MultiPolygon>> all(const Executor& executor) const {
    const std::vector<std::uint32_t> order = hilbert_order(knife_.boxes());
    std::vector<std::optional<MultiPolygon>> rests(land_.size());
    parallel_for<KnifeWorker>(executor, (order.size() + group_size - 1) / group_size,
                              [&](KnifeWorker& worker, std::size_t g) {
                                const std::size_t end = std::min(order.size(), (g + 1) * group_size);
                                for (std::size_t k = g * group_size; k < end; ++k)
                                  rests[order[k]] = rest(worker, order[k]);
                              });
    return rests;
  }

 private:
  bool counts(std::uint32_t other, std::uint32_t i) const {
    return other != i && rank_[other] < rank_[i] && (group_of_.empty() || group_of_[other] == group_of_[i]);
  }

  /// Shares with features before this one, without needles that a cut would drop.
  std::vector<ZoneShare> before(KnifeWorker& worker, Blank& blank, std::uint32_t i) const {
    constexpr double longest_m = 1e6;
    std::vector<ZoneShare> found;
    bool sure = true;
    for (const ZoneShare& share : shares_[i]) {
      if (share.area_m2 <= same_area_m2 || !counts(share.zone, i)) continue;
      found.push_back(share);
      sure = sure && share.area_m2 > needle_m * longest_m;
    }
    if (sure) return found;
    found = knife_.shares(worker, blank);
    std::erase_if(found, [&](const ZoneShare& share) { return !counts(share.zone, i); });
    return found;
  }

  /// Whether areas that do not overlap each other cover the whole area.
  bool covered(double area_m2, const std::vector<ZoneShare>& before) const {
    StableSum sum;
    for (std::size_t k = 0; k < before.size(); ++k) {
      for (std::size_t l = 0; l < k; ++l)
        if (overlaps(shares_[before[k].zone], before[l].zone)) return false;
      sum.add(before[k].area_m2);
    }
    return area_m2 - sum.value() <= whole_slack_m2(area_m2);
  }

  std::optional<MultiPolygon> rest(KnifeWorker& worker, std::uint32_t i) const {
    worker.next_area();
    Blank blank(land_[i], knife_.boxes()[i], knife_.area_m2(i));
    const std::vector<ZoneShare> taken = before(worker, blank, i);
    if (taken.empty()) return std::nullopt;
    if (covered(blank.area_m2(), taken)) return MultiPolygon();
    Cut cut = knife_.outside(worker, blank, taken);
    if (cut.kind == Cut::Kind::whole_area) return std::nullopt;
    return cut.kind == Cut::Kind::nothing ? MultiPolygon() : std::move(cut.geometry);
  }

  const MultiPolygonColumn& land_;
  const AreaTable& shares_;
  std::span<const std::uint32_t> rank_, group_of_;
  const Knife knife_;
};

}  // namespace

AreaTable shares_within(const MultiPolygonColumn& land, const Executor& executor) {
  std::vector<std::vector<ZoneShare>> rows(land.size());
  for (const OverlapPair& pair : overlapping_pairs(land, boxes_of(land), areas_m2_of(land), 0, executor)) {
    rows[pair.a].push_back({pair.b, pair.area_m2});
    rows[pair.b].push_back({pair.a, pair.area_m2});
  }
  for (std::vector<ZoneShare>& row : rows)
    std::sort(row.begin(), row.end(), [](const ZoneShare& a, const ZoneShare& b) { return a.zone < b.zone; });
  return AreaTable(rows);
}

std::vector<std::optional<MultiPolygon>> rests_in_order(const MultiPolygonColumn& land, const AreaTable& shares,
                                                        std::span<const std::uint32_t> rank,
                                                        std::span<const std::uint32_t> group_of,
                                                        const Executor& executor) {
  return Rests(land, shares, rank, group_of, executor).all(executor);
}

AreaTable shares_of_pieces(const MultiPolygonColumn& pieces, std::span<const std::uint32_t> from,
                           const MultiPolygonColumn& land, const AreaTable& within, const Executor& executor) {
  std::vector<std::uint32_t> changed;
  const auto whole = [&](std::uint32_t p) {
    return within.size() > 0 && from[p] != none && same_outline(pieces[p], land[from[p]]);
  };
  for (std::uint32_t p = 0; p < pieces.size(); ++p)
    if (!whole(p)) changed.push_back(p);
  const AreaTable anew = areas_by_near_zones(pieces, changed, land, executor);
  std::vector<std::vector<ZoneShare>> rows(pieces.size());
  std::size_t next = 0;
  for (std::uint32_t p = 0; p < pieces.size(); ++p) {
    const bool is_changed = next < changed.size() && changed[next] == p;
    const std::span<const ZoneShare> row = is_changed ? anew[p] : within[from[p]];
    rows[p].assign(row.begin(), row.end());
    if (is_changed) {
      ++next;
      continue;
    }
    const auto place =
        std::find_if(rows[p].begin(), rows[p].end(), [&](const ZoneShare& share) { return share.zone > from[p]; });
    rows[p].insert(place, {from[p], area_m2(pieces[p])});
  }
  return AreaTable(rows);
}

OfferedLand::OfferedLand(const MultiPolygonColumn& land, const AreaTable& within, std::vector<std::uint32_t> source_of,
                         std::uint32_t sources, const Executor& executor)
    : source_of_(std::move(source_of)), sources_(sources), union_of_(land.size(), none) {
  std::vector<OverlapPair> pairs;
  std::vector<std::uint32_t> members;
  for (std::uint32_t a = 0; a < land.size(); ++a) {
    bool alone_there = true;
    for (const ZoneShare& share : within[a]) {
      if (source_of_[share.zone] != source_of_[a] || share.area_m2 <= same_area_m2) continue;
      alone_there = false;
      if (share.zone > a) pairs.push_back({a, share.zone, share.area_m2});
    }
    if (!alone_there) members.push_back(a);
  }
  DisjointAreas groups = disjoint_areas(land, members, pairs, executor);
  for (std::uint32_t g = 0; g < groups.members.size(); ++g)
    for (const std::uint32_t a : groups.members[g]) union_of_[a] = g;
  united_ = std::move(groups.geometry);
  std::vector<StableSum> sums(sources_);
  const std::vector<double> alone = areas_m2_of(land), united = areas_m2_of(united_);
  for (std::uint32_t a = 0; a < land.size(); ++a)
    if (union_of_[a] == none) sums[source_of_[a]].add(alone[a]);
  for (std::uint32_t g = 0; g < groups.members.size(); ++g) sums[source_of_[groups.members[g].front()]].add(united[g]);
  for (const StableSum& sum : sums) offered_m2_.push_back(sum.value());
}

std::vector<std::vector<double>> OfferedLand::in_pieces(const MultiPolygonColumn& pieces, const AreaTable& shares,
                                                        const Executor& executor) const {
  std::vector<std::vector<double>> found(pieces.size(), std::vector<double>(sources_, 0));
  std::vector<std::uint32_t> unclear;  // pieces on land where several areas overlap
  std::vector<std::uint32_t> seen(united_.size(), none);
  for (std::uint32_t p = 0; p < pieces.size(); ++p) {
    bool twice = false;
    for (const ZoneShare& share : shares[p]) {
      const std::uint32_t group = union_of_[share.zone];
      if (group == none) continue;
      twice = twice || seen[group] == p;
      seen[group] = p;
    }
    if (twice) unclear.push_back(p);
  }
  const AreaTable in_unions = areas_by_near_zones(pieces, unclear, united_, executor);
  std::vector<std::uint32_t> source_of_union(united_.size());
  for (std::uint32_t a = 0; a < union_of_.size(); ++a)
    if (union_of_[a] != none) source_of_union[union_of_[a]] = source_of_[a];
  for (std::uint32_t p = 0; p < pieces.size(); ++p) {
    const bool is_unclear = std::binary_search(unclear.begin(), unclear.end(), p);
    for (const ZoneShare& share : shares[p])
      if (!is_unclear || union_of_[share.zone] == none) found[p][source_of_[share.zone]] += share.area_m2;
    for (const ZoneShare& share : in_unions[p]) found[p][source_of_union[share.zone]] += share.area_m2;
  }
  return found;
}

}  // namespace spatial
