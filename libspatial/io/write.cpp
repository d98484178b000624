// SPDX-License-Identifier: MIT
#include "libspatial/io/write.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gpkg_writer.hpp"
#include "libspatial/io/memory_result.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/io/table_files.hpp"

namespace spatial {
namespace {

/// Refuses to replace a database with a pending journal: SQLite would apply the journal to the new file.
void refuse_open_database(const std::filesystem::path& file) {
  for (const char* suffix : {"-wal", "-journal"}) {
    std::filesystem::path companion = file;
    companion += suffix;
    std::error_code error;
    const auto size = std::filesystem::file_size(companion, error);
    if (!error && size > 0)
      throw Error(
          ErrorKind::output,
          fmt::format("{} is open in another program: {} holds changes", file.string(), companion.filename().string()),
          "Close the file there (in QGIS: remove its layers from the project), or write to another name.");
  }
}

/// Checks folder and file, whatever the format.
void check_place(const std::filesystem::path& file, const WriteOptions& options) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    throw Error(ErrorKind::output, fmt::format("there is no folder {} to write to", folder.string()),
                "Create it first, or choose another one.");
  if (std::filesystem::is_directory(file, error))
    throw Error(ErrorKind::output, fmt::format("the output {} is a folder", file.string()), "Name a file in it.");
  if (std::filesystem::exists(file, error)) {
    if (!options.overwrite)
      throw Error(ErrorKind::output, fmt::format("{} already exists", file.string()),
                  "Choose another name, or allow it to be replaced by --overwrite.");
    if (!std::filesystem::is_regular_file(file, error))
      throw Error(ErrorKind::output, fmt::format("{} is not a regular file", file.string()), "Name a file.");
    if (access(file.c_str(), W_OK) != 0)
      throw Error(ErrorKind::output, fmt::format("{} is write-protected", file.string()),
                  "Choose another name, or remove the protection.");
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    throw Error(ErrorKind::output, fmt::format("the folder {} is read-only", folder.string()),
                "Choose a folder that you may write to.");
}

std::string ending_of(const std::filesystem::path& file) { return lower(file.extension().string()); }

constexpr std::array shapefile_companions{".shx", ".dbf", ".prj", ".cpg"};
constexpr std::array shapefile_indices{".qix", ".sbn", ".sbx", ".idm", ".ind"};

bool one_table_format(const std::string& ending) {
  return ending == ".geojson" || ending == ".fgb" || ending == ".shp";
}

/// GDAL chooses the names of some files itself, so it writes into a folder beside the target, from which they are
/// moved.
std::vector<std::string> write_through_gdal(PendingFiles& pending, const std::filesystem::path& target,
                                            const FeatureTable& layer, const Dataset& dataset,
                                            const WriteOptions& options) {
  const std::filesystem::path folder = pending.work_folder(target);
  std::vector<std::string> warnings = write_with_gdal(folder / target.filename(), layer, dataset.crs);
  std::vector<std::filesystem::path> made;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) made.push_back(entry.path());
  std::sort(made.begin(), made.end());
  for (const std::filesystem::path& file : made) {
    std::filesystem::path place = target;
    place.replace_filename(file.filename());
    check_place(place, options);
    std::filesystem::rename(file, pending.add(place, options.overwrite));
  }
  return warnings;
}

/// A table and the file in which it is written.
struct Part {
  const FeatureTable* layer;
  std::filesystem::path file;
  bool as_csv;
};

std::filesystem::path beside(const std::filesystem::path& file, const FeatureTable& layer, const std::string& ending) {
  std::filesystem::path place = file;
  return place.replace_filename(fmt::format("{}.{}{}", file.stem().string(), file_name_of(layer.table.name), ending));
}

bool is_csv(const std::filesystem::path& file) { return ending_of(file) == ".csv"; }

/// Every file name that a further table may get, whatever its rows. If a CSV file has the same stem, the tables beside
/// it are that file's.
std::vector<std::filesystem::path> possible_names(const std::filesystem::path& file, const std::string& ending,
                                                  const FeatureTable& layer) {
  std::vector<std::string> endings;
  const bool spatial = !std::holds_alternative<std::monostate>(layer.geometry);
  if (spatial && ending != ".csv") endings.push_back(file.extension().string());
  if (spatial && ending == ".shp")
    endings.insert(endings.end(), shapefile_companions.begin(), shapefile_companions.end());
  if (ending == ".csv" || ((!spatial || ending == ".fgb") &&
                           !std::filesystem::exists(std::filesystem::path(file).replace_extension(".csv"))))
    endings.emplace_back(".csv");
  std::vector<std::filesystem::path> names;
  for (const std::string& one : endings) names.push_back(beside(file, layer, one));
  return names;
}

void refuse_stale(const std::filesystem::path& name) {
  throw Error(ErrorKind::output,
              fmt::format("{} already exists and would be taken for part of this result", name.string()),
              "Move it away, choose another name, or allow it to be removed by --overwrite.");
}

/// Existing files beside the output that are not written by this run but would be taken for part of its result.
std::vector<std::filesystem::path> stale_files(const std::filesystem::path& file, const std::string& ending,
                                               const Dataset& dataset, const std::vector<Part>& parts,
                                               const WriteOptions& options) {
  std::vector<std::filesystem::path> stale;
  for (std::size_t k = 1; k < dataset.layers.size(); ++k) {
    const FeatureTable& layer = dataset.layers[k];
    const auto part = std::find_if(parts.begin(), parts.end(), [&](const Part& one) { return one.layer == &layer; });
    for (const std::filesystem::path& name : possible_names(file, ending, layer)) {
      if (!std::filesystem::is_regular_file(name) || (part != parts.end() && is_csv(name) == part->as_csv)) continue;
      if (!options.overwrite) refuse_stale(name);
      check_place(name, options);
      stale.push_back(name);
    }
  }
  return stale;
}

/// Writes one file per table; `ending` is the format.
std::vector<std::string> add_tables(PendingFiles& pending, const std::filesystem::path& file, const std::string& ending,
                                    const Dataset& dataset, const WriteOptions& options) {
  std::vector<Part> parts;
  for (std::size_t k = 0; k < dataset.layers.size(); ++k) {
    const FeatureTable& layer = dataset.layers[k];
    if (k > 0 && row_count(layer) == 0) continue;
    const bool as_csv =
        ending == ".csv" || (k > 0 && (std::holds_alternative<std::monostate>(layer.geometry) ||
                                       (ending == ".fgb" && std::holds_alternative<PointColumn>(layer.geometry) &&
                                        rows_without_geometry(layer) > 0)));
    parts.push_back({&layer, k == 0 ? file : beside(file, layer, as_csv ? ".csv" : file.extension().string()), as_csv});
    check_place(parts.back().file, options);
  }
  const std::vector<std::filesystem::path> stale = stale_files(file, ending, dataset, parts, options);
  std::vector<std::string> warnings;
  for (const auto& [layer, target, as_csv] : parts) {
    if (as_csv) {
      write_csv_table(pending.add(target, options.overwrite), *layer, options.csv);
    } else if (ending == ".geojson") {
      write_geojson(pending.add(target, options.overwrite), *layer, dataset.crs);
    } else {
      for (std::string& warning : write_through_gdal(pending, target, *layer, dataset, options))
        warnings.push_back(fmt::format("{}: {}", target.filename().string(), warning));
    }
  }
  for (const std::filesystem::path& one : stale) pending.remove(one);
  // Old attribute and spatial index files would be used with the new Shapefile, so they are removed.
  if (ending == ".shp")
    for (std::size_t k = 0; k < dataset.layers.size(); ++k)
      for (const char* index : shapefile_indices)
        pending.remove(k == 0 ? std::filesystem::path(file).replace_extension(index)
                              : beside(file, dataset.layers[k], index));
  return warnings;
}

}  // namespace

void check_writable(const std::filesystem::path& file, const WriteOptions& options) {
  if (lower(file.extension().string()) != ".gpkg")
    throw Error(ErrorKind::output, fmt::format("the output '{}' does not end in .gpkg", file.string()),
                "Results are written as a GeoPackage: give it a name that ends in .gpkg.");
  check_place(file, options);
  refuse_open_database(file);
}

void check_text_writable(const std::filesystem::path& file, const WriteOptions& options) { check_place(file, options); }

void add_text(PendingFiles& files, const std::filesystem::path& file, std::string_view text,
              const WriteOptions& options) {
  check_place(file, options);
  const std::filesystem::path temporary = files.add(file, options.overwrite);
  std::ofstream out(temporary, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out.flush())
    throw Error(ErrorKind::output, fmt::format("writing {} failed", file.string()),
                "The disk may be full: free some space or choose another folder.");
  out.close();
  std::ifstream again(temporary, std::ios::binary);
  if (std::string(std::istreambuf_iterator<char>(again), {}) != text)
    throw Error(ErrorKind::output, fmt::format("{} does not hold what was written", file.string()),
                "The disk did not keep what was written; check it and try again.");
}

void write_text(const std::filesystem::path& file, std::string_view text, const WriteOptions& options) {
  PendingFiles files;
  add_text(files, file, text, options);
  files.commit();
}

void check_dataset_writable(const std::filesystem::path& file, const WriteOptions& options,
                            const std::vector<std::string>& further) {
  if (ending_of(file) == ".csv" || one_table_format(ending_of(file))) {
    check_place(file, options);
    for (const std::string& table : further)
      for (const std::filesystem::path& name :
           possible_names(file, ending_of(file), {{table, {}, {}, {}}, PointColumn{}}))
        if (!options.overwrite && std::filesystem::is_regular_file(name)) refuse_stale(name);
    return;
  }
  if (ending_of(file) != ".gpkg")
    throw Error(ErrorKind::output,
                fmt::format("the output '{}' does not end in .gpkg, .fgb, .shp, .geojson or .csv", file.string()),
                "The ending of the name sets the format; a GeoPackage can hold everything.");
  check_writable(file, options);
}

std::vector<std::string> add_dataset(PendingFiles& files, const std::filesystem::path& file, const Dataset& dataset,
                                     const WriteOptions& options) {
  check_dataset_writable(file, options);
  const std::string ending = ending_of(file);
  if (ending != ".gpkg") return add_tables(files, file, ending, dataset, options);
  add_whole_geopackage(files, file, dataset, options);
  return {};
}

std::vector<std::string> write_dataset(const std::filesystem::path& file, const Dataset& dataset,
                                       const WriteOptions& options) {
  if (MemoryResult* memory = MemoryResult::waiting_for(file)) {
    memory->dataset = dataset;
    return {};
  }
  PendingFiles files;
  std::vector<std::string> warnings = add_dataset(files, file, dataset, options);
  files.commit();
  return warnings;
}

void write_csv_file(const std::filesystem::path& file, const Dataset& dataset, const WriteOptions& options) {
  PendingFiles files;
  add_tables(files, file, ".csv", dataset, options);
  files.commit();
}

void write_geopackage(const std::filesystem::path& file, const Dataset& dataset, const WriteOptions& options) {
  PendingFiles files;
  add_whole_geopackage(files, file, dataset, options);
  files.commit();
}

}  // namespace spatial
