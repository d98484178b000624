// SPDX-License-Identifier: MIT
#include "libspatial/io/field_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array<std::uint16_t, 32> windows_1252_80_to_9f{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

constexpr std::string_view no_break_space = "\xC2\xA0", narrow_no_break_space = "\xE2\x80\xAF";

/// "1 234 567" without its spaces; nullopt if a space parts anything but thousands: "10 20" is not a number.
/// Its branches are the characters that may come next; a table of states would be longer.
std::optional<std::string> without_spaces(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string word;
  bool parted = false;                 // by a space since the last character
  std::size_t digits = 0, wanted = 0;  // digits since the last space between digits, and how many must be
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const std::size_t space = rest[0] == ' ' || rest[0] == '\t'         ? 1
                              : rest.starts_with(no_break_space)        ? no_break_space.size()
                              : rest.starts_with(narrow_no_break_space) ? narrow_no_break_space.size()
                                                                        : 0;
    if (space > 0) {
      parted = parted || !word.empty();
      i += space;
      continue;
    }
    const bool between = parted && is_digit(word.back()) && is_digit(text[i]);
    if (between && (wanted > 0 ? digits != 3 : digits < 1 || digits > 3)) return std::nullopt;
    if (between) wanted = 3, digits = 0;
    if (wanted > 0 && digits == 3 && is_digit(text[i])) return std::nullopt;
    if (wanted > 0 && digits < 3 && !is_digit(text[i])) return std::nullopt;
    if (is_digit(text[i]))
      ++digits;
    else
      digits = wanted = 0;
    parted = false;
    word += text[i++];
  }
  if (wanted > 0 && digits != 3) return std::nullopt;
  return word;
}

/// Whether commas separate thousands: "1,234,567", "1,234.5".
bool commas_between_thousands(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::size_t digits = 0, groups = 0;
  for (std::size_t i = point; i > 0; --i) {
    const char c = text[i - 1];
    if (c == ',') {
      if (digits != 3) return false;
      digits = 0;
      ++groups;
    } else if (c >= '0' && c <= '9') {
      ++digits;
    } else if (i > 1 || (c != '-' && c != '+')) {
      return false;
    }
  }
  return groups > 0 && digits >= 1 && digits <= 3;
}

std::optional<std::string> utc_of(const std::string& text) {
  int year = 0, hour = 0, minute = 0, zone_hours = 0, zone_minutes = 0, used = 0;
  unsigned month = 0, day = 0;
  double second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%*1[T ]%2d:%2d:%lf%n", &year, &month, &day, &hour, &minute, &second,
                  &used) != 6 ||
      used == 0)
    return std::nullopt;
  const std::string_view zone = std::string_view(text).substr(static_cast<std::size_t>(used));
  if (!zone.empty() && zone != "Z") {
    char sign[2] = {};
    int end = 0;
    if (std::sscanf(zone.data(), "%1[+-]%2d:%2d%n", sign, &zone_hours, &zone_minutes, &end) != 3 ||
        static_cast<std::size_t>(end) != zone.size())
      return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || hour > 23 || minute > 59 || second < 0 || second >= 61) return std::nullopt;
  const int offset = (zone_hours * 60 + zone_minutes) * (zone.starts_with('-') ? -1 : 1);
  const auto at = sys_days(date) + hours(hour) + minutes(minute - offset);
  const auto midnight = floor<days>(at);
  const year_month_day utc(midnight);
  const auto of_day = at - midnight;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:06.3f}Z", static_cast<int>(utc.year()),
                     static_cast<unsigned>(utc.month()), static_cast<unsigned>(utc.day()), of_day / hours(1),
                     of_day / minutes(1) % 60, second);
}

}  // namespace

std::optional<double> decimal_number(std::string_view text, bool decimal_comma) {
  const std::optional<std::string> joined = without_spaces(text);
  if (!joined) return std::nullopt;
  std::string word = *joined;
  if (!decimal_comma && commas_between_thousands(word))
    std::erase(word, ',');
  else if (std::count(word.begin(), word.end(), ',') == 1 && word.find('.') == std::string::npos)
    std::replace(word.begin(), word.end(), ',', '.');
  const char* begin = word.data();
  const char* const end = begin + word.size();
  if (begin != end && *begin == '+') ++begin;
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string hex_text(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> bytes_of_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* const end = text.data() + 2 * i + 2;
    const auto [stop, error] = std::from_chars(end - 2, end, bytes[i], 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
  }
  return bytes;
}

std::string utc_text(const std::string& text) { return utc_of(text).value_or(text); }

bool is_time(const std::string& text) { return utc_of(text).has_value(); }

bool is_date(const std::string& text) {
  int year = 0, used = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &used) != 3 ||
      static_cast<std::size_t>(used) != text.size())
    return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)).ok();
}

std::string plain_column(std::string_view name) {
  std::string text;
  for (const char c : lower(name)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      text += c;
    else if (!text.empty() && text.back() != '_')
      text += '_';
  }
  while (!text.empty() && text.back() == '_') text.pop_back();
  return text;
}

bool is_utf8(std::string_view text) noexcept {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p < end) {
    const unsigned char lead = *p++;
    if (lead < 0x80) continue;
    int more = 0;
    unsigned char low = 0x80, high = 0xBF;  // bounds of the second byte, which exclude overlong forms and surrogates
    if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else {
      return false;
    }
    for (; more > 0; --more, low = 0x80, high = 0xBF)
      if (p == end || *p < low || *p++ > high) return false;
  }
  return true;
}

std::string from_windows_1252(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const unsigned code = byte >= 0x80 && byte <= 0x9F ? windows_1252_80_to_9f[byte - 0x80] : byte;
    if (code < 0x80) {
      result += static_cast<char>(code);
    } else if (code < 0x800) {
      result += static_cast<char>(0xC0 | (code >> 6));
      result += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      result += static_cast<char>(0xE0 | (code >> 12));
      result += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
      result += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return result;
}

}  // namespace spatial
