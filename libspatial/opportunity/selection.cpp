// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/selection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/gain.hpp"
#include "libspatial/network/path_search.hpp"

namespace spatial {
namespace {

constexpr std::size_t smallest_batch = 64;
constexpr double tie = 1e-9;                        // gains that differ by less count as equal
constexpr double within_rounding = 1e-9;            // relative tolerance of distances
constexpr std::size_t most_for_close_bound = 1000;  // because the network with every candidate is nearly complete

/// Candidates with potential for the network, as patches between which distances can be computed.
struct Eligible {
  std::vector<std::uint32_t> candidate;
  PatchSet shapes;
};

Eligible with_shapes(const CandidateSet& candidates, std::size_t number) {
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

/// The network with the candidates chosen so far, and the gain that each other candidate would add.
///
/// `more` is the increase of the PC numerator N by a candidate. `exact` says whether it has been computed since the
/// last choice within the candidate's reach; otherwise it is an upper bound. When k is chosen, only best paths through
/// k change, so:
/// - A candidate that no path within p_min connects to k keeps its value.
/// - For every other candidate c, only pairs whose path uses both c and k can gain more than before. c and k divide
///   such a path into three best paths, so these pairs add at most 2 p_ck (a_k + R_k) (a_c + R_c) to the gain of c,
///   where R_x = Σ_i a_i p_ix over the patches.
/// The proof does not assume that gains fall from choice to choice.
class Growing {
 public:
  Growing(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network, const Executor& executor)
      : candidates_(candidates),
        network_(network),
        quiet_(executor),
        eligible_(with_shapes(candidates, number)),
        among_(eligible_.shapes, executor),
        kernel_(kernel_of(network.profile)),
        limit_m_(network.profile.link_limit_m()),
        reach_m_(kernel_.reach_m(network.profile.p_min)) {
    quiet_.progress = nullptr;
    const PatchLocator locator(network.patches, executor);
    first_nodes_ = parallel_map<CandidateNode, NoState>(executor, count(), [&](NoState&, std::size_t k) {
      CandidateNode node{eligible_.shapes.areas_m2[k], locator.within(eligible_.shapes.geometry[k], limit_m_)};
      join(node.near);
      return node;
    });
    begin_again();
  }

  void begin_again() {
    nodes_ = first_nodes_;
    areas_ = network_.graph.areas();
    links_ = network_.graph.links();
    numerator_ = network_.metrics.pc_numerator;
    constexpr double unknown = std::numeric_limits<double>::infinity();
    more_.assign(count(), unknown);
    reached_.assign(count(), unknown);
    exact_.assign(count(), 0);
    chosen_.assign(count(), 0);
  }

  std::size_t count() const { return eligible_.candidate.size(); }
  std::uint32_t candidate(std::uint32_t k) const { return eligible_.candidate[k]; }
  double cost(std::uint32_t k) const { return candidates_.areas_m2[eligible_.candidate[k]]; }
  double eca_m2() const { return std::sqrt(numerator_); }
  bool open(std::uint32_t k) const { return chosen_[k] == 0; }
  bool exact(std::uint32_t k) const { return exact_[k] != 0; }
  double more(std::uint32_t k) const { return more_[k]; }
  const Executor& quiet() const { return quiet_; }
  const std::vector<double>& areas() const { return areas_; }
  const std::vector<Link>& links() const { return links_; }
  const CandidateNode& node(std::uint32_t k) const { return nodes_[k]; }
  const PatchLocator& among() const { return among_; }
  const MultiPolygonColumn& shapes() const { return eligible_.shapes.geometry; }
  double limit_m() const { return limit_m_; }
  const DispersalKernel& kernel() const { return kernel_; }
  const NetworkProfile& profile() const { return network_.profile; }
  double joined(double distance_m) const { return distance_m <= network_.profile.join_m ? 0 : distance_m; }

  /// Gain in ECA from an increase of the numerator.
  double eca_gain(double more) const {
    if (std::isinf(more)) return more;
    return more > 0 ? more / (std::sqrt(numerator_ + more) + std::sqrt(numerator_)) : 0;
  }
  double gain_per_m2(std::uint32_t k) const { return eca_gain(more_[k]) / cost(k); }

  void evaluate(std::span<const std::uint32_t> which) {
    std::vector<CandidateNode> nodes;
    for (const std::uint32_t k : which) nodes.push_back(nodes_[k]);
    const std::vector<Gain> gains =
        gains_of(PatchGraph(areas_, links_), kernel_, numerator_, network_.profile.p_min, nodes, quiet_);
    for (std::size_t g = 0; g < which.size(); ++g) {
      more_[which[g]] = gains[g].intra + gains[g].flux + gains[g].connector;
      reached_[which[g]] = gains[g].flux / (2 * nodes[g].area_m2);
      exact_[which[g]] = 1;
    }
  }

  /// Upper bound for how much the joint increase of c and k exceeds the sum of their increases, if they are
  /// `distance_m` apart along the best path.
  double most_together(std::uint32_t c, std::uint32_t k, double distance_m) const {
    return 2 * kernel_.probability(distance_m) * (nodes_[c].area_m2 + reached_[c]) * (nodes_[k].area_m2 + reached_[k]);
  }

  /// Increase by each of `others` if c is added first.
  std::vector<double> rises_with(std::uint32_t c, std::span<const std::uint32_t> others) const {
    std::vector<double> areas = areas_;
    std::vector<Link> links = links_;
    const auto number = static_cast<std::uint32_t>(areas.size());
    areas.push_back(nodes_[c].area_m2);
    for (const PatchLocator::Near& near : nodes_[c].near) links.push_back({near.patch, number, near.distance_m});
    std::vector<PatchLocator::Near> beside = among_.within(shapes()[c], limit_m_);
    std::vector<CandidateNode> nodes;
    for (const std::uint32_t k : others) {
      nodes.push_back(nodes_[k]);
      for (const PatchLocator::Near& near : beside)
        if (near.patch == k) nodes.back().near.push_back({number, joined(near.distance_m)});
    }
    std::vector<double> rises;
    const PatchGraph graph(std::move(areas), std::move(links));
    for (const Gain& gain : gains_of(graph, kernel_, numerator_ + more_[c], network_.profile.p_min, nodes, quiet_))
      rises.push_back(gain.intra + gain.flux + gain.connector);
    return rises;
  }

  /// Adds candidate k, whose value is exact, to the network.
  void choose(std::uint32_t k) {
    numerator_ += more_[k];
    chosen_[k] = 1;
    const auto number = static_cast<std::uint32_t>(areas_.size());
    areas_.push_back(nodes_[k].area_m2);
    for (const PatchLocator::Near& near : nodes_[k].near) links_.push_back({near.patch, number, near.distance_m});
    for (const PatchLocator::Near& other : among_.within(shapes()[k], limit_m_))
      if (other.patch != k) nodes_[other.patch].near.push_back({number, joined(other.distance_m)});
    raise_bounds(number);
  }

  /// Distance of candidate k along the best path from the start of a search; infinite if out of reach.
  double distance_m(const PathSearch& from, std::uint32_t k) const {
    double least = std::numeric_limits<double>::infinity();
    for (const PatchLocator::Near& near : nodes_[k].near)
      least = std::min(least, from.distance_m(near.patch) + near.distance_m);
    return least <= reach_m_ * (1 + within_rounding) ? least : std::numeric_limits<double>::infinity();
  }
  double reach_m() const { return reach_m_; }

 private:
  void join(std::vector<PatchLocator::Near>& near) const {
    for (PatchLocator::Near& one : near) one.distance_m = joined(one.distance_m);
  }

  /// Raises the upper bounds after a choice, which is now patch `number` of the network.
  void raise_bounds(std::uint32_t number) {
    PathSearch search;
    const PathSearch::Start start{number, 0};
    search.run(PatchGraph(areas_, links_), {&start, 1}, reach_m_, PathSearch::Tree::first_found);
    double worth = 0;  // a_k + R_k
    for (const std::uint32_t patch : search.settled())
      worth += areas_[patch] * kernel_.probability(search.distance_m(patch));
    for (std::uint32_t c = 0; c < count(); ++c) {
      const double distance = distance_m(search, c);
      if (chosen_[c] != 0 || std::isinf(distance) || std::isinf(more_[c])) continue;
      const double p = kernel_.probability(distance);
      exact_[c] = 0;
      more_[c] += 2 * p * worth * (nodes_[c].area_m2 + reached_[c]);
      reached_[c] += p * worth;
    }
  }

  const CandidateSet& candidates_;
  const HabitatNetwork& network_;
  Executor quiet_;
  Eligible eligible_;
  PatchLocator among_;
  DispersalKernel kernel_;
  double limit_m_, reach_m_, numerator_ = 0;
  std::vector<CandidateNode> first_nodes_, nodes_;
  std::vector<double> areas_;
  std::vector<Link> links_;
  std::vector<double> more_, reached_;  ///< reached_ is R_c, or an upper bound
  std::vector<char> exact_, chosen_;
};

/// Two candidates and their joint gain per m², or an upper bound of it.
struct Pair {
  std::uint32_t first, second;
  double per_m2;
};

/// Pairs of candidates that are linked with each other.
class PairSearch {
 public:
  explicit PairSearch(const Growing& land) : land_(land) {
    beside_ =
        parallel_map<std::vector<std::uint32_t>, NoState>(land.quiet(), land.count(), [&](NoState&, std::size_t c) {
          std::vector<std::uint32_t> later;
          for (const PatchLocator::Near& near :
               land.among().within(land.shapes()[static_cast<std::uint32_t>(c)], land.limit_m()))
            if (near.patch > c) later.push_back(near.patch);
          return later;
        });
  }

  /// The pair with the largest gain per m², if it exceeds `to_beat`; of equal pairs the first. The value of its first
  /// candidate is exact afterwards.
  std::optional<Pair> best(Growing& land, double left_m2, double to_beat) const {
    std::vector<Pair> open = bounds(left_m2, to_beat);
    std::optional<Pair> best;
    std::size_t at_a_time = smallest_batch;
    for (std::size_t begin = 0; begin < open.size(); begin += at_a_time, at_a_time *= 2) {
      if (open[begin].per_m2 < (best ? best->per_m2 : to_beat) * (1 - tie)) break;
      const std::size_t end = std::min(open.size(), begin + at_a_time);
      for (const Pair& pair : evaluated(land, std::span(open).subspan(begin, end - begin)))
        if (pair.per_m2 > to_beat * (1 + tie) && (!best || pair.per_m2 > best->per_m2 * (1 + tie) ||
                                                  (pair.per_m2 >= best->per_m2 * (1 - tie) && before(pair, *best))))
          best = pair;
    }
    return best;
  }

 private:
  double direct_m(std::uint32_t c, std::uint32_t k) const {
    return land_.joined(distance_m(land_.among().tree(c), land_.among().tree(k), land_.limit_m()));
  }
  static bool before(const Pair& x, const Pair& y) { return std::tie(x.first, x.second) < std::tie(y.first, y.second); }

  /// Upper bounds of all pairs that may exceed `to_beat`, the largest first.
  std::vector<Pair> bounds(double left_m2, double to_beat) const {
    const PatchGraph graph(land_.areas(), land_.links());
    const auto rows = parallel_map<std::vector<Pair>, PathSearch>(
        land_.quiet(), land_.count(), [&](PathSearch& search, std::size_t index) {
          const auto c = static_cast<std::uint32_t>(index);
          std::vector<Pair> row;
          if (!land_.open(c) || beside_[c].empty()) return row;
          std::vector<PathSearch::Start> starts;
          for (const PatchLocator::Near& near : land_.node(c).near) starts.push_back({near.patch, near.distance_m});
          search.run(graph, starts, land_.reach_m(), PathSearch::Tree::first_found);
          for (const std::uint32_t k : beside_[c]) {
            const double area = land_.cost(c) + land_.cost(k);
            if (!land_.open(k) || area > left_m2) continue;
            const double apart = std::min(land_.distance_m(search, k), direct_m(c, k));
            const double most = land_.eca_gain(land_.more(c) + land_.more(k) + land_.most_together(c, k, apart)) / area;
            if (most > to_beat) row.push_back({c, k, most});
          }
          return row;
        });
    std::vector<Pair> all;
    for (const std::vector<Pair>& row : rows) all.insert(all.end(), row.begin(), row.end());
    std::sort(all.begin(), all.end(),
              [](const Pair& x, const Pair& y) { return x.per_m2 != y.per_m2 ? x.per_m2 > y.per_m2 : before(x, y); });
    return all;
  }

  /// Gains of pairs, in order of (first, second).
  std::vector<Pair> evaluated(Growing& land, std::span<const Pair> some) const {
    std::vector<std::uint32_t> stale;
    for (const Pair& pair : some)
      if (!land.exact(pair.first)) stale.push_back(pair.first);
    std::sort(stale.begin(), stale.end());
    stale.erase(std::unique(stale.begin(), stale.end()), stale.end());
    if (!stale.empty()) land.evaluate(stale);
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_first;
    for (const Pair& pair : some) by_first[pair.first].push_back(pair.second);
    std::vector<Pair> result;
    for (const auto& [first, others] : by_first) {
      throw_if_cancelled();
      const std::vector<double> rises = land.rises_with(first, others);
      for (std::size_t k = 0; k < rises.size(); ++k)
        result.push_back(
            {first, others[k], land.eca_gain(land.more(first) + rises[k]) / (land.cost(first) + land.cost(others[k]))});
    }
    std::sort(result.begin(), result.end(), before);
    return result;
  }

  const Growing& land_;
  std::vector<std::vector<std::uint32_t>> beside_;  ///< per candidate, the later ones within the link limit
};

class Greedy {
 public:
  Greedy(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network, double budget_m2,
         const Executor& executor)
      : network_(network), budget_m2_(budget_m2), land_(candidates, number, network, executor) {}

  Selection run(bool pairs) {
    Selection result;
    result.eca_before_m2 = network_.metrics.eca_m2;
    bound(result);
    result.steps = steps(nullptr);
    if (!pairs) return result;
    const double plain = reached(result);
    const PairSearch search(land_);
    land_.begin_again();
    Selection with = result;
    with.steps = steps(&search);
    result.pair_gain_m2 = reached(with) - plain;
    if (*result.pair_gain_m2 > tie * plain) result.steps = std::move(with.steps);
    return result;
  }

 private:
  static double reached(const Selection& selection) {
    return selection.steps.empty() ? selection.eca_before_m2 : selection.steps.back().eca_m2;
  }

  std::vector<Selection::Step> steps(const PairSearch* pairs) {
    std::vector<Selection::Step> steps;
    double spent = 0;
    const auto take = [&](std::uint32_t k, std::optional<std::uint32_t> with) {
      const std::uint32_t stale[] = {k};
      if (!land_.exact(k)) land_.evaluate(stale);
      const double gain = land_.eca_gain(land_.more(k));
      land_.choose(k);
      spent += land_.cost(k);
      steps.push_back({land_.candidate(k), gain, spent, land_.eca_m2(), with});
    };
    while (true) {
      throw_if_cancelled();
      const std::optional<std::uint32_t> one = best_single(budget_m2_ - spent);
      const double per_m2 = one ? land_.gain_per_m2(*one) : 0;
      const std::optional<Pair> two = pairs != nullptr ? pairs->best(land_, budget_m2_ - spent, per_m2) : std::nullopt;
      if (two) {
        const bool in_order = land_.more(two->first) >= land_.more(two->second);
        const auto [first, second] = in_order ? std::pair(two->first, two->second) : std::pair(two->second, two->first);
        take(first, land_.candidate(second));
        take(second, land_.candidate(first));
      } else if (per_m2 > 0) {
        take(*one, std::nullopt);
      } else {
        return steps;
      }
    }
  }

  /// The fitting candidate with the largest gain per m²; of equal ones the lowest. All candidates with higher bounds
  /// are evaluated first.
  std::optional<std::uint32_t> best_single(double left_m2) {
    std::vector<std::uint32_t> fitting;
    for (std::uint32_t k = 0; k < land_.count(); ++k)
      if (land_.open(k) && land_.cost(k) <= left_m2) fitting.push_back(k);
    double best = 0;
    const auto look = [&](std::uint32_t k) {
      if (land_.exact(k)) best = std::max(best, land_.gain_per_m2(k));
    };
    for (const std::uint32_t k : fitting) look(k);
    for (std::size_t at_a_time = smallest_batch;; at_a_time *= 2) {
      std::vector<std::uint32_t> stale;
      for (const std::uint32_t k : fitting)
        if (!land_.exact(k) && land_.gain_per_m2(k) >= best * (1 - tie)) stale.push_back(k);
      if (stale.empty()) break;
      std::stable_sort(stale.begin(), stale.end(),
                       [&](std::uint32_t x, std::uint32_t y) { return land_.gain_per_m2(x) > land_.gain_per_m2(y); });
      if (!std::isinf(land_.gain_per_m2(stale.back()))) stale.resize(std::min(stale.size(), at_a_time));
      land_.evaluate(stale);
      for (const std::uint32_t k : stale) look(k);
    }
    for (const std::uint32_t k : fitting)
      if (land_.exact(k) && land_.gain_per_m2(k) >= best * (1 - tie)) return k;
    return std::nullopt;
  }

  void bound(Selection& result) const {
    if (land_.count() > most_for_close_bound) {
      result.eca_bound_m2 = loose_bound();
      return;
    }
    // In the network with every candidate, best paths are at least as good as in any selection.
    const auto first = static_cast<std::uint32_t>(land_.areas().size());
    std::vector<double> areas = land_.areas();
    std::vector<Link> links = land_.links();
    for (std::uint32_t k = 0; k < land_.count(); ++k) {
      areas.push_back(land_.node(k).area_m2);
      for (const PatchLocator::Near& near : land_.node(k).near)
        links.push_back({near.patch, first + k, near.distance_m});
    }
    for (const EdgeLink& link : edge_links(land_.among(), land_.limit_m(), land_.quiet()))
      links.push_back({first + link.link.a, first + link.link.b, land_.joined(link.link.distance_m)});
    const auto rows = reached_areas(PatchGraph(std::move(areas), std::move(links)), land_.kernel(),
                                    land_.profile().p_min, first, land_.quiet());
    StableSum numerator;
    for (std::uint32_t i = 0; i < first; ++i) numerator.add(land_.areas()[i] * rows[i].first);
    buy(numerator,
        [&](std::uint32_t k) { return land_.node(k).area_m2 * (2 * rows[first + k].first + rows[first + k].second); });
    result.eca_bound_m2 = std::sqrt(numerator.value());
  }

  /// Bound for the case that every path is certain: all habitat, plus as much restored area as the budget buys.
  double loose_bound() const {
    StableSum area;
    for (const double patch : land_.areas()) area.add(patch);
    buy(area, [&](std::uint32_t k) { return land_.node(k).area_m2; });
    return area.value();
  }

  /// Adds what the budget buys: the candidates with the most of `worth` per m², the last one in part.
  template <class Worth>
  void buy(StableSum& sum, Worth&& worth) const {
    std::vector<std::uint32_t> order(land_.count());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) {
      return worth(x) / land_.cost(x) > worth(y) / land_.cost(y);
    });
    double left = budget_m2_;
    for (const std::uint32_t k : order) {
      const double part = std::min(1.0, left / land_.cost(k));
      sum.add(part * worth(k));
      left -= part * land_.cost(k);
      if (!(left > 0)) break;
    }
  }

  const HabitatNetwork& network_;
  double budget_m2_;
  Growing land_;
};

}  // namespace

Selection select_candidates(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network,
                            const SelectionOptions& options, const Executor& executor) {
  const double budget_m2 = options.budget_m2;
  if (!(budget_m2 > 0) || !std::isfinite(budget_m2))
    throw Error(ErrorKind::config, "the budget must be a positive area, not " + shortest(budget_m2 / 1e4) + " ha");
  if (network.cost != nullptr)
    throw Error(
        ErrorKind::config,
        "a set is chosen by edge-to-edge distances only; network " + network.profile.id + " has least-cost distances",
        "Set distance = \"edge\" for it.");
  return Greedy(candidates, number, network, budget_m2, executor).run(options.pairs);
}

}  // namespace spatial
