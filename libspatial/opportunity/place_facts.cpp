// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/place_facts.hpp"

#include <algorithm>
#include <numeric>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/buffers.hpp"
#include "libspatial/overlay/mask.hpp"

namespace spatial {
namespace {

/// The boxes that meet one of `places`, ascending.
std::vector<std::uint32_t> meeting(std::span<const Box> boxes, std::span<const Box> places) {
  const BoxIndex index(places);
  std::vector<std::uint32_t> found, met;
  for (std::uint32_t b = 0; b < boxes.size(); ++b) {
    index.query(boxes[b], met);
    if (!met.empty()) found.push_back(b);
  }
  return found;
}

MultiPolygonColumn picked(const MultiPolygonColumn& zones, const std::vector<std::uint32_t>& numbers) {
  MultiPolygonColumn some;
  for (const std::uint32_t zone : numbers) some.append(zones[zone]);
  return some;
}

/// The zones with these numbers; empty areas in the place of the others.
MultiPolygonColumn only(const MultiPolygonColumn& zones, const std::vector<std::uint32_t>& numbers) {
  MultiPolygonColumn some;
  std::size_t next = 0;
  for (std::uint32_t z = 0; z < zones.size(); ++z) {
    if (next == numbers.size() || numbers[next] != z) {
      some.end_feature();
      continue;
    }
    some.append(zones[z]);
    ++next;
  }
  return some;
}

/// Zones far from all candidates are not prepared.
AreaTable shares(const CandidateSet& candidates, const MultiPolygonColumn& zones, const Executor& executor) {
  const auto table = [&](const MultiPolygonColumn& some) {
    return areas_by_zone(candidates.geometry, candidates.boxes, candidates.areas_m2, ZoneIndex(some, executor),
                         executor);
  };
  const std::vector<std::uint32_t> near = meeting(boxes_of(zones), candidates.boxes);
  return near.size() == zones.size() ? table(zones) : table(only(zones, near));
}

/// Area of each candidate inside the zones for which `counts` is true, counting overlaps once. If at most one such zone
/// overlaps the candidate, its share is the answer. The others are cut by their zones one after the other: zones are
/// not united, as buffers of sites may hang together all over a county, and the result for a candidate does not depend
/// on other candidates.
template <class Counts>
std::vector<double> covered(const CandidateSet& candidates, const MultiPolygonColumn& zones, const AreaTable& by_zone,
                            const Executor& executor, Counts&& counts) {
  std::vector<double> result(candidates.size(), 0);
  std::vector<std::uint32_t> several, needed;
  for (std::uint32_t c = 0; c < candidates.size(); ++c) {
    std::size_t number = 0;
    for (const ZoneShare& share : by_zone[c]) {
      if (!counts(share.zone)) continue;
      ++number;
      result[c] = std::max(result[c], share.area_m2);
    }
    if (number < 2 || result[c] >= candidates.areas_m2[c]) continue;
    several.push_back(c);
    for (const ZoneShare& share : by_zone[c])
      if (counts(share.zone)) needed.push_back(share.zone);
  }
  if (several.empty()) return result;
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  const Mask mask = Mask::of_overlapping(picked(zones, needed), executor);
  parallel_for<KnifeWorker>(executor, several.size(), [&](KnifeWorker& worker, std::size_t k) {
    const std::uint32_t c = several[k];
    result[c] = mask.covered_m2(worker, candidates.geometry[c], candidates.boxes[c], candidates.areas_m2[c]);
  });
  return result;
}

bool every_zone(std::uint32_t) { return true; }

constexpr double rounding_m = 1;  ///< vertices of a buffer may lie a rounding further out than its distance

}  // namespace

Sites sites_of(const std::vector<const Layer*>& layers) {
  Sites sites;
  for (const Layer* layer : layers) {
    sites.geometry.append(layer->geometry);
    sites.id.insert(sites.id.end(), layer->id.begin(), layer->id.end());
    sites.name.insert(sites.name.end(), layer->name.begin(), layer->name.end());
    sites.role.insert(sites.role.end(), layer->size(), layer->role);
    sites.source.insert(sites.source.end(), layer->size(), layer->source);
  }
  return sites;
}

MultiPolygonColumn buffered(const MultiPolygonColumn& areas, double distance_m, const Executor& executor) {
  if (!(distance_m > 0)) return areas;
  std::vector<std::uint32_t> each(areas.size());
  std::iota(each.begin(), each.end(), std::uint32_t{0});
  return buffers({areas}, std::vector<double>(areas.size(), distance_m), each, static_cast<std::uint32_t>(areas.size()),
                 {}, executor);
}

namespace {

/// The sites buffered, as buffered(); those that concern no candidate are left empty.
MultiPolygonColumn buffered_near(const MultiPolygonColumn& sites, double distance_m, std::span<const Box> candidates,
                                 const Executor& executor) {
  std::vector<Box> reach = boxes_of(sites);
  for (Box& box : reach)
    if (!box.empty()) box = box.grown(distance_m + rounding_m);
  const std::vector<std::uint32_t> chosen = meeting(reach, candidates);
  if (chosen.size() == sites.size()) return buffered(sites, distance_m, executor);
  const MultiPolygonColumn made = buffered(picked(sites, chosen), distance_m, executor);
  MultiPolygonColumn all;
  std::size_t next = 0;
  for (std::uint32_t s = 0; s < sites.size(); ++s) {
    if (next < chosen.size() && chosen[next] == s)
      all.append(made[next++]);
    else
      all.end_feature();
  }
  return all;
}

}  // namespace

PlaceFacts place_facts(const CandidateSet& candidates, const PlaceInputs& inputs, const Executor& executor) {
  PlaceFacts facts;
  const std::size_t count = candidates.size(), networks = candidates.networks;
  facts.has_sites = inputs.sites->size() > 0;
  facts.has_boas = inputs.boas != nullptr && inputs.boas->size() > 0;
  facts.has_constraints = inputs.constraints->size() > 0;
  facts.has_targets = facts.has_boas && inputs.targeted != nullptr;

  const MultiPolygonColumn near_sites =
      buffered_near(inputs.sites->geometry, inputs.buffer_m, candidates.boxes, executor);
  facts.site_shares = shares(candidates, near_sites, executor);
  facts.near_sites_m2 = covered(candidates, near_sites, facts.site_shares, executor, every_zone);
  // Without a buffer, both are the same. Few candidates lie in a site at all.
  facts.inside_shares = inputs.buffer_m > 0 ? shares(candidates, inputs.sites->geometry, executor) : facts.site_shares;
  facts.in_sites_m2 = inputs.buffer_m > 0
                          ? covered(candidates, inputs.sites->geometry, facts.inside_shares, executor, every_zone)
                          : facts.near_sites_m2;
  facts.constraint_shares = shares(candidates, inputs.constraints->geometry, executor);
  facts.constraint_m2 =
      covered(candidates, inputs.constraints->geometry, facts.constraint_shares, executor, every_zone);
  facts.boa_target_m2.assign(count * networks, 0);
  if (!facts.has_boas) {
    facts.in_boa_m2.assign(count, 0);
    facts.boa_shares = AreaTable(std::vector<std::vector<ZoneShare>>(count));
    return facts;
  }
  facts.boa_shares = shares(candidates, inputs.boas->geometry, executor);
  facts.in_boa_m2 = covered(candidates, inputs.boas->geometry, facts.boa_shares, executor, every_zone);
  if (!facts.has_targets) return facts;
  for (std::size_t n = 0; n < networks; ++n) {
    const std::vector<std::uint32_t>& boas = (*inputs.targeted)[n];
    if (boas.empty()) continue;
    const std::vector<double> inside =
        covered(candidates, inputs.boas->geometry, facts.boa_shares, executor,
                [&](std::uint32_t b) { return std::binary_search(boas.begin(), boas.end(), b); });
    for (std::size_t c = 0; c < count; ++c) facts.boa_target_m2[c * networks + n] = inside[c];
  }
  return facts;
}

}  // namespace spatial
