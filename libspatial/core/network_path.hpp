// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// Recognises paths to other computers, and keeps secrets out of everything that is shown or written.
///
/// Passwords, keys and tokens are removed from a connection where it enters the program (the command line, a config)
/// and put back where GDAL opens it. Everywhere else, and in every result, the connection is named without its secrets.
/// In addition, drivers' messages and our own pass through `redacted`.
///   const std::string shown = without_secrets("PG:host=db password=x");   // "PG:host=db password=***"
///   with_secrets(shown);                                                   // "PG:host=db password=x"
/// Any thread. O(text).

/// A URL, a database connection, or one of GDAL's network file systems, also when nested (/vsizip//vsicurl/…).
bool is_network_path(std::string_view path);

/// The text with passwords, keys and tokens replaced by "***", in every spelling that libpq or a URL allows:
/// `password=…`, `PASSWORD = '…'` with escaped quotes, `user:secret@host`, `?password=…`, `sig=…`. Idempotent.
std::string redacted(std::string_view text);
/// The same for a driver's message, which may repeat a part of a secret.
std::string redacted_driver_words(std::string_view text);

/// A connection's name without its secrets, which are kept for `with_secrets`. Any other text comes back unchanged.
std::string without_secrets(std::string_view text);
/// The connection kept under this name (with or without #LAYER); the name itself if none was kept.
std::string with_secrets(const std::string& shown);

}  // namespace spatial
