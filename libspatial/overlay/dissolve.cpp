// SPDX-License-Identifier: MIT
#include "libspatial/overlay/dissolve.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <numeric>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/coverage_union.hpp"
#include "libspatial/geometry/edge_contacts.hpp"
#include "libspatial/geometry/made_areas.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/union_tiles.hpp"

namespace spatial {
namespace {

constexpr double largest_set = 50'000;        // points; larger tangled sets are united in tiles
constexpr std::size_t most_neighbours = 256;  // per task, so that a feature with thousands of neighbours is divided

/// Two units of one group that touch or overlap.
struct Contact {
  std::uint32_t a = 0, b = 0;
  EdgeContacts edges;
};

/// Neighbours that are tested together against one tree.
struct Task {
  std::uint32_t owner = 0;
  std::vector<std::uint32_t> others;
  const EdgeTree* tree = nullptr;  ///< set if several tasks share the tree
};

class Dissolver {
 public:
  Dissolver(const MultiPolygonColumn& features, std::span<const std::uint32_t> group_of, const Executor& executor)
      : executor_(executor), pool_(features.pool()), unit_of_(features.size(), no_group) {
    for (std::uint32_t i = 0; i < features.size(); ++i)
      if (!features[i].empty()) {
        unit_of_[i] = static_cast<std::uint32_t>(units_.size());
        add_unit(features[i], group_of[i], 1);
        feature_of_.push_back(i);
      }
  }

  Dissolved united(std::uint32_t groups, const KnownContacts& known) {
    if (!known.set.empty()) {
      for (const std::uint32_t feature : feature_of_) set_of_.push_back(known.set[feature]);
      known.for_each([&](FeatureContact contact) { add_known(std::move(contact)); });
    }
    look_at_all();
    return united_after_a_look(groups);
  }

  std::vector<FeatureContact> contacts(const std::function<bool(std::uint32_t, std::uint32_t)>& wanted) {
    wanted_ = [&](std::uint32_t a, std::uint32_t b) { return wanted(feature_of_[a], feature_of_[b]); };
    look_at_all();
    std::vector<FeatureContact> found;
    for (Contact& contact : contacts_) {
      EdgeContacts edges = std::move(contact.edges);
      if (edges.tangled) edges.shared.clear(), edges.nodes.clear();
      found.push_back({feature_of_[contact.a], feature_of_[contact.b], std::move(edges)});
    }
    return found;
  }

  DissolvedApart united_apart(std::uint32_t groups) {
    across_ = true;
    look_at_all();
    across_ = false;
    DissolvedApart result;
    result.loose = loosened();
    result.geometry = united_after_a_look(groups).geometry;
    return result;
  }

 private:
  Dissolved united_after_a_look(std::uint32_t groups) {
    for (std::vector<std::uint32_t> fresh = untangled(); !fresh.empty(); fresh = untangled()) look_at(fresh);
    const std::vector<std::vector<std::uint32_t>> clusters = connected();
    std::vector<double> cost;
    for (const auto& cluster : clusters) {
      cost.push_back(0);
      if (cluster.size() > 1)
        for (const std::uint32_t u : cluster) cost.back() += static_cast<double>(units_[u].geometry.point_count());
    }
    std::vector<char> overlaid(clusters.size(), 0);
    const MadeAreas linked = made_areas<GeosContext>(pool_, executor_, cost, [&](GeosContext& geos, std::size_t c) {
      return linked_cluster(geos, clusters[c], overlaid[c]);
    });

    std::vector<std::vector<MultiPolygonView>> areas(groups);
    std::vector<double> points(groups, 0);
    for (std::size_t c = 0; c < clusters.size(); ++c) {
      const Unit& first = units_[clusters[c].front()];
      const MultiPolygonView area = clusters[c].size() == 1 ? first.geometry : linked[c];
      areas[first.group].push_back(area);
      points[first.group] += static_cast<double>(area.point_count());
      if (overlaid[c] != 0)
        for (const std::uint32_t u : clusters[c]) tangled_ += units_[u].members == 1 ? 1 : 0;
    }
    Dissolved result;
    result.tangled = tangled_;
    const auto parts = parallel_map<std::vector<PolygonView>, NoState>(
        executor_, groups, [&](NoState&, std::size_t g) { return parts_in_order(areas[g]); }, by_falling_cost(points));
    result.geometry = MultiPolygonColumn(pool_);
    result.geometry.reserve(groups, static_cast<std::size_t>(std::accumulate(points.begin(), points.end(), 0.0)));
    for (const std::vector<PolygonView>& group : parts) {
      for (const PolygonView& part : group) {
        for (std::size_t r = 0; r < part.ring_count(); ++r) result.geometry.add_ring(part.ring(r));
        result.geometry.end_part();
      }
      result.geometry.end_feature();
    }
    return result;
  }

  struct Unit {
    MultiPolygonView geometry;
    std::uint32_t group = 0;
    std::size_t members = 0;  ///< number of features in it
    Box box;
    bool alive = true;
  };

  void add_unit(MultiPolygonView geometry, std::uint32_t group, std::size_t members) {
    if (std::optional<MultiPolygon> sound = without_repeated_points(geometry)) {
      // Parts that were separated by one rounding step may now share an edge.
      GeosContext geos;
      if (validity(geos, *sound)) {
        const MultiPolygonView view = *sound;
        *sound = union_of(geos, {&view, 1});
      }
      if (!validity(geos, *sound)) geometry = owned_.emplace_back(std::move(*sound)).view();
    }
    units_.push_back({geometry, group, members, box_of(geometry), true});
  }

  void add_known(FeatureContact contact) {
    const std::uint32_t a = unit_of_.at(contact.a), b = unit_of_.at(contact.b);
    if (a != no_group && b != no_group && units_[a].group == units_[b].group)
      contacts_.push_back({a, b, std::move(contact.edges)});
  }

  /// Whether the contacts between two units are needed and not known.
  bool concern(std::uint32_t a, std::uint32_t b) const {
    if (wanted_) return wanted_(a, b);
    const std::uint32_t group_a = units_[a].group, group_b = units_[b].group;
    if (across_) return group_a != no_group || group_b != no_group;
    if (group_a != group_b) return false;
    return a >= set_of_.size() || b >= set_of_.size() || set_of_[a] == no_group || set_of_[a] != set_of_[b];
  }

  /// Removes units that are tangled with another group, and neighbours without a group. Returns the features removed.
  std::vector<std::uint32_t> loosened() {
    DisjointSets sets(units_.size());
    for (const Contact& contact : contacts_)
      if (contact.edges.tangled && units_[contact.a].group == units_[contact.b].group) sets.join(contact.a, contact.b);
    std::vector<char> across(units_.size(), 0);
    for (const Contact& contact : contacts_)
      if (contact.edges.tangled && units_[contact.a].group != units_[contact.b].group)
        across[sets.find(contact.a)] = across[sets.find(contact.b)] = 1;
    std::vector<std::uint32_t> loose;
    for (std::uint32_t u = 0; u < units_.size(); ++u) {
      units_[u].alive = units_[u].group != no_group && across[sets.find(u)] == 0;
      if (!units_[u].alive && units_[u].group != no_group) loose.push_back(feature_of_[u]);
    }
    std::erase_if(contacts_, [&](const Contact& contact) {
      const Unit &a = units_[contact.a], &b = units_[contact.b];
      return !a.alive || !b.alive || a.group != b.group;
    });
    return loose;
  }

  std::vector<Task> tasks_for(const std::vector<std::uint32_t>& fresh) {
    std::vector<Box> boxes;
    for (const Unit& unit : units_) boxes.push_back(unit.alive ? unit.box : Box{});
    const BoxIndex index(boxes);
    std::vector<char> is_fresh(units_.size(), 0);
    for (const std::uint32_t u : fresh) is_fresh[u] = 1;
    // The unit with more vertices owns a pair; its tree serves all its neighbours.
    const auto owns = [&](std::uint32_t a, std::uint32_t b) {
      const std::size_t mine = units_[a].geometry.point_count(), theirs = units_[b].geometry.point_count();
      return mine != theirs ? mine > theirs : a < b;
    };
    const auto near = parallel_map<std::vector<std::uint32_t>, std::vector<std::uint32_t>>(
        executor_, fresh.size(), [&](std::vector<std::uint32_t>& found, std::size_t k) {
          const std::uint32_t u = fresh[k];
          index.query(units_[u].box, found);
          std::erase_if(found,
                        [&](std::uint32_t v) { return v == u || (is_fresh[v] != 0 && v < u) || !concern(u, v); });
          return found;
        });
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::size_t k = 0; k < fresh.size(); ++k)
      for (const std::uint32_t v : near[k]) {
        if (owns(fresh[k], v))
          pairs.emplace_back(fresh[k], v);
        else
          pairs.emplace_back(v, fresh[k]);
      }
    std::sort(pairs.begin(), pairs.end());
    std::vector<Task> tasks;
    for (const auto& [owner, other] : pairs) {
      if (tasks.empty() || tasks.back().owner != owner || tasks.back().others.size() == most_neighbours)
        tasks.push_back({owner, {}, nullptr});
      tasks.back().others.push_back(other);
    }
    return tasks;
  }

  void look_at_all() {
    std::vector<std::uint32_t> fresh(units_.size());
    std::iota(fresh.begin(), fresh.end(), 0u);
    look_at(fresh);
  }

  void look_at(const std::vector<std::uint32_t>& fresh) {
    std::vector<Task> tasks = tasks_for(fresh);
    std::vector<std::uint32_t> shared_owners;
    for (std::size_t t = 1; t < tasks.size(); ++t)
      if (tasks[t].owner == tasks[t - 1].owner && (shared_owners.empty() || shared_owners.back() != tasks[t].owner))
        shared_owners.push_back(tasks[t].owner);
    const auto trees = parallel_map<std::unique_ptr<EdgeTree>, NoState>(
        executor_, shared_owners.size(),
        [&](NoState&, std::size_t k) { return std::make_unique<EdgeTree>(units_[shared_owners[k]].geometry); });
    std::vector<double> cost;
    for (Task& task : tasks) {
      const auto place = std::lower_bound(shared_owners.begin(), shared_owners.end(), task.owner);
      if (place != shared_owners.end() && *place == task.owner)
        task.tree = trees[static_cast<std::size_t>(place - shared_owners.begin())].get();
      cost.push_back(task.tree != nullptr ? 0 : static_cast<double>(units_[task.owner].geometry.point_count()));
      for (const std::uint32_t other : task.others)
        cost.back() += static_cast<double>(units_[other].geometry.point_count());
    }
    auto found = parallel_map<std::vector<Contact>, NoState>(
        executor_, tasks.size(),
        [&](NoState&, std::size_t t) {
          const Task& task = tasks[t];
          const MultiPolygonView owner = units_[task.owner].geometry;
          std::unique_ptr<EdgeTree> own;
          if (task.tree == nullptr) own = std::make_unique<EdgeTree>(owner);
          const EdgeTree& tree = task.tree != nullptr ? *task.tree : *own;
          std::vector<Contact> contacts;
          for (const std::uint32_t other : task.others) {
            EdgeContacts edges = edge_contacts(owner, tree, units_[other].geometry);
            if (!edges.apart()) contacts.push_back({task.owner, other, std::move(edges)});
          }
          return contacts;
        },
        by_falling_cost(cost));
    for (std::vector<Contact>& contacts : found)
      contacts_.insert(contacts_.end(), std::make_move_iterator(contacts.begin()),
                       std::make_move_iterator(contacts.end()));
  }

  /// Unites units that are tangled with each other. Returns the new units, whose contacts are not known yet.
  std::vector<std::uint32_t> untangled() {
    DisjointSets sets(units_.size());
    std::vector<char> tangled(units_.size(), 0);
    for (const Contact& contact : contacts_) {
      if (!contact.edges.tangled) continue;
      sets.join(contact.a, contact.b);
      tangled[contact.a] = tangled[contact.b] = 1;
    }
    std::vector<std::vector<std::uint32_t>> members;
    std::vector<std::uint32_t> slot(units_.size(), no_group);
    for (std::uint32_t u = 0; u < units_.size(); ++u) {
      if (tangled[u] == 0) continue;
      std::uint32_t& place = slot[sets.find(u)];
      if (place == no_group) {
        place = static_cast<std::uint32_t>(members.size());
        members.emplace_back();
      }
      members[place].push_back(u);
    }
    if (members.empty()) return {};
    std::vector<MultiPolygon> unions = united_sets(members);
    std::vector<std::uint32_t> fresh;
    for (std::size_t k = 0; k < members.size(); ++k) {
      std::size_t count = 0;
      for (const std::uint32_t u : members[k]) {
        units_[u].alive = false;
        count += units_[u].members;
        if (units_[u].members == 1) ++tangled_;
      }
      owned_.push_back(std::move(unions[k]));
      fresh.push_back(static_cast<std::uint32_t>(units_.size()));
      add_unit(owned_.back().view(), units_[members[k].front()].group, count);
    }
    std::erase_if(contacts_,
                  [&](const Contact& contact) { return !units_[contact.a].alive || !units_[contact.b].alive; });
    return fresh;
  }

  /// Unites small sets each in one task, and large ones in tiles, so that they do not keep a single thread busy.
  std::vector<MultiPolygon> united_sets(const std::vector<std::vector<std::uint32_t>>& sets) const {
    MultiPolygonColumn large;
    std::vector<std::uint32_t> large_sets, set_of;
    std::vector<double> cost;
    for (std::uint32_t k = 0; k < sets.size(); ++k) {
      double points = 0;
      for (const std::uint32_t u : sets[k]) points += static_cast<double>(units_[u].geometry.point_count());
      cost.push_back(points);
      if (points <= largest_set) continue;
      for (const std::uint32_t u : sets[k]) {
        large.append(units_[u].geometry);
        set_of.push_back(static_cast<std::uint32_t>(large_sets.size()));
      }
      large_sets.push_back(k);
    }
    std::vector<MultiPolygon> unions = parallel_map<MultiPolygon, GeosContext>(
        executor_, sets.size(),
        [&](GeosContext& geos, std::size_t k) {
          return cost[k] <= largest_set ? overlaid(geos, sets[k]) : MultiPolygon();
        },
        by_falling_cost(cost));
    const MultiPolygonColumn tiled =
        united_by_group(large, set_of, static_cast<std::uint32_t>(large_sets.size()), executor_);
    for (std::size_t k = 0; k < large_sets.size(); ++k) unions[large_sets[k]] = MultiPolygon(tiled[k]);
    return unions;
  }

  MultiPolygon overlaid(GeosContext& geos, const std::vector<std::uint32_t>& set) const {
    std::vector<MultiPolygonView> views;
    for (const std::uint32_t u : set) views.push_back(units_[u].geometry);
    return union_of_valid(geos, views);
  }

  /// Sets of units that touch, in order of their lowest member.
  std::vector<std::vector<std::uint32_t>> connected() {
    DisjointSets sets(units_.size());
    for (const Contact& contact : contacts_) sets.join(contact.a, contact.b);
    std::vector<std::uint32_t> slot(units_.size(), no_group);
    std::vector<std::vector<std::uint32_t>> clusters;
    members_.resize(units_.size());
    for (std::uint32_t u = 0; u < units_.size(); ++u) {
      if (!units_[u].alive) continue;
      members_[u].geometry.emplace(units_[u].geometry);
      std::uint32_t& place = slot[sets.find(u)];
      if (place == no_group) {
        place = static_cast<std::uint32_t>(clusters.size());
        clusters.emplace_back();
      }
      clusters[place].push_back(u);
    }
    for (Contact& contact : contacts_) {
      for (const auto& [a, b, count] : contact.edges.shared) {
        members_[contact.a].cancelled.push_back({a + 1 - count, count});
        members_[contact.b].cancelled.push_back({b, count});
      }
      for (const auto& [a, b, count] : contact.edges.nodes) {
        members_[contact.a].nodes.push_back({a + 1 - count, count});
        members_[contact.b].nodes.push_back({b, count});
      }
      contact.edges = {};  // frees memory: kept twice, it would take twice as much
    }
    return clusters;
  }

  MultiPolygon linked_cluster(GeosContext& geos, const std::vector<std::uint32_t>& cluster, char& was_overlaid) {
    if (cluster.size() == 1) return {};
    std::vector<CoverageMember> members;
    for (const std::uint32_t u : cluster) {
      EdgeLists& lists = members_[u];
      members.push_back({*lists.geometry, std::move(lists.cancelled), std::move(lists.nodes)});
    }
    if (auto area = coverage_union(members)) return std::move(*area);
    was_overlaid = 1;
    return overlaid(geos, cluster);
  }

  struct EdgeLists {
    std::optional<MultiPolygonView> geometry;
    std::vector<CoverageMember::Edges> cancelled, nodes;
  };

  const Executor& executor_;
  std::shared_ptr<FilePool> pool_;  ///< where the coordinates of features and results are kept
  std::vector<Unit> units_;
  std::deque<MultiPolygon> owned_;
  std::vector<Contact> contacts_;
  std::vector<EdgeLists> members_;
  std::vector<std::uint32_t> feature_of_;  ///< feature of each unit that is a single feature
  std::vector<std::uint32_t> unit_of_;     ///< of each feature; no_group: it has no land
  std::vector<std::uint32_t> set_of_;      ///< KnownContacts::set of each unit that is a single feature
  bool across_ = false;                    ///< also find contacts between units of different groups
  std::function<bool(std::uint32_t, std::uint32_t)> wanted_;  ///< if set, the contacts to find
  std::size_t tangled_ = 0;
};

}  // namespace

Dissolved dissolve(const MultiPolygonColumn& features, std::span<const std::uint32_t> group_of, std::uint32_t groups,
                   const Executor& executor, const KnownContacts& known) {
  return Dissolver(features, group_of, executor).united(groups, known);
}

std::vector<FeatureContact> contacts_of(const MultiPolygonColumn& features,
                                        const std::function<bool(std::uint32_t, std::uint32_t)>& wanted,
                                        const Executor& executor) {
  const std::vector<std::uint32_t> one_group(features.size(), 0);
  return Dissolver(features, one_group, executor).contacts(wanted);
}

DissolvedApart dissolve_apart(const MultiPolygonColumn& features, std::span<const std::uint32_t> group_of,
                              std::uint32_t groups, const Executor& executor) {
  return Dissolver(features, group_of, executor).united_apart(groups);
}

}  // namespace spatial
