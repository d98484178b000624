// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libspatial/core/table.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// A table whose rows have geometry; it becomes a layer of an output file.

using PointColumn = std::vector<std::optional<Point>>;

/// One line string per row.
struct LineColumn {
  std::vector<Point> points;
  std::vector<std::uint32_t> offsets{0};
  void append(std::span<const Point> line) {
    points.insert(points.end(), line.begin(), line.end());
    offsets.push_back(static_cast<std::uint32_t>(points.size()));
  }
  std::size_t size() const noexcept { return offsets.size() - 1; }
  std::span<const Point> operator[](std::size_t i) const noexcept {
    return {points.data() + offsets[i], points.data() + offsets[i + 1]};
  }
};

/// monostate: an attribute table without geometry.
using GeometryColumn = std::variant<std::monostate, PointColumn, LineColumn, MultiPolygonColumn>;

struct FeatureTable {
  Table table;
  GeometryColumn geometry;
};

/// A QGIS style to be stored beside a layer; the default one is what QGIS opens the layer with.
struct LayerStyle {
  std::string layer;
  std::string name;
  std::string qml;
  bool is_default = true;
};

/// A QGIS project to be stored in a GeoPackage (table qgis_projects): QGIS opens it like a project file.
struct StoredProject {
  std::string name;
  std::string qgs;  ///< the text of its .qgs file
};

/// Everything one run writes, in the order in which layers appear.
struct Dataset {
  std::vector<FeatureTable> layers;
  std::vector<Domain> domains;
  std::vector<LayerStyle> styles;
  std::vector<StoredProject> projects;
  std::string crs = "EPSG:27700";  ///< authority code or WKT of all geometries
  std::string timestamp =
      "1970-01-01T00:00:00.000Z";  ///< written instead of the current time, so that the bytes are always the same
};

}  // namespace spatial
