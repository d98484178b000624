// SPDX-License-Identifier: MIT
#include "libspatial/county/circuit.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "libspatial/core/error.hpp"
#include "libspatial/layers/raster_circuit.hpp"
#include "tools/network.hpp"

namespace spatial::tool {
namespace {

const std::map<std::string, CircuitMode> modes{{"pairwise", CircuitMode::pairwise},
                                               {"one-to-all", CircuitMode::one_to_all}};
const std::map<std::string, CircuitGround> grounds{{"raster", CircuitGround::raster}, {"graph", CircuitGround::graph}};
const std::map<std::string, Conductance> averages{{"resistance", Conductance::average_resistance},
                                                  {"conductance", Conductance::average_conductance}};
const std::map<std::string, bool> pair_words{{"all", false}, {"linked", true}};

/// What both commands take.
struct Words {
  std::string mode = "pairwise", average = "resistance";
  int neighbours = 8;
};

template <class Value>
CLI::Validator one_of(const std::map<std::string, Value>& words) {
  CLI::IsMember members(words);
  members.description("");
  return members;
}

void add_words(CLI::App& app, Words& words, double& max_memory_mb) {
  app.add_option(
         "--mode", words.mode,
         "pairwise: 1 A between the two of each pair; one-to-all: 1 A from each in turn, all others are grounds")
      ->capture_default_str()
      ->check(one_of(modes))
      ->type_name("pairwise|one-to-all");
  app.add_option("--neighbours", words.neighbours, "Neighbours of a cell, 4 or 8")
      ->capture_default_str()
      ->check(CLI::IsMember({4, 8}).description(""))
      ->type_name("4|8");
  app.add_option("--average", words.average,
                 "What a step between cells averages: resistance (conductance 2 / (a + b)) or conductance")
      ->capture_default_str()
      ->check(one_of(averages))
      ->type_name("resistance|conductance");
  app.add_option("--max-memory", max_memory_mb, "Refuse what would need more memory than this, in MB")
      ->capture_default_str()
      ->check(above_zero())
      ->type_name("MB");
}

std::string number(double value) { return std::isinf(value) ? "none" : fmt::format("{:.10g}", value); }

std::string table_of(const RasterCircuitResult& result, CircuitMode mode) {
  const std::size_t count = result.points.size();
  std::string text = "point";
  if (mode == CircuitMode::one_to_all) {
    text += fmt::format(" {:>16}\n", "to all others");
    for (std::size_t i = 0; i < count; ++i)
      text += fmt::format("{:>5} {:>16}\n", result.points[i], number(result.resistance[i]));
  } else {
    for (const std::int64_t point : result.points) text += fmt::format(" {:>16}", point);
    for (std::size_t i = 0; i < count; ++i) {
      text += fmt::format("\n{:>5}", result.points[i]);
      for (std::size_t j = 0; j < count; ++j) text += fmt::format(" {:>16}", number(result.resistance[i * count + j]));
    }
    text += "\n";
  }
  return text;
}

std::string json_of(const RasterCircuitResult& result, CircuitMode mode) {
  nlohmann::ordered_json json;
  const std::size_t count = result.points.size();
  const auto value = [&](double r) { return std::isinf(r) ? nlohmann::ordered_json() : nlohmann::ordered_json(r); };
  json["mode"] = mode == CircuitMode::pairwise ? "pairwise" : "one-to-all";
  json["points"] = result.points;
  json["parts"] = nlohmann::ordered_json::array();
  for (const auto& part : result.part)
    json["parts"].push_back(part ? nlohmann::ordered_json(*part) : nlohmann::ordered_json());
  json["resistance"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < count; ++i) {
    if (mode == CircuitMode::one_to_all) {
      json["resistance"].push_back(value(result.resistance[i]));
      continue;
    }
    nlohmann::ordered_json row;
    for (std::size_t j = 0; j < count; ++j) row.push_back(value(result.resistance[i * count + j]));
    json["resistance"].push_back(row);
  }
  json["worst_residual"] = result.worst_residual;
  return json.dump(2) + "\n";
}

/// Says which points no current can reach, and why.
void tell_of_parts(const RasterCircuitResult& result, CircuitMode mode) {
  const std::size_t count = result.points.size();
  std::map<std::uint32_t, std::string> parts;
  for (std::size_t k = 0; k < count; ++k) {
    if (result.part[k])
      parts[*result.part[k]] += fmt::format(" {}", result.points[k]);
    else
      warn(fmt::format("point {} lies on cells without data only; it is connected to no other point (none)",
                       result.points[k]));
  }
  for (const auto& [part, members] : parts)
    if (parts.size() > 1)
      inform(
          fmt::format("part {} of the circuit has the points{}; no current joins it to the others", part + 1, members));
  if (mode != CircuitMode::pairwise) return;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j)
      if (result.part[i] && result.part[i] == result.part[j] && std::isinf(result.resistance[i * count + j]))
        inform(fmt::format(
            "points {} and {} are not connected: only the cells of a third point lead from one to the other",
            result.points[i], result.points[j]));
}

Action set_up_raster(CLI::App& app, const RunOptions& run) {
  struct Options : RasterCircuitOptions {
    Words words;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("--resistance", options->resistance,
                 "GeoTIFF or ASCII grid with the resistance of each cell, > 0; no data cannot be crossed")
      ->required()
      ->type_name("FILE[#BAND]");
  app.add_option("--points", options->points, "Raster with points: cells of the same whole number > 0 are one point")
      ->required()
      ->type_name("FILE[#BAND]");
  app.add_option("--regions", options->regions,
                 "Raster with short-circuit regions: cells of the same whole number > 0 are one node")
      ->type_name("FILE[#BAND]");
  app.add_option("-o,--output", options->current,
                 "Also write the map of current, summed over pairs or sources (cloud-optimised GeoTIFF)")
      ->type_name("FILE.tif");
  app.add_flag("--overwrite", options->overwrite, "Replace the output if it exists");
  const CLI::Option* crs =
      app.add_option(
             "--crs", options->crs,
             "Coordinate reference system of the rasters; where it is given, it stands in for rasters that state none")
          ->capture_default_str()
          ->type_name("CRS");
  app.add_option("--assume-crs", options->assume_crs,
                 "Coordinate reference system of rasters that state none, e.g. ASCII grids (.asc)")
      ->type_name("CRS");
  app.add_flag("--json", options->json, "Print JSON instead of a table");
  add_words(app, options->words, options->max_memory_mb);
  add_examples(app, {"lnrs circuit raster --resistance cells.tif --points points.tif -o current.tif"});
  return [options, crs, &run]() -> int {
    options->mode = modes.at(options->words.mode);
    options->neighbours = options->words.neighbours;
    options->conductance = averages.at(options->words.average);
    if (options->assume_crs.empty() && crs->count() > 0) options->assume_crs = options->crs;
    RasterCircuitResult result;
    {
      const Session session(run);
      result = run_raster_circuit(*options, session.executor());
    }
    print(options->json ? json_of(result, options->mode) : table_of(result, options->mode));
    inform(fmt::format("worst residual {:.1e}", result.worst_residual));
    tell_of_parts(result, options->mode);
    return 0;
  };
}

}  // namespace

Action set_up_circuit(CLI::App& app, const RunOptions& run) {
  struct Options : CircuitRunOptions {
    ConfigOptions config;
    NetworkOutputOptions output;
    Words words;
    std::string on = "raster", pairs = "all";
  };
  const auto options = std::make_shared<Options>();
  add_config_options(app, options->config);
  app.get_option("--config")->required(false);  // `lnrs circuit raster` needs none
  add_output_options(app, options->output.file,
                     "GeoPackage with effective resistances and the current of patches and candidates");
  app.add_option("--network", options->network.networks, "The network; needed if the config has several")
      ->allow_extra_args(false)
      ->type_name("ID");
  app.add_option("--on", options->on,
                 "What the current flows over: the network's resistance raster, or the graph of patches and links")
      ->capture_default_str()
      ->check(one_of(grounds))
      ->type_name("raster|graph");
  app.add_option("--pairs", options->pairs, "Which pairs: all, or only those that the network links")
      ->capture_default_str()
      ->check(one_of(pair_words))
      ->type_name("all|linked");
  add_words(app, options->words, options->network.max_memory_mb);
  app.add_option("--raster", options->output.raster,
                 "Also write the map of current, summed over pairs or sources (cloud-optimised GeoTIFF)")
      ->type_name("FILE.tif");
  add_network_output_options(app, options->output);
  add_examples(app, {"lnrs circuit county.toml --network woodland -o circuit.gpkg --raster current.tif",
                     "lnrs circuit county.toml --network woodland --on graph --mode one-to-all -o circuit.gpkg",
                     "lnrs circuit raster --resistance cells.tif --points points.tif -o current.tif"});
  CLI::App* raster = app.add_subcommand("raster", "A circuit given as rasters, no config involved.");
  raster->fallthrough();
  const Action raster_action = set_up_raster(*raster, run);
  return [options, raster, raster_action, &run]() -> int {
    if (raster->parsed()) return raster_action();
    if (options->config.file.empty())
      throw Error(ErrorKind::usage, "no config is named",
                  "lnrs circuit CONFIG -o FILE.gpkg, or lnrs circuit raster --resistance FILE --points FILE");
    const Config config = read_config(options->config);
    options->mode = modes.at(options->words.mode);
    options->ground = grounds.at(options->on);
    options->linked_pairs = pair_words.at(options->pairs);
    options->neighbours = options->words.neighbours;
    options->conductance = averages.at(options->words.average);
    if (only_printed(options->config, config, options->output,
                     [&](const Outputs& outputs) { return rehearse_circuit(config, *options, outputs); }))
      return 0;
    options->tell = [](const std::string& text) { inform(text); };
    run_on_networks(options->output, run, [&](const Outputs& outputs, const Executor& executor) {
      return run_circuit(config, *options, outputs, executor);
    });
    return 0;
  };
}

}  // namespace spatial::tool
