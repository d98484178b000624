// SPDX-License-Identifier: MIT
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/kml_rings.hpp"
#include "libspatial/io/own_cells_bridge.hpp"
#include "libspatial/io/substitute_bridge.hpp"
#include "libspatial/io/vsi_bridge.hpp"

namespace spatial::gdal {
namespace {

std::string beginning_of(const std::string& path, std::size_t bytes) {
  const File file(VSIFOpenL(path.c_str(), "rb"));
  std::string text(file ? bytes : 0, '\0');
  if (file) text.resize(VSIFReadL(text.data(), 1, text.size(), file.get()));
  return text;
}

std::string all_of(const std::string& path) {
  const File file(VSIFOpenL(path.c_str(), "rb"));
  std::string text;
  if (!file) return text;
  constexpr std::size_t step = 1u << 22;
  for (std::size_t size = step; size == step;) {
    text.resize(text.size() + step);
    size = VSIFReadL(text.data() + text.size() - step, 1, step, file.get());
    text.resize(text.size() - step + size);
  }
  return text;
}

/// Stores a copy of a file in memory until the program ends or the file changes; one copy per file.
std::string in_memory(const std::string& path, const std::string& text, const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, std::size_t> number;
  const std::scoped_lock lock(mutex);
  const std::size_t own = number.try_emplace(path, number.size()).first->second;
  const std::string copy = fmt::format("/vsimem/lnrs-{}/{}", own, name);
  auto* const bytes = static_cast<GByte*>(VSIMalloc(std::max<std::size_t>(text.size(), 1)));
  if (bytes == nullptr) return path;
  std::memcpy(bytes, text.data(), text.size());
  VSIFCloseL(VSIFileFromMemBuffer(copy.c_str(), bytes, text.size(), TRUE));
  return copy;
}

/// End of a CSV's first line, if it has a single column.
std::optional<std::size_t> one_column_header(const std::string& text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == ',' || c == ';' || c == '\t' || c == '|'))
      return std::nullopt;
    else if (!quoted && (c == '\n' || c == '\r'))
      return i > 0 ? std::optional(i) : std::nullopt;
  }
  return text.empty() || quoted ? std::nullopt : std::optional(text.size());
}

/// Reads a one-column CSV as a copy with an added, empty second column separated by a tab, so that commas in the first
/// column are not taken for separators.
Substitute for_csv(const std::string& path) {
  constexpr std::size_t longest_header = 65536;
  std::string head = beginning_of(path, longest_header);
  const std::size_t mark = head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const std::optional<std::size_t> end = one_column_header(head.substr(mark));
  if (!end || head.find('\0') != std::string::npos) return {path, false, false, {}};
  std::string text = all_of(path).substr(mark);
  std::replace(text.begin(), text.end(), '\t', ' ');
  text.insert(*end, "\tadded");
  return {in_memory(path, text, std::filesystem::path(path).filename().string()), true, false, {}};
}

Substitute for_kml(const std::string& path) {
  const KmlRings rings = kml_rings(all_of(path));
  Substitute result{path, false, false, {}};
  if (rings.mended) result.path = in_memory(path, *rings.mended, std::filesystem::path(path).filename().string());
  for (const std::string& name : rings.unread)
    result.notes.emplace_back(IssueRule::ring_unread,
                              fmt::format("the outline of {} has several outer rings in one polygon; only one was read",
                                          name.empty() ? "a placemark without a name" : "'" + name + "'"));
  return result;
}

/// If the only document in a .kmz needs a substitute, reads that document in place of the archive.
Substitute for_kmz(const std::string& path) {
  const std::string root = "/vsizip/{" + path + "}";
  const CPLStringList listed(VSIReadDirRecursive(root.c_str()));
  std::vector<std::string> documents;
  for (int i = 0; i < listed.Count(); ++i)
    if (lower(listed[i]).ends_with(".kml")) documents.push_back(root + "/" + listed[i]);
  if (documents.size() != 1) return {path, false, false, {}};
  Substitute document = for_kml(documents.front());
  if (document.path == documents.front()) document.path = path;
  return document;
}

Substitute for_geojson(const std::string& path) {
  if (!has_large_numbers(path)) return {path, false, false, {}};
  const std::string ending = lower(std::filesystem::path(path).extension().string());
  if (ending != ".geojsonl" && ending != ".geojsons" && ending != ".ndjson") return {path, false, true, {}};
  const std::string lines = all_of(path);
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  bool first = true;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    std::string_view line(lines.data() + begin, end - begin);
    while (!line.empty() && (line.front() == '\x1E' || line.front() == ' ')) line.remove_prefix(1);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    begin = end + 1;
    if (line.empty()) continue;
    if (!first) text += ",\n";
    first = false;
    text += line;
  }
  return {in_memory(path, text + "]}", std::filesystem::path(path).stem().string() + ".geojson"), false, true, {}};
}

}  // namespace

Substitute substitute_for(const std::string& path) {
  std::string name = lower(path);
  if (name.starts_with("/vsigzip/") && name.ends_with(".gz")) name.resize(name.size() - 3);
  if (name.starts_with("/vsicurl/") || name.find("://") != std::string::npos) return {path, false, false, {}};
  const std::string ending = std::filesystem::path(name).extension().string();
  if (ending == ".csv") return for_csv(path);
  if (ending == ".kml") return for_kml(path);
  if (ending == ".kmz") return for_kmz(path);
  if (ending == ".geojson" || ending == ".json" || ending == ".geojsonl" || ending == ".geojsons" ||
      ending == ".ndjson")
    return for_geojson(path);
  return {path, false, false, {}};
}

void hide_added_field(OGRLayerH layer) {
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  if (const int last = OGR_FD_GetFieldCount(definition) - 1; last > 0) OGR_FD_DeleteFieldDefn(definition, last);
}

}  // namespace spatial::gdal
