// SPDX-License-Identifier: MIT
#include "libspatial/io/archive.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array<std::string_view, 14> endings{".shp",      ".gpkg", ".fgb", ".geojson", ".geojsonl",
                                                   ".geojsons", ".json", ".tab", ".mif",     ".kml",
                                                   ".gml",      ".csv",  ".gdb", ".ndjson"};

bool is_vector_file(const std::filesystem::path& member) {
  const std::string ending = lower(member.extension().string()), text = lower(member.generic_string());
  if (text.starts_with("__macosx") || text.find("/__macosx") != std::string::npos ||
      member.filename().string().starts_with("._"))
    return false;  // metadata that macOS adds to archives
  if (text.find(".gdb/") != std::string::npos) return false;
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// Whether the member belongs to a File Geodatabase whose folder is not named *.gdb, recognised by its first table.
bool is_loose_geodatabase(const std::filesystem::path& member) {
  return lower(member.filename().string()) == "a00000001.gdbtable" &&
         lower(member.parent_path().extension().string()) != ".gdb";
}

std::string root_of(const std::filesystem::path& archive) {
  return (lower(archive.extension().string()) == ".zip" ? "/vsizip/{" : "/vsitar/{") + archive.string() + "}";
}

}  // namespace

bool is_archive(const std::filesystem::path& file) {
  const std::string name = lower(file.filename().string());
  return name.ends_with(".zip") || name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz");
}

std::vector<ArchiveMember> members_of_archive(const std::filesystem::path& archive) {
  const std::string root = root_of(archive);
  const CPLStringList listed(VSIReadDirRecursive(root.c_str()));
  if (listed.Count() == 0)
    throw Error(ErrorKind::input, fmt::format("{} cannot be read as an archive, or is empty", archive.string()),
                "The file is probably damaged; fetch it again.");
  std::vector<ArchiveMember> members;
  for (int i = 0; i < listed.Count(); ++i) {
    std::string entry = listed[i];
    while (entry.ends_with('/')) entry.pop_back();
    const std::filesystem::path member(entry);
    if (is_vector_file(member)) {
      members.push_back({root + "/" + entry, entry, member.stem().string()});
    } else if (is_loose_geodatabase(member)) {
      const std::string folder = member.parent_path().generic_string();
      const std::string name = folder.empty() ? archive.stem().string() : folder;
      members.push_back(
          {folder.empty() ? root : root + "/" + folder, name, std::filesystem::path(name).stem().string(), true});
    }
  }
  // A .json file beside other files describes them and is no layer.
  const auto is_json = [](const ArchiveMember& member) { return lower(member.name).ends_with(".json"); };
  if (!std::all_of(members.begin(), members.end(), is_json)) std::erase_if(members, is_json);
  std::sort(members.begin(), members.end(),
            [](const ArchiveMember& a, const ArchiveMember& b) { return a.name < b.name; });
  members.erase(std::unique(members.begin(), members.end(),
                            [](const ArchiveMember& a, const ArchiveMember& b) { return a.name == b.name; }),
                members.end());
  if (members.empty()) {
    const std::vector<std::string> names(listed.List(), listed.List() + std::min(listed.Count(), 10));
    throw Error(ErrorKind::input, fmt::format("{} has no vector file that lnrs can read", archive.string()),
                fmt::format("It holds: {}.", joined(names, ", ")));
  }
  return members;
}

std::vector<ArchiveMember> members_called(const std::vector<ArchiveMember>& members, const std::string& word) {
  std::vector<ArchiveMember> found;
  const auto add = [&](const auto& is_meant) {
    if (!found.empty()) return;
    for (const ArchiveMember& member : members)
      if (is_meant(member)) found.push_back(member);
  };
  add([&](const ArchiveMember& member) { return member.name == word; });
  add([&](const ArchiveMember& member) { return std::filesystem::path(member.name).filename() == word; });
  add([&](const ArchiveMember& member) { return member.stem == word; });
  return found;
}

std::vector<std::string> words_for(const std::vector<ArchiveMember>& members) {
  std::set<std::string> stems;
  for (const ArchiveMember& member : members) stems.insert(member.stem);
  std::vector<std::string> words;
  for (const ArchiveMember& member : members)
    words.push_back("'" + (stems.size() == members.size() ? member.stem : member.name) + "'");
  return words;
}

}  // namespace spatial
