// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// How the distance between patches is measured.
enum class LinkDistance {
  edge,        ///< straight, from edge to edge
  least_cost,  ///< along the path of least resistance, in metres × resistance
};
enum class ResistanceSet { low, mid, high };  ///< of a crosswalk
enum class LinkTopology {
  all,     ///< every pair of patches within the limit
  planar,  ///< only pairs whose allocation zones touch (the cells nearest to each patch by cost)
};

/// Where resistance comes from (docs/methods.md section 5).
struct CostOptions {
  double cell_m = 10;
  ResistanceSet resistance = ResistanceSet::mid;
  double unmapped = 50;      ///< resistance of land without a habitat feature
  double barrier = 1000;     ///< resistance of cells that the exclusion layers touch; 0 = exclusions are no barriers
  std::string raster{};      ///< FILE[#BAND] with resistance; replaces all of the above
  std::string assume_crs{};  ///< CRS of a raster that states none
  LinkTopology topology = LinkTopology::all;
};

/// Patches from a raster of classes instead of from habitat polygons (docs/methods.md section 3).
struct PatchRaster {
  std::string raster;          ///< FILE[#BAND] in the project's CRS; empty: patches come from the habitat map
  std::string assume_crs;      ///< CRS of a raster that states none
  std::vector<double> values;  ///< cells with one of these are core habitat
  int connectivity = 4;        ///< cells are one patch across edges (4), or across corners too (8)
};

/// A user's own links (docs/methods.md section 4).
struct LinkTable {
  std::string table;  ///< FILE[#LAYER]; empty: links are measured
  std::string field_a = "patch_a", field_b = "patch_b", field_length = "distance_m";
};

/// How far the species of a network move and what counts as a patch. Presets are in data/presets/networks.toml; a
/// config names one and overrides single values. All distances are edge to edge.
struct NetworkProfile {
  std::string id;                              ///< "woodland"; also the column prefix in crosswalks
  std::string title{};                         ///< "Woodland"
  std::vector<std::string> target_habitats{};  ///< habitat names in BOA targets that refer to this network
  double dispersal_m = 1000;                   ///< median dispersal distance d_ref
  double p_ref = 0.5;                          ///< dispersal probability at dispersal_m
  double max_link_m = 0;                       ///< 0 = 3 × dispersal_m
  double join_m = 0;                           ///< polygons this close are one patch
  double min_patch_ha = 0.1;                   ///< smaller patches are not nodes
  double core_size_ha = 40;                    ///< target core size T of the indicator `bigger`
  double p_min = 1e-4;                         ///< paths with a smaller probability are left out; 0 = exact
  LinkDistance distance = LinkDistance::edge;
  CostOptions cost{};  ///< for least-cost distances
  PatchRaster patches{};
  LinkTable links{};
  double link_limit_m() const noexcept { return max_link_m > 0 ? max_link_m : 3 * dispersal_m; }
};

}  // namespace spatial
