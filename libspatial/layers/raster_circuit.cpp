// SPDX-License-Identifier: MIT
#include "libspatial/layers/raster_circuit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/network/raster_flows.hpp"
#include "libspatial/run/deliver.hpp"

namespace spatial {
namespace {

constexpr double largest_number = 16'000'000;  // below 2^24, up to which 32-bit floats represent every whole number
/// Tolerance as a share of a cell: rounding in a file's header may shift a grid by this much.
constexpr double shifted_by = 0.01;

/// Whether two grids have the same cells, allowing for rounding in the last digits of file headers.
bool same_cells(const RasterGrid& a, const RasterGrid& b) {
  const auto near = [](double x, double y, double cell) { return std::abs(x - y) <= shifted_by * cell; };
  const Box one = a.box(), other = b.box();
  return a.columns == b.columns && a.rows == b.rows && near(one.min_x, other.min_x, a.cell_x) &&
         near(one.max_x, other.max_x, a.cell_x) && near(one.min_y, other.min_y, a.cell_y) &&
         near(one.max_y, other.max_y, a.cell_y);
}

/// Positive whole numbers of a raster; 0 for no data. Throws Error(input) if its grid differs from that of the
/// resistances.
std::vector<std::uint32_t> numbers_of(const std::string& name, const RasterCircuitOptions& options,
                                      const RasterGrid& grid) {
  const Raster raster = read_raster(parse_layer_name(name), options.crs, options.assume_crs);
  if (!same_cells(raster.grid, grid))
    throw Error(ErrorKind::input, name + " has a different grid from the resistance raster",
                "All rasters of a circuit need the same grid: resample them, e.g. gdalwarp -te … -tr … IN OUT.tif");
  std::vector<std::uint32_t> numbers;
  for (std::size_t cell = 0; cell < raster.values.size(); ++cell) {
    const float value = raster.values[cell];
    if (std::isnan(value) || value <= 0) {
      numbers.push_back(0);
      continue;
    }
    if (value != std::floor(value) || value > largest_number)
      throw Error(ErrorKind::input,
                  fmt::format("{} has the value {} in {}; points and regions are whole numbers up to 16,000,000", name,
                              shortest(value), cell_text(grid, cell)),
                  "Number them from 1; cells with 0 or no data are neither points nor regions.");
    numbers.push_back(static_cast<std::uint32_t>(value));
  }
  return numbers;
}

Raster resistance_of(const RasterCircuitOptions& options) {
  return read_raster(parse_layer_name(options.resistance), options.crs, options.assume_crs);
}

CircuitPoints points_of(const RasterCircuitOptions& options, const RasterGrid& grid) {
  CircuitPoints points = circuit_points(numbers_of(options.points, options, grid));
  const std::size_t count = points.numbers.size();
  if (count < 2)
    throw Error(ErrorKind::input,
                fmt::format("{} has {} point{}; two are needed", options.points, count, count == 1 ? "" : "s"),
                "Points are whole numbers > 0.");
  return points;
}

RasterFlows flows_of(const RasterCircuitOptions& options, const RasterView& land, const CircuitPoints& points,
                     const std::vector<std::uint32_t>& regions, const Executor& executor) {
  const RasterFlowOptions how{options.neighbours, options.conductance, options.solver, options.max_memory_mb};
  try {
    return options.mode == CircuitMode::pairwise ? raster_pairwise(land, points, regions, how, executor)
                                                 : raster_one_to_all(land, points, regions, how, executor);
  } catch (Error& error) {
    error.add_context(options.resistance);
    throw;
  }
}

}  // namespace

RasterCircuitResult run_raster_circuit(const RasterCircuitOptions& options, const Executor& executor) {
  std::optional<Delivery> delivery;
  if (!options.current.empty()) {
    std::vector<std::filesystem::path> inputs;
    for (const std::string& name : {options.resistance, options.points, options.regions})
      if (!name.empty()) inputs.push_back(parse_layer_name(name).file);
    delivery.emplace(Outputs{.raster = options.current, .overwrite = options.overwrite}, std::vector<std::string>(),
                     std::move(inputs));
  }
  const Raster resistance = resistance_of(options);
  const CircuitPoints points = points_of(options, resistance.grid);
  const std::vector<std::uint32_t> regions =
      options.regions.empty() ? std::vector<std::uint32_t>() : numbers_of(options.regions, options, resistance.grid);
  RasterFlows flows = flows_of(options, resistance, points, regions, executor);
  if (std::none_of(flows.part.begin(), flows.part.end(), [](const auto& part) { return part.has_value(); }))
    throw Error(ErrorKind::input,
                fmt::format("no point of {} lies on a cell of {} with data", options.points, options.resistance),
                "Check the no-data value of the resistance raster, e.g. by gdalinfo.");
  RasterCircuitResult result;
  result.points.assign(points.numbers.begin(), points.numbers.end());
  result.resistance = std::move(flows.resistance);
  result.part = std::move(flows.part);
  result.worst_residual = flows.worst_residual;
  if (delivery) {
    Raster map{resistance.grid, {}};
    for (const double current : flows.current) map.values.push_back(static_cast<float>(current));
    delivery->write_raster(options.current, map, options.crs);
    delivery->deliver({});
  }
  return result;
}

}  // namespace spatial
