// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/map_areas.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {

MapAreas map_areas(const CandidateSet& candidates, const Scores& scores, const Executor& executor,
                   const KnownContacts& known) {
  using Key = std::tuple<LandAction, std::uint32_t, OpportunityClass>;
  const auto key_of = [&](std::size_t c) {
    return Key{candidates.action_of(c), scores.best_network[c], scores.classes[c]};
  };
  std::map<Key, std::uint32_t> group_of_key;
  for (std::size_t c = 0; c < candidates.size(); ++c) group_of_key.emplace(key_of(c), 0);
  MapAreas result;
  for (auto& [key, group] : group_of_key) {
    group = static_cast<std::uint32_t>(result.rows.size());
    result.rows.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), 0, 0, 0});
  }
  std::vector<std::uint32_t> group_of;
  std::vector<StableSum> weighted(result.rows.size()), areas(result.rows.size());
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const std::uint32_t group = group_of_key.at(key_of(c));
    group_of.push_back(group);
    ++result.rows[group].candidates;
    weighted[group].add(candidates.areas_m2[c] * scores.score[c]);
    areas[group].add(candidates.areas_m2[c]);
  }
  result.geometry =
      dissolve(candidates.geometry, group_of, static_cast<std::uint32_t>(result.rows.size()), executor, known).geometry;
  for (std::size_t g = 0; g < result.rows.size(); ++g) {
    result.rows[g].area_m2 = area_m2(result.geometry[g]);
    result.rows[g].mean_score = areas[g].value() > 0 ? weighted[g].value() / areas[g].value() : 0;
  }
  return result;
}

std::vector<FeatureContact> map_contacts(const CandidateSet& candidates, const Executor& executor) {
  // The best network is one for which a candidate has potential, or the first if it has none (scores_of).
  const std::size_t networks = std::max<std::size_t>(1, candidates.networks);
  std::vector<char> may_be_best(candidates.size() * networks, 0);
  for (std::uint32_t c = 0; c < candidates.size(); ++c) {
    bool any = false;
    for (std::size_t n = 0; n < candidates.networks; ++n) {
      if (!(candidates.restored(c, n) > 0)) continue;
      may_be_best[c * networks + n] = 1;
      any = true;
    }
    if (!any) may_be_best[c * networks] = 1;
  }
  const auto may_share = [&](std::uint32_t a, std::uint32_t b) {
    if (candidates.action_of(a) != candidates.action_of(b)) return false;
    for (std::size_t n = 0; n < networks; ++n)
      if (may_be_best[a * networks + n] != 0 && may_be_best[b * networks + n] != 0) return true;
    return false;
  };
  return contacts_of(candidates.geometry, may_share, executor);
}

}  // namespace spatial
