// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// Which names reach beyond this computer, and how they may be shown. Pure functions.

/// A URL, a database connection, or one of GDAL's network file systems, also when nested (/vsizip//vsicurl/…).
bool is_network_path(std::string_view path);

/// The text with passwords, keys and tokens replaced by "***": `password=…`, `user:secret@host`, `sig=…`.
std::string redacted(std::string_view text);

}  // namespace spatial
