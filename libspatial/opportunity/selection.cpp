// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/selection.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/gain.hpp"

namespace spatial {
namespace {

constexpr std::size_t at_a_time = 32;
constexpr std::size_t most_for_close_bound = 1000;  // the network with every candidate is nearly complete

/// Candidates with potential for the network, as patches that distances can be asked of.
struct Eligible {
  std::vector<std::uint32_t> candidate;
  PatchSet shapes;
};

Eligible eligible_of(const CandidateSet& candidates, std::size_t number) {
  Eligible result;
  for (std::uint32_t c = 0; c < candidates.size(); ++c) {
    if (!(candidates.restored(c, number) > 0)) continue;
    result.candidate.push_back(c);
    result.shapes.geometry.append(candidates.geometry[c]);
    result.shapes.boxes.push_back(candidates.boxes[c]);
    result.shapes.areas_m2.push_back(candidates.restored(c, number));
    result.shapes.members.push_back({c});
  }
  return result;
}

class Greedy {
 public:
  Greedy(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network, double budget_m2, const Executor& executor)
      : candidates_(candidates), network_(network), budget_m2_(budget_m2), executor_(executor), eligible_(eligible_of(candidates, number)), among_(eligible_.shapes, executor),
        kernel_(kernel_of(network.profile)), limit_m_(network.profile.link_limit_m()), numerator_(network.metrics.pc_numerator) {
    quiet_ = executor;
    quiet_.progress = nullptr;
    const PatchLocator locator(network.patches, executor);
    nodes_ = parallel_map<CandidateNode, NoState>(executor, count(), [&](NoState&, std::size_t k) {
      CandidateNode node{eligible_.shapes.areas_m2[k], locator.within(eligible_.shapes.geometry[k], limit_m_)};
      join(node.near);
      return node;
    });
  }

  Selection run() {
    Selection result;
    result.eca_before_m2 = network_.metrics.eca_m2;
    areas_ = network_.graph.areas();
    links_ = network_.graph.links();
    bound(result);
    struct Entry {
      double per_m2;
      std::uint32_t k;
      std::size_t round;
      bool operator<(const Entry& other) const { return per_m2 != other.per_m2 ? per_m2 < other.per_m2 : k > other.k; }
    };
    std::priority_queue<Entry> queue;
    std::vector<std::uint32_t> all(count());
    for (std::uint32_t k = 0; k < all.size(); ++k) all[k] = k;
    std::vector<double> gain = gains(all);
    for (const std::uint32_t k : all) queue.push({gain[k] / cost(k), k, 0});
    double spent = 0;
    for (std::size_t round = 0; !queue.empty();) {
      throw_if_cancelled();
      const Entry best = queue.top();
      if (spent + cost(best.k) > budget_m2_) {
        queue.pop();  // smaller ones may still fit
        continue;
      }
      if (best.round == round) {
        queue.pop();
        if (!(gain[best.k] > 0)) break;
        spent += cost(best.k);
        choose(best.k);
        ++round;
        result.steps.push_back({eligible_.candidate[best.k], gain[best.k], spent, std::sqrt(numerator_)});
        continue;
      }
      std::vector<std::uint32_t> stale;
      while (!queue.empty() && stale.size() < at_a_time && queue.top().round != round) {
        stale.push_back(queue.top().k);
        queue.pop();
      }
      const std::vector<double> fresh = gains(stale);
      for (std::size_t s = 0; s < stale.size(); ++s) {
        gain[stale[s]] = fresh[s];
        queue.push({fresh[s] / cost(stale[s]), stale[s], round});
      }
    }
    return result;
  }

 private:
  std::size_t count() const { return eligible_.candidate.size(); }
  double cost(std::uint32_t k) const { return candidates_.areas_m2[eligible_.candidate[k]]; }
  void join(std::vector<PatchLocator::Near>& near) const {
    for (PatchLocator::Near& one : near)
      if (one.distance_m <= network_.profile.join_m) one.distance_m = 0;
  }

  std::vector<double> gains(const std::vector<std::uint32_t>& which) const {
    std::vector<CandidateNode> nodes;
    for (const std::uint32_t k : which) nodes.push_back(nodes_[k]);
    std::vector<double> result;
    for (const Gain& gain : gains_of(PatchGraph(areas_, links_), kernel_, numerator_, network_.profile.p_min, nodes, quiet_)) result.push_back(gain.eca_gain_m2);
    return result;
  }

  void choose(std::uint32_t k) {
    const std::vector<CandidateNode> node{nodes_[k]};
    const Gain gain = gains_of(PatchGraph(areas_, links_), kernel_, numerator_, network_.profile.p_min, node, quiet_)[0];
    numerator_ += gain.intra + gain.flux + gain.connector;
    const auto number = static_cast<std::uint32_t>(areas_.size());
    areas_.push_back(nodes_[k].area_m2);
    for (const PatchLocator::Near& near : nodes_[k].near) links_.push_back({near.patch, number, near.distance_m});
    std::vector<PatchLocator::Near> others = among_.within(eligible_.shapes.geometry[k], limit_m_);
    join(others);
    for (const PatchLocator::Near& other : others)
      if (other.patch != k) nodes_[other.patch].near.push_back({number, other.distance_m});
  }

  void bound(Selection& result) const {
    if (count() > most_for_close_bound) {
      result.eca_bound_m2 = loose_bound();
      return;
    }
    // The network with every candidate: its best paths are at least as good as those of any choice.
    const auto first = static_cast<std::uint32_t>(areas_.size());
    std::vector<double> areas = areas_;
    std::vector<Link> links = links_;
    for (std::uint32_t k = 0; k < count(); ++k) {
      areas.push_back(nodes_[k].area_m2);
      for (const PatchLocator::Near& near : nodes_[k].near) links.push_back({near.patch, first + k, near.distance_m});
    }
    for (const EdgeLink& link : edge_links(among_, limit_m_, quiet_))
      links.push_back({first + link.link.a, first + link.link.b, link.link.distance_m <= network_.profile.join_m ? 0 : link.link.distance_m});
    const auto rows = reached_areas(PatchGraph(std::move(areas), std::move(links)), kernel_, network_.profile.p_min, first, quiet_);
    StableSum numerator;
    for (std::uint32_t i = 0; i < first; ++i) numerator.add(areas_[i] * rows[i].first);
    std::vector<std::uint32_t> order(count());
    for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
    const auto worth = [&](std::uint32_t k) { return nodes_[k].area_m2 * (2 * rows[first + k].first + rows[first + k].second); };
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) { return worth(x) / cost(x) > worth(y) / cost(y); });
    double left = budget_m2_;
    for (const std::uint32_t k : order) {
      const double part = std::min(1.0, left / cost(k));
      numerator.add(part * worth(k));
      left -= part * cost(k);
      if (!(left > 0)) break;
    }
    result.eca_bound_m2 = std::sqrt(numerator.value());
  }

  /// Every path certain: all habitat, and as much restored area as the budget buys.
  double loose_bound() const {
    std::vector<std::uint32_t> order(count());
    for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) { return nodes_[x].area_m2 / cost(x) > nodes_[y].area_m2 / cost(y); });
    double left = budget_m2_;
    StableSum area;
    for (const double patch : areas_) area.add(patch);
    for (const std::uint32_t k : order) {
      const double part = std::min(1.0, left / cost(k));
      area.add(part * nodes_[k].area_m2);
      left -= part * cost(k);
      if (!(left > 0)) break;
    }
    return area.value();
  }

  const CandidateSet& candidates_;
  const HabitatNetwork& network_;
  double budget_m2_;
  const Executor& executor_;
  Executor quiet_;
  Eligible eligible_;
  PatchLocator among_;
  DispersalKernel kernel_;
  double limit_m_;
  double numerator_;
  std::vector<CandidateNode> nodes_;
  std::vector<double> areas_;
  std::vector<Link> links_;
};

}  // namespace

Selection select_candidates(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network, double budget_m2, const Executor& executor) {
  if (!(budget_m2 > 0) || !std::isfinite(budget_m2)) throw Error(ErrorKind::config, "the budget must be a positive area, not " + shortest(budget_m2 / 1e4) + " ha");
  if (network.cost != nullptr) throw Error(ErrorKind::config, "a set is chosen by edge-to-edge distances only; network " + network.profile.id + " has least-cost distances", "Set distance = \"edge\" for it.");
  return Greedy(candidates, number, network, budget_m2, executor).run();
}

}  // namespace spatial
