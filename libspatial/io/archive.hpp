// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spatial {

/// Private to io/: vector files inside archives (.zip, .tar, .tar.gz, .tgz), as paths of GDAL's virtual file systems
/// that this project composes itself. Folders inside the archive are searched; only the listed formats count.

/// One of them.
struct ArchiveMember {
  std::string path;                ///< "/vsizip/{a.zip}/folder/b.shp"
  std::string name;                ///< "folder/b.shp", by which it can be told from all others
  std::string stem;                ///< "b", as most people will call it
  bool loose_geodatabase = false;  ///< `path` is a folder that holds a File Geodatabase's files and is not called .gdb
};

bool is_archive(const std::filesystem::path& file);

/// In order of their names. Throws Error(input) for an archive that cannot be read or holds nothing of use.
std::vector<ArchiveMember> members_of_archive(const std::filesystem::path& archive);

/// Those a word may mean: the member of that name, else those of that file name, else those of that stem.
std::vector<ArchiveMember> members_called(const std::vector<ArchiveMember>& members, const std::string& word);

/// How people can name them: by their stems where these differ, else by their names; in quotes.
std::vector<std::string> words_for(const std::vector<ArchiveMember>& members);

}  // namespace spatial
