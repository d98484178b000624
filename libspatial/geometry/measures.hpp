// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Measures of areas at full precision, without GEOS. Sums are taken relative to a corner of the feature (National Grid
/// coordinates near 600,000 m would lose six digits) and are compensated (Neumaier 1974). All functions are pure.
///
///     StableSum total;
///     for (std::size_t i = 0; i < sites.size(); ++i) total.add(area_m2(sites[i]));

double area_m2(MultiPolygonView feature) noexcept;      ///< holes subtracted; orientation does not matter
double signed_area_m2(RingView ring) noexcept;          ///< > 0 counter-clockwise
bool counter_clockwise(RingView ring) noexcept;         ///< signed_area_m2(ring) > 0, in a third of the time
double perimeter_m(MultiPolygonView feature) noexcept;  ///< shells and holes
Box box_of(MultiPolygonView feature) noexcept;
Box box_of(RingView ring) noexcept;
Point centroid(MultiPolygonView feature) noexcept;  ///< of the area; of the box if the area is zero
/// Shape index P / (2 √(π A)): 1 for a disc (Patton 1975).
double shape_index(MultiPolygonView feature) noexcept;

std::vector<Box> boxes_of(const MultiPolygonColumn& column);
std::vector<double> areas_m2_of(const MultiPolygonColumn& column);
Box extent_of(const MultiPolygonColumn& column);

/// Compensated sum in the order of the calls: the same bits for the same sequence.
class StableSum {
 public:
  void add(double value) noexcept {
    const double t = sum_ + value;
    const double a = sum_ < 0 ? -sum_ : sum_;
    const double b = value < 0 ? -value : value;
    compensation_ += a >= b ? (sum_ - t) + value : (value - t) + sum_;
    sum_ = t;
  }
  double value() const noexcept { return sum_ + compensation_; }

 private:
  double sum_ = 0;
  double compensation_ = 0;
};

/// Compensated sum of the values in their order; the name distinguishes it from plain sums.
inline double stable_sum(const std::vector<double>& values) noexcept {
  StableSum sum;
  for (const double value : values) sum.add(value);
  return sum.value();
}

/// Position on a Hilbert curve over `extent` (order 16): sorting by it keeps neighbours together.
std::uint32_t hilbert_position(const Box& extent, Point p) noexcept;
/// Feature indices in Hilbert order of their box centres (ties by index).
std::vector<std::uint32_t> hilbert_order(const std::vector<Box>& boxes);

}  // namespace spatial
