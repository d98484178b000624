// SPDX-License-Identifier: MIT
#include "libspatial/io/open_sources.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <compare>
#include <map>
#include <optional>
#include <string_view>

#include "libspatial/io/open_sources_bridge.hpp"

namespace spatial {
namespace gdal {
namespace {

/// A file as it was when it was opened.
struct FileState {
  dev_t device{};
  ino_t inode{};
  off_t size{};
  std::int64_t changed_s{}, changed_ns{};
  bool operator==(const FileState&) const = default;
};

std::optional<FileState> state_of(const std::filesystem::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileState{status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

struct Kept {
  FileState file;
  OpenedSource source;
};

/// By file and layer as named.
using Key = std::pair<std::string, std::string>;
struct Pool {
  int scopes = 0;
  std::map<Key, Kept> sources;
};
thread_local Pool pool;

/// Formats whose layers begin anew whenever they are asked to. What a source reads by itself (OwnCells) counts what it
/// has seen, so it is opened anew.
bool may_stay_open(const Source& source) {
  static constexpr std::array<std::string_view, 7> formats{"GPKG", "FlatGeobuf", "GeoJSON", "GeoJSONSeq",
                                                           "CSV",  "XLSX",       "ODS"};
  return source.own_cells.empty() && std::find(formats.begin(), formats.end(), source.driver) != formats.end();
}

/// GDAL holds files of these formats in memory, which takes about as much as the file.
constexpr off_t most_bytes_kept = off_t{512} << 20;

off_t bytes_kept() {
  off_t bytes = 0;
  for (const auto& [key, kept] : pool.sources)
    if (kept.source->driver != "GPKG" && kept.source->driver != "FlatGeobuf") bytes += kept.file.size;
  return bytes;
}

void begin_anew(const Source& source) {
  for (int i = 0; i < GDALDatasetGetLayerCount(source.dataset.get()); ++i) {
    OGRLayerH layer = GDALDatasetGetLayer(source.dataset.get(), i);
    OGR_L_SetAttributeFilter(layer, nullptr);
    OGR_L_SetSpatialFilter(layer, nullptr);
    OGR_L_ResetReading(layer);
  }
}

}  // namespace

OpenedSource opened_before_or(const LayerName& name, const std::function<OpenedSource()>& open) {
  const std::optional<FileState> state = pool.scopes > 0 ? state_of(name.file) : std::nullopt;
  if (!state) return open();
  std::error_code ignored;
  const Key key{std::filesystem::absolute(name.file, ignored).string(), name.layer};
  const auto kept = pool.sources.find(key);
  if (kept != pool.sources.end() && kept->second.file == *state) {
    if (kept->second.source.use_count() > 1) return open();
    const ErrorScope errors;
    begin_anew(*kept->second.source);
    if (!errors.failed()) return kept->second.source;
  }
  if (kept != pool.sources.end()) pool.sources.erase(kept);
  OpenedSource source = open();
  if (may_stay_open(*source) && bytes_kept() + state->size <= most_bytes_kept)
    pool.sources.emplace(key, Kept{*state, source});
  return source;
}

void not_needed_again(const Source& source) {
  std::erase_if(pool.sources, [&](const auto& one) { return one.second.source.get() == &source; });
}

}  // namespace gdal

OpenSources::OpenSources() { ++gdal::pool.scopes; }

OpenSources::~OpenSources() {
  if (--gdal::pool.scopes == 0) gdal::pool.sources.clear();
}

}  // namespace spatial
