// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/wkb_codes.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t ewkb_z = 0x80000000u, ewkb_m = 0x40000000u, ewkb_srid = 0x20000000u;
constexpr std::uint8_t extended_blob = 0x20;

/// Thrown and caught inside this file only.
struct Damaged {};

class WkbReader {
 public:
  explicit WkbReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  const Box& box() const { return box_; }  ///< of all points read so far
  std::size_t left() const { return bytes_.size() - at_; }
  std::span<const std::uint8_t> rest() const { return bytes_.subspan(at_); }
  void skip(std::size_t size) {
    if (size > left()) throw Damaged{};
    at_ += size;
  }
  std::uint8_t byte() {
    skip(1);
    return bytes_[at_ - 1];
  }
  std::uint32_t word() {
    skip(4);
    std::array<std::uint8_t, 4> b{};
    std::memcpy(b.data(), &bytes_[at_ - 4], 4);
    if (big_endian_) std::swap(b[0], b[3]), std::swap(b[1], b[2]);
    std::uint32_t value = 0;
    std::memcpy(&value, b.data(), 4);
    return value;
  }
  void byte_order() {
    const std::uint8_t order = byte();
    if (order > 1) throw Damaged{};
    big_endian_ = order == 0;
  }
  /// Reads a count of items of at least `least` bytes each. An impossible count is detected before memory is allocated.
  std::size_t count(std::size_t least) {
    const std::size_t n = word();
    if (n > left() / least) throw Damaged{};
    return n;
  }
  template <class Column>
  void points(std::size_t n, std::size_t dimensions, Column& column) {
    const std::size_t stride = dimensions * sizeof(double);
    const std::uint8_t* from = bytes_.data() + at_;
    skip(n * stride);
    Box box = box_;
    for (std::size_t i = 0; i < n; ++i, from += stride) {
      const Point p{number(from), number(from + sizeof(double))};
      box.add(p);
      column.add_point(p);
    }
    box_ = box;
  }

 private:
  double number(const std::uint8_t* from) const {
    std::array<std::uint8_t, 8> b{};
    std::memcpy(b.data(), from, 8);
    if (big_endian_)
      for (std::size_t i = 0; i < 4; ++i) std::swap(b[i], b[7 - i]);
    double value = 0;
    std::memcpy(&value, b.data(), 8);
    return value;
  }
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool big_endian_ = false;
  Box box_;
};

struct Type {
  std::uint32_t base = 0;
  std::size_t dimensions = 2;
};

Type geometry_type(WkbReader& in) {
  in.byte_order();
  std::uint32_t code = in.word();
  Type type;
  if ((code & ewkb_srid) != 0) in.skip(4);
  type.dimensions += (code & ewkb_z) != 0 ? 1 : 0;
  type.dimensions += (code & ewkb_m) != 0 ? 1 : 0;
  code &= ~(ewkb_z | ewkb_m | ewkb_srid);
  const std::uint32_t thousands = code / 1000;
  if (thousands > 3) throw Damaged{};
  if (thousands != 0) type.dimensions = thousands == 3 ? 4 : 3;
  type.base = code % 1000;
  return type;
}

/// Reads a polygon; true if it has any point.
bool polygon(WkbReader& in, std::size_t dimensions, MultiPolygonColumn& column) {
  bool any = false;
  for (std::size_t rings = in.count(4); rings > 0; --rings) {
    const std::size_t points = in.count(dimensions * sizeof(double));
    in.points(points, dimensions, column);
    column.end_ring();
    any = any || points > 0;
  }
  column.end_part();
  return any;
}

/// Reads a point. A point whose coordinates are all NaN is empty.
bool point(WkbReader& in, std::size_t dimensions, MultiPointColumn& column) {
  struct One {
    Point p;
    void add_point(Point q) { p = q; }
  } one;
  in.points(1, dimensions, one);
  if (std::isnan(one.p.x) && std::isnan(one.p.y)) return false;
  column.add_point(one.p);
  return true;
}

bool line(WkbReader& in, std::size_t dimensions, MultiLineColumn& column) {
  const std::size_t points = in.count(dimensions * sizeof(double));
  in.points(points, dimensions, column);
  column.end_line();
  return points > 0;
}

/// Reads the members of a multi-geometry, each of type `base` and at least `least` bytes long; true if any has a point.
template <class Member>
bool members(WkbReader& in, std::uint32_t base, std::size_t least, bool& z_or_m, const Member& member) {
  bool any = false;
  for (std::size_t count = in.count(least); count > 0; --count) {
    const Type part = geometry_type(in);
    if (part.base != base) throw Damaged{};
    z_or_m = z_or_m || part.dimensions > 2;
    any = member(part.dimensions) || any;
  }
  return any;
}

constexpr std::array<std::size_t, 5> envelope_sizes{0, 32, 48, 48, 64};
constexpr std::size_t header_size = 8;  // before the optional envelope

/// Reader positioned at the well-known binary, after the GeoPackage header.
WkbReader after_header(std::span<const std::uint8_t> blob) {
  WkbReader in(blob);
  if (in.byte() != 'G' || in.byte() != 'P') throw Damaged{};
  in.byte();  // version
  const std::uint8_t flags = in.byte();
  const std::size_t envelope = (flags >> 1) & 7u;
  if (envelope >= envelope_sizes.size() || (flags & extended_blob) != 0) throw Damaged{};
  in.skip(4 + envelope_sizes[envelope]);
  return in;
}

DecodedBlob decoded(WkbReader in, const PartsSink& sink) {
  constexpr std::size_t least_polygon = 9, least_line = 9, least_point = 21;
  DecodedBlob result;
  result.wkb = in.rest();
  const Type type = geometry_type(in);
  result.z_or_m = type.dimensions > 2;
  bool any = false;
  const bool areas = type.base == wkb_polygon || type.base == wkb_multi_polygon;
  if (type.base == wkb_polygon) {
    any = polygon(in, type.dimensions, sink.areas);
  } else if (type.base == wkb_multi_polygon) {
    any = members(in, wkb_polygon, least_polygon, result.z_or_m,
                  [&](std::size_t dimensions) { return polygon(in, dimensions, sink.areas); });
  } else if (type.base == wkb_line_string && sink.lines != nullptr) {
    any = line(in, type.dimensions, *sink.lines);
  } else if (type.base == wkb_multi_line_string && sink.lines != nullptr) {
    any = members(in, wkb_line_string, least_line, result.z_or_m,
                  [&](std::size_t dimensions) { return line(in, dimensions, *sink.lines); });
  } else if (type.base == wkb_point && sink.points != nullptr) {
    any = point(in, type.dimensions, *sink.points);
  } else if (type.base == wkb_multi_point && sink.points != nullptr) {
    any = members(in, wkb_point, least_point, result.z_or_m,
                  [&](std::size_t dimensions) { return point(in, dimensions, *sink.points); });
  } else {
    result.kind = DecodedBlob::Kind::other;
    return result;
  }
  if (in.left() != 0) throw Damaged{};
  result.box = in.box();
  result.kind = !any    ? DecodedBlob::Kind::empty
                : areas ? DecodedBlob::Kind::polygonal
                        : DecodedBlob::Kind::line_or_point;
  return result;
}

}  // namespace

std::optional<Box> stated_envelope(std::span<const std::uint8_t> blob) {
  const std::size_t kind = blob.size() < header_size ? 0 : (blob[3] >> 1) & 7u;
  if (kind == 0 || kind >= envelope_sizes.size() || blob.size() < header_size + envelope_sizes[kind] ||
      blob[0] != 'G' || blob[1] != 'P')
    return std::nullopt;
  std::array<double, 4> v{};
  std::memcpy(v.data(), blob.data() + header_size, sizeof v);
  if ((blob[3] & 1) == 0) {
    for (double& value : v) {
      std::array<std::uint8_t, 8> b{};
      std::memcpy(b.data(), &value, 8);
      std::reverse(b.begin(), b.end());
      std::memcpy(&value, b.data(), 8);
    }
  }
  if (std::all_of(v.begin(), v.end(), [](double value) { return std::isnan(value); })) return std::nullopt;
  return Box{v[0], v[2], v[1], v[3]};
}

namespace {

/// Decodes a geometry. `from` returns the reader positioned at the well-known binary.
template <class From>
DecodedBlob decoded_unless_damaged(const From& from, const PartsSink& sink) {
  try {
    return decoded(from(), sink);
  } catch (const Damaged&) {
    DecodedBlob result;
    result.kind = DecodedBlob::Kind::damaged;
    return result;
  }
}

}  // namespace

DecodedBlob decode_parts(std::span<const std::uint8_t> blob, const PartsSink& sink) {
  if (blob.empty()) return {};
  return decoded_unless_damaged([&] { return after_header(blob); }, sink);
}

DecodedBlob decode_wkb(std::span<const std::uint8_t> wkb, const PartsSink& sink) {
  if (wkb.empty()) return {};
  return decoded_unless_damaged([&] { return WkbReader(wkb); }, sink);
}

}  // namespace spatial
