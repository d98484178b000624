// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "libspatial/core/file_pool.hpp"

namespace spatial {

struct Point {
  double x = 0;
  double y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// The coordinates of a column: like a vector of points, in memory or in a file (core/file_pool.hpp). A copy is always
/// in memory. `resize` leaves new points uninitialised. A view of the points is valid until the buffer grows or, if it
/// is in a file, until the buffer is destroyed.
class PointBuffer {
 public:
  PointBuffer() = default;
  explicit PointBuffer(std::shared_ptr<FilePool> pool);
  PointBuffer(const PointBuffer& other);
  PointBuffer(PointBuffer&& other) noexcept;
  PointBuffer& operator=(PointBuffer other) noexcept {
    swap(other);
    return *this;
  }
  ~PointBuffer();

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  Point* data() noexcept { return data_; }
  const Point* data() const noexcept { return data_; }
  Point& operator[](std::size_t i) noexcept { return data_[i]; }
  const Point& operator[](std::size_t i) const noexcept { return data_[i]; }
  const Point& back() const noexcept { return data_[size_ - 1]; }
  operator std::span<Point>() noexcept { return {data_, size_}; }              // NOLINT: a buffer is a span
  operator std::span<const Point>() const noexcept { return {data_, size_}; }  // NOLINT

  void push_back(Point p) {
    if (size_ == capacity_) grow(size_ + 1);
    data_[size_++] = p;
  }
  void append(std::span<const Point> points);  ///< not of this buffer
  void reserve(std::size_t points);
  void resize(std::size_t points);
  void shrink();  ///< gives back memory beyond the last point; nothing in a file
  const std::shared_ptr<FilePool>& pool() const noexcept { return pool_; }  ///< nullptr: in memory

 private:
  void swap(PointBuffer& other) noexcept;
  void grow(std::size_t points);

  std::shared_ptr<FilePool> pool_;
  std::unique_ptr<FilePool::Block> block_;  // made when the first point comes
  Point* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace spatial
