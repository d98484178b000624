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
  std::filesystem::path output, plans;
};

void write(const std::filesystem::path& file, const spatial::Dataset& dataset, const spatial::WriteOptions& options) {
  spatial::write_geopackage(file, dataset, options);
  for (const spatial::FeatureTable& layer : dataset.layers)
    fmt::print(stderr, "{:>9} {}\n", layer.table.rows(), layer.table.name);
  fmt::print(stderr, "{}\n", file.string());
}

void run(const Command& command) {
  if (command.output.empty() && command.plans.empty())
    throw spatial::Error(spatial::ErrorKind::usage, "no file to write is named", "add -o FILE, or --plans FILE");
  for (const std::filesystem::path& file : {command.output, command.plans})
    if (!file.empty()) spatial::check_writable(file, command.write);
  if (!command.output.empty())
    write(command.output, spatial::county::make_county(command.county, command.executor), command.write);
  if (!command.plans.empty())
    write(command.plans, spatial::county::make_plans(command.county, command.executor), command.write);
}

}  // namespace

int main(int argc, char** argv) {
  Command command;
  CLI::App app{"Makes a GeoPackage with the layers of an invented, believable county (EPSG:27700)."};
  app.add_option("--polygons", command.county.polygons, "Number of habitat polygons, 1,000 to 1,000,000")
      ->capture_default_str();
  app.add_option("--seed", command.county.seed, "Another seed is another county")->capture_default_str();
  app.add_option("-o,--output", command.output, "GeoPackage of the county");
  app.add_option(
      "--plans", command.plans,
      "GeoPackage of the county's plans: earlier editions, targets, projects, measures, people and more; they "
      "belong to the county with --defects");
  app.add_option("--page-bytes", command.write.page_bytes, "Page size of the files: small pages make small files")
      ->check(CLI::IsMember({512, 1024, 2048, 4096, 8192, 16384, 32768, 65536}))
      ->capture_default_str();
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
