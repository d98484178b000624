// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/register_review.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/outline_distance.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

using enum SiteChange;
constexpr std::array table{
    SiteChangeInfo{unchanged, "unchanged", "The same site with the same land, name and kind."},
    SiteChangeInfo{boundary, "boundary",
                   "The outline changed: both the land that differs and the move are over their "
                   "thresholds."},
    SiteChangeInfo{renamed, "renamed", "The name differs."},
    SiteChangeInfo{reclassified, "reclassified", "The kind of site differs, upper and lower case aside."},
    SiteChangeInfo{moved, "moved", "The same name on other land."},
    SiteChangeInfo{fresh, "new", "Only the new edition has it."},
    SiteChangeInfo{deleted, "deleted", "Only the old edition has it."},
    SiteChangeInfo{replaced, "replaced", "Old and new sites share land but are not the same site."},
    SiteChangeInfo{split, "split", "Land of one old site is now several sites."},
    SiteChangeInfo{merged, "merged", "Land of several old sites is now one site."},
};

constexpr std::uint32_t none = 0xFFFFFFFF;

class Review {
 public:
  Review(const RegisterEdition& before, const RegisterEdition& after, const ReviewOptions& options,
         const Executor& executor)
      : before_(before),
        after_(after),
        options_(options),
        executor_(executor),
        before_m2_(areas_m2_of(before.sites)),
        after_m2_(areas_m2_of(after.sites)),
        shares_(areas_by_zone(before.sites, boxes_of(before.sites), before_m2_, after.sites, executor)),
        to_(before.sites.size(), none),
        from_(after.sites.size(), none),
        match_(before.sites.size(), SiteMatch::none) {}

  RegisterReview done() {
    match_by_id();
    match_by_land();
    if (options_.by_name) match_by_name();
    add_pairs();
    add_leftovers();
    add_alone();
    add_split_and_merged();
    std::stable_sort(review_.rows.begin(), review_.rows.end(), [](const ReviewRow& a, const ReviewRow& b) {
      const auto key = [](const ReviewRow& row) {
        return std::pair(row.before.empty() ? none : row.before.front(), row.after.empty() ? none : row.after.front());
      };
      return key(a) < key(b);
    });
    add_up();
    return std::move(review_);
  }

 private:
  double shared(std::uint32_t old_site, std::uint32_t new_site) const {
    for (const ZoneShare& share : shares_[old_site])
      if (share.zone == new_site) return share.area_m2;
    return 0;
  }
  double iou(std::uint32_t old_site, std::uint32_t new_site, double shared_m2) const {
    return shared_m2 / (before_m2_[old_site] + after_m2_[new_site] - shared_m2);
  }
  void pair(std::uint32_t old_site, std::uint32_t new_site, SiteMatch how) {
    to_[old_site] = new_site;
    from_[new_site] = old_site;
    match_[old_site] = how;
  }

  void match_by_id() {
    std::map<std::string, std::uint32_t> by_id;
    for (std::uint32_t n = 0; n < after_.id.size(); ++n)
      if (!after_.id[n].empty()) by_id.emplace(after_.id[n], n);
    for (std::uint32_t o = 0; o < before_.id.size(); ++o) {
      const auto found = before_.id[o].empty() ? by_id.end() : by_id.find(before_.id[o]);
      if (found == by_id.end()) continue;
      const std::uint32_t n = found->second;
      const bool one_name = !before_.name[o].empty() && before_.name[o] == after_.name[n];
      const double shared_m2 = shared(o, n);
      if (shared_m2 > options_.contact_m2 || iou(o, n, shared_m2) >= options_.least_iou || one_name)
        pair(o, n, SiteMatch::id);
      else
        review_.id_reused.emplace_back(o, n);
    }
  }

  void match_by_land() {
    std::vector<std::tuple<double, std::uint32_t, std::uint32_t>> pairs;
    for (std::uint32_t o = 0; o < to_.size(); ++o)
      for (const ZoneShare& share : shares_[o])
        if (to_[o] == none && from_[share.zone] == none && share.area_m2 > options_.pair_m2)
          pairs.emplace_back(-iou(o, share.zone, share.area_m2), o, share.zone);
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [minus_iou, o, n] : pairs)
      if (-minus_iou >= options_.least_iou - 1e-9 && to_[o] == none && from_[n] == none)
        pair(o, n, SiteMatch::geometry);
  }

  void match_by_name() {
    std::map<std::string, std::vector<std::uint32_t>> old_names, new_names;
    for (std::uint32_t o = 0; o < before_.name.size(); ++o) old_names[before_.name[o]].push_back(o);
    for (std::uint32_t n = 0; n < after_.name.size(); ++n) new_names[after_.name[n]].push_back(n);
    for (const auto& [name, sites] : old_names) {
      const auto found = new_names.find(name);
      if (name.empty() || sites.size() != 1 || found == new_names.end() || found->second.size() != 1) continue;
      if (to_[sites.front()] == none && from_[found->second.front()] == none)
        pair(sites.front(), found->second.front(), SiteMatch::name);
    }
  }

  void add_pairs() {
    std::vector<std::uint32_t> old_sites;
    for (std::uint32_t o = 0; o < to_.size(); ++o)
      if (to_[o] != none) old_sites.push_back(o);
    const std::vector<double> moves =
        parallel_map<double, NoState>(executor_, old_sites.size(), [&](NoState&, std::size_t k) {
          return outlines_apart_m(before_.sites[old_sites[k]], after_.sites[to_[old_sites[k]]]);
        });
    for (std::size_t k = 0; k < old_sites.size(); ++k) add_pair(old_sites[k], to_[old_sites[k]], moves[k]);
  }

  void add_pair(std::uint32_t o, std::uint32_t n, double moved_m) {
    ReviewRow row;
    row.before = {o};
    row.after = {n};
    row.pair = true;
    row.match = match_[o];
    row.before_m2 = before_m2_[o];
    row.after_m2 = after_m2_[n];
    row.shared_m2 = shared(o, n);
    row.gained_m2 = std::max(0.0, row.after_m2 - row.shared_m2);
    row.lost_m2 = std::max(0.0, row.before_m2 - row.shared_m2);
    row.iou = iou(o, n, row.shared_m2);
    row.moved_m = moved_m;
    if (row.shared_m2 <= options_.contact_m2 && !(row.iou >= options_.least_iou))  // a tiny site may share all it has
      row.changes.push_back(moved);
    else if (row.gained_m2 + row.lost_m2 > options_.boundary_m2 && moved_m > options_.boundary_move_m)
      row.changes.push_back(boundary);
    if (before_.name[o] != after_.name[n]) row.changes.push_back(renamed);
    if (lower(before_.kind[o]) != lower(after_.kind[n])) row.changes.push_back(reclassified);
    if (row.changes.empty()) row.changes.push_back(unchanged);
    review_.rows.push_back(std::move(row));
  }

  /// Adds one row for each group of unmatched sites of both editions that share land.
  void add_leftovers() {
    const std::size_t olds = to_.size();
    DisjointSets sets(olds + from_.size());
    std::vector<std::tuple<std::uint32_t, std::uint32_t, double>> pairs;
    for (std::uint32_t o = 0; o < olds; ++o)
      for (const ZoneShare& share : shares_[o]) {
        if (to_[o] != none || from_[share.zone] != none || share.area_m2 <= options_.pair_m2) continue;
        pairs.emplace_back(o, share.zone, share.area_m2);
        sets.join(o, static_cast<std::uint32_t>(olds) + share.zone);
      }
    review_.leftover_pairs = pairs.size();
    std::map<std::uint32_t, std::vector<std::tuple<std::uint32_t, std::uint32_t, double>>> groups;
    for (const auto& one : pairs) groups[sets.find(std::get<0>(one))].push_back(one);
    for (const auto& [first, members] : groups) add_group(members);
  }

  void add_group(const std::vector<std::tuple<std::uint32_t, std::uint32_t, double>>& pairs) {
    ReviewRow row;
    row.match = SiteMatch::geometry;
    std::map<std::uint32_t, int> out_of, into;  // number of sites nearly inside an old site, and inside a new site
    for (const auto& [o, n, area] : pairs) {
      row.before.push_back(o);
      row.after.push_back(n);
      row.shared_m2 += area;
      if (area >= options_.inside_share * after_m2_[n]) ++out_of[o];
      if (area >= options_.inside_share * before_m2_[o]) ++into[n];
    }
    for (std::vector<std::uint32_t>* sites : {&row.before, &row.after}) {
      std::sort(sites->begin(), sites->end());
      sites->erase(std::unique(sites->begin(), sites->end()), sites->end());
    }
    for (const std::uint32_t o : row.before) row.before_m2 += before_m2_[o];
    for (const std::uint32_t n : row.after) row.after_m2 += after_m2_[n];
    if (pairs.size() == 1) row.iou = iou(row.before.front(), row.after.front(), row.shared_m2);
    const auto several = [](const auto& counts) {
      return std::any_of(counts.begin(), counts.end(), [](const auto& one) { return one.second >= 2; });
    };
    if (several(out_of)) row.changes.push_back(split);
    if (several(into)) row.changes.push_back(merged);
    if (row.changes.empty()) row.changes.push_back(replaced);
    in_group_before_.insert(in_group_before_.end(), row.before.begin(), row.before.end());
    in_group_after_.insert(in_group_after_.end(), row.after.begin(), row.after.end());
    review_.rows.push_back(std::move(row));
  }

  void add_alone() {
    std::sort(in_group_before_.begin(), in_group_before_.end());
    std::sort(in_group_after_.begin(), in_group_after_.end());
    for (std::uint32_t o = 0; o < to_.size(); ++o) {
      if (to_[o] != none || std::binary_search(in_group_before_.begin(), in_group_before_.end(), o)) continue;
      ReviewRow& row = review_.rows.emplace_back();
      row.before = {o};
      row.before_m2 = before_m2_[o];
      row.changes = {deleted};
    }
    for (std::uint32_t n = 0; n < from_.size(); ++n) {
      if (from_[n] != none || std::binary_search(in_group_after_.begin(), in_group_after_.end(), n)) continue;
      ReviewRow& row = review_.rows.emplace_back();
      row.after = {n};
      row.after_m2 = after_m2_[n];
      row.changes = {fresh};
    }
  }

  void mark(bool old_edition, std::uint32_t site, SiteChange change) {
    for (ReviewRow& row : review_.rows) {
      const std::vector<std::uint32_t>& sites = old_edition ? row.before : row.after;
      if (!std::binary_search(sites.begin(), sites.end(), site)) continue;
      if (std::find(row.changes.begin(), row.changes.end(), change) == row.changes.end()) row.changes.push_back(change);
    }
  }

  /// Finds new sites on land that a pair lost, and old sites on land that a pair gained.
  void add_split_and_merged() {
    GeosContext geos;
    for (std::uint32_t o = 0; o < to_.size(); ++o) {
      if (to_[o] == none) continue;
      std::optional<MultiPolygon> lost;
      for (const ZoneShare& share : shares_[o]) {
        if (from_[share.zone] != none || share.area_m2 < options_.inside_share * after_m2_[share.zone]) continue;
        if (!lost) lost = difference(geos, before_.sites[o], after_.sites[to_[o]]);
        if (shared_area_m2(*lost, after_.sites[share.zone]) < options_.inside_share * after_m2_[share.zone]) continue;
        mark(true, o, split);
        mark(false, share.zone, split);
      }
    }
    for (std::uint32_t o = 0; o < to_.size(); ++o) {
      if (to_[o] != none) continue;
      for (const ZoneShare& share : shares_[o]) {
        const std::uint32_t n = share.zone;
        if (from_[n] == none || share.area_m2 < options_.inside_share * before_m2_[o]) continue;
        const MultiPolygon gained = difference(geos, after_.sites[n], before_.sites[from_[n]]);
        if (shared_area_m2(gained, before_.sites[o]) < options_.inside_share * before_m2_[o]) continue;
        mark(true, o, merged);
        mark(false, n, merged);
      }
    }
  }

  void add_up() {
    StableSum old_all, new_all, old_alone, new_alone, gained, lost;
    for (const double area : before_m2_) old_all.add(area);
    for (const double area : after_m2_) new_all.add(area);
    std::size_t sites = 0;
    for (const ReviewRow& row : review_.rows) {
      sites += row.before.size() + row.after.size();
      if (row.pair) {
        gained.add(row.gained_m2);
        lost.add(row.lost_m2);
      } else {
        old_alone.add(row.before_m2);
        new_alone.add(row.after_m2);
      }
    }
    review_.before_m2 = old_all.value();
    review_.after_m2 = new_all.value();
    review_.unmatched_before_m2 = old_alone.value();
    review_.unmatched_after_m2 = new_alone.value();
    review_.gained_m2 = gained.value();
    review_.lost_m2 = lost.value();
    review_.sums = {
        {"old + unmatched new - unmatched old + gained - lost = new",
         old_all.value() + new_alone.value() - old_alone.value() + gained.value() - lost.value(), new_all.value()},
        {"every site is in one row", static_cast<double>(sites),
         static_cast<double>(before_m2_.size() + after_m2_.size())}};
    check_closing(review_.sums);
  }

  const RegisterEdition &before_, &after_;
  const ReviewOptions& options_;
  const Executor& executor_;
  std::vector<double> before_m2_, after_m2_;
  AreaTable shares_;  ///< areas that old sites share with new ones
  std::vector<std::uint32_t> to_, from_;
  std::vector<SiteMatch> match_;
  std::vector<std::uint32_t> in_group_before_, in_group_after_;
  RegisterReview review_;
};

}  // namespace

std::span<const SiteChangeInfo> site_changes() noexcept { return table; }

std::string_view word_of(SiteMatch match) noexcept {
  constexpr std::array<std::string_view, 4> words{"", "id", "geometry", "name"};
  return words[static_cast<std::size_t>(match)];
}

RegisterReview review_register(const RegisterEdition& before, const RegisterEdition& after,
                               const ReviewOptions& options, const Executor& executor) {
  return Review(before, after, options, executor).done();
}

}  // namespace spatial
