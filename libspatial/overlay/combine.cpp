// SPDX-License-Identifier: MIT
#include "libspatial/overlay/combine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/knife.hpp"
#include "libspatial/overlay/stored_pieces.hpp"
#include "libspatial/overlay/tile_seams.hpp"

namespace spatial {
namespace {

constexpr std::array operation_table{
    OverlayOperationInfo{OverlayOperation::intersection, "intersection",
                         "Every pair of features that share an area, cut to what they share."},
    OverlayOperationInfo{OverlayOperation::union_all, "union",
                         "All land of both layers, cut along the outlines of both."},
    OverlayOperationInfo{OverlayOperation::identity, "identity",
                         "All land of the first layer, cut along the outlines of the second."},
    OverlayOperationInfo{OverlayOperation::difference, "difference",
                         "Land of the first layer that no feature of the second covers."},
    OverlayOperationInfo{OverlayOperation::symmetric_difference, "symmetric-difference",
                         "Land that one layer covers and the other does not."},
    OverlayOperationInfo{OverlayOperation::clip, "clip",
                         "Features of the first layer cut to the land of the second, which leaves no other trace."},
};

/// Which results of cutting with one layer an operation keeps.
struct Step {
  enum class Keep { each, each_and_rest, any, rest } keep;
  std::size_t layer;
};

/// The layers with which features of layer `frame` are cut, in order.
std::vector<Step> steps_of(OverlayOperation operation, std::size_t frame, std::size_t layers) {
  using enum OverlayOperation;
  std::vector<Step> steps;
  for (std::size_t l = 0; l < layers; ++l) {
    if (l == frame) continue;
    switch (operation) {
      case intersection:
        steps.push_back({Step::Keep::each, l});
        break;
      case identity:
        steps.push_back({Step::Keep::each_and_rest, l});
        break;
      case union_all:
        steps.push_back({l < frame ? Step::Keep::rest : Step::Keep::each_and_rest, l});
        break;
      case difference:
      case symmetric_difference:
        steps.push_back({Step::Keep::rest, l});
        break;
      case clip:
        steps.push_back({Step::Keep::any, l});
        break;
    }
  }
  return steps;
}

/// The layers whose features are cut. An intersection can start from any layer; it starts from the one with the most
/// features, so that a few huge features in another layer do not delay the rest.
std::vector<std::uint32_t> frames_of(std::span<const OverlayLayer> layers, OverlayOperation operation) {
  using enum OverlayOperation;
  std::vector<std::uint32_t> frames{0};
  if (operation == intersection) {
    for (std::uint32_t l = 1; l < layers.size(); ++l)
      if (layers[l].features->size() > layers[frames[0]].features->size()) frames[0] = l;
  } else if (operation == union_all || operation == symmetric_difference) {
    for (std::uint32_t l = 1; l < layers.size(); ++l) frames.push_back(l);
  }
  return frames;
}

bool may_change_places(OverlayOperation operation) {
  using enum OverlayOperation;
  return operation == intersection || operation == union_all || operation == symmetric_difference;
}

bool frames_all_layers(OverlayOperation operation) {
  return operation == OverlayOperation::union_all || operation == OverlayOperation::symmetric_difference;
}

/// A piece during the overlay: either a whole feature of some layer, or geometry of its own.
struct Piece {
  std::vector<std::uint32_t> source;  ///< source feature in each layer
  std::uint32_t layer = 0, feature = 0;
  std::shared_ptr<const MultiPolygon> own;
  double area_m2 = 0;
};

struct Row {
  std::vector<std::uint32_t> source;
  std::uint32_t layer = 0, feature = 0;  ///< the whole feature, if there is no own geometry
  std::uint32_t own = no_feature;        ///< index of the geometry in the block
  double area_m2 = 0;
};

/// The pieces of consecutive features of one layer, or of one huge feature within a tile.
struct Block {
  std::uint32_t layer = 0, begin = 0, end = 0;
  std::uint32_t giant = no_feature, column = 0, row = 0;  ///< number of the huge feature, and its tile
  MultiPolygonColumn geometry;
  const MultiPolygonColumn* stored = nullptr;  ///< where the geometry went, and its number there
  std::uint32_t stored_at = 0;
  std::vector<Row> rows;
  std::size_t traced = 0, by_engine = 0;
};

/// A huge feature, which is cut tile by tile.
struct Giant {
  std::uint32_t layer, feature;
  TileGrid grid;
};

MultiPolygonView geometry_of(const Block& block, const Row& row, std::span<const OverlayLayer> layers) {
  if (row.own == no_feature) return (*layers[row.layer].features)[row.feature];
  return block.stored != nullptr ? (*block.stored)[block.stored_at + row.own] : block.geometry[row.own];
}

/// Moves the geometry of some blocks to the end of a column.
void store(std::span<Block> blocks, MultiPolygonColumn& in) {
  for (Block& block : blocks) {
    block.stored = &in;
    block.stored_at = static_cast<std::uint32_t>(in.size());
    in.append(block.geometry);
    block.geometry = {};
  }
}

class Overlay {
 public:
  Overlay(std::span<const OverlayLayer> layers, OverlayOperation operation, double min_area_m2, double smallest_m2,
          std::span<const Giant> giants, const Executor& executor)
      : layers_(layers),
        operation_(operation),
        min_area_m2_(min_area_m2),
        giants_(giants),
        giant_areas_(giants.size()) {
    parallel_for<NoState>(executor, giants.size(), [&](NoState&, std::size_t k) {
      giant_areas_[k] = std::make_unique<CutArea>((*layers[giants[k].layer].features)[giants[k].feature]);
    });
    found_overlaps_.resize(layers.size());
    for (std::size_t l = 0; l < layers.size(); ++l) {
      if (!frames_all_layers(operation) && l == frames_of(layers, operation).front()) {
        knives_.emplace_back();
        continue;
      }
      const std::vector<OverlapPair>* overlaps = layers[l].overlaps;
      if (overlaps == nullptr && frames_all_layers(operation)) {
        const MultiPolygonColumn& features = *layers[l].features;
        found_overlaps_[l] =
            overlapping_pairs(features, boxes_of(features), areas_m2_of(features), same_area_m2, executor);
        overlaps = &found_overlaps_[l];
      }
      knives_.push_back(std::make_unique<Knife>(*layers[l].features, overlaps, executor, smallest_m2, layers[l].boxes,
                                                layers[l].areas_m2));
    }
  }

  void cut(KnifeWorker& worker, Block& block) const {
    const std::vector<Step> steps = steps_of(operation_, block.layer, layers_.size());
    const std::size_t traced = worker.traced, by_engine = worker.by_engine;
    for (std::uint32_t f = block.begin; f < block.end; ++f) {
      worker.next_area();
      try {
        cut(worker, f, steps, block);
      } catch (Error& error) {
        error.add_context(fmt::format("feature number {} of layer number {}", f + 1, block.layer + 1));
        throw;
      }
    }
    block.traced = worker.traced - traced;
    block.by_engine = worker.by_engine - by_engine;
  }

 private:
  void cut(KnifeWorker& worker, std::uint32_t f, const std::vector<Step>& steps, Block& block) const {
    const MultiPolygonView feature = (*layers_[block.layer].features)[f];
    if (feature.empty()) return;
    std::vector<Piece> pieces(1), next;
    pieces[0].source.assign(layers_.size(), no_feature);
    pieces[0].source[block.layer] = f;
    pieces[0].layer = block.layer;
    pieces[0].feature = f;
    if (block.giant != no_feature) {
      MultiPolygon in_tile =
          part_in(worker, *giant_areas_[block.giant], giants_[block.giant].grid.tile(block.column, block.row));
      if (in_tile.empty()) return;
      pieces[0].area_m2 = area_m2(in_tile);
      pieces[0].own = std::make_shared<MultiPolygon>(std::move(in_tile));
    } else {
      const std::vector<double>* const known = layers_[block.layer].areas_m2;
      pieces[0].area_m2 = known != nullptr ? (*known)[f] : area_m2(feature);
    }
    const double min_area_m2 =
        block.giant != no_feature ? 0 : min_area_m2_;  // a piece inside a tile may be part of a larger one
    for (const Step& step : steps) {
      next.clear();
      for (Piece& piece : pieces) cut(worker, std::move(piece), step, min_area_m2, next);
      std::swap(pieces, next);
      if (pieces.empty()) return;
    }
    for (Piece& piece : pieces) {
      if (piece.area_m2 <= min_area_m2) continue;
      Row row{std::move(piece.source), piece.layer, piece.feature, no_feature, piece.area_m2};
      if (piece.own) {
        row.own = static_cast<std::uint32_t>(block.geometry.size());
        block.geometry.append(piece.own->view());
      }
      block.rows.push_back(std::move(row));
    }
  }

  void cut(KnifeWorker& worker, Piece piece, const Step& step, double min_area_m2, std::vector<Piece>& out) const {
    const Knife& knife = *knives_[step.layer];
    const MultiPolygonView view = piece.own ? piece.own->view() : (*layers_[piece.layer].features)[piece.feature];
    const std::vector<Box>* const boxes = piece.own ? nullptr : layers_[piece.layer].boxes;
    Blank blank(view, boxes != nullptr ? (*boxes)[piece.feature] : box_of(view), piece.area_m2);
    const std::vector<ZoneShare> shares = knife.shares(worker, blank);
    const auto add = [&](Cut cut, std::uint32_t other) {
      if (cut.kind == Cut::Kind::nothing) return;
      Piece made = piece;
      if (other != no_feature) made.source[step.layer] = other;
      if (cut.kind == Cut::Kind::whole_feature) {
        made.own.reset();
        made.layer = static_cast<std::uint32_t>(step.layer);
        made.feature = other;
        made.area_m2 = knife.area_m2(other);
      } else if (cut.kind == Cut::Kind::part) {
        made.area_m2 = area_m2(cut.geometry);
        made.own = std::make_shared<MultiPolygon>(std::move(cut.geometry));
      }
      if (made.area_m2 > min_area_m2) out.push_back(std::move(made));
    };
    using enum Step::Keep;
    if (step.keep == any) return add(knife.inside_any(worker, blank, shares), no_feature);
    if (step.keep == rest) return add(knife.outside(worker, blank, shares), no_feature);
    std::optional<MultiPolygon> outside;
    for (const ZoneShare& share : shares)
      add(knife.inside(worker, blank, share, step.keep == each_and_rest && shares.size() == 1 ? &outside : nullptr),
          share.zone);
    if (step.keep == each) return;
    if (outside)
      add({Cut::Kind::part, std::move(*outside)}, no_feature);
    else
      add(knife.outside(worker, blank, shares), no_feature);
  }

  std::span<const OverlayLayer> layers_;
  OverlayOperation operation_;
  double min_area_m2_;
  std::span<const Giant> giants_;
  std::vector<std::unique_ptr<CutArea>> giant_areas_;
  std::vector<std::vector<OverlapPair>> found_overlaps_;
  std::vector<std::unique_ptr<Knife>> knives_;
};

constexpr std::size_t points_per_block = 1u << 14;
constexpr std::size_t giant_points = 1u << 17;
constexpr double points_per_tile = 1u << 12;
constexpr double points_per_batch = 1u << 21;  // whose pieces are in memory before they go to a file

/// Features so large that they would delay the rest.
std::vector<Giant> giants_of(std::span<const OverlayLayer> layers, OverlayOperation operation) {
  std::vector<Giant> giants;
  for (const std::uint32_t l : frames_of(layers, operation)) {
    const MultiPolygonColumn& features = *layers[l].features;
    for (std::uint32_t f = 0; f < features.size(); ++f) {
      if (features[f].point_count() < giant_points) continue;
      const Box extent = box_of(features[f]);
      const double side = std::sqrt(extent.width() * extent.height() * points_per_tile /
                                    static_cast<double>(features[f].point_count()));
      giants.push_back({l, f,
                        TileGrid({std::floor(extent.min_x), std::floor(extent.min_y)}, extent,
                                 std::ceil(std::max({side, std::max(extent.width(), extent.height()) / 1024, 1.0})))});
    }
  }
  return giants;
}

std::vector<Block> blocks_of(std::span<const OverlayLayer> layers, OverlayOperation operation,
                             std::span<const Giant> giants, std::vector<double>& cost) {
  std::vector<Block> blocks;
  for (std::uint32_t g = 0; g < giants.size(); ++g) {
    const TileGrid& grid = giants[g].grid;
    for (std::uint32_t c = 0; c < grid.columns(); ++c)
      for (std::uint32_t r = 0; r < grid.rows(); ++r) {
        Block& block = blocks.emplace_back();
        block.layer = giants[g].layer;
        block.begin = giants[g].feature;
        block.end = block.begin + 1;
        block.giant = g;
        block.column = c;
        block.row = r;
        cost.push_back(points_per_tile);
      }
  }
  for (const std::uint32_t l : frames_of(layers, operation)) {
    const MultiPolygonColumn& features = *layers[l].features;
    std::size_t points = points_per_block;
    for (std::uint32_t f = 0; f < features.size(); ++f) {
      if (features[f].point_count() >= giant_points) {
        points = points_per_block;
        continue;
      }
      if (points >= points_per_block) {
        blocks.emplace_back();
        blocks.back().layer = l;
        blocks.back().begin = f;
        cost.push_back(0);
        points = 0;
      }
      points += features[f].point_count();
      cost.back() += static_cast<double>(features[f].point_count());
      blocks.back().end = f + 1;
    }
  }
  return blocks;
}

/// Joins the pieces that tiles made of huge features, so that no seam remains: one block per layer.
/// Long because rows of one piece only pass through, all others are joined, and both end in the same blocks.
std::vector<Block> joined(std::vector<Block>& blocks, std::span<const Giant> giants,
                          std::span<const OverlayLayer> layers, double min_area_m2, double smallest_m2,
                          const Executor& executor) {
  std::map<std::vector<std::uint32_t>, std::vector<std::pair<Block*, Row*>>> found;
  for (Block& block : blocks)
    if (block.giant != no_feature)
      for (Row& row : block.rows) found[row.source].emplace_back(&block, &row);
  std::vector<Block> result(layers.size());
  for (std::uint32_t l = 0; l < layers.size(); ++l) result[l].layer = l;
  const auto add = [&](std::uint32_t layer, Row row, const MultiPolygonView* own) {
    if (row.area_m2 <= min_area_m2) return;
    Block& block = result[layer];
    row.own = no_feature;
    if (own != nullptr) {
      row.own = static_cast<std::uint32_t>(block.geometry.size());
      block.geometry.append(*own);
    }
    block.rows.push_back(std::move(row));
  };
  std::vector<TilePiece> pieces;
  std::vector<TileGrid> grids;
  std::vector<std::pair<std::uint32_t, const Row*>> group;  // layer and one row of each group
  for (auto& [source, parts] : found) {
    if (parts.size() == 1) {
      const auto& [block, row] = parts.front();
      const MultiPolygonView own = geometry_of(*block, *row, layers);
      add(block->layer, std::move(*row), row->own != no_feature ? &own : nullptr);
      continue;
    }
    for (const auto& [block, row] : parts)
      pieces.push_back({static_cast<std::uint32_t>(grids.size()), block->column, block->row,
                        MultiPolygon(geometry_of(*block, *row, layers))});
    grids.push_back(giants[parts.front().first->giant].grid);
    group.emplace_back(parts.front().first->layer, parts.front().second);
  }
  // Cached, because the area of a huge feature is needed often.
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> feature_areas_m2;
  const auto feature_area_m2 = [&](std::uint32_t l, std::uint32_t f) {
    const auto [place, is_new] = feature_areas_m2.try_emplace({l, f}, 0);
    if (is_new) place->second = area_m2((*layers[l].features)[f]);
    return place->second;
  };
  const MultiPolygonColumn whole =
      joined_across_seams(std::move(pieces), grids, static_cast<std::uint32_t>(grids.size()), executor);
  for (std::uint32_t g = 0; g < group.size(); ++g) {
    const MultiPolygonView area = whole[g];
    Row row = *group[g].second;
    row.area_m2 = area_m2(area);
    // If a piece is the whole feature, keep the feature's own vertices.
    bool is_whole = false;
    for (std::uint32_t l = 0; l < layers.size() && !is_whole; ++l) {
      if (row.source[l] == no_feature) continue;
      const double feature_m2 = feature_area_m2(l, row.source[l]);
      if (std::abs(feature_m2 - row.area_m2) > whole_slack_m2(feature_m2, smallest_m2)) continue;
      is_whole = true;
      row.layer = l;
      row.feature = row.source[l];
      row.area_m2 = feature_m2;
    }
    add(group[g].first, std::move(row), is_whole ? nullptr : &area);
  }
  for (Block& block : blocks) {
    if (block.giant == no_feature) continue;
    result[block.layer].traced += block.traced;
    result[block.layer].by_engine += block.by_engine;
  }
  std::erase_if(blocks, [](const Block& block) { return block.giant != no_feature; });
  return result;
}

std::size_t end_of_batch(std::span<const double> cost, std::size_t begin) {
  std::size_t end = begin;
  for (double points = 0; end < cost.size() && (end == begin || points + cost[end] <= points_per_batch); ++end)
    points += cost[end];
  return end;
}

}  // namespace

std::span<const OverlayOperationInfo> overlay_operations() noexcept { return operation_table; }

Combined combine_stored(std::span<const OverlayLayer> given, OverlayOperation operation, double min_area_m2,
                        const std::shared_ptr<FilePool>& pool, const Executor& executor, double smallest_m2) {
  std::vector<std::uint32_t> order(given.size()), place(given.size());
  std::iota(order.begin(), order.end(), 0u);
  if (may_change_places(operation))
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return given[a].rank < given[b].rank; });
  std::vector<OverlayLayer> layers;
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    layers.push_back(given[order[k]]);
    place[order[k]] = k;
  }
  std::vector<double> cost;
  const std::vector<Giant> giants = giants_of(layers, operation);
  std::vector<Block> blocks = blocks_of(layers, operation, giants, cost);
  MultiPolygonColumn stored(pool);
  {
    const Overlay overlay(layers, operation, min_area_m2, smallest_m2, giants, executor);
    for (std::size_t begin = 0; begin < blocks.size();) {
      const std::size_t end = pool == nullptr ? blocks.size() : end_of_batch(cost, begin);
      parallel_for<KnifeWorker>(
          executor, end - begin, [&](KnifeWorker& worker, std::size_t b) { overlay.cut(worker, blocks[begin + b]); },
          by_falling_cost(std::span(cost).subspan(begin, end - begin)));
      if (pool != nullptr) store(std::span(blocks).subspan(begin, end - begin), stored);
      begin = end;
    }
  }
  if (!giants.empty())
    std::ranges::move(joined(blocks, giants, layers, min_area_m2, smallest_m2, executor), std::back_inserter(blocks));
  std::vector<std::pair<const Block*, const Row*>> rows;
  std::size_t points = 0;
  Combined result;
  for (const Block& block : blocks) {
    for (const Row& row : block.rows) {
      rows.emplace_back(&block, &row);
      points += geometry_of(block, row, layers).point_count();
    }
    result.traced += block.traced;
    result.by_engine += block.by_engine;
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& x, const auto& y) {
    for (const std::uint32_t k : place)
      if (x.second->source[k] != y.second->source[k]) return x.second->source[k] < y.second->source[k];
    return false;
  });
  std::vector<MultiPolygonView> pieces;
  pieces.reserve(rows.size());
  result.geometry = MultiPolygonColumn(pool);
  result.geometry.reserve(rows.size(), points);
  result.source.resize(layers.size());
  for (std::vector<std::uint32_t>& column : result.source) column.reserve(rows.size());
  result.areas_m2.reserve(rows.size());
  for (const auto& [block, row] : rows) {
    pieces.push_back(geometry_of(*block, *row, layers));
    for (std::size_t l = 0; l < layers.size(); ++l) result.source[l].push_back(row->source[place[l]]);
    result.areas_m2.push_back(row->area_m2);
  }
  result.geometry.append(pieces, executor);
  return result;
}

Combined combine(std::span<const OverlayLayer> layers, OverlayOperation operation, double min_area_m2,
                 const Executor& executor, double smallest_m2) {
  return combine_stored(layers, operation, min_area_m2, nullptr, executor, smallest_m2);
}

Combined combine(const MultiPolygonColumn& a, const MultiPolygonColumn& b, OverlayOperation operation,
                 double min_area_m2, const Executor& executor) {
  const std::array<OverlayLayer, 2> layers{OverlayLayer{&a, nullptr}, OverlayLayer{&b, nullptr}};
  return combine(layers, operation, min_area_m2, executor);
}

}  // namespace spatial
