// SPDX-License-Identifier: MIT
#include "libspatial/county/candidate_places.hpp"

#include <fmt/format.h>

#include <array>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/grid_reference.hpp"
#include "libspatial/geometry/lazy_trees.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/nearest.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

/// Whether the point lies inside the area, by the even-odd rule over all rings. Points on the outline may give either
/// answer.
bool holds(MultiPolygonView area, Point p) {
  bool inside = false;
  for (std::size_t r = 0; r < area.ring_count(); ++r) {
    const RingView ring = area.ring(r);
    for (std::size_t k = 0; k + 1 < ring.size(); ++k) {
      const Point a = ring[k], b = ring[k + 1];
      if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
    }
  }
  return inside;
}

/// Named features that can be used to describe where a candidate lies.
struct Landmarks {
  MultiPolygonColumn geometry;
  std::vector<std::string> title;  ///< "BOA Bathford", "Rainbow Wood (ancient woodland)"
};

std::string site_title(const Sites& sites, std::size_t site) {
  const std::string name = sites.name[site].empty() ? sites.id[site] : sites.name[site];
  return site >= sites.kind.size() || sites.kind[site].empty() ? name : name + " " + sites.kind[site];
}

std::string boa_title(const Layer& boas, std::size_t boa) {
  const std::string& name = boas.name[boa].empty() ? boas.id[boa] : boas.name[boa];
  return lower(name).starts_with("boa") ? name : "BOA " + name;  // names such as "BOA02" need no prefix
}

Landmarks landmarks_of(const OpportunityResult& result) {
  Landmarks marks;
  for (std::size_t b = 0; b < result.boas.size(); ++b) {
    marks.geometry.append(result.boas.geometry[b]);
    marks.title.push_back(boa_title(result.boas, b));
  }
  for (std::size_t s = 0; s < result.sites.size(); ++s) {
    if (result.sites.name[s].empty()) continue;
    marks.geometry.append(result.sites.geometry[s]);
    marks.title.push_back(site_title(result.sites, s));
  }
  return marks;
}

/// Describes where a candidate lies relative to the nearest landmark: "beside X", "350 m north of X".
class NearestLandmark {
 public:
  explicit NearestLandmark(Landmarks marks)
      : marks_(std::move(marks)),
        trees_(marks_.geometry),
        boxes_(boxes_of(marks_.geometry)),
        index_(boxes_),
        candidates_{boxes_, index_, extent_of(marks_.geometry),
                    [this](std::uint32_t m) -> const EdgeTree& { return trees_[m]; }} {}

  std::string words(MultiPolygonView candidate, Point inside) const {
    if (marks_.title.empty()) return {};
    NearOptions options;
    options.within_m = furthest_name_m;
    const std::vector<NearFeature> found = nearest_features(EdgeTree(candidate), candidates_, options);
    if (found.empty()) return {};
    const NearFeature& nearest = found.front();
    const double distance = nearest.closest.distance_m;
    if (distance < 1) return "beside " + marks_.title[nearest.feature];
    constexpr std::array<const char*, 8> directions{"north", "north-east", "east", "south-east",
                                                    "south", "south-west", "west", "north-west"};
    const int direction = direction_of(nearest.closest.on_b, inside);
    const std::string length =
        distance < 950 ? fmt::format("{:.0f} m", distance) : fmt::format("{:.1f} km", distance / 1000);
    return fmt::format("{} {} of {}", length, direction < 0 ? "off" : directions[static_cast<std::size_t>(direction)],
                       marks_.title[nearest.feature]);
  }

 private:
  Landmarks marks_;
  LazyTrees trees_;
  std::vector<Box> boxes_;
  BoxIndex index_;
  NearCandidates candidates_;
};

const ZoneShare* largest(std::span<const ZoneShare> shares) {
  const ZoneShare* best = nullptr;
  for (const ZoneShare& share : shares)
    if (best == nullptr || share.area_m2 > best->area_m2) best = &share;
  return best;
}

}  // namespace

std::vector<CandidatePlace> candidate_places(const OpportunityResult& result, const std::string& crs,
                                             const Executor& executor) {
  const CandidateSet& set = result.candidates;
  const PlaceFacts& facts = result.facts.places;
  const NearestLandmark nearest(landmarks_of(result));
  const bool national_grid = crs == "EPSG:27700";
  std::vector<CandidatePlace> places(set.size());
  parallel_for<GeosContext>(executor, set.size(), [&](GeosContext& geos, std::size_t c) {
    CandidatePlace& place = places[c];
    place.inside = centroid(set.geometry[c]);
    if (!holds(set.geometry[c], place.inside)) place.inside = point_on_surface(geos, set.geometry[c]);
    if (national_grid) place.grid_reference = grid_reference(place.inside);
    std::vector<std::string> words{place.grid_reference.empty()
                                       ? fmt::format("{:.0f}, {:.0f}", place.inside.x, place.inside.y)
                                       : place.grid_reference};
    if (!result.authority.empty() && !result.authority[c].empty()) words.push_back(result.authority[c]);
    const bool restore = set.action_of(c) == LandAction::restore;
    if (const ZoneShare* site = largest(facts.inside_shares[c]); site != nullptr && restore)
      words.push_back("in " + site_title(result.sites, site->zone));
    if (const ZoneShare* boa = largest(facts.boa_shares[c]); boa != nullptr)
      words.push_back("in " + boa_title(result.boas, boa->zone));
    if (words.size() == 1)
      if (std::string near = nearest.words(set.geometry[c], place.inside); !near.empty()) words.push_back(near);
    place.name = joined(words, ", ");
  });
  return places;
}

}  // namespace spatial
