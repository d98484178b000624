// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/rows.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// Private to io/: transforms layers to the project's CRS. One operation is chosen for a whole layer (the most accurate
/// whose grids are installed, over the area of use of the project's CRS), so that neighbouring features move alike on
/// every thread.
struct CrsPlan {
  CrsOperation operation;
  std::string pipeline;  ///< PROJ pipeline; empty if the two CRSs are the same
};

/// If the layer states no CRS (`source_wkt` is empty), `assume_crs` is used; without it, throws Error(input). Axis
/// order is east, north on both sides. OSRIsSame decides whether two CRSs are equal, not their codes.
CrsPlan crs_plan(const std::string& source_wkt, const std::string& assume_crs, const std::string& target_crs,
                 const std::string& layer_name);

/// Applies a plan; one per thread.
class Transformer {
 public:
  explicit Transformer(const std::string& pipeline);
  ~Transformer();
  Transformer(Transformer&&) noexcept;
  Transformer& operator=(Transformer&&) noexcept;
  /// Points that cannot be transformed become infinite; `clean` then drops the feature with an issue.
  MultiPolygonColumn transformed(const MultiPolygonColumn& column) const;
  void transform(std::span<Point> points) const;
  /// A rectangle in the source CRS that holds everything that is transformed into `box`, with a margin; nullopt if
  /// there is none.
  std::optional<Box> box_before(const Box& box) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Transforms the coordinates of all blocks in place.
void transform(std::vector<RowBlock>& blocks, const CrsPlan& plan, const Executor& executor);

/// Whether two CRSs are the same apart from axis order. Throws Error(input) if PROJ does not know one of them.
bool same_crs(const std::string& a, const std::string& b);

/// WKT (version 1, as GeoPackages hold it) and names of a CRS given by authority code or WKT.
struct CrsDescription {
  std::string wkt;
  std::string name;
  std::string organization = "NONE";  ///< authority, e.g. "EPSG"
  int code = 0;                       ///< of the authority; 0 if none
  bool metres = false;                ///< projected with metres as unit
};
/// Throws Error(input) if PROJ does not know it.
CrsDescription describe_crs(const std::string& crs);

/// Adds the issues of a transformed layer: the operation with its accuracy, and a warning if that is worse than 1 m.
void report_transformation(Issues& issues, const RawLayer& layer, const CrsOperation& crs);

}  // namespace spatial
