// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <numbers>
#include <numeric>
#include <span>
#include <tuple>

#include "libspatial/geometry/interior_area.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/geometry/same_outline.hpp"
#include "libspatial/monitoring/flat_map.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/stored_pieces.hpp"

namespace spatial {
namespace {

using CellKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;  // zone, from, to

struct Sums {
  StableSum area, managed, reappraised;
};

/// The layers of the overlay, and their positions among its sources.
struct Layers {
  FlatMap before, after;
  std::vector<std::uint32_t> same;     ///< by old feature: the new feature with the same outline, or no_feature
  MultiPolygonColumn rest;             ///< new features without a match …
  std::vector<std::uint32_t> rest_of;  ///< … and their numbers
  MultiPolygonColumn projects;
  std::vector<OverlayLayer> cut;
  std::size_t projects_at = 0, zones_at = 0;  ///< 0: no such layer
};

const std::vector<OverlapPair> no_overlaps;

/// Pairs features with the same outline. Neither map has overlaps, so such a pair shares no land with other features.
void pair_same(Layers& layers) {
  const auto mark = [](MultiPolygonView area) {
    const Point p = area.points().front();
    return std::tuple(p.x, p.y, area.point_count());
  };
  const MultiPolygonColumn &before = layers.before.geometry, &after = layers.after.geometry;
  std::map<std::tuple<double, double, std::size_t>, std::vector<std::uint32_t>> known;
  for (std::uint32_t f = 0; f < before.size(); ++f)
    if (!before[f].empty()) known[mark(before[f])].push_back(f);
  layers.same.assign(before.size(), no_feature);
  layers.rest = MultiPolygonColumn(after.pool());
  for (std::uint32_t f = 0; f < after.size(); ++f) {
    bool found = false;
    const auto candidates = after[f].empty() ? known.end() : known.find(mark(after[f]));
    if (candidates != known.end())
      for (const std::uint32_t old : candidates->second)
        if (!found && layers.same[old] == no_feature && same_outline(before[old], after[f])) {
          layers.same[old] = f;
          found = true;
        }
    if (found) continue;
    layers.rest.append(after[f]);
    layers.rest_of.push_back(f);
  }
}

Layers layers_of(const ChangeInput& input, const Executor& executor) {
  Layers layers;
  layers.before = flat_map(input.before, input.double_class(), executor);
  layers.after = flat_map(input.after, input.double_class(), executor);
  pair_same(layers);
  if (input.projects != nullptr) layers.projects = disjoint_areas(*input.projects, executor).geometry;
  return layers;
}

/// Sets the layers of the overlay. Pointers are only taken here, when the columns are in their final place.
void prepare(Layers& layers, const ChangeInput& input, const MultiPolygonColumn* zones) {
  layers.cut = {{&layers.before.geometry, &no_overlaps, 0}, {&layers.rest, &no_overlaps, 0}};
  if (input.projects != nullptr) {
    layers.projects_at = layers.cut.size();
    layers.cut.push_back({&layers.projects, &no_overlaps, 0});
  }
  if (zones != nullptr) {
    layers.zones_at = layers.cut.size();
    layers.cut.push_back({zones, nullptr, 0});
  }
  // The layer with the most features first, then the others from the fewest up: the fastest order, and independent of
  // how the layers are listed.
  std::vector<std::size_t> order;
  for (std::size_t l = 0; l < layers.cut.size(); ++l) order.push_back(l);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return layers.cut[a].features->size() < layers.cut[b].features->size();
  });
  std::rotate(order.begin(), order.end() - 1, order.end());
  for (std::size_t k = 0; k < order.size(); ++k) layers.cut[order[k]].rank = static_cast<std::uint32_t>(k);
}

/// Whether no point of the area is further than `depth_m` from its edge.
bool vanishes(MultiPolygonView area, double area_m2, double depth_m, InteriorScratch& scratch) {
  // Land within the depth of the edge lies in a band along it, plus at most half a disc at each vertex.
  const double corners = static_cast<double>(area.point_count());
  if (area_m2 > perimeter_m(area) * depth_m + corners * std::numbers::pi / 2 * depth_m * depth_m) return false;
  return interior_area_m2(area, depth_m, scratch) <= 1e-6;
}

/// The connected areas of each cell of the matrix.
struct Connected {
  MultiPolygonColumn land;   ///< by cell, if it was asked for
  MultiPolygonColumn areas;  ///< of cells off the diagonal, one by one
  std::vector<ChangedArea> changed;
  std::vector<std::size_t> pieces;  ///< by cell
  std::vector<double> boundary_m2;  ///< by cell: areas no wider than the sliver width
};

/// Pieces sorted by cell, each cell's in their order: those of cell c are order[begin[c]] to order[begin[c + 1] - 1].
struct ByCell {
  std::vector<std::uint32_t> begin, order;
};
ByCell by_cell(const std::vector<std::uint32_t>& cell_of, std::uint32_t cells) {
  ByCell sorted;
  sorted.begin.assign(cells + 1, 0);
  for (const std::uint32_t c : cell_of) ++sorted.begin[c + 1];
  std::partial_sum(sorted.begin.begin(), sorted.begin.end(), sorted.begin.begin());
  sorted.order.resize(cell_of.size());
  std::vector<std::uint32_t> next(sorted.begin.begin(), sorted.begin.end() - 1);
  for (std::uint32_t p = 0; p < cell_of.size(); ++p) sorted.order[next[cell_of[p]]++] = p;
  return sorted;
}

/// Unites the pieces of each cell, so many of them at a time that not all need memory at once. The cells share no land,
/// so those of one batch do not depend on the others.
class Connector {
 public:
  Connector(const MultiPolygonColumn& pieces, const std::vector<std::uint32_t>& cell_of, const std::vector<char>& off,
            bool keep_land, const Executor& executor)
      : pieces_(pieces),
        sorted_(by_cell(cell_of, static_cast<std::uint32_t>(off.size()))),
        off_(off),
        keep_land_(keep_land),
        executor_(executor) {
    found_.land = MultiPolygonColumn(pieces.pool());  // a copy would be in memory
    found_.areas = MultiPolygonColumn(pieces.pool());
  }

  Connected connected() {
    const auto cells = static_cast<std::uint32_t>(off_.size());
    for (std::uint32_t first = 0; first < cells;) {
      std::uint32_t last = first + 1;
      while (last < cells && sorted_.begin[last + 1] - sorted_.begin[first] <= most_pieces) ++last;
      add(first, last);
      first = last;
    }
    return std::move(found_);
  }

 private:
  static constexpr std::uint32_t most_pieces = 1u << 15;  // in a batch

  /// Cells from `first` to before `last`.
  void add(std::uint32_t first, std::uint32_t last) {
    MultiPolygonColumn batch(pieces_.pool());
    std::vector<std::uint32_t> group_of;
    for (std::uint32_t c = first; c < last; ++c)
      for (std::uint32_t k = sorted_.begin[c]; k < sorted_.begin[c + 1]; ++k) {
        batch.append(pieces_[sorted_.order[k]]);
        group_of.push_back(c - first);
      }
    const MultiPolygonColumn land = dissolve(batch, group_of, last - first, executor_).geometry;
    for (std::uint32_t c = first; c < last; ++c) {
      const MultiPolygonView area = land[c - first];
      found_.pieces.push_back(area.part_count());
      if (keep_land_) found_.land.append(area);
      if (off_[c] == 0) continue;
      append_each_part(found_.areas, area);
      for (std::size_t p = 0; p < area.part_count(); ++p) found_.changed.push_back({c, 0, false});
    }
  }

  const MultiPolygonColumn& pieces_;
  const ByCell sorted_;
  const std::vector<char>& off_;
  const bool keep_land_;
  const Executor& executor_;
  Connected found_;
};

/// `off`: cells off the diagonal.
Connected connected_areas(const MultiPolygonColumn& pieces, const std::vector<std::uint32_t>& cell_of,
                          const std::vector<char>& off, bool keep_land, double sliver_width_m,
                          const Executor& executor) {
  Connected found = Connector(pieces, cell_of, off, keep_land, executor).connected();
  const std::vector<double> areas = areas_m2_of(found.areas);
  const std::vector<char> thin = parallel_map<char, InteriorScratch>(
      executor, areas.size(),
      [&](InteriorScratch& scratch, std::size_t i) {
        return static_cast<char>(vanishes(found.areas[i], areas[i], sliver_width_m / 2, scratch) ? 1 : 0);
      },
      by_falling_size(found.areas));
  std::vector<StableSum> boundary(off.size());
  for (std::size_t i = 0; i < areas.size(); ++i) {
    found.changed[i].area_m2 = areas[i];
    found.changed[i].boundary = thin[i] != 0;
    if (thin[i] != 0) boundary[found.changed[i].cell].add(areas[i]);
  }
  for (const StableSum& sum : boundary) found.boundary_m2.push_back(sum.value());
  return found;
}

/// Adds cells from sums, and returns the position of each key among them.
std::map<CellKey, std::uint32_t> add_cells(ChangeMatrix& matrix, const std::map<CellKey, Sums>& sums) {
  std::map<CellKey, std::uint32_t> index;
  for (const auto& [key, sum] : sums) {
    index.emplace(key, static_cast<std::uint32_t>(index.size()));
    const auto& [zone, from, to] = key;
    matrix.cells.push_back({zone, from, to, sum.area.value(), sum.managed.value(), sum.reappraised.value(), 0, 0});
  }
  return index;
}

std::vector<char> off_diagonal(std::span<const ChangeCell> cells) {
  std::vector<char> off;
  for (const ChangeCell& cell : cells) off.push_back(cell.from == cell.to ? 0 : 1);
  return off;
}

void set_counts(std::span<ChangeCell> cells, const Connected& found) {
  for (std::size_t c = 0; c < cells.size(); ++c) {
    cells[c].pieces = found.pieces[c];
    cells[c].boundary_m2 = found.boundary_m2[c];
  }
}

/// Makes a matrix in zones from two maps without overlaps.
class Matrix {
 public:
  Matrix(const ChangeInput& input, const ChangeOptions& options, const Executor& executor)
      : input_(input), options_(options), executor_(executor) {}

  /// `last`: the outlines of the layers are not needed afterwards and are freed early.
  ChangeMatrix of(Layers& layers, const MultiPolygonColumn* zones, bool together, bool last) {
    prepare(layers, input_, zones);
    before_map_m2_ = stable_sum(areas_m2_of(layers.before.geometry));
    after_map_m2_ = stable_sum(areas_m2_of(layers.after.geometry));
    Combined pieces =
        combine_stored(layers.cut, OverlayOperation::union_all, 0, pool(), executor_, options_.smallest_piece_m2);
    gather(pieces, layers, zones != nullptr);
    if (last) layers.before.geometry = layers.after.geometry = layers.rest = layers.projects = MultiPolygonColumn();
    const std::map<CellKey, std::uint32_t> index = add_cells(matrix_, sums_);
    std::vector<std::uint32_t> cell_of;
    for (const CellKey& key : key_of_) cell_of.push_back(index.at(key));
    key_of_.clear();
    Connected found =
        connected_areas(inside_, cell_of, off_diagonal(matrix_.cells), together, options_.sliver_width_m, executor_);
    inside_ = {};
    set_counts(matrix_.cells, found);
    matrix_.changed = std::move(found.changed);
    matrix_.geometry = std::move(found.areas);
    if (zones != nullptr)
      matrix_.zones_m2 = areas_m2_of(*zones);
    else
      matrix_.zones_m2 = {sum_of_cells(0)};
    add_sums(zones);
    if (together) add_together(found.land);
    check_closing(matrix_.sums);
    return std::move(matrix_);
  }

 private:
  /// Where the maps are, pieces go too.
  const std::shared_ptr<FilePool>& pool() const {
    return input_.before.features->pool() != nullptr ? input_.before.features->pool() : input_.after.features->pool();
  }

  /// What each piece is; its geometry moves to `inside_`.
  /// Its branches are the cases of one piece: before, after, both or neither, in a zone or outside.
  void gather(Combined& pieces, const Layers& layers, bool zoned) {
    StableSum before_outside, after_outside;
    bool all = true;
    std::vector<std::uint32_t> kept;
    for (std::uint32_t p = 0; p < pieces.size(); ++p) {
      const std::uint32_t old_feature = pieces.source[0][p], cut_from = pieces.source[1][p];
      std::uint32_t new_feature = cut_from == no_feature ? no_feature : layers.rest_of[cut_from];
      if (old_feature != no_feature && layers.same[old_feature] != no_feature) new_feature = layers.same[old_feature];
      const double area = pieces.areas_m2[p];
      if (old_feature != no_feature) before_.add(area);
      if (new_feature != no_feature) after_.add(area);
      const std::uint32_t zone = zoned ? pieces.source[layers.zones_at][p] : 0;
      // Skip land outside the zones, and land that only a project covers.
      if (zone == no_feature || (!zoned && old_feature == no_feature && new_feature == no_feature)) {
        if (old_feature != no_feature) before_outside.add(area);
        if (new_feature != no_feature) after_outside.add(area);
        all = false;
        continue;
      }
      const CellKey key{zone, old_feature == no_feature ? input_.unmapped_class() : layers.before.class_of[old_feature],
                        new_feature == no_feature ? input_.unmapped_class() : layers.after.class_of[new_feature]};
      Sums& sum = sums_[key];
      sum.area.add(area);
      if (new_feature != no_feature && layers.after.reappraised[new_feature] != 0)
        sum.reappraised.add(area);
      else if (layers.projects_at > 0 && pieces.source[layers.projects_at][p] != no_feature)
        sum.managed.add(area);
      key_of_.push_back(key);
      kept.push_back(p);
    }
    if (all) {
      inside_ = std::move(pieces.geometry);
    } else {
      inside_ = MultiPolygonColumn(pool());
      for (const std::uint32_t p : kept) inside_.append(pieces.geometry[p]);
    }
    matrix_.before_outside_m2 = before_outside.value();
    matrix_.after_outside_m2 = after_outside.value();
    pieces = {};
  }

  double sum_of_cells(std::uint32_t zone) const {
    StableSum all;
    for (const ChangeCell& cell : matrix_.cells)
      if (cell.zone == zone) all.add(cell.area_m2);
    return all.value();
  }

  void add_sums(const MultiPolygonColumn* zones) {
    if (zones != nullptr) {
      for (std::uint32_t z = 0; z < zones->size(); ++z)
        matrix_.sums.push_back(
            {fmt::format("zone {}: all cells = its land", z + 1), sum_of_cells(z), matrix_.zones_m2[z]});
      if (!overlapping_pairs(*zones, boxes_of(*zones), matrix_.zones_m2, 1e-6, {}).empty()) return;
    }
    // Land outside the zones is included, so both sums must equal the whole map.
    matrix_.sums.push_back({"old map: pieces = map", before_.value(), before_map_m2_});
    matrix_.sums.push_back({"new map: pieces = map", after_.value(), after_map_m2_});
  }

  /// Adds the sums of all zones as one zone. Zones do not overlap here; connected areas continue across their borders.
  void add_together(const MultiPolygonColumn& land) {
    const auto zone = static_cast<std::uint32_t>(matrix_.zones_m2.size());
    const std::size_t first = matrix_.cells.size();
    std::map<CellKey, Sums> sums;
    for (const ChangeCell& cell : matrix_.cells) {
      Sums& sum = sums[{zone, cell.from, cell.to}];
      sum.area.add(cell.area_m2);
      sum.managed.add(cell.managed_m2);
      sum.reappraised.add(cell.reappraised_m2);
    }
    const std::map<CellKey, std::uint32_t> index = add_cells(matrix_, sums);
    std::vector<std::uint32_t> cell_of;
    for (std::size_t c = 0; c < first; ++c)
      cell_of.push_back(index.at({zone, matrix_.cells[c].from, matrix_.cells[c].to}));
    const std::span<ChangeCell> whole = std::span(matrix_.cells).subspan(first);
    set_counts(whole, connected_areas(land, cell_of, off_diagonal(whole), false, options_.sliver_width_m, executor_));
    matrix_.zones_m2.push_back(stable_sum(matrix_.zones_m2));
    matrix_.sums.push_back({"all zones: all cells = their land", sum_of_cells(zone), matrix_.zones_m2.back()});
  }

  const ChangeInput& input_;
  const ChangeOptions& options_;
  const Executor& executor_;
  ChangeMatrix matrix_;
  std::map<CellKey, Sums> sums_;
  std::vector<CellKey> key_of_;  ///< by piece of inside_
  MultiPolygonColumn inside_;
  StableSum before_, after_;
  double before_map_m2_ = 0, after_map_m2_ = 0;
};

MultiPolygonColumn as_one(const MultiPolygonColumn& zones, const Executor& executor) {
  const DisjointAreas each_once = disjoint_areas(zones, executor);
  MultiPolygonColumn one;
  for (std::size_t i = 0; i < each_once.geometry.size(); ++i) one.append_parts(each_once.geometry[i]);
  one.end_feature();
  return one;
}

}  // namespace

ChangeMatrix change_matrix(const ChangeInput& input, const ChangeOptions& options, const Executor& executor) {
  Layers layers = layers_of(input, executor);
  const bool several = input.together && input.zones != nullptr;
  const bool apart =
      several &&
      overlapping_pairs(*input.zones, boxes_of(*input.zones), areas_m2_of(*input.zones), 1e-6, executor).empty();
  ChangeMatrix matrix = Matrix(input, options, executor).of(layers, input.zones, apart, apart || !several);
  if (!several || apart) return matrix;
  // Zones overlap, so the total is computed again on their union.
  const MultiPolygonColumn land = as_one(*input.zones, executor);
  const ChangeMatrix together = Matrix(input, options, executor).of(layers, &land, false, true);
  for (ChangeCell cell : together.cells) {
    cell.zone = static_cast<std::uint32_t>(input.zones->size());
    matrix.cells.push_back(cell);
  }
  matrix.zones_m2.push_back(together.zones_m2[0]);
  return matrix;
}

}  // namespace spatial
