// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Lines and points of features: the counterparts of MultiPolygonColumn for layers of lines and points (GeoArrow's
/// multilinestring and multipoint layouts). Feature i is `column[i]`; a feature may be empty. Append-only; const access
/// from any number of threads. Coordinates are as in multipolygon.hpp, but nothing is guaranteed about their shape
/// (lines may cross themselves).
///
///     MultiLineColumn hedges;
///     for (const Point p : points) hedges.add_point(p);
///     hedges.end_line();
///     hedges.end_feature();   // hedges[0].line(0)

class MultiLineView {
 public:
  MultiLineView(const Point* points, std::span<const std::uint32_t> line_offsets) noexcept
      : points_(points), lines_(line_offsets) {}
  bool empty() const noexcept { return lines_.size() <= 1; }
  std::size_t line_count() const noexcept { return lines_.size() - 1; }
  std::span<const Point> line(std::size_t i) const noexcept { return {points_ + lines_[i], points_ + lines_[i + 1]}; }
  /// Every coordinate of the feature.
  std::span<const Point> points() const noexcept { return {points_ + lines_.front(), points_ + lines_.back()}; }

 private:
  const Point* points_;
  std::span<const std::uint32_t> lines_;  // one more than lines
};

/// Build: for each feature { for each line { add_point…; end_line(); } end_feature(); }
class MultiLineColumn {
 public:
  MultiLineColumn() = default;
  explicit MultiLineColumn(std::shared_ptr<FilePool> pool) : points_(std::move(pool)) {}
  std::size_t size() const noexcept { return features_.size() - 1; }
  MultiLineView operator[](std::size_t i) const noexcept {
    return {points_.data(), {lines_.data() + features_[i], lines_.data() + features_[i + 1] + 1}};
  }
  std::size_t point_count() const noexcept { return points_.size(); }

  void add_point(Point p) { points_.push_back(p); }
  void end_line();  ///< ignored when the line has no point
  void end_feature() { features_.push_back(static_cast<std::uint32_t>(lines_.size() - 1)); }
  void append(const MultiLineColumn& other);  ///< all its features
  std::span<Point> all_points() noexcept {
    return points_;
  }  ///< every coordinate, in order; only for the code that builds the column

 private:
  PointBuffer points_;
  std::vector<std::uint32_t> lines_{0};     // into points_
  std::vector<std::uint32_t> features_{0};  // into lines_
};

/// Build: for each feature { add_point…; end_feature(); }
class MultiPointColumn {
 public:
  MultiPointColumn() = default;
  explicit MultiPointColumn(std::shared_ptr<FilePool> pool) : points_(std::move(pool)) {}
  std::size_t size() const noexcept { return features_.size() - 1; }
  std::span<const Point> operator[](std::size_t i) const noexcept {
    return {points_.data() + features_[i], points_.data() + features_[i + 1]};
  }
  std::size_t point_count() const noexcept { return points_.size(); }

  void add_point(Point p) { points_.push_back(p); }
  void end_feature();
  void append(const MultiPointColumn& other);  ///< all its features
  std::span<Point> all_points() noexcept { return points_; }

 private:
  PointBuffer points_;
  std::vector<std::uint32_t> features_{0};  // into points_
};

}  // namespace spatial
