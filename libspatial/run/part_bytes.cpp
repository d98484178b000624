// SPDX-License-Identifier: MIT
#include "libspatial/run/part_bytes.hpp"

#include <cstring>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

/// By character; 255 if it is none of the digits.
constexpr std::array<unsigned char, 256> value_of_digit = [] {
  std::array<unsigned char, 256> values{};
  values.fill(255);
  for (std::size_t k = 0; k < digits.size(); ++k)
    values[static_cast<unsigned char>(digits[k])] = static_cast<unsigned char>(k);
  return values;
}();

Error damaged() {
  return {ErrorKind::internal, "what a part of a plan passed to the merge cannot be read",
          "Run the parts again with the version of lnrs that merges them."};
}

}  // namespace

void BytesOut::add_bytes(const char* bytes, std::size_t count) {
  char pair[2];
  for (std::size_t k = 0; k < count; ++k) {
    const auto byte = static_cast<unsigned char>(bytes[k]);
    pair[0] = digits[byte >> 4U], pair[1] = digits[byte & 15U];
    text_.append(pair, 2);
  }
}

void BytesOut::add_real(double value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  add_bytes(raw, sizeof value);
}

/// Seven bits a byte, the lowest first; numbers near 0 of either sign take one byte.
void BytesOut::add_whole(std::int64_t value) {
  char raw[10];
  std::size_t count = 0;
  std::uint64_t left = (static_cast<std::uint64_t>(value) << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0);
  for (; left >= 128; left >>= 7U) raw[count++] = static_cast<char>((left & 127U) | 128U);
  raw[count++] = static_cast<char>(left);
  add_bytes(raw, count);
}

void BytesOut::operator()(const std::string& text) {
  add_whole(static_cast<std::int64_t>(text.size()));
  add_bytes(text.data(), text.size());
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

BytesIn::BytesIn(std::string_view text) : text_(text) {
  if (text.size() % 2 != 0) throw damaged();
}

void BytesIn::take_bytes(char* to, std::size_t count) {
  if (bytes_left() < count) throw damaged();
  unsigned wrong = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const unsigned high = value_of_digit[static_cast<unsigned char>(text_[at_ + 2 * k])],
                   low = value_of_digit[static_cast<unsigned char>(text_[at_ + 2 * k + 1])];
    wrong |= high | low;
    to[k] = static_cast<char>((high << 4U) | (low & 15U));
  }
  if (wrong > 15) throw damaged();
  at_ += 2 * count;
}

double BytesIn::real() {
  double value = 0;
  char raw[sizeof value];
  take_bytes(raw, sizeof value);
  std::memcpy(&value, raw, sizeof value);
  return value;
}

std::int64_t BytesIn::whole() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (shift > 63) throw damaged();
    char raw = 0;
    take_bytes(&raw, 1);
    const auto byte = static_cast<unsigned char>(raw);
    value |= static_cast<std::uint64_t>(byte & 127U) << shift;
    if (byte < 128) break;
  }
  return static_cast<std::int64_t>((value >> 1U) ^ ((value & 1U) != 0 ? ~std::uint64_t{0} : 0));
}

std::size_t BytesIn::count() {
  const std::int64_t items = whole();
  if (items < 0 || static_cast<std::size_t>(items) > bytes_left()) throw damaged();
  return static_cast<std::size_t>(items);
}

void BytesIn::operator()(std::string& text) {
  text.resize(count());
  take_bytes(text.data(), text.size());
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
