// SPDX-License-Identifier: MIT
#include "libspatial/io/crs.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_srs_api.h>
#include <proj.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/proj_bridge.hpp"

namespace spatial {
namespace {

struct DestroySrs {
  void operator()(OGRSpatialReferenceH srs) const noexcept { OSRDestroySpatialReference(srs); }
};
using Srs = std::unique_ptr<void, DestroySrs>;
Srs srs_of(const std::string& crs) {
  const gdal::ErrorScope errors;
  Srs srs(OSRNewSpatialReference(nullptr));
  if (OSRSetFromUserInput(srs.get(), crs.c_str()) != OGRERR_NONE)
    throw Error(ErrorKind::input,
                fmt::format("'{}' is not a coordinate reference system that PROJ knows", crs.substr(0, 200)),
                "Use an authority code such as EPSG:27700.");
  OSRSetAxisMappingStrategy(srs.get(), OAMS_TRADITIONAL_GIS_ORDER);
  return srs;
}

std::string wkt_of(OGRSpatialReferenceH srs, const char* format) {
  char* wkt = nullptr;
  const char* const options[] = {format, nullptr};
  OSRExportToWktEx(srs, &wkt, options);
  std::string text = wkt != nullptr ? wkt : "";
  CPLFree(wkt);
  return text;
}

std::string name_of(OGRSpatialReferenceH srs) {
  const char* name = OSRGetName(srs);
  return name != nullptr ? name : "unnamed";
}

bool same(OGRSpatialReferenceH a, OGRSpatialReferenceH b) {
  const char* const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                 "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS", nullptr};
  return OSRIsSameEx(a, b, options) != 0;
}

/// The best operation whose grids are installed; null if there is none.
Proj best_operation(PJ_CONTEXT* context, const PJ* source, const PJ* target) {
  const std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT, decltype(&proj_operation_factory_context_destroy)> factory(
      proj_create_operation_factory_context(context, nullptr), proj_operation_factory_context_destroy);
  double west = 0, south = 0, east = 0, north = 0;
  if (proj_get_area_of_use(context, target, &west, &south, &east, &north, nullptr))
    proj_operation_factory_context_set_area_of_interest(context, factory.get(), west, south, east, north);
  proj_operation_factory_context_set_spatial_criterion(context, factory.get(),
                                                       PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
  proj_operation_factory_context_set_grid_availability_use(context, factory.get(),
                                                           PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
  const std::unique_ptr<PJ_OBJ_LIST, decltype(&proj_list_destroy)> found(
      proj_create_operations(context, source, target, factory.get()), proj_list_destroy);
  if (!found) return nullptr;
  for (int i = 0; i < proj_list_get_count(found.get()); ++i) {
    const Proj operation(proj_list_get(context, found.get(), i));
    if (operation && proj_coordoperation_is_instantiable(context, operation.get()))
      return Proj(proj_normalize_for_visualization(context, operation.get()));
  }
  return nullptr;
}

}  // namespace

ProjContext quiet_context() {
  ProjContext context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  proj_context_set_enable_network(context.get(), 0);
  return context;
}

CrsPlan crs_plan(const std::string& source_wkt, const std::string& assume_crs, const std::string& target_crs,
                 const std::string& layer_name) {
  if (source_wkt.empty() && assume_crs.empty())
    throw Error(ErrorKind::input, fmt::format("{} does not say in which coordinate reference system it is", layer_name),
                "Set the CRS in the file (in QGIS: Layer CRS, then export), or state it: --assume-crs, or assume_crs = "
                "\"EPSG:27700\" in the layer's table of a config.");
  const Srs source = srs_of(source_wkt.empty() ? assume_crs : source_wkt), target = srs_of(target_crs);
  CrsPlan plan;
  plan.operation = {name_of(source.get()), name_of(target.get()), "none", 0.0};
  if (same(source.get(), target.get())) return plan;

  const ProjContext context = quiet_context();
  const Proj from(proj_create(context.get(), wkt_of(source.get(), "FORMAT=WKT2_2019").c_str())),
      to(proj_create(context.get(), wkt_of(target.get(), "FORMAT=WKT2_2019").c_str()));
  const Proj operation = from && to ? best_operation(context.get(), from.get(), to.get()) : nullptr;
  const char* pipeline = operation ? proj_as_proj_string(context.get(), operation.get(), PJ_PROJ_5, nullptr) : nullptr;
  if (pipeline == nullptr)
    throw Error(ErrorKind::input,
                fmt::format("{} is in '{}', and no transformation to '{}' is known", layer_name,
                            plan.operation.source_crs, plan.operation.target_crs),
                "Reproject the layer in a GIS first.");
  plan.pipeline = pipeline;
  plan.operation.operation = proj_get_name(operation.get());
  const double accuracy = proj_coordoperation_get_accuracy(context.get(), operation.get());
  plan.operation.accuracy_m = accuracy >= 0 ? std::optional(accuracy) : std::nullopt;
  return plan;
}

struct Transformer::Impl {
  ProjContext context;
  Proj operation;  // declared after its context, so it is destroyed first
};

Transformer::Transformer(const std::string& pipeline) : impl_(std::make_unique<Impl>()) {
  impl_->context = quiet_context();
  impl_->operation.reset(proj_create(impl_->context.get(), pipeline.c_str()));
  if (!impl_->operation)
    throw Error(ErrorKind::internal, fmt::format("PROJ refuses the pipeline it gave: {}", pipeline));
}

Transformer::~Transformer() = default;
Transformer::Transformer(Transformer&&) noexcept = default;
Transformer& Transformer::operator=(Transformer&&) noexcept = default;

void Transformer::transform(std::span<Point> points) const {
  if (points.empty()) return;
  proj_trans_generic(impl_->operation.get(), PJ_FWD, &points[0].x, sizeof(Point), points.size(), &points[0].y,
                     sizeof(Point), points.size(), nullptr, 0, 0, nullptr, 0, 0);
}

std::optional<Box> Transformer::box_before(const Box& box) const {
  constexpr int steps = 20;
  Box before;
  for (int i = 0; i <= steps; ++i)
    for (int j = 0; j <= steps; ++j) {
      const PJ_COORD p =
          proj_trans(impl_->operation.get(), PJ_INV,
                     proj_coord(box.min_x + box.width() * i / steps, box.min_y + box.height() * j / steps, 0, 0));
      if (!std::isfinite(p.xy.x) || !std::isfinite(p.xy.y)) return std::nullopt;
      before.add(Point{p.xy.x, p.xy.y});
    }
  return before.grown(0.02 * std::max(before.width(), before.height()) + 1e-9);
}

MultiPolygonColumn Transformer::transformed(const MultiPolygonColumn& column) const {
  MultiPolygonColumn result;
  result.reserve(column.size(), column.point_count());
  std::vector<Point> ring;
  for (std::size_t f = 0; f < column.size(); ++f) {
    const MultiPolygonView feature = column[f];
    for (std::size_t p = 0; p < feature.part_count(); ++p) {
      const PolygonView part = feature.part(p);
      for (std::size_t r = 0; r < part.ring_count(); ++r) {
        ring.assign(part.ring(r).begin(), part.ring(r).end());
        transform(ring);
        result.add_ring(ring);
      }
      result.end_part();
    }
    result.end_feature();
  }
  return result;
}

bool same_crs(const std::string& a, const std::string& b) { return a == b || same(srs_of(a).get(), srs_of(b).get()); }

void check_counts_in_metres(const std::string& crs) {
  const CrsDescription known = describe_crs(crs);
  if (!known.metres)
    throw Error(ErrorKind::usage,
                fmt::format("'{}' ({}) is not in metres, so areas and distances cannot be measured in it",
                            crs.substr(0, 200), known.name),
                "Name a projected reference system in metres, such as EPSG:27700.");
}

CrsDescription describe_crs(const std::string& crs) {
  const Srs srs = srs_of(crs);
  CrsDescription result;
  result.wkt = wkt_of(srs.get(), "FORMAT=WKT1_GDAL");
  if (result.wkt.empty()) result.wkt = wkt_of(srs.get(), "FORMAT=WKT2_2019");
  result.name = name_of(srs.get());
  const char* authority = OSRGetAuthorityName(srs.get(), nullptr);
  const char* code = OSRGetAuthorityCode(srs.get(), nullptr);
  if (authority != nullptr && code != nullptr) {
    result.organization = authority;
    result.code = std::atoi(code);
  }
  result.metres = OSRIsProjected(srs.get()) && std::abs(OSRGetLinearUnits(srs.get(), nullptr) - 1) < 1e-12;
  return result;
}

void report_transformation(Issues& issues, const RawLayer& layer, const CrsOperation& crs) {
  const std::string accuracy =
      crs.accuracy_m ? fmt::format("accuracy {} m", shortest(*crs.accuracy_m)) : "accuracy unknown";
  const auto report = [&](IssueRule rule, std::string message) {
    issues.push_back({rule, std::string(info(layer.role).name), layer.source, {}, std::move(message), std::nullopt});
  };
  report(IssueRule::reprojected,
         fmt::format("from '{}' to '{}' by '{}', {}", crs.source_crs, crs.target_crs, crs.operation, accuracy));
  if (!crs.accuracy_m || *crs.accuracy_m > 1)
    report(IssueRule::reprojection_approximate,
           fmt::format("'{}': {}; no better operation is installed", crs.operation, accuracy));
}

void transform(std::vector<RowBlock>& blocks, const CrsPlan& plan, const Executor& executor) {
  struct Worker {
    std::unique_ptr<Transformer> transformer;
  };
  auto moved = parallel_map<MultiPolygonColumn, Worker>(executor, blocks.size(), [&](Worker& worker, std::size_t b) {
    if (!worker.transformer) worker.transformer = std::make_unique<Transformer>(plan.pipeline);
    worker.transformer->transform(blocks[b].lines.all_points());
    worker.transformer->transform(blocks[b].points.all_points());
    return worker.transformer->transformed(blocks[b].layer.geometry);
  });
  for (std::size_t b = 0; b < blocks.size(); ++b) blocks[b].layer.geometry = std::move(moved[b]);
}

}  // namespace spatial
