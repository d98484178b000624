// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// Private to io/: databases out of archives. SQLite reads files on disk only, and a File Geodatabase needs a folder
/// that is called .gdb; both are copied out of an archive once a run, into the folder for temporary files (TMPDIR), and
/// removed when the program ends.

/// A file at a path of GDAL's virtual file systems ("/vsizip/{a.zip}/b.gpkg") as a file on disk. `shown` is what
/// messages call it. Throws Error(input) if it cannot be read, Error(output) if it cannot be written.
std::filesystem::path unpacked_file(const std::string& virtual_path, const std::string& shown);
/// The files of a folder, as a folder on disk whose name ends in .gdb.
std::filesystem::path unpacked_geodatabase(const std::string& virtual_folder, const std::string& shown);

/// What messages call a file on disk: the archive's name for one that was unpacked, else its own.
std::string shown_name(const std::filesystem::path& file);

}  // namespace spatial
