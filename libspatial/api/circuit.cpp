// SPDX-License-Identifier: MIT
#include "libspatial/county/circuit.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/api/network_results.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/layers/raster_circuit.hpp"

namespace spatial::api {
namespace {

/// Options that both circuit commands have.
struct Words {
  std::string mode = "pairwise", average = "resistance";
  int neighbours = 8;
};

Parameters word_rows(Words& words, double& max_memory_mb) {
  return {
      {.name = "mode",
       .kind = Kind::choice,
       .target = &words.mode,
       .choices = {{"pairwise", "1 A between the two of each pair"},
                   {"one-to-all", "1 A from each in turn, all others are grounds"}},
       .sentence = "pairwise: 1 A between the two of each pair; one-to-all: 1 A from each in turn, all others are "
                   "grounds"},
      {.name = "neighbours",
       .kind = Kind::integer,
       .target = &words.neighbours,
       .choices = {{"4"}, {"8"}},
       .shown = "4|8",
       .sentence = "Neighbours of a cell, 4 or 8"},
      {.name = "average",
       .kind = Kind::choice,
       .target = &words.average,
       .choices = {{"resistance", "conductance 2 / (a + b)"}, {"conductance", "the mean of both conductances"}},
       .sentence = "What is averaged between neighbouring cells: resistance (conductance 2 / (a + b)) or conductance"},
      {.name = "max-memory",
       .kind = Kind::number,
       .target = &max_memory_mb,
       .unit = "MB",
       .range = above(0),
       .sentence = "Limit of memory in MB: circuits that would need more are refused"}};
}

CircuitMode mode_of(const Words& words) {
  return words.mode == "pairwise" ? CircuitMode::pairwise : CircuitMode::one_to_all;
}
Conductance conductance_of(const Words& words) {
  return words.average == "resistance" ? Conductance::average_resistance : Conductance::average_conductance;
}

/// Lists the points that no current can reach, and why.
void tell_of_parts(const RasterCircuitResult& result, CircuitMode mode, Session& session) {
  const std::size_t count = result.points.size();
  std::map<std::uint32_t, std::string> parts;
  for (std::size_t k = 0; k < count; ++k) {
    if (result.part[k])
      parts[*result.part[k]] += fmt::format(" {}", result.points[k]);
    else
      session.warn(fmt::format("point {} lies on cells without data only; it is connected to no other point (none)",
                               result.points[k]));
  }
  for (const auto& [part, members] : parts)
    if (parts.size() > 1)
      session.inform(
          fmt::format("part {} of the circuit has the points{}; no current joins it to the others", part + 1, members));
  if (mode != CircuitMode::pairwise) return;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j)
      if (result.part[i] && result.part[i] == result.part[j] && std::isinf(result.resistance[i * count + j]))
        session.inform(fmt::format(
            "points {} and {} are not connected: only the cells of a third point lead from one to the other",
            result.points[i], result.points[j]));
}

struct RasterOptions : RasterCircuitOptions {
  Words words;
  bool crs_given = false, json = false;
};

Parameters raster_rows(RasterOptions& o) {
  return {{.name = "resistance",
           .kind = Kind::raster,
           .target = &o.resistance,
           .required = true,
           .sentence = "GeoTIFF or ASCII grid with the resistance of each cell, > 0; no data cannot be crossed"},
          {.name = "points",
           .kind = Kind::raster,
           .target = &o.points,
           .required = true,
           .sentence = "Raster with points: cells of the same whole number > 0 are one point"},
          {.name = "regions",
           .kind = Kind::raster,
           .target = &o.regions,
           .sentence = "Raster with short-circuit regions: cells of the same whole number > 0 are one node"},
          {.name = "output",
           .kind = Kind::output_raster,
           .target = &o.current,
           .letter = 'o',
           .sentence = "Also write the map of current, summed over pairs or sources (cloud-optimised GeoTIFF)"},
          {.name = "overwrite",
           .kind = Kind::flag,
           .target = &o.overwrite,
           .depends_on = {"output"},
           .sentence = "Replace the output if it exists"},
          {.name = "crs",
           .kind = Kind::crs,
           .target = &o.crs,
           .given = &o.crs_given,
           .sentence = "Coordinate reference system of the rasters; if given, it is used for rasters that "
                       "state none"},
          {.name = "assume-crs",
           .kind = Kind::crs,
           .target = &o.assume_crs,
           .sentence = "Coordinate reference system of rasters that state none, e.g. ASCII grids (.asc)"},
          json_row(o.json, "Print JSON instead of a table")};
}

struct CircuitOptionsOfRun : CircuitRunOptions {
  ConfigOptions config;
  RunOutputOptions output;
  Words words;
  std::string on = "raster", pairs = "all";
};

Parameters circuit_rows(CircuitOptionsOfRun& o) {
  return Parameters{
             {.name = "network",
              .target = &o.network.networks,
              .many = Many::repeated,
              .shown = "ID",
              .sentence = "The network; needed if the config has several"},
             {.name = "on",
              .kind = Kind::choice,
              .target = &o.on,
              .choices = {{"raster", "the network's resistance raster"}, {"graph", "the graph of patches and links"}},
              .sentence = "What the current flows over: the network's resistance raster, or the graph of patches and "
                          "links"},
             {.name = "pairs",
              .kind = Kind::choice,
              .target = &o.pairs,
              .choices = {{"all", "every pair of patches"}, {"linked", "only pairs that the network links"}},
              .sentence = "Pairs of patches between which current flows: all, or only those that the network links"}} +
         word_rows(o.words, o.network.max_memory_mb) +
         Parameters{{.name = "raster",
                     .kind = Kind::output_raster,
                     .target = &o.output.raster,
                     .sentence = "Also write the map of current, summed over pairs or sources (cloud-optimised "
                                 "GeoTIFF)"}};
}

int run_circuit_command(CircuitOptionsOfRun& options, Session& session) {
  if (options.config.file.empty())
    throw Error(ErrorKind::usage, "no config is named",
                "Write lnrs circuit CONFIG -o FILE.gpkg, or lnrs circuit raster --resistance FILE --points FILE.");
  options.mode = mode_of(options.words);
  options.ground = options.on == "raster" ? CircuitGround::raster : CircuitGround::graph;
  options.linked_pairs = options.pairs == "linked";
  options.neighbours = options.words.neighbours;
  options.conductance = conductance_of(options.words);
  options.tell = [&session](const std::string& text) { session.inform(text); };
  const ConfigRun job{.plan =
                          [&](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                            warnings = rehearse_circuit(config, options, outputs);
                            return to_toml(config);
                          },
                      .run = [&](const Config& config, const Outputs& outputs,
                                 const Executor& executor) { return run_circuit(config, options, outputs, executor); }};
  run_on_config(options.config, options.output, job, session);
  return 0;
}

}  // namespace

Command circuit_command() {
  const auto options = std::make_shared<CircuitOptionsOfRun>();
  CircuitOptionsOfRun& o = *options;
  return {.name = "circuit",
          .sentence =
              "Model movement between patches as electric current: effective resistances, a map of current, current in "
              "every candidate.",
          .parameters = config_rows(o.config) +
                        output_rows(o.output.file,
                                    "GeoPackage with effective resistances and the current of patches and candidates") +
                        circuit_rows(o) + run_output_rows(o.output),
          .examples = {"lnrs circuit county.toml --network woodland -o circuit.gpkg --raster current.tif",
                       "lnrs circuit county.toml --network woodland --on graph --mode one-to-all -o circuit.gpkg",
                       "lnrs circuit raster --resistance cells.tif --points points.tif -o current.tif"},
          .tables = "circuit",
          .run = [options](Session& session) { return run_circuit_command(*options, session); }};
}

Command circuit_raster_command() {
  const auto options = std::make_shared<RasterOptions>();
  RasterOptions& o = *options;
  return {.name = "circuit raster",
          .sentence = "Solve a circuit given as rasters, without a config.",
          .parameters = raster_rows(o) + word_rows(o.words, o.max_memory_mb),
          .examples = {"lnrs circuit raster --resistance cells.tif --points points.tif -o current.tif"},
          .run = [options](Session& session) {
            options->mode = mode_of(options->words);
            options->neighbours = options->words.neighbours;
            options->conductance = conductance_of(options->words);
            if (options->assume_crs.empty() && options->crs_given) options->assume_crs = options->crs;
            const RasterCircuitResult result = run_raster_circuit(*options, session.executor());
            session.print(options->json ? circuit_json(result, options->mode) : circuit_text(result, options->mode));
            session.inform(fmt::format("worst residual {:.1e}", result.worst_residual));
            tell_of_parts(result, options->mode, session);
            return 0;
          }};
}

}  // namespace spatial::api
