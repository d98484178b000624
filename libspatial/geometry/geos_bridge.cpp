// SPDX-License-Identifier: MIT
#include "libspatial/geometry/geos_bridge.hpp"

#include <mutex>
#include <vector>

#include "libspatial/core/cancel.hpp"
#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

GEOSInterruptCallback* callback_before = nullptr;

/// GEOS calls this regularly during long operations, on the thread that runs them. It throws, and GEOS' C functions
/// turn the exception into a failure of that one call. GEOS_interruptRequest() would not do: it sets a flag for the
/// whole process, which a thread of another run could consume.
void stop_if_cancelled() {
  if (callback_before != nullptr) callback_before();
  throw_if_cancelled();
}

void watch_for_cancel() {
  static std::once_flag once;
  std::call_once(once, [] { callback_before = GEOS_interruptRegisterCallback(stop_if_cancelled); });
}

}  // namespace

GeosContext::GeosContext() : impl_(std::make_unique<Impl>()) {
  watch_for_cancel();
  impl_->handle = GEOS_init_r();
  // The handler must not throw through C code, so it stores the text for fail().
  GEOSContext_setErrorMessageHandler_r(
      impl_->handle, [](const char* message, void* data) { *static_cast<std::string*>(data) = message; },
      &impl_->last_error);
}

GeosContext::~GeosContext() { GEOS_finish_r(impl_->handle); }

std::string geos_version() { return GEOSversion(); }

namespace geos {

void fail(Context& context, const char* operation) {
  throw_if_cancelled();  // the failure may come from stop_if_cancelled()
  throw Error(ErrorKind::geometry, std::string(operation) + " failed: " + context.last_error);
}

Geometry own(Context& context, GEOSGeometry* geometry, const char* operation) {
  if (geometry == nullptr) fail(context, operation);
  return Geometry(geometry, Destroy{context.handle});
}

namespace {

Geometry ring_of(Context& context, RingView ring) {
  GEOSCoordSequence* sequence =
      GEOSCoordSeq_copyFromBuffer_r(context.handle, &ring.data()->x, static_cast<unsigned>(ring.size()), 0, 0);
  if (sequence == nullptr) fail(context, "copying coordinates");
  return own(context, GEOSGeom_createLinearRing_r(context.handle, sequence), "making a ring");
}

Geometry polygon_of(Context& context, PolygonView part) {
  Geometry shell = ring_of(context, part.shell());
  std::vector<GEOSGeometry*> holes;
  std::vector<Geometry> owned;
  for (std::size_t r = 1; r < part.ring_count(); ++r) owned.push_back(ring_of(context, part.ring(r)));
  for (Geometry& hole : owned) holes.push_back(hole.release());
  return own(
      context,
      GEOSGeom_createPolygon_r(context.handle, shell.release(), holes.data(), static_cast<unsigned>(holes.size())),
      "making a polygon");
}

void append_ring(Context& context, const GEOSGeometry* ring, std::vector<Point>& buffer, MultiPolygonColumn& out) {
  const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context.handle, ring);
  unsigned size = 0;
  if (sequence == nullptr || GEOSCoordSeq_getSize_r(context.handle, sequence, &size) == 0)
    fail(context, "reading a ring");
  buffer.resize(size);
  if (size > 0 && GEOSCoordSeq_copyToBuffer_r(context.handle, sequence, &buffer.data()->x, 0, 0) == 0)
    fail(context, "reading coordinates");
  out.add_ring(buffer);
}

void append_polygons(Context& context, const GEOSGeometry* geometry, std::vector<Point>& buffer,
                     MultiPolygonColumn& out) {
  const int type = GEOSGeomTypeId_r(context.handle, geometry);
  if (type == GEOS_POLYGON) {
    if (GEOSisEmpty_r(context.handle, geometry) == 1) return;
    append_ring(context, GEOSGetExteriorRing_r(context.handle, geometry), buffer, out);
    const int holes = GEOSGetNumInteriorRings_r(context.handle, geometry);
    for (int h = 0; h < holes; ++h)
      append_ring(context, GEOSGetInteriorRingN_r(context.handle, geometry, h), buffer, out);
    out.end_part();
  } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    const int parts = GEOSGetNumGeometries_r(context.handle, geometry);
    for (int p = 0; p < parts; ++p)
      append_polygons(context, GEOSGetGeometryN_r(context.handle, geometry, p), buffer, out);
  }
}

}  // namespace

Geometry geometry_of(Context& context, MultiPolygonView view) {
  if (view.part_count() == 1) return polygon_of(context, view.part(0));
  std::vector<Geometry> owned;
  for (std::size_t p = 0; p < view.part_count(); ++p) owned.push_back(polygon_of(context, view.part(p)));
  std::vector<GEOSGeometry*> parts;
  for (Geometry& part : owned) parts.push_back(part.release());
  return own(
      context,
      GEOSGeom_createCollection_r(context.handle, GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size())),
      "making a multipolygon");
}

MultiPolygon value_of(Context& context, const GEOSGeometry* geometry) {
  MultiPolygonColumn column;
  std::vector<Point> buffer;
  append_polygons(context, geometry, buffer, column);
  column.end_feature();
  return normalised(column[0]);
}

}  // namespace geos
}  // namespace spatial
