// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <gdal.h>
#include <proj.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/sha256.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/file_state.hpp"
#include "libspatial/io/memory_layer.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {
namespace {

std::uint64_t add_file(Sha256& sha, const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw Error(ErrorKind::input, fmt::format("{} cannot be read", file.string()),
                "Check that the file exists and that you may read it.");
  std::vector<char> buffer(std::size_t{1} << 20);
  std::uint64_t size = 0;
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    throw_if_cancelled();
    sha.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
    size += static_cast<std::uint64_t>(in.gcount());
  }
  if (in.bad())
    throw Error(ErrorKind::input, fmt::format("reading {} failed", file.string()), "Check the disk and try again.");
  return size;
}

/// The archive of a path into an archive; other paths unchanged.
std::filesystem::path outermost_file(const std::filesystem::path& file) {
  const std::string path = file.string();
  if (!path.starts_with("/vsi")) return file;
  const std::size_t slash = path.find('/', 1);
  std::filesystem::path inner = slash == std::string::npos ? path : path.substr(slash + 1);
  while (!std::filesystem::exists(inner) && inner.has_relative_path() && inner != inner.parent_path())
    inner = inner.parent_path();
  return inner;
}

}  // namespace

namespace {

/// Of a regular file. A large file is read once in a process, as long as it does not change.
InputFile read_file(const std::filesystem::path& file) {
  static std::mutex mutex;
  static std::map<FileState, InputFile> known;
  const std::optional<FileState> before = state_of(file);
  if (before) {
    const std::scoped_lock lock(mutex);
    if (const auto found = known.find(*before); found != known.end()) return found->second;
  }
  InputFile result;
  Sha256 sha;
  result.size_bytes = add_file(sha, file);
  result.sha256 = hex_of(sha.digest());
  if (before && before->settled() && before == state_of(file)) {
    const std::scoped_lock lock(mutex);
    known.emplace(*before, result);
  }
  return result;
}

}  // namespace

InputFile fingerprint(const std::filesystem::path& file, const std::string& as_named) {
  InputFile result{redacted(as_named), 0, {}};
  if (is_network_path(file.string())) return result;
  if (const auto memory = MemorySource::digest(file)) return {memory->name, memory->bytes, memory->sha256};
  const std::filesystem::path path = outermost_file(file);
  if (std::filesystem::is_directory(path)) {
    Sha256 sha;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
      if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& one : files) {
      const std::string name = one.lexically_relative(path).generic_string();
      sha.add(name.c_str(), name.size() + 1);
      result.size_bytes += add_file(sha, one);
    }
    result.sha256 = hex_of(sha.digest());
  } else {
    const InputFile read = read_file(path);
    result.size_bytes = read.size_bytes;
    result.sha256 = read.sha256;
  }
  return result;
}

std::string gdal_version() { return GDALVersionInfo("RELEASE_NAME"); }
std::string proj_version() { return proj_info().version; }
std::string sqlite_version() { return sqlite3_libversion(); }

}  // namespace spatial
