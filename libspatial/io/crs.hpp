// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/rows.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// Private to io/: from a layer's CRS to the project's. One operation is chosen for a whole layer (the best that needs
/// no missing grid, over the area of use of the project's CRS), so that neighbours move alike on every thread.
struct CrsPlan {
  CrsOperation operation;
  std::string pipeline;  ///< PROJ pipeline; empty if nothing is to be done
};

/// `source_wkt` empty: the layer states no CRS, then `assume_crs` stands in or Error(input) is thrown. Axis order is
/// east, north on both sides. Equality is decided by OSRIsSame, not by code.
CrsPlan crs_plan(const std::string& source_wkt, const std::string& assume_crs, const std::string& target_crs,
                 const std::string& layer_name);

/// Applies a plan; one per thread.
class Transformer {
 public:
  explicit Transformer(const std::string& pipeline);
  ~Transformer();
  Transformer(Transformer&&) noexcept;
  Transformer& operator=(Transformer&&) noexcept;
  /// Points that cannot be transformed become infinite; `clean` drops such features with an issue.
  MultiPolygonColumn transformed(const MultiPolygonColumn& column) const;
  void transform(std::span<Point> points) const;
  /// A rectangle of the source that holds everything that lands in `box`, and a little more; nullopt if there is none.
  std::optional<Box> box_before(const Box& box) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Every block's coordinates by a plan, in place.
void transform(std::vector<RowBlock>& blocks, const CrsPlan& plan, const Executor& executor);

/// Whether two CRSs are the same but for the order of their axes. Throws Error(input) if PROJ does not know one.
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

/// Two kinds of issue of a transformed layer: the operation with its accuracy, and a warning where that is over 1 m.
void report_transformation(Issues& issues, const RawLayer& layer, const CrsOperation& crs);

}  // namespace spatial
