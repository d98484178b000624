// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace spatial {

/// Bytes of data in a source as a user names it: a file with the files that belong to it (a Shapefile's .dbf), a folder
/// with all that is in it (a File Geodatabase), an archive or compressed file unpacked. 0 for what is not on this
/// computer or cannot be looked at: opening it says why. O(files).
double bytes_of_source(const std::filesystem::path& source);

}  // namespace spatial
