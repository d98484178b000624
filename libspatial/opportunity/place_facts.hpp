// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/landscape/layer.hpp"
#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// Features of several layers as one list of zones, each with its source.
struct Sites {
  MultiPolygonColumn geometry;
  std::vector<Role> role;
  std::vector<std::string> source, id, name;
  std::vector<std::string> kind;  ///< what reports call the layer, e.g. "SSSI"; may be empty
  std::size_t size() const noexcept { return id.size(); }
};
Sites sites_of(const std::vector<const Layer*>& layers);

/// How candidates overlap sites, BOAs and constraints (indicators `better`, `boa`, `boa_target`, `constraint`). Values
/// are m² of a candidate. Sums count overlapping features once; shares by feature count each feature.
///
///     const PlaceFacts facts = place_facts(candidates, inputs, executor);
struct PlaceFacts {
  bool has_sites = false, has_boas = false, has_targets = false, has_constraints = false;
  std::vector<double> near_sites_m2;  ///< within buffer_m of a site
  std::vector<double> in_sites_m2;    ///< inside a site
  std::vector<double> in_boa_m2;
  std::vector<double> constraint_m2;
  std::vector<double> boa_target_m2;  ///< [candidate × networks + network]: inside BOAs that target the network
  AreaTable site_shares;              ///< by site (buffered)
  AreaTable inside_shares;            ///< by site (not buffered)
  AreaTable boa_shares;               ///< by BOA
  AreaTable constraint_shares;        ///< by constraint
};

struct PlaceInputs {
  const Sites* sites = nullptr;        ///< designated, local and irreplaceable; never null
  const Layer* boas = nullptr;         ///< may be null
  const Sites* constraints = nullptr;  ///< never null
  const std::vector<std::vector<std::uint32_t>>* targeted = nullptr;  ///< BOAs by network; null = no targets given
  double buffer_m = 100;
};

PlaceFacts place_facts(const CandidateSet& candidates, const PlaceInputs& inputs, const Executor& executor);

/// Each area buffered by `distance_m` (round, 16 segments per quarter circle); unchanged for 0.
MultiPolygonColumn buffered(const MultiPolygonColumn& areas, double distance_m, const Executor& executor);

}  // namespace spatial
