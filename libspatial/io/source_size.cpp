// SPDX-License-Identifier: MIT
#include "libspatial/io/source_size.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <string>

#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/memory_layer.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

double bytes_of_folder(const std::filesystem::path& folder) {
  double bytes = 0;
  std::error_code error;
  for (auto entry = std::filesystem::recursive_directory_iterator(
           folder, std::filesystem::directory_options::skip_permission_denied, error);
       !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    const auto size = entry->file_size(unknown);
    if (!unknown && entry->is_regular_file(unknown)) bytes += static_cast<double>(size);
  }
  return bytes;
}

/// Unpacked size of all files below a folder of a GDAL virtual file system.
double bytes_of_virtual(const std::string& path) {
  const gdal::ErrorScope errors;  // an unreadable archive is refused when it is opened
  VSIStatBufL status;
  if (VSIStatL(path.c_str(), &status) == 0 && !VSI_ISDIR(status.st_mode)) return static_cast<double>(status.st_size);
  const CPLStringList members(VSIReadDirRecursive(path.c_str()));
  double bytes = 0;
  for (int i = 0; i < members.Count(); ++i)
    if (VSIStatL((path + "/" + members[i]).c_str(), &status) == 0 && !VSI_ISDIR(status.st_mode))
      bytes += static_cast<double>(status.st_size);
  return bytes;
}

/// Unpacked size stated in a gzip file, which is modulo 2^32; at least the packed size.
double bytes_of_gzip(const std::filesystem::path& file, double packed) {
  std::ifstream in(file, std::ios::binary);
  std::array<unsigned char, 4> end{};
  in.seekg(-4, std::ios::end);
  in.read(reinterpret_cast<char*>(end.data()), 4);
  if (!in) return packed;
  double bytes = end[0] + 256.0 * end[1] + 65536.0 * end[2] + 16777216.0 * end[3];
  while (bytes < packed) bytes += 4294967296.0;
  return bytes;
}

}  // namespace

double bytes_of_source(const std::filesystem::path& source) {
  const std::string name = source.string(), ending = lower(source.extension().string());
  if (is_network_path(name)) return 0;
  if (const auto memory = MemorySource::find(source)) return static_cast<double>(memory->bytes());
  if (name.starts_with("/vsi")) return bytes_of_virtual(name);
  std::error_code error;
  if (std::filesystem::is_directory(source, error)) return bytes_of_folder(source);
  if (ending == ".zip") return bytes_of_virtual("/vsizip/{" + name + "}");
  const auto size = std::filesystem::file_size(source, error);
  if (error) return 0;
  double bytes = static_cast<double>(size);
  if (ending == ".gz") return bytes_of_gzip(source, bytes);
  if (ending != ".shp" && ending != ".tab" && ending != ".mif") return bytes;
  for (const char* other : {".dbf", ".DBF", ".map", ".MAP", ".dat", ".DAT", ".mid", ".MID"}) {
    const auto more = std::filesystem::file_size(std::filesystem::path(source).replace_extension(other), error);
    if (!error) bytes += static_cast<double>(more);
  }
  return bytes;
}

double bytes_of_layer(const std::filesystem::path& source, const std::string& layer) {
  if (is_network_path(source.string()) || !sqlite::looks_like_database(source)) return bytes_of_source(source);
  try {
    sqlite::Database file(source, sqlite::Database::Mode::read);
    sqlite::Statement columns(file, "SELECT table_name, column_name FROM gpkg_geometry_columns ORDER BY rowid");
    while (columns.step()) {
      const std::string table = columns.text(0);
      if (!layer.empty() && lower(table) != lower(layer)) continue;
      return static_cast<double>(file.number("SELECT sum(length(" + sqlite::identifier(columns.text(1)) + ")) FROM " +
                                             sqlite::identifier(table)));
    }
    return layer.empty() ? bytes_of_source(source) : 0;
  } catch (const Error&) {
    return bytes_of_source(source);  // the error is reported when the file is read
  }
}

}  // namespace spatial
