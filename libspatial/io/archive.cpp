// SPDX-License-Identifier: MIT
#include "libspatial/io/archive.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array<std::string_view, 12> endings{".shp", ".gpkg", ".fgb", ".geojson", ".geojsonl", ".json", ".tab", ".mif", ".kml", ".gml", ".csv", ".gdb"};

bool is_vector_file(const std::filesystem::path& member) {
  const std::string ending = lower(member.extension().string()), text = member.generic_string();
  if (text.starts_with("__MACOSX") || member.filename().string().starts_with("._")) return false;  // what macOS adds to archives
  if (text.find(".gdb/") != std::string::npos && ending != ".gdb") return false;
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

}  // namespace

std::string member_of_archive(const std::filesystem::path& archive, const std::string& layer) {
  const std::string root = "/vsizip/{" + archive.string() + "}";
  CPLStringList listed(VSIReadDirRecursive(root.c_str()));
  if (listed.Count() == 0) throw Error(ErrorKind::input, fmt::format("{} cannot be read as a zip archive, or is empty", archive.string()), "The file is probably damaged; fetch it again.");
  std::vector<std::filesystem::path> members;
  for (int i = 0; i < listed.Count(); ++i) {
    std::string member = listed[i];
    while (member.ends_with('/')) member.pop_back();
    if (is_vector_file(member)) members.emplace_back(member);
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  if (members.empty()) {
    std::vector<std::string> names(listed.List(), listed.List() + std::min(listed.Count(), 10));
    throw Error(ErrorKind::input, fmt::format("{} holds no vector file that is read", archive.string()), fmt::format("It holds: {}.", joined(names, ", ")));
  }
  if (members.size() > 1) {
    std::vector<std::string> names;
    std::vector<std::filesystem::path> chosen;
    for (const std::filesystem::path& member : members) {
      names.push_back("'" + member.stem().string() + "'");
      if (member.stem() == layer || member.generic_string() == layer) chosen.push_back(member);
    }
    if (chosen.size() != 1)
      throw Error(ErrorKind::input, fmt::format("{} holds {} layers and {}", archive.string(), members.size(), layer.empty() ? "none is named" : fmt::format("'{}' is not one of them", layer)),
                  fmt::format("Name one as {}#LAYER: {}.", archive.string(), joined(names, ", ")));
    members = chosen;
  }
  return root + "/" + members.front().generic_string();
}

}  // namespace spatial
