// SPDX-License-Identifier: MIT
// Fuzz target: the shared-area kernel and the dissolve against GEOS. Coordinates come from a small grid, so that equal
// edges, common corners, vertices on edges and slivers are the rule.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "tests/fuzz/bytes.hpp"

namespace spatial::fuzz {
namespace {

/// A valid area from bytes: up to three rings of up to 12 corners on a grid of 16 × 16, some of them moved by 1 mm.
MultiPolygon area_from(Bytes& bytes, GeosContext& geos, Point origin) {
  MultiPolygonColumn column;
  const int rings = 1 + bytes.next() % 3;
  for (int r = 0; r < rings; ++r) {
    const int corners = 3 + bytes.next() % 10;
    for (int k = 0; k < corners; ++k) {
      const int place = bytes.next(), nudge = bytes.next();
      const double x = place % 16, y = place / 16;
      column.add_point({origin.x + x + (nudge % 16 == 1 ? 0.001 : 0), origin.y + y + (nudge / 16 == 1 ? 0.001 : 0)});
    }
    column.end_ring();
    column.end_part();
  }
  column.end_feature();
  return make_valid(geos, column[0]);
}

[[noreturn]] void fail(const char* what, double got, double expected) {
  std::fprintf(stderr, "%s: %.12g, but GEOS says %.12g\n", what, got, expected);
  std::abort();
}

void compare(const char* what, double got, double expected) {
  if (!(std::abs(got - expected) <= 1e-6 + 1e-9 * expected)) fail(what, got, expected);
}

}  // namespace

void check(Bytes bytes) {
  GeosContext geos;
  const Point origin = bytes.next() % 2 == 0 ? Point{0, 0} : Point{500000, 150000};
  try {
    const MultiPolygon a = area_from(bytes, geos, origin), b = area_from(bytes, geos, origin);
    if (a.empty() || b.empty()) return;
    const double shared = area_m2(intersection(geos, a, b));
    compare("shared area", shared_area_m2(a, b), shared);
    compare("shared area, other way round", shared_area_m2(b, a), shared);
    MultiPolygonColumn both;
    both.append(a);
    both.append(b);
    const std::vector<std::uint32_t> one{0, 0};
    const Dissolved united = dissolve(both, one, 1, {.threads = 1, .backend = Backend::serial});
    compare("dissolved area", area_m2(united.geometry[0]), area_m2(union_of(geos, a, b)));
    if (validity(geos, united.geometry[0])) fail("a dissolved area is not valid", 0, 0);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::geometry) throw;  // GEOS itself gave up: nothing to compare with
  }
}

}  // namespace spatial::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spatial::fuzz::check({data, size});
  return 0;
}
