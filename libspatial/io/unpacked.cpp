// SPDX-License-Identifier: MIT
#include "libspatial/io/unpacked.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"

namespace spatial {
namespace {

/// Copies unpacked during this run, by source.
class Copies {
 public:
  ~Copies() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path folder_for(const std::string& shown) {
    if (folder_.empty()) {
      std::string name = (std::filesystem::temp_directory_path() / "lnrs-XXXXXX").string();
      if (mkdtemp(name.data()) == nullptr)
        throw Error(
            ErrorKind::output,
            fmt::format("{} has to be unpacked, and no folder for that can be made in {}: {}", shown,
                        std::filesystem::temp_directory_path().string(), std::generic_category().message(errno)),
            "Name a folder that you may write to in TMPDIR, or unpack it yourself.");
      folder_ = name;
    }
    std::filesystem::path own = folder_ / std::to_string(shown_.size());
    std::filesystem::create_directory(own);
    return own;
  }

  std::mutex mutex;
  std::map<std::string, std::filesystem::path> copy_of;

  void call(const std::filesystem::path& copy, const std::string& shown) { shown_[copy.string()] = shown; }
  std::string called(const std::filesystem::path& file) const {
    const auto found = shown_.find(file.string());
    return found == shown_.end() ? file.string() : found->second;
  }

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::string> shown_;
};

Copies& copies() {
  static Copies all;
  return all;
}

/// Key of a file with its size and date, so that an archive that changes during the run is unpacked again.
std::string key_of(const std::string& path) {
  VSIStatBufL status;
  if (VSIStatL(path.c_str(), &status) != 0) return path;
  return fmt::format("{} {} {}", path, static_cast<long long>(status.st_size), static_cast<long long>(status.st_mtime));
}

void copy(const std::string& from, const std::filesystem::path& to, const std::string& shown) {
  const auto damaged = [&] {
    return Error(ErrorKind::input, fmt::format("{} cannot be unpacked: its archive is damaged", shown),
                 "Fetch the archive again.");
  };
  VSIStatBufL status;
  if (VSIStatL(from.c_str(), &status) != 0) throw damaged();
  VSILFILE* const in = VSIFOpenL(from.c_str(), "rb");
  if (in == nullptr) throw damaged();
  std::ofstream out(to, std::ios::binary);
  std::string buffer(1u << 20, '\0');
  unsigned long long bytes = 0;
  for (std::size_t size = 1; size > 0 && out;) {
    throw_if_cancelled();
    size = VSIFReadL(buffer.data(), 1, buffer.size(), in);
    out.write(buffer.data(), static_cast<std::streamsize>(size));
    bytes += size;
  }
  VSIFCloseL(in);
  out.close();
  if (!out)
    throw Error(ErrorKind::output, fmt::format("{} could not be unpacked to {}", shown, to.string()),
                "The disk is probably full: free some space, name another folder in TMPDIR, or unpack it yourself.");
  if (bytes != static_cast<unsigned long long>(status.st_size)) throw damaged();
}

}  // namespace

std::filesystem::path unpacked_file(const std::string& virtual_path, const std::string& shown) {
  Copies& all = copies();
  const std::scoped_lock lock(all.mutex);
  std::filesystem::path& known = all.copy_of[key_of(virtual_path)];
  if (!known.empty()) return known;
  const std::filesystem::path to = all.folder_for(shown) / std::filesystem::path(virtual_path).filename();
  all.call(to, shown);
  copy(virtual_path, to, shown);
  return known = to;
}

std::filesystem::path unpacked_geodatabase(const std::string& virtual_folder, const std::string& shown) {
  Copies& all = copies();
  const std::scoped_lock lock(all.mutex);
  std::filesystem::path& known = all.copy_of[key_of(virtual_folder) + "/"];
  if (!known.empty()) return known;
  const std::filesystem::path to = all.folder_for(shown) / (std::filesystem::path(shown).stem().string() + ".gdb");
  std::filesystem::create_directory(to);
  all.call(to, shown);
  const CPLStringList files(VSIReadDir(virtual_folder.c_str()));
  for (int i = 0; i < files.Count(); ++i)
    if (std::filesystem::path(files[i]).extension().string().find("gdb") != std::string::npos ||
        std::string(files[i]) == "gdb")
      copy(virtual_folder + "/" + files[i], to / files[i], shown);
  return known = to;
}

std::string shown_name(const std::filesystem::path& file) {
  Copies& all = copies();
  const std::scoped_lock lock(all.mutex);
  return all.called(file);
}

}  // namespace spatial
