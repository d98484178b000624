// SPDX-License-Identifier: MIT
#include "libspatial/overlay/arrangement.hpp"

#include <algorithm>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/disjoint.hpp"

namespace spatial {
namespace {

constexpr double no_overlap_m2 = 1e-6;

/// Colours the features so that features sharing land differ: each takes the smallest colour not used by an earlier
/// feature that it overlaps.
std::vector<std::uint32_t> colours_of(std::size_t features, const std::vector<OverlapPair>& pairs) {
  std::vector<std::vector<std::uint32_t>> earlier(features);
  for (const OverlapPair& pair : pairs) earlier[pair.b].push_back(pair.a);
  std::vector<std::uint32_t> colour(features, 0);
  for (std::size_t f = 0; f < features; ++f) {
    std::vector<std::uint32_t> taken;
    for (const std::uint32_t other : earlier[f]) taken.push_back(colour[other]);
    std::sort(taken.begin(), taken.end());
    for (const std::uint32_t one : taken)
      if (one == colour[f]) ++colour[f];
  }
  return colour;
}

}  // namespace

Arrangement arrangement(const MultiPolygonColumn& features, const Executor& executor) {
  Arrangement result;
  if (features.empty()) return result;
  const std::vector<std::uint32_t> colour = colours_of(
      features.size(), overlapping_pairs(features, boxes_of(features), areas_m2_of(features), no_overlap_m2, executor));
  const std::uint32_t colours = *std::max_element(colour.begin(), colour.end()) + 1;
  std::vector<MultiPolygonColumn> layers(colours);
  std::vector<std::vector<std::uint32_t>> feature_of(colours);
  for (std::uint32_t f = 0; f < features.size(); ++f) {
    layers[colour[f]].append(features[f]);
    feature_of[colour[f]].push_back(f);
  }
  const std::vector<OverlapPair> none;
  std::vector<OverlayLayer> input;
  for (const MultiPolygonColumn& layer : layers) input.push_back({&layer, &none, 0});
  Combined pieces = combine(input, OverlayOperation::union_all, 0, executor);
  result.members.resize(pieces.size());
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    for (std::uint32_t k = 0; k < colours; ++k)
      if (pieces.source[k][p] != no_feature) result.members[p].push_back(feature_of[k][pieces.source[k][p]]);
    std::sort(result.members[p].begin(), result.members[p].end());
  }
  result.geometry = std::move(pieces.geometry);
  result.areas_m2 = std::move(pieces.areas_m2);
  return result;
}

double united_m2(const MultiPolygonColumn& features, const Executor& executor) {
  StableSum sum;
  for (const double area : areas_m2_of(disjoint_areas(features, executor).geometry)) sum.add(area);
  return sum.value();
}

MultiPolygonColumn as_one(const MultiPolygonColumn& features, const Executor& executor) {
  const DisjointAreas each_once = disjoint_areas(features, executor);
  MultiPolygonColumn one;
  for (std::size_t i = 0; i < each_once.geometry.size(); ++i) one.append_parts(each_once.geometry[i]);
  one.end_feature();
  return one;
}

}  // namespace spatial
