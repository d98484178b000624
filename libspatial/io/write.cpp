// SPDX-License-Identifier: MIT
#include "libspatial/io/write.hpp"

#include <fmt/format.h>

#include <fstream>
#include <unistd.h>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gpkg_writer.hpp"
#include "libspatial/io/pending_file.hpp"

namespace spatial {
namespace {

/// A journal beside the old file would be applied to the new one.
void refuse_open_database(const std::filesystem::path& file) {
  for (const char* suffix : {"-wal", "-journal"}) {
    std::filesystem::path companion = file;
    companion += suffix;
    std::error_code error;
    const auto size = std::filesystem::file_size(companion, error);
    if (!error && size > 0)
      throw Error(ErrorKind::output, fmt::format("{} is open in another program: {} holds changes", file.string(), companion.filename().string()),
                  "Close the file there (in QGIS: remove its layers from the project), or write to another name.");
  }
}

/// Folder and file as such, whatever is written.
void check_place(const std::filesystem::path& file, const WriteOptions& options) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) throw Error(ErrorKind::output, fmt::format("there is no folder {} to write to", folder.string()), "Create it first, or choose another one.");
  if (std::filesystem::is_directory(file, error)) throw Error(ErrorKind::output, fmt::format("the output {} is a folder", file.string()), "Name a file in it.");
  if (std::filesystem::exists(file, error)) {
    if (!options.overwrite) throw Error(ErrorKind::output, fmt::format("{} exists already", file.string()), "Choose another name, or allow it to be replaced by --overwrite.");
    if (!std::filesystem::is_regular_file(file, error)) throw Error(ErrorKind::output, fmt::format("{} is not a regular file", file.string()), "Name a file.");
    if (access(file.c_str(), W_OK) != 0) throw Error(ErrorKind::output, fmt::format("{} is write-protected", file.string()), "Choose another name, or remove the protection.");
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) throw Error(ErrorKind::output, fmt::format("the folder {} is read-only", folder.string()), "Choose a folder that you may write to.");
}

}  // namespace

void check_writable(const std::filesystem::path& file, const WriteOptions& options) {
  if (lower(file.extension().string()) != ".gpkg") throw Error(ErrorKind::output, fmt::format("the output '{}' does not end in .gpkg", file.string()), "Results are written as a GeoPackage; name it so.");
  check_place(file, options);
  refuse_open_database(file);
}

void check_text_writable(const std::filesystem::path& file, const WriteOptions& options) { check_place(file, options); }

void write_text(const std::filesystem::path& file, std::string_view text, const WriteOptions& options) {
  check_place(file, options);
  PendingFiles pending;
  std::ofstream out(pending.add(file), std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out.flush()) throw Error(ErrorKind::output, fmt::format("writing {} failed", file.string()), "The disk may be full: free some space or choose another folder.");
  out.close();
  pending.commit();
}

void check_dataset_writable(const std::filesystem::path& file, const WriteOptions& options) {
  if (lower(file.extension().string()) == ".csv") return check_place(file, options);
  if (lower(file.extension().string()) != ".gpkg") throw Error(ErrorKind::output, fmt::format("the output '{}' ends neither in .gpkg nor in .csv", file.string()), "Name a GeoPackage or a CSV file.");
  check_writable(file, options);
}

void write_dataset(const std::filesystem::path& file, const Dataset& dataset, const WriteOptions& options) {
  check_dataset_writable(file, options);
  if (lower(file.extension().string()) == ".csv") return write_csv_file(file, dataset, options);
  write_geopackage(file, dataset, options);
}

void write_geopackage(const std::filesystem::path& file, const Dataset& dataset, const WriteOptions& options) {
  check_writable(file, options);
  PendingFiles pending;
  const std::filesystem::path temporary = pending.add(file);
  try {
    write_new_geopackage(temporary, dataset);
    verify_geopackage(temporary, dataset);
    check_writable(file, options);  // much time may have passed
    pending.commit();
  } catch (Error& error) {
    if (error.kind() == ErrorKind::output) error.add_context(file.string());
    throw;
  }
}

}  // namespace spatial
