// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spatial {

/// Private to io/: finds vector files inside archives (.zip, .tar, .tar.gz, .tgz) and composes their paths in GDAL's
/// virtual file systems. Folders inside the archive are searched too; files of other formats are ignored. O(files in
/// the archive).

/// A vector file in an archive.
struct ArchiveMember {
  std::string path;                ///< "/vsizip/{a.zip}/folder/b.shp"
  std::string name;                ///< "folder/b.shp", unique in the archive
  std::string stem;                ///< "b", what most people call it
  bool loose_geodatabase = false;  ///< `path` is a folder that holds a File Geodatabase's files and is not called .gdb
};

bool is_archive(const std::filesystem::path& file);

/// The vector files of an archive, by name. Throws Error(input) if the archive cannot be read or holds none.
std::vector<ArchiveMember> members_of_archive(const std::filesystem::path& archive);

/// The members that a word may refer to: the one with that name, else those with that file name, else those with that
/// stem.
std::vector<ArchiveMember> members_called(const std::vector<ArchiveMember>& members, const std::string& word);

/// The words by which users can refer to the members, in quotes: their stems if these differ, else their names.
std::vector<std::string> words_for(const std::vector<ArchiveMember>& members);

}  // namespace spatial
