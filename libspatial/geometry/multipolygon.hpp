// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/point_buffer.hpp"

namespace spatial {

/// The geometry type of the project. A layer's geometry is one immutable column in the GeoArrow multipolygon layout
/// (one coordinate buffer, and offsets for rings, parts and features). A view refers to one feature of it without
/// copying.
///
///     for (std::size_t i = 0; i < column.size(); ++i) total += area_m2(column[i]);
///
/// Guarantees: rings are closed (first point = last); the first ring of a part is its shell, the others are holes.
/// After `clean` (landscape/clean.hpp) and for every result of geometry/operations.hpp also: valid, on the 1 mm grid
/// (inputs only), shells counter-clockwise, holes clockwise, each ring starting at its lowest-left point, parts and
/// holes sorted. Coordinates are metres (EPSG:27700 unless the config says otherwise).
/// Thread-safety: const access from any number of threads. A column moves cheaply.

/// Axis-parallel rectangle, edges included. A default box is empty and grows with `add`.
struct Box {
  double min_x = std::numeric_limits<double>::infinity();
  double min_y = std::numeric_limits<double>::infinity();
  double max_x = -std::numeric_limits<double>::infinity();
  double max_y = -std::numeric_limits<double>::infinity();

  bool empty() const noexcept { return !(min_x <= max_x && min_y <= max_y); }
  void add(Point p) noexcept {
    min_x = p.x < min_x ? p.x : min_x;
    min_y = p.y < min_y ? p.y : min_y;
    max_x = p.x > max_x ? p.x : max_x;
    max_y = p.y > max_y ? p.y : max_y;
  }
  void add(const Box& b) noexcept {
    min_x = b.min_x < min_x ? b.min_x : min_x;
    min_y = b.min_y < min_y ? b.min_y : min_y;
    max_x = b.max_x > max_x ? b.max_x : max_x;
    max_y = b.max_y > max_y ? b.max_y : max_y;
  }
  bool intersects(const Box& b) const noexcept {
    return min_x <= b.max_x && b.min_x <= max_x && min_y <= b.max_y && b.min_y <= max_y;
  }
  bool contains(const Box& b) const noexcept {
    return min_x <= b.min_x && b.max_x <= max_x && min_y <= b.min_y && b.max_y <= max_y;
  }
  Box grown(double by) const noexcept { return {min_x - by, min_y - by, max_x + by, max_y + by}; }
  double width() const noexcept { return max_x - min_x; }
  double height() const noexcept { return max_y - min_y; }
  Point centre() const noexcept { return {0.5 * (min_x + max_x), 0.5 * (min_y + max_y)}; }
  friend bool operator==(const Box&, const Box&) = default;
};

using RingView = std::span<const Point>;

class PolygonView {
 public:
  PolygonView(const Point* points, std::span<const std::uint32_t> ring_offsets) noexcept
      : points_(points), offsets_(ring_offsets) {}
  std::size_t ring_count() const noexcept { return offsets_.size() - 1; }
  RingView ring(std::size_t i) const noexcept { return {points_ + offsets_[i], points_ + offsets_[i + 1]}; }
  RingView shell() const noexcept { return ring(0); }

 private:
  const Point* points_;
  std::span<const std::uint32_t> offsets_;  // one more than rings
};

class MultiPolygonView {
 public:
  MultiPolygonView(const Point* points, const std::uint32_t* ring_offsets,
                   std::span<const std::uint32_t> part_offsets) noexcept
      : points_(points), rings_(ring_offsets), parts_(part_offsets) {}
  bool empty() const noexcept { return parts_.size() <= 1; }
  std::size_t part_count() const noexcept { return parts_.size() - 1; }
  PolygonView part(std::size_t i) const noexcept { return {points_, {rings_ + parts_[i], rings_ + parts_[i + 1] + 1}}; }
  /// All rings of all parts, in order (the area is the sum of their signed areas once oriented).
  std::size_t ring_count() const noexcept { return parts_.back() - parts_.front(); }
  RingView ring(std::size_t i) const noexcept {
    const std::uint32_t r = parts_.front() + static_cast<std::uint32_t>(i);
    return {points_ + rings_[r], points_ + rings_[r + 1]};
  }
  /// Every coordinate of the feature, closing points included.
  std::span<const Point> points() const noexcept {
    return {points_ + rings_[parts_.front()], points_ + rings_[parts_.back()]};
  }
  std::size_t point_count() const noexcept { return points().size(); }

 private:
  const Point* points_;
  const std::uint32_t* rings_;
  std::span<const std::uint32_t> parts_;  // one more than parts
};

/// Append-only column of multipolygons; feature i is `column[i]`. A missing or empty geometry is a feature without
/// parts. Build: for each feature { for each part { for each ring { add_point…; end_ring(); } end_part(); }
/// end_feature(); } or `append(view)`. Throws Error(input) if a column would exceed 2^32 points. Coordinates are in
/// memory or, given a pool, in a file (core/file_pool.hpp). A copy is in memory; views work the same on both.
///
/// Features that several columns have need not be copied. A column that is shared, or made of features of shared
/// columns, cannot be changed, and copies of it share its points:
///
///     habitat.share();
///     const auto best_first = MultiPolygonColumn::of_shared(views_of_some_features, {&habitat});
class MultiPolygonColumn {
 public:
  MultiPolygonColumn() = default;
  explicit MultiPolygonColumn(std::shared_ptr<FilePool> pool) : points_(std::move(pool)) {}
  const std::shared_ptr<FilePool>& pool() const noexcept;  ///< nullptr: in memory
  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  MultiPolygonView operator[](std::size_t i) const noexcept;
  std::size_t point_count() const noexcept;

  void share();  ///< views of its features stay valid as long as any column has some of them
  bool is_shared() const noexcept { return shared_ != nullptr; }
  /// Features of these shared columns, in any order and any number of times. Throws Error(internal) if one is not
  /// shared. O(features).
  static MultiPolygonColumn of_shared(std::vector<MultiPolygonView> features,
                                      std::span<const MultiPolygonColumn* const> columns);
  /// Frees the memory of features that no column has any more, if their points are this column's alone. Views of its
  /// features become invalid. O(points).
  void forget_others();
  /// The features of these numbers, in this order, as a shared column. Copies only what is not shared.
  MultiPolygonColumn chosen(std::span<const std::uint32_t> numbers) const;

  void reserve(std::size_t features, std::size_t points);
  void add_point(Point p) { points_.push_back(p); }
  void end_ring();               ///< closes the ring if the last point differs from the first; drops an empty ring
  void add_ring(RingView ring);  ///< add_point for each of its points, then end_ring
  void end_part();               ///< ignored when the part has no ring
  void end_feature();
  void append(MultiPolygonView feature);         ///< a whole feature
  void append_parts(MultiPolygonView feature);   ///< its parts, to the feature being built
  void append(const MultiPolygonColumn& other);  ///< all its features
  /// The features of these views (none of this column), copied by several threads.
  void append(std::span<const MultiPolygonView> features, const Executor& executor);
  /// Replaces a feature's coordinates. Returns false, and changes nothing, unless the new geometry has the same number
  /// of parts, of rings and of points in each ring, or if the column is shared. Threads may do this for different
  /// features at the same time.
  bool replace(std::size_t feature, MultiPolygonView with) noexcept;
  /// Keeps only the features `kept` (ascending); feature kept[k] gets the geometry `with[k]`, which is either the
  /// unchanged view of it in this column or a view of a geometry elsewhere. Works in place: a second column is
  /// allocated only if features outgrow the reserved memory. O(points).
  void rewrite(std::span<const std::uint32_t> kept, std::span<const MultiPolygonView> with);

 private:
  struct Shared;
  void throw_if_shared() const;
  const std::uint32_t* part_feature_begin(std::size_t i) const noexcept {
    return part_offsets_.data() + feature_offsets_[i];
  }
  PointBuffer points_;
  std::vector<std::uint32_t> ring_offsets_{0};     // into points_
  std::vector<std::uint32_t> part_offsets_{0};     // into ring_offsets_
  std::vector<std::uint32_t> feature_offsets_{0};  // into part_offsets_
  std::shared_ptr<Shared> shared_;                 // then all others are empty; not changed while others have it
};

struct MultiPolygonColumn::Shared {
  std::vector<MultiPolygonView> features;
  std::vector<std::shared_ptr<MultiPolygonColumn>> owners;  ///< of their points; they are not shared themselves
  std::size_t points = 0;
};

inline std::size_t MultiPolygonColumn::size() const noexcept {
  return shared_ ? shared_->features.size() : feature_offsets_.size() - 1;
}
inline std::size_t MultiPolygonColumn::point_count() const noexcept {
  return shared_ ? shared_->points : points_.size();
}
inline MultiPolygonView MultiPolygonColumn::operator[](std::size_t i) const noexcept {
  if (shared_) return shared_->features[i];
  return {points_.data(), ring_offsets_.data(), {part_feature_begin(i), part_feature_begin(i + 1) + 1}};
}

/// One owned feature: the result of an operation.
class MultiPolygon {
 public:
  MultiPolygon() { column_.end_feature(); }
  explicit MultiPolygon(MultiPolygonView view) { column_.append(view); }
  explicit MultiPolygon(MultiPolygonColumn one_feature) : column_(std::move(one_feature)) {}
  MultiPolygonView view() const noexcept { return column_[0]; }
  operator MultiPolygonView() const noexcept { return view(); }  // NOLINT: an owner is a view
  bool empty() const noexcept { return view().empty(); }

 private:
  MultiPolygonColumn column_;
};

/// A rectangle as a polygon, and a polygon from one ring: for tests, grids and examples.
MultiPolygon polygon_of(const Box& box);
MultiPolygon polygon_of(RingView shell);

}  // namespace spatial
