// SPDX-License-Identifier: MIT
#include "libspatial/geometry/point_buffer.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>

namespace spatial {
namespace {

static_assert(std::is_trivially_copyable_v<Point>);
// A column refuses more points anyway (multipolygon.hpp).
constexpr std::size_t most_points = (std::size_t{1} << 32) + 4096;

}  // namespace

PointBuffer::PointBuffer(std::shared_ptr<FilePool> pool) : pool_(std::move(pool)) {}

PointBuffer::PointBuffer(const PointBuffer& other) { append(other); }

PointBuffer::PointBuffer(PointBuffer&& other) noexcept { swap(other); }

PointBuffer::~PointBuffer() {
  if (block_ == nullptr) std::free(data_);
}

void PointBuffer::swap(PointBuffer& other) noexcept {
  std::swap(pool_, other.pool_);
  std::swap(block_, other.block_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
}

void PointBuffer::append(std::span<const Point> points) {
  if (points.empty()) return;
  if (size_ + points.size() > capacity_) grow(size_ + points.size());
  std::memcpy(static_cast<void*>(data_ + size_), points.data(), points.size_bytes());
  size_ += points.size();
}

void PointBuffer::reserve(std::size_t points) {
  if (points <= capacity_ || pool_ != nullptr) return;
  auto* const next = static_cast<Point*>(std::realloc(static_cast<void*>(data_), points * sizeof(Point)));
  if (next == nullptr) throw std::bad_alloc();
  data_ = next;
  capacity_ = points;
}

void PointBuffer::resize(std::size_t points) {
  if (points > capacity_) grow(points);
  size_ = points;
}

void PointBuffer::shrink() {
  if (pool_ != nullptr) return;
  if (size_ == 0) {
    std::free(data_);
    data_ = nullptr;
    capacity_ = 0;
    return;
  }
  if (auto* const less = static_cast<Point*>(std::realloc(static_cast<void*>(data_), size_ * sizeof(Point)))) {
    data_ = less;
    capacity_ = size_;
  }
}

void PointBuffer::grow(std::size_t points) {
  if (pool_ == nullptr) return reserve(std::max({points, 2 * capacity_, std::size_t{4}}));
  if (block_ == nullptr) block_ = std::make_unique<FilePool::Block>(*pool_, most_points * sizeof(Point));
  block_->grow(points * sizeof(Point));
  data_ = reinterpret_cast<Point*>(block_->data());
  capacity_ = block_->capacity() / sizeof(Point);
}

}  // namespace spatial
