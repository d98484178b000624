// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// Private to io/: the one vector file inside a .zip, as a /vsizip/ path that this project composes itself. Folders inside the
/// archive are searched; `layer` (may be empty) chooses by file name where there are several. Only the listed formats count.
/// Throws Error(input) for an archive that cannot be read, holds nothing of use, or several files and none chosen.
std::string member_of_archive(const std::filesystem::path& archive, const std::string& layer);

}  // namespace spatial
