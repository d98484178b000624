// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "county/county.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/io/write.hpp"

namespace {

struct Command {
  spatial::county::CountyOptions county;
  spatial::WriteOptions write;
  spatial::Executor executor;
  std::filesystem::path output;
};

void run(const Command& command) {
  spatial::check_writable(command.output, command.write);
  const spatial::Dataset dataset = spatial::county::make_county(command.county, command.executor);
  spatial::write_geopackage(command.output, dataset, command.write);
  for (const spatial::FeatureTable& layer : dataset.layers)
    fmt::print(stderr, "{:>9} {}\n", layer.table.rows(), layer.table.name);
  fmt::print(stderr, "{}\n", command.output.string());
}

}  // namespace

int main(int argc, char** argv) {
  Command command;
  CLI::App app{"Makes a GeoPackage with the layers of an invented, believable county (EPSG:27700)."};
  app.add_option("--polygons", command.county.polygons, "Number of habitat polygons, 1,000 to 1,000,000")
      ->capture_default_str();
  app.add_option("--seed", command.county.seed, "Another seed is another county")->capture_default_str();
  app.add_option("-o,--output", command.output, "GeoPackage to write")->required();
  app.add_option("--threads", command.executor.threads, "Threads; 0 = all cores. The result is the same")
      ->capture_default_str();
  app.add_flag("--defects", command.county.defects,
               "Plant faults on purpose and list them in the table planted_defect");
  app.add_flag("--overwrite", command.write.overwrite, "Replace the output if it exists");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : spatial::exit_code(spatial::ErrorKind::usage);
  }
  try {
    run(command);
  } catch (const spatial::Error& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return spatial::exit_code(error.kind());
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
  return 0;
}
