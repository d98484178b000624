// SPDX-License-Identifier: MIT
#include "libspatial/run/part_bytes.hpp"

#include <cstring>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

Error damaged() {
  return {ErrorKind::internal, "what a part of a plan passed to the merge cannot be read",
          "Run the parts again with the version of lnrs that merges them."};
}

}  // namespace

void BytesOut::add_raw(const void* values, std::size_t bytes) {
  bytes_.append(static_cast<const char*>(values), bytes);
}

/// Seven bits a byte, the lowest first; numbers near 0 of either sign take one byte.
void BytesOut::add_whole(std::int64_t value) {
  char raw[10];
  std::size_t count = 0;
  std::uint64_t left = (static_cast<std::uint64_t>(value) << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0);
  for (; left >= 128; left >>= 7U) raw[count++] = static_cast<char>((left & 127U) | 128U);
  raw[count++] = static_cast<char>(left);
  add_raw(raw, count);
}

void BytesOut::operator()(const std::string& text) {
  add_whole(static_cast<std::int64_t>(text.size()));
  add_raw(text.data(), text.size());
}

void BytesOut::operator()(const MultiPolygonColumn& shapes) {
  (*this)(shapes.size());
  for (std::size_t f = 0; f < shapes.size(); ++f) {
    (*this)(shapes[f].part_count());
    for (std::size_t p = 0; p < shapes[f].part_count(); ++p) {
      const PolygonView part = shapes[f].part(p);
      (*this)(part.ring_count());
      for (std::size_t r = 0; r < part.ring_count(); ++r) {
        (*this)(part.ring(r).size());
        add_raw(part.ring(r).data(), part.ring(r).size() * sizeof(Point));
      }
    }
  }
}

void BytesIn::take_raw(void* to, std::size_t bytes) {
  if (bytes_.size() - at_ < bytes) throw damaged();
  if (bytes > 0) std::memcpy(to, bytes_.data() + at_, bytes);
  at_ += bytes;
}

std::int64_t BytesIn::whole() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (shift > 63) throw damaged();
    unsigned char byte = 0;
    take_raw(&byte, 1);
    value |= static_cast<std::uint64_t>(byte & 127U) << shift;
    if (byte < 128) break;
  }
  return static_cast<std::int64_t>((value >> 1U) ^ ((value & 1U) != 0 ? ~std::uint64_t{0} : 0));
}

std::size_t BytesIn::count() {
  const std::int64_t items = whole();
  if (items < 0 || static_cast<std::size_t>(items) > bytes_.size() - at_) throw damaged();
  return static_cast<std::size_t>(items);
}

void BytesIn::operator()(std::string& text) {
  text.resize(count());
  take_raw(text.data(), text.size());
}

void BytesIn::operator()(MultiPolygonColumn& shapes) {
  static_assert(sizeof(Point) == 2 * sizeof(double));
  shapes = {};
  std::vector<Point> ring;
  const std::size_t features = count();
  for (std::size_t f = 0; f < features; ++f) {
    const std::size_t parts = count();
    for (std::size_t p = 0; p < parts; ++p) {
      const std::size_t rings = count();
      for (std::size_t r = 0; r < rings; ++r) {
        ring.resize(count());
        take_raw(ring.data(), ring.size() * sizeof(Point));
        shapes.add_ring(ring);
      }
      shapes.end_part();
    }
    shapes.end_feature();
  }
}

}  // namespace spatial
