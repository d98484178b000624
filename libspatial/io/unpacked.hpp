// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// Private to io/: unpacks databases from archives. SQLite reads only files on disk, and a File Geodatabase needs a
/// folder named .gdb. Both are copied out of an archive once per run, into the folder for temporary files (TMPDIR), and
/// removed when the program ends.

/// Copies a file in GDAL's virtual file systems ("/vsizip/{a.zip}/b.gpkg") to disk. `shown`: its name in messages.
/// Throws Error(input) if it cannot be read, Error(output) if it cannot be written.
std::filesystem::path unpacked_file(const std::string& virtual_path, const std::string& shown);
/// Copies the files of a folder to a folder on disk whose name ends in .gdb.
std::filesystem::path unpacked_geodatabase(const std::string& virtual_folder, const std::string& shown);

/// The name of a file on disk for messages: that in the archive if it was unpacked, else its own.
std::string shown_name(const std::filesystem::path& file);

}  // namespace spatial
