// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace spatial {

/// How cells of a file become text. Pure functions.

/// "12" for 12.0, otherwise the shortest text that reads back as the same double: an id stored as a real stays an id.
std::string number_text(double value);
std::string hex_text(std::span<const std::uint8_t> bytes);

bool is_utf8(std::string_view text) noexcept;
/// The text read as Windows-1252; the five bytes that it leaves undefined become U+FFFD.
std::string from_windows_1252(std::string_view text);

}  // namespace spatial
