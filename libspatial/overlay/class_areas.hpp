// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/shared_area.hpp"

namespace spatial {

/// How much land of each class lies in areas that are large beside the features, such as all land within 5 km of a
/// site. No geometry is built.
///
///     const ClassAreas habitat(geometry, class_of, classes, executor);
///     habitat.shared_m2(EdgeTree(around), scratch)[c];   // m² of class c in `around`
///
/// How: features lie under a packed tree of boxes (in Hilbert order). Each box holds the sum of each class in it, so
/// only features near the boundary of the area are looked at one by one, and their outlines are not walked
/// (OutlineSums). Features must be valid; features of a class that overlap count each in full. The sum of a class is
/// that of shared_area_m2 over its features, each rounded to 2^-48 m²: the same bits whatever other features there are
/// and however boxes group them.
/// Immutable; const use from any number of threads, with one scratch each. Memory about 50 bytes an edge. Complexity of
/// a query O(log n + features near the boundary × (log of their edges + crossings)).
class ClassAreas {
 public:
  ClassAreas() = default;
  /// `class_of` gives each feature's class, below `classes`. The features are not needed afterwards. `trees`: for each
  /// feature its tree if there is one already, which must outlive this object, or nullptr; empty: there are none.
  ClassAreas(std::span<const MultiPolygonView> features, std::span<const std::uint32_t> class_of, std::size_t classes,
             const Executor& executor, std::span<const EdgeTree* const> trees = {});

  /// Of all features.
  Box box() const noexcept { return levels_.empty() ? Box{} : levels_.back().front().box; }
  /// By class.
  std::vector<double> shared_m2(const EdgeTree& area, SharedAreaScratch& scratch) const;

 private:
  __extension__ using Units = __int128;  ///< of 2^-48 m²: sums are exact, so their order does not show
  struct Node {
    Box box;
    std::uint32_t begin, end;          ///< features for level 0, nodes of the level below otherwise
    std::uint32_t first_sum, end_sum;  ///< in sums_
  };
  struct Feature {
    std::unique_ptr<EdgeTree> own;  ///< if the tree is none that was given
    const EdgeTree* tree;
    OutlineSums outline;
    Units area;
    std::uint32_t class_number;
  };
  struct Query;

  void add_level();
  void add_under(std::size_t level, std::uint32_t index, Query& query) const;

  std::size_t classes_ = 0;
  std::vector<Feature> features_;          // in Hilbert order
  std::vector<std::vector<Node>> levels_;  // as in EdgeTree
  std::vector<std::pair<std::uint32_t, Units>> sums_;
};

}  // namespace spatial
