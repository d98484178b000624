// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numbers>
#include <tuple>

#include "libspatial/geometry/interior_area.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/monitoring/flat_map.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {
namespace {

using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;  // zone, from, to

struct Sums {
  StableSum area, managed, reappraised;
};

/// The layers of the overlay and where each stands among its sources.
struct Layers {
  FlatMap before, after;
  MultiPolygonColumn projects;
  std::vector<OverlayLayer> cut;
  std::size_t projects_at = 0, zones_at = 0;  ///< 0: there is none
};

const std::vector<OverlapPair> no_overlaps;

Layers layers_of(const ChangeInput& input, const Executor& executor) {
  Layers layers;
  layers.before = flat_map(input.before, input.double_class(), executor);
  layers.after = flat_map(input.after, input.double_class(), executor);
  return layers;
}

/// Named here so that pointers stay: the columns are in their final place.
void prepare(Layers& layers, const ChangeInput& input, const Executor& executor) {
  layers.cut = {{&layers.before.geometry, &no_overlaps, 0}, {&layers.after.geometry, &no_overlaps, 0}};
  if (input.projects != nullptr) {
    layers.projects = disjoint_areas(*input.projects, executor).geometry;
    layers.projects_at = layers.cut.size();
    layers.cut.push_back({&layers.projects, &no_overlaps, 0});
  }
  if (input.zones != nullptr) {
    layers.zones_at = layers.cut.size();
    layers.cut.push_back({input.zones, nullptr, 0});
  }
  // The layer with most features first, then from the fewest on: fastest, and the same however they are listed.
  std::vector<std::size_t> order;
  for (std::size_t l = 0; l < layers.cut.size(); ++l) order.push_back(l);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return layers.cut[a].features->size() < layers.cut[b].features->size();
  });
  std::rotate(order.begin(), order.end() - 1, order.end());
  for (std::size_t k = 0; k < order.size(); ++k) layers.cut[order[k]].rank = static_cast<std::uint32_t>(k);
}

/// Does nothing of the area lie further than `depth_m` from its edge?
bool vanishes(MultiPolygonView area, double area_m2, double depth_m, InteriorScratch& scratch) {
  // What lies within the depth of the edge is a band along it and at most half a disc at each corner.
  const double corners = static_cast<double>(area.point_count());
  if (area_m2 > perimeter_m(area) * depth_m + corners * std::numbers::pi / 2 * depth_m * depth_m) return false;
  return interior_area_m2(area, depth_m, scratch) <= 1e-6;
}

/// Connected areas of each cell: their number, and those off the diagonal with what is boundary noise.
void count_areas(ChangeMatrix& matrix, const MultiPolygonColumn& pieces, const std::vector<std::uint32_t>& cell_of,
                 double sliver_width_m, const Executor& executor) {
  const auto cells = static_cast<std::uint32_t>(matrix.cells.size());
  const MultiPolygonColumn land = dissolve(pieces, cell_of, cells, executor).geometry;
  for (std::uint32_t c = 0; c < cells; ++c) {
    ChangeCell& cell = matrix.cells[c];
    cell.pieces = land[c].part_count();
    if (cell.from == cell.to) continue;
    append_each_part(matrix.geometry, land[c]);
    for (std::size_t p = 0; p < cell.pieces; ++p) matrix.changed.push_back({c, 0, false});
  }
  const std::vector<double> areas = areas_m2_of(matrix.geometry);
  const std::vector<char> thin = parallel_map<char, InteriorScratch>(
      executor, areas.size(),
      [&](InteriorScratch& scratch, std::size_t i) {
        return static_cast<char>(vanishes(matrix.geometry[i], areas[i], sliver_width_m / 2, scratch) ? 1 : 0);
      },
      by_falling_size(matrix.geometry));
  std::vector<StableSum> boundary(cells);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    matrix.changed[i].area_m2 = areas[i];
    matrix.changed[i].boundary = thin[i] != 0;
    if (thin[i] != 0) boundary[matrix.changed[i].cell].add(areas[i]);
  }
  for (std::uint32_t c = 0; c < cells; ++c) matrix.cells[c].boundary_m2 = boundary[c].value();
}

void add_sums(ChangeMatrix& matrix, const Layers& layers, const ChangeInput& input, double before_m2, double after_m2) {
  if (input.zones != nullptr) {
    std::vector<StableSum> cells(input.zones->size());
    for (const ChangeCell& cell : matrix.cells) cells[cell.zone].add(cell.area_m2);
    for (std::size_t z = 0; z < cells.size(); ++z)
      matrix.sums.push_back(
          {fmt::format("zone {}: all cells = its land", z + 1), cells[z].value(), matrix.zones_m2[z]});
    if (!overlapping_pairs(*input.zones, boxes_of(*input.zones), matrix.zones_m2, 1e-6, {}).empty()) return;
  }
  // Land in no zone counts here too, so both maps must come out whole.
  matrix.sums.push_back({"old map: pieces = map", before_m2, stable_sum(areas_m2_of(layers.before.geometry))});
  matrix.sums.push_back({"new map: pieces = map", after_m2, stable_sum(areas_m2_of(layers.after.geometry))});
}

}  // namespace

ChangeMatrix change_matrix(const ChangeInput& input, const ChangeOptions& options, const Executor& executor) {
  Layers layers = layers_of(input, executor);
  prepare(layers, input, executor);
  const Combined pieces = combine(layers.cut, OverlayOperation::union_all, 0, executor, options.smallest_piece_m2);

  ChangeMatrix matrix;
  std::map<Key, Sums> sums;
  std::vector<Key> key_of;
  MultiPolygonColumn inside;
  StableSum before, after, before_outside, after_outside;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const std::uint32_t old_feature = pieces.source[0][p], new_feature = pieces.source[1][p];
    const double area = pieces.areas_m2[p];
    if (old_feature != no_feature) before.add(area);
    if (new_feature != no_feature) after.add(area);
    const std::uint32_t zone = layers.zones_at > 0 ? pieces.source[layers.zones_at][p] : 0;
    if (zone == no_feature) {
      if (old_feature != no_feature) before_outside.add(area);
      if (new_feature != no_feature) after_outside.add(area);
      continue;
    }
    if (layers.zones_at == 0 && old_feature == no_feature && new_feature == no_feature) continue;  // a project alone
    const Key key{zone, old_feature == no_feature ? input.unmapped_class() : layers.before.class_of[old_feature],
                  new_feature == no_feature ? input.unmapped_class() : layers.after.class_of[new_feature]};
    Sums& sum = sums[key];
    sum.area.add(area);
    if (new_feature != no_feature && layers.after.reappraised[new_feature] != 0)
      sum.reappraised.add(area);
    else if (layers.projects_at > 0 && pieces.source[layers.projects_at][p] != no_feature)
      sum.managed.add(area);
    key_of.push_back(key);
    inside.append(pieces.geometry[p]);
  }
  std::map<Key, std::uint32_t> index;
  for (const auto& [key, sum] : sums) {
    index.emplace(key, static_cast<std::uint32_t>(matrix.cells.size()));
    const auto& [zone, from, to] = key;
    matrix.cells.push_back({zone, from, to, sum.area.value(), sum.managed.value(), sum.reappraised.value(), 0, 0});
  }
  std::vector<std::uint32_t> cell_of;
  for (const Key& key : key_of) cell_of.push_back(index.at(key));
  count_areas(matrix, inside, cell_of, options.sliver_width_m, executor);
  matrix.before_outside_m2 = before_outside.value();
  matrix.after_outside_m2 = after_outside.value();
  if (input.zones != nullptr) {
    matrix.zones_m2 = areas_m2_of(*input.zones);
  } else {
    StableSum all;
    for (const ChangeCell& cell : matrix.cells) all.add(cell.area_m2);
    matrix.zones_m2 = {all.value()};
  }
  add_sums(matrix, layers, input, before.value(), after.value());
  check_closing(matrix.sums);
  return matrix;
}

}  // namespace spatial
