// SPDX-License-Identifier: MIT
#include "libspatial/run/deliver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {
namespace {

std::filesystem::path plain(const std::filesystem::path& file) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(file));
}

bool is_raster(const std::filesystem::path& file) { return lower(file.extension().string()) == ".tif"; }

}  // namespace

void check_replaces_none(const std::filesystem::path& output, std::span<const std::filesystem::path> inputs) {
  for (const std::filesystem::path& input : inputs) {
    std::error_code none;
    if (std::filesystem::equivalent(output, input, none))
      throw Error(ErrorKind::usage,
                  fmt::format("the output {} is also an input and would be replaced", output.string()),
                  "Name another output: sources are never changed.");
  }
}

Delivery::Delivery(Outputs outputs, std::vector<std::string> tables, std::vector<std::filesystem::path> inputs)
    : outputs_(std::move(outputs)), tables_(std::move(tables)), inputs_(std::move(inputs)) {
  if (!names_any(outputs_)) throw Error(ErrorKind::usage, "no output is named", "Add -o FILE.gpkg.");
  for (const std::filesystem::path& file : {outputs_.geopackage, outputs_.html, outputs_.raster})
    if (!file.empty()) clear_leftovers(file);
  if (!outputs_.geopackage.empty()) {
    declare(outputs_.geopackage);
    if (outputs_.any_format)
      check_first_and_further();
    else
      check_writable(outputs_.geopackage, {.overwrite = outputs_.overwrite});
  }
  if (!outputs_.html.empty()) declare(outputs_.html);
  if (!outputs_.raster.empty()) declare(outputs_.raster);
  if (outputs_.csv_folder.empty()) return;
  std::error_code ignored;
  if (std::filesystem::exists(outputs_.csv_folder, ignored) &&
      !std::filesystem::is_directory(outputs_.csv_folder, ignored))
    throw Error(ErrorKind::output,
                fmt::format("{} is a file, and CSV tables go into a folder", outputs_.csv_folder.string()),
                "Name a folder.");
  if (std::filesystem::is_directory(outputs_.csv_folder, ignored)) clear_leftovers(outputs_.csv_folder / "tables");
  for (const std::string& table : tables_) declare(csv_name(outputs_.csv_folder, table));
}

/// Checks the first output file and, for formats with one table per file, the further tables beside it (STEM.TABLE).
void Delivery::check_first_and_further() {
  const std::filesystem::path& first = outputs_.geopackage;
  std::vector<std::string> further;
  for (std::size_t t = 1; t < tables_.size(); ++t) {
    further.push_back(tables_[t]);
    if (lower(first.extension().string()) == ".gpkg") continue;
    const std::string stem = first.stem().string() + "." + tables_[t];
    for (const std::string& ending : {first.extension().string(), std::string(".csv")})
      check_replaces_none(first.parent_path() / (stem + ending), inputs_);
  }
  check_dataset_writable(first, {.overwrite = outputs_.overwrite}, further);
}

void Delivery::declare(const std::filesystem::path& file) {
  for (const std::filesystem::path& other : declared_)
    if (plain(other) == plain(file))
      throw Error(ErrorKind::usage, fmt::format("two outputs of this run would both be {}", file.string()),
                  "Give each output a name of its own.");
  check_replaces_none(file, inputs_);
  const WriteOptions writing{.overwrite = outputs_.overwrite};
  // The folder for CSV tables is only created when they are written, so its files cannot be checked yet.
  const bool later = !outputs_.csv_folder.empty() && file.parent_path() == outputs_.csv_folder &&
                     !std::filesystem::exists(outputs_.csv_folder);
  if (is_raster(file))
    check_raster_writable(file, writing);
  else if (!later)
    check_text_writable(file, writing);
  declared_.push_back(file);
}

void Delivery::write_raster(const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                            const std::function<void(const std::function<void(const RasterPart&)>&)>& make) {
  add_raster(files_, file, grid, crs, {.overwrite = outputs_.overwrite}, make);
}

void Delivery::write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs) {
  add_raster(files_, file, raster, crs, {.overwrite = outputs_.overwrite});
}

void Delivery::remove_stale_tables(const Dataset& dataset) {
  for (const std::string& table : tables_) {
    const auto has_name = [&](const FeatureTable& layer) { return layer.table.name == table; };
    if (std::none_of(dataset.layers.begin(), dataset.layers.end(), has_name))
      files_.remove(csv_name(outputs_.csv_folder, table));
  }
}

std::vector<std::filesystem::path> Delivery::deliver(const Dataset& dataset, const std::function<std::string()>& html) {
  for (const FeatureTable& layer : dataset.layers)
    if (std::find(tables_.begin(), tables_.end(), layer.table.name) == tables_.end())
      throw Error(ErrorKind::internal, fmt::format("the table '{}' was not declared before the run", layer.table.name));
  const WriteOptions writing{.overwrite = outputs_.overwrite, .csv = outputs_.csv};
  if (!outputs_.csv_folder.empty()) {
    add_csv(files_, outputs_.csv_folder, dataset, writing);
    if (writing.overwrite) remove_stale_tables(dataset);
  }
  if (!outputs_.html.empty()) add_text(files_, outputs_.html, html(), writing);
  // The GeoPackage is committed last: once it is there, all other files are in place.
  if (!outputs_.geopackage.empty()) lost_ = add_dataset(files_, outputs_.geopackage, dataset, writing);
  files_.commit();
  std::vector<std::filesystem::path> stand = files_.targets();
  if (!outputs_.geopackage.empty()) std::rotate(stand.begin(), stand.end() - 1, stand.end());
  return stand;
}

std::string files_in_words(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> words;
  std::map<std::filesystem::path, std::size_t> tables;
  for (const std::filesystem::path& file : files) {
    if (lower(file.extension().string()) == ".csv")
      ++tables[file.parent_path()];
    else
      words.push_back(file.string());
  }
  for (const auto& [folder, count] : tables)
    words.push_back(
        fmt::format("{} ({} CSV table{})", folder.empty() ? "." : folder.string(), count, count == 1 ? "" : "s"));
  if (words.size() < 2) return words.empty() ? "nothing" : words.front();
  const std::string last = words.back();
  words.pop_back();
  return joined(words, ", ") + " and " + last;
}

}  // namespace spatial
