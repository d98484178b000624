// SPDX-License-Identifier: MIT
#include "libspatial/report/html_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  ///< 0: invalid UTF-8
};

/// The code point that starts at `at`. Overlong forms, surrogates and values above U+10FFFF are invalid.
CodePoint code_point(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t k) { return static_cast<std::uint8_t>(text[at + k]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xF0 && first < 0xF5   ? 4
                           : first >= 0xE0 && first < 0xF0 ? 3
                           : first >= 0xC2 && first < 0xE0 ? 2
                                                           : 0;
  if (size == 0 || at + size > text.size()) return {};
  char32_t value = first & (0xFF >> (size + 1));
  for (std::size_t k = 1; k < size; ++k) {
    if ((byte(k) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(k) & 0x3F);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, size};
}

/// Control characters, and characters with which a name could reorder the surrounding text.
bool unwanted(char32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || (c & 0xFFFE) == 0xFFFE;
}

template <class Write>
void for_each_character(std::string_view text, Write&& write) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point(text, at);
    if (c.size == 0 || unwanted(c.value))
      write(char32_t{0xFFFD}, replacement);
    else
      write(c.value, text.substr(at, c.size));
    at += c.size == 0 ? 1 : c.size;
  }
}

std::string with_thousands(std::string_view digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0, end = std::min(digits.find('.'), digits.size());
  std::string result;
  for (std::size_t k = 0; k < digits.size(); ++k) {
    if (k > start && k < end && (end - k) % 3 == 0) result += ',';
    result += digits[k];
  }
  return result;
}

}  // namespace

std::string escaped_html(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for_each_character(text, [&](char32_t c, std::string_view bytes) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += bytes;
    }
  });
  return result;
}

std::string ascii_html(std::string_view html) {
  std::string result;
  result.reserve(html.size() + html.size() / 64);
  for (std::size_t at = 0; at < html.size();) {
    const std::size_t start = at;
    while (at < html.size() && static_cast<std::uint8_t>(html[at]) < 0x80) ++at;
    result += html.substr(start, at - start);
    if (at == html.size()) break;
    const CodePoint c = code_point(html, at);
    fmt::format_to(std::back_inserter(result), "&#{};", c.size == 0 ? 0xFFFD : static_cast<std::uint32_t>(c.value));
    at += std::max<std::size_t>(c.size, 1);
  }
  return result;
}

std::string json_text(std::string_view text) {
  std::string result = "\"";
  for_each_character(text, [&](char32_t c, std::string_view bytes) {
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\t':
        result += "\\t";
        break;
      case '<':
      case '>':
      case '&':
        result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
        break;
      default:
        if (c < 0x80)
          result += bytes;
        else if (c < 0x10000)
          result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
        else
          result += fmt::format("\\u{:04x}\\u{:04x}", 0xD7C0 + (static_cast<std::uint32_t>(c) >> 10),
                                0xDC00 + (static_cast<std::uint32_t>(c) & 0x3FF));
    }
  });
  result += '"';
  return result;
}

std::string number_text(double value, int digits) {
  if (!std::isfinite(value)) return std::string(dash);
  const std::string text = fmt::format("{:.{}f}", value, digits);
  const bool minus_zero = text.starts_with('-') && std::strtod(text.c_str(), nullptr) == 0;
  return with_thousands(std::string_view(text).substr(minus_zero ? 1 : 0));
}

std::string hectares_text(double area_m2) {
  const double ha = area_m2 / 1e4;
  return number_text(ha, ha != 0 && std::abs(ha) < 0.01 ? 4 : 2);
}

std::string percent_text(double share) {
  if (share > 0 && share < 0.0005)
    return "&lt;\xC2\xA0"
           "0.1";
  return number_text(100 * share, 1);
}

std::string metres_text(double metres) { return number_text(metres, metres != 0 && metres < 9.95 ? 1 : 0); }

}  // namespace spatial
