// SPDX-License-Identifier: MIT
#include "libspatial/layers/class_raster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/raster_areas.hpp"
#include "libspatial/io/raster.hpp"

namespace spatial {
namespace {

constexpr float largest_class = 16'777'216;  // 2^24: above it, 32-bit floats cannot represent every whole number
constexpr double on_grid = 1e-6;             // as a share of a cell

void check_classes(const Raster& raster, const std::string& name) {
  for (std::size_t cell = 0; cell < raster.values.size(); ++cell) {
    const float value = raster.values[cell];
    if (std::isnan(value)) continue;
    if (value != std::round(value) || std::abs(value) >= largest_class)
      throw Error(ErrorKind::input,
                  fmt::format("{} has the value {} in {}, which is not a class", name, shortest(value),
                              cell_text(raster.grid, cell)),
                  "Classes are whole numbers under 16,777,216: name the band that holds them, or classify the raster.");
  }
}

}  // namespace

bool is_class_raster(const std::string& layer) {
  if (layer.empty()) return false;
  const std::string ending = lower(parse_layer_name(layer).file.extension().string());
  constexpr std::array<std::string_view, 4> endings{".tif", ".tiff", ".asc", ".rst"};
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

ClassRaster read_class_raster(const OverlayInput& input, const OverlaySettings& settings) {
  if (!input.where.empty())
    throw Error(ErrorKind::usage, input.layer + " is a raster, to which an attribute filter cannot be applied",
                "Leave the filter out.");
  const Raster raster = read_raster(parse_layer_name(input.layer), settings.crs, settings.assume_crs);
  check_classes(raster, input.layer);
  RasterAreas areas = raster_areas(raster);
  if (areas.value.empty())
    throw Error(ErrorKind::input, input.layer + " has no cell with a class", "Name the band that holds the classes.");
  ClassRaster result;
  result.grid = raster.grid;
  result.layer.title = parse_layer_name(input.layer).file.stem().string();
  Layer& layer = result.layer.layer;
  layer.source = input.layer;
  layer.extra = {AttributeColumn("class")};
  for (std::size_t i = 0; i < areas.value.size(); ++i) {
    layer.id.push_back(std::to_string(i + 1));
    layer.extra[0].push_back(shortest(areas.value[i]));
  }
  layer.name.resize(layer.id.size());
  layer.code.resize(layer.id.size());
  layer.geometry = std::move(areas.geometry);
  layer.boxes = boxes_of(layer.geometry);
  layer.areas_m2 = areas_m2_of(layer.geometry);
  layer.counts = {layer.id.size(), layer.id.size(), 0, 0};
  return result;
}

void check_one_grid(const RasterGrid& a, const RasterGrid& b, const std::string& a_name, const std::string& b_name) {
  const auto aligned = [](double distance, double cell) {
    return std::abs(distance / cell - std::round(distance / cell)) <= on_grid;
  };
  const bool same_cells = std::abs(a.cell_x - b.cell_x) <= on_grid * a.cell_x / std::max(1U, a.columns) &&
                          std::abs(a.cell_y - b.cell_y) <= on_grid * a.cell_y / std::max(1U, a.rows);
  if (same_cells && aligned(a.left - b.left, a.cell_x) && aligned(a.top - b.top, a.cell_y)) return;
  const auto text = [](const RasterGrid& grid) {
    return fmt::format("cells of {} × {} m from {} {}", shortest(grid.cell_x), shortest(grid.cell_y),
                       shortest(grid.left), shortest(grid.top));
  };
  throw Error(ErrorKind::input,
              fmt::format("{} and {} do not lie on one grid: {}, and {}", a_name, b_name, text(a), text(b)),
              fmt::format("Bring one onto the grid of the other, e.g. gdalwarp -r near -tap -tr {} {} IN OUT.tif",
                          shortest(a.cell_x), shortest(a.cell_y)));
}

}  // namespace spatial
