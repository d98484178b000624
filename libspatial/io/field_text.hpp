// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/text.hpp"

namespace spatial {

/// How cells of a file become text. Pure functions.
///
///     decimal_number(" 1 234,5", true);   // 1234.5

std::string hex_text(std::span<const std::uint8_t> bytes);
/// The bytes of hexadecimal text; nullopt for any other text.
std::optional<std::vector<std::uint8_t>> bytes_of_hex(std::string_view text);
/// "2026-03-31T13:00:00.000+01:00" as "2026-03-31T12:00:00.000Z"; a time without a zone is read as UTC. Any other text
/// is returned unchanged.
std::string utc_text(const std::string& text);
/// Whether a text is a date ("2026-03-31"), or a time that utc_text understands. Days that do not exist are neither.
bool is_date(const std::string& text);
bool is_time(const std::string& text);

/// Reads a number as people type it: with spaces around it or between thousands, with a decimal comma, or with commas
/// between thousands. With `decimal_comma` a single comma is always decimal; without it, "531,234" is 531234 and
/// "531234,5" is 531234.5. nullopt for any other text, including NaN and infinity.
std::optional<double> decimal_number(std::string_view text, bool decimal_comma);

/// A column's name for comparison: letters and digits in lower case, words joined by one underscore.
/// "Site Area (ha)" → "site_area_ha".
std::string plain_column(std::string_view name);
bool is_utf8(std::string_view text) noexcept;
/// The text read as Windows-1252; the five bytes that it leaves undefined become U+FFFD.
std::string from_windows_1252(std::string_view text);

}  // namespace spatial
