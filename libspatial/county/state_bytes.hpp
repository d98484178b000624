// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/issue.hpp"
#include "libspatial/county/habitat_notes.hpp"
#include "libspatial/county/map_window.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/network/metric_parts.hpp"
#include "libspatial/overlay/zone_index.hpp"
#include "libspatial/run/part_bytes.hpp"

namespace spatial {

/// Private to county/: how a part of a plan passes values to the next round or to the merge, bit by bit
/// (run/part_bytes.hpp). Each function `fields` lists the members of a type once, for writing and reading.
///
///     BytesOut out;  out(network.patches);                  // writes
///     BytesIn in(text);  in(network.patches);               // reads the same

template <class Bytes, SameAs<Place> T>
void fields(Bytes& bytes, T& place) {
  bytes(place.x), bytes(place.y);
}
template <class Bytes, SameAs<Issue> T>
void fields(Bytes& bytes, T& issue) {
  bytes(issue.rule), bytes(issue.role), bytes(issue.source), bytes(issue.feature_id), bytes(issue.message);
  bytes(issue.place);
}
template <class Bytes, SameAs<ZoneShare> T>
void fields(Bytes& bytes, T& share) {
  bytes(share.zone), bytes(share.area_m2);
}
template <class Bytes, SameAs<Point> T>
void fields(Bytes& bytes, T& point) {
  bytes(point.x), bytes(point.y);
}
template <class Bytes, SameAs<Box> T>
void fields(Bytes& bytes, T& box) {
  bytes(box.min_x), bytes(box.min_y), bytes(box.max_x), bytes(box.max_y);
}
template <class Bytes, SameAs<RasterGrid> T>
void fields(Bytes& bytes, T& grid) {
  bytes(grid.left), bytes(grid.top), bytes(grid.cell_x), bytes(grid.cell_y), bytes(grid.columns), bytes(grid.rows);
}

template <class Bytes, SameAs<PatchSet> T>
void fields(Bytes& bytes, T& patches) {
  bytes(patches.geometry), bytes(patches.areas_m2), bytes(patches.boxes), bytes(patches.members);
  bytes(patches.too_small), bytes(patches.too_small_areas_m2);
}
template <class Bytes, SameAs<Link> T>
void fields(Bytes& bytes, T& link) {
  bytes(link.a), bytes(link.b), bytes(link.distance_m);
}
template <class Bytes, SameAs<EdgeLink> T>
void fields(Bytes& bytes, T& link) {
  bytes(link.link), bytes(link.on_a), bytes(link.on_b);
}
template <class Bytes, SameAs<CostLink> T>
void fields(Bytes& bytes, T& link) {
  bytes(link.link), bytes(link.path);
}
inline void fields(BytesOut& bytes, const PatchGraph& graph) { bytes(graph.areas()), bytes(graph.links()); }
inline void fields(BytesIn& bytes, PatchGraph& graph) {
  std::vector<double> areas;
  std::vector<Link> links;
  bytes(areas), bytes(links);
  graph = PatchGraph(std::move(areas), std::move(links));
}

template <class Bytes, SameAs<NodeImportance> T>
void fields(Bytes& bytes, T& node) {
  bytes(node.d), bytes(node.intra), bytes(node.flux), bytes(node.connector);
}
template <class Bytes, SameAs<NetworkMetrics> T>
void fields(Bytes& bytes, T& m) {
  bytes(m.patches), bytes(m.links), bytes(m.components), bytes(m.habitat_m2), bytes(m.largest_component_m2);
  bytes(m.mesh_m2), bytes(m.pc_numerator), bytes(m.pc), bytes(m.eca_m2), bytes(m.iic_numerator), bytes(m.iic);
  bytes(m.intra_percent), bytes(m.direct_percent), bytes(m.step_percent), bytes(m.neglected_numerator_bound);
  bytes(m.component_of), bytes(m.dpc), bytes(m.diic), bytes(m.bc_pc), bytes(m.bc_iic);
}

template <class Bytes, SameAs<SplitLinks::Bypass> T>
void fields(Bytes& bytes, T& bypass) {
  bytes(bypass.a), bytes(bypass.b), bytes(bypass.distance_m);
}
template <class Bytes, SameAs<SplitLinks> T>
void fields(Bytes& bytes, T& links) {
  bytes(links.best), bytes(links.offsets), bytes(links.bypasses);
}
template <class Bytes, SameAs<SearchGraphs> T>
void fields(Bytes& bytes, T& graphs) {
  bytes(graphs.pc), bytes(graphs.iic), bytes(graphs.rate), bytes(graphs.limit_m), bytes(graphs.per_patch);
}

template <class Bytes, SameAs<HabitatNotes::Overlap> T>
void fields(Bytes& bytes, T& overlap) {
  bytes(overlap.a), bytes(overlap.b), bytes(overlap.area_m2);
}
template <class Bytes, SameAs<HabitatNotes> T>
void fields(Bytes& bytes, T& notes) {
  bytes(notes.sound), bytes(notes.orderly), bytes(notes.paired), bytes(notes.overlaps);
}

template <class Bytes, SameAs<LandNotes> T>
void fields(Bytes& bytes, T& land) {
  bytes(land.windows), bytes(land.networks), bytes(land.around);
}

/// Numbers that are mostly 0, written as positions and values of the others: a block of sources reaches few patches.
inline void sparse(BytesOut& bytes, const std::vector<double>& values) {
  std::vector<std::pair<std::size_t, double>> given;
  for (std::size_t k = 0; k < values.size(); ++k)
    if (values[k] != 0) given.emplace_back(k, values[k]);
  bytes(values.size()), bytes(given);
}
inline void sparse(BytesIn& bytes, std::vector<double>& values) {
  std::size_t size = 0;
  std::vector<std::pair<std::size_t, double>> given;
  bytes(size), bytes(given);
  values.assign(size, 0);
  for (const auto& [k, value] : given) values.at(k) = value;
}
template <class Bytes, SameAs<SourceBlock> T>
void fields(Bytes& bytes, T& block) {
  bytes(block.source), bytes(block.row), bytes(block.reached_area);
  sparse(bytes, block.connector), sparse(bytes, block.betweenness);
}
template <class Bytes, SameAs<SearchSums> T>
void fields(Bytes& bytes, T& sums) {
  bytes(sums.pc), bytes(sums.iic);
}

}  // namespace spatial
