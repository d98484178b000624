// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_blob.hpp"

#include <bit>
#include <cstring>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/wkb_codes.hpp"

namespace spatial {
namespace {

static_assert(std::endian::native == std::endian::little, "blobs are copied as they lie in memory");
static_assert(sizeof(Point) == 16);

constexpr std::uint8_t little_endian = 1;
constexpr std::uint8_t flags_without_envelope = 0x01, flags_with_xy_envelope = 0x03;

/// Appends to a buffer that has its final size: one resize per blob instead of one per number.
class BlobWriter {
 public:
  BlobWriter(Bytes& bytes, std::size_t size) {
    bytes.resize(size);
    at_ = bytes.data();
  }
  template <class T>
  void put(T value) {
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
  }
  void put(std::span<const Point> points) {
    std::memcpy(at_, points.data(), points.size_bytes());
    at_ += points.size_bytes();
  }
  void header(std::uint8_t flags, std::int32_t srs_id) {
    put(std::uint8_t{'G'});
    put(std::uint8_t{'P'});
    put(std::uint8_t{0});
    put(flags);
    put(srs_id);
  }
  void envelope(const Box& box) {
    put(box.min_x);
    put(box.max_x);
    put(box.min_y);
    put(box.max_y);
  }
  void geometry(std::uint32_t type) {
    put(little_endian);
    put(type);
  }
  void count(std::size_t n) { put(static_cast<std::uint32_t>(n)); }

 private:
  std::uint8_t* at_;
};

constexpr std::size_t head_size = 8, envelope_size = 32, geometry_size = 5, count_size = 4;

Box box_of_points(std::span<const Point> points) {
  Box box;
  for (const Point p : points) box.add(p);
  return box;
}

}  // namespace

Box envelope_of(std::span<const std::uint8_t> blob) {
  const bool has_envelope = blob[3] == flags_with_xy_envelope;
  std::array<double, 4> v{};
  std::memcpy(v.data(), blob.data() + (has_envelope ? head_size : head_size + geometry_size),
              (has_envelope ? 4 : 2) * sizeof(double));
  return has_envelope ? Box{v[0], v[2], v[1], v[3]} : Box{v[0], v[1], v[0], v[1]};
}

void encode_polygons(MultiPolygonView feature, std::int32_t srs_id, Bytes& blob) {
  const std::size_t size = head_size + envelope_size + geometry_size + count_size +
                           feature.part_count() * (geometry_size + count_size) + feature.ring_count() * count_size +
                           feature.point_count() * sizeof(Point);
  BlobWriter out(blob, size);
  out.header(flags_with_xy_envelope, srs_id);
  out.envelope(box_of(feature));
  out.geometry(wkb_multi_polygon);
  out.count(feature.part_count());
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    out.geometry(wkb_polygon);
    out.count(part.ring_count());
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      out.count(part.ring(r).size());
      out.put(part.ring(r));
    }
  }
}

void encode_line(std::span<const Point> line, std::int32_t srs_id, Bytes& blob) {
  BlobWriter out(blob, head_size + envelope_size + geometry_size + count_size + line.size_bytes());
  out.header(flags_with_xy_envelope, srs_id);
  out.envelope(box_of_points(line));
  out.geometry(wkb_line_string);
  out.count(line.size());
  out.put(line);
}

void encode_point(Point point, std::int32_t srs_id, Bytes& blob) {
  BlobWriter out(blob, head_size + geometry_size + sizeof(Point));
  out.header(flags_without_envelope, srs_id);
  out.geometry(wkb_point);
  out.put(point.x);
  out.put(point.y);
}

}  // namespace spatial
