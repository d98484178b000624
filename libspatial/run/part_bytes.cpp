// SPDX-License-Identifier: MIT
#include "libspatial/run/part_bytes.hpp"

#include <cstring>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

Error damaged() {
  return {ErrorKind::internal, "what a part of a plan passed to the merge cannot be read",
          "Run the parts again with the version of lnrs that merges them."};
}

}  // namespace

void BytesOut::add_real(double value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes_.append(raw, sizeof value);
}

/// Seven bits a byte, the lowest first; numbers near 0 of either sign take one byte.
void BytesOut::add_whole(std::int64_t value) {
  std::uint64_t left = (static_cast<std::uint64_t>(value) << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0);
  for (; left >= 128; left >>= 7U) bytes_ += static_cast<char>((left & 127U) | 128U);
  bytes_ += static_cast<char>(left);
}

void BytesOut::operator()(const std::string& text) {
  add_whole(static_cast<std::int64_t>(text.size()));
  bytes_ += text;
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
        for (const Point point : part.ring(r)) add_real(point.x), add_real(point.y);
      }
    }
  }
}

std::string BytesOut::text() const {
  std::string text;
  text.reserve(2 * bytes_.size());
  for (const char c : bytes_) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

BytesIn::BytesIn(std::string_view text) {
  if (text.size() % 2 != 0) throw damaged();
  bytes_.reserve(text.size() / 2);
  for (std::size_t k = 0; k < text.size(); k += 2) {
    const std::size_t high = digits.find(text[k]), low = digits.find(text[k + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) throw damaged();
    bytes_ += static_cast<char>(16 * high + low);
  }
}

double BytesIn::real() {
  double value = 0;
  if (bytes_.size() - at_ < sizeof value) throw damaged();
  std::memcpy(&value, bytes_.data() + at_, sizeof value);
  at_ += sizeof value;
  return value;
}

std::int64_t BytesIn::whole() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (at_ == bytes_.size() || shift > 63) throw damaged();
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
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
  const std::size_t size = count();
  text = bytes_.substr(at_, size);
  at_ += size;
}

void BytesIn::operator()(MultiPolygonColumn& shapes) {
  shapes = {};
  const std::size_t features = count();
  for (std::size_t f = 0; f < features; ++f) {
    const std::size_t parts = count();
    for (std::size_t p = 0; p < parts; ++p) {
      const std::size_t rings = count();
      for (std::size_t r = 0; r < rings; ++r) {
        const std::size_t points = count();
        for (std::size_t k = 0; k < points; ++k) {
          const double x = real();
          shapes.add_point({x, real()});
        }
        shapes.end_ring();
      }
      shapes.end_part();
    }
    shapes.end_feature();
  }
}

}  // namespace spatial
