// SPDX-License-Identifier: MIT
#include "libspatial/strategy/planting.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/arrangement.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {
namespace {

constexpr double touch_m2 = 1e-6;

class Planner {
 public:
  Planner(const PlantingInput& input, const Executor& executor) : input_(input), executor_(executor) {}

  PlantingMap run() {
    arrange();
    cover();
    parcels();
    sums();
    check_closing(map_.closing);
    return std::move(map_);
  }

 private:
  /// Orders the layers by class, then as configured.
  void order_layers() {
    order_.resize(input_.layers.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return input_.layers[a].sensitivity < input_.layers[b].sensitivity;
    });
    position_.resize(order_.size());
    for (std::uint32_t k = 0; k < order_.size(); ++k) position_[order_[k]] = k;
  }

  /// Divides the land into pieces, one for every combination of layers.
  void arrange() {
    order_layers();
    MultiPolygonColumn all;
    std::vector<std::uint32_t> layer_of;
    for (std::uint32_t l = 0; l < input_.layers.size(); ++l) {
      const DisjointAreas once = disjoint_areas(input_.layers[l].land, executor_);
      all.append(once.geometry);
      layer_of.insert(layer_of.end(), once.geometry.size(), l);
    }
    parts_ = arrangement(all, executor_);
    for (const auto& members : parts_.members) {
      std::vector<std::uint32_t> layers;
      for (const std::uint32_t member : members) layers.push_back(layer_of[member]);
      layers_of_.push_back(sorted(std::move(layers)));
    }
  }

  std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> layers) const {
    std::sort(layers.begin(), layers.end(),
              [&](std::uint32_t a, std::uint32_t b) { return position_[a] < position_[b]; });
    layers.erase(std::unique(layers.begin(), layers.end()), layers.end());
    return layers;
  }

  TreeSensitivity worst_of(const std::vector<std::uint32_t>& layers) const {
    return layers.empty() ? TreeSensitivity::low : input_.layers[layers.front()].sensitivity;
  }

  /// Cuts features at the borders of the parts; the source is no_feature outside all parts.
  Combined parted(const MultiPolygonColumn& features) const {
    const std::vector<OverlapPair> none;
    const std::array layers{OverlayLayer{&features, nullptr, 0}, OverlayLayer{&parts_.geometry, &none, 1}};
    return combine(layers, OverlayOperation::identity, 0, executor_);
  }

  const std::vector<std::uint32_t>& layers_at(std::uint32_t part) const {
    static const std::vector<std::uint32_t> nothing;
    return part == no_feature ? nothing : layers_of_[part];
  }

  void cover() {
    const MultiPolygonColumn land = disjoint_areas(input_.land, executor_).geometry;
    Combined pieces = parted(land);
    StableSum sum, whole;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      SensitivePiece piece;
      piece.layers = layers_at(pieces.source[1][p]);
      piece.worst = worst_of(piece.layers);
      piece.area_m2 = pieces.areas_m2[p];
      sum.add(piece.area_m2);
      map_.pieces.push_back(std::move(piece));
    }
    for (const double area : areas_m2_of(land)) whole.add(area);
    map_.closing.push_back({"classes = land", sum.value(), whole.value()});
    map_.geometry = std::move(pieces.geometry);
  }

  void parcels() {
    map_.parcels.resize(input_.parcels.size());
    if (input_.parcels.empty()) return;
    const Combined pieces = parted(input_.parcels);
    std::vector<MultiPolygonColumn> plantable(input_.parcels.size());
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      const std::uint32_t parcel = pieces.source[0][p];
      ParcelResult& result = map_.parcels[parcel];
      const std::vector<std::uint32_t>& layers = layers_at(pieces.source[1][p]);
      const TreeSensitivity worst = worst_of(layers);
      result.area_m2[static_cast<std::size_t>(worst)] += pieces.areas_m2[p];
      if (pieces.areas_m2[p] > touch_m2) {
        result.worst = std::min(result.worst, worst);
        result.layers.insert(result.layers.end(), layers.begin(), layers.end());
      }
      if (worst == TreeSensitivity::low || (input_.plant_medium && worst == TreeSensitivity::medium))
        plantable[parcel].append(pieces.geometry[p]);
    }
    for (ParcelResult& result : map_.parcels) result.layers = sorted(std::move(result.layers));
    plant(plantable);
  }

  /// Keeps connected areas that are large enough, and wide enough in at least one place.
  void plant(const std::vector<MultiPolygonColumn>& plantable) {
    MultiPolygonColumn all;
    std::vector<std::uint32_t> parcel_of;
    for (std::uint32_t p = 0; p < plantable.size(); ++p) {
      all.append(plantable[p]);
      parcel_of.insert(parcel_of.end(), plantable[p].size(), p);
    }
    if (all.empty()) return;
    const MultiPolygonColumn united =
        dissolve(all, parcel_of, static_cast<std::uint32_t>(plantable.size()), executor_).geometry;
    const std::vector<double> found =
        parallel_map<double, GeosContext>(executor_, united.size(), [&](GeosContext& geos, std::size_t p) {
          double sum = 0;
          for (std::size_t k = 0; k < united[p].part_count(); ++k) {
            MultiPolygonColumn part;
            for (std::size_t r = 0; r < united[p].part(k).ring_count(); ++r) part.add_ring(united[p].part(k).ring(r));
            part.end_part();
            part.end_feature();
            const double area = area_m2(part[0]);
            if (area < input_.min_area_m2 * (1 - 1e-9)) continue;
            if (input_.min_width_m > 0 && buffer(geos, part[0], -input_.min_width_m / 2).empty()) continue;
            sum += area;
          }
          return sum;
        });
    for (std::size_t p = 0; p < found.size(); ++p) map_.parcels[p].plantable_m2 = found[p];
  }

  void add_to(std::vector<StableSum>& raw, std::vector<StableSum>& once, const SensitivePiece& piece,
              double area) const {
    for (const std::uint32_t layer : piece.layers) raw[layer].add(area);
    once[piece.layers.empty() ? input_.layers.size() : piece.layers.front()].add(area);
  }

  void write_sums(std::uint32_t authority, const std::vector<StableSum>& raw, const std::vector<StableSum>& once) {
    std::vector<std::uint32_t> layers = order_;
    layers.push_back(static_cast<std::uint32_t>(input_.layers.size()));
    for (const std::uint32_t layer : layers) {
      PlantingSum sum{authority, layer, 0, once[layer].value()};
      sum.raw_m2 = layer < input_.layers.size() ? raw[layer].value() : sum.once_m2;
      map_.sums.push_back(sum);
    }
  }

  void sums() {
    const std::size_t layers = input_.layers.size() + 1;
    const auto authorities = static_cast<std::uint32_t>(input_.authorities.size());
    if (authorities > 0) {
      const Combined parts = combine(map_.geometry, input_.authorities, OverlayOperation::identity, 0, executor_);
      std::vector<std::vector<StableSum>> raw(authorities + 1, std::vector<StableSum>(layers)), once = raw;
      for (std::size_t p = 0; p < parts.size(); ++p) {
        const std::uint32_t at = std::min(parts.source[1][p], authorities);
        add_to(raw[at], once[at], map_.pieces[parts.source[0][p]], parts.areas_m2[p]);
      }
      for (std::uint32_t a = 0; a <= authorities; ++a) write_sums(a, raw[a], once[a]);
    }
    std::vector<StableSum> raw(layers), once(layers);
    StableSum all;
    for (const SensitivePiece& piece : map_.pieces) add_to(raw, once, piece, piece.area_m2);
    write_sums(authorities + 1, raw, once);
    for (const StableSum& one : once) all.add(one.value());
    map_.closing.push_back({"land by layer without overlaps = land", all.value(), map_.closing.front().expected_m2});
  }

  const PlantingInput& input_;
  const Executor& executor_;
  std::vector<std::uint32_t> order_, position_;
  Arrangement parts_;
  std::vector<std::vector<std::uint32_t>> layers_of_;  ///< layers of each part
  PlantingMap map_;
};

}  // namespace

PlantingMap planting_map(const PlantingInput& input, const Executor& executor) {
  return Planner(input, executor).run();
}

}  // namespace spatial
