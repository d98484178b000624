// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// Which names reach beyond this computer, and how secrets stay out of everything that is shown or written.
///
/// Passwords, keys and tokens are taken out of connections where these enter the program (the command line, a config)
/// and put back where GDAL opens them; between the two, and in every result, a connection is known by its name without
/// secrets. What a driver says, and every message, goes through `redacted` besides.
///   const std::string shown = without_secrets("PG:host=db password=x");   // "PG:host=db password=***"
///   with_secrets(shown);                                                   // "PG:host=db password=x"
/// Any thread. O(text).

/// A URL, a database connection, or one of GDAL's network file systems, also when nested (/vsizip//vsicurl/…).
bool is_network_path(std::string_view path);

/// The text with passwords, keys and tokens replaced by "***", in every spelling that libpq or an address allows:
/// `password=…`, `PASSWORD = '…'` with escaped quotes, `user:secret@host`, `?password=…`, `sig=…`. Applied twice it is
/// the same.
std::string redacted(std::string_view text);
/// The same for what a driver says, which may repeat a part of a secret.
std::string redacted_driver_words(std::string_view text);

/// A connection's name without its secrets, which are kept for `with_secrets`; any other text as it is.
std::string without_secrets(std::string_view text);
/// The connection of that name (also without its #LAYER); the name itself if none was kept.
std::string with_secrets(const std::string& shown);

}  // namespace spatial
