// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// Text and numbers for web pages; private to report/. All pure.

/// Text that is safe between tags and inside quoted attributes. Invalid UTF-8, control characters and characters that
/// change the writing direction become U+FFFD.
std::string escaped_html(std::string_view text);
/// Replaces all characters of UTF-8 HTML beyond ASCII by numeric character references. Such a page is read correctly in
/// any character set, and browsers need half the memory for it. Not for the contents of scripts and style sheets.
std::string ascii_html(std::string_view html);
/// A JSON string, quotes included, that is safe inside a script element: `<`, `>`, `&` and all that is not ASCII as \u
/// escapes.
std::string json_text(std::string_view text);

inline constexpr std::string_view dash = "\xE2\x80\x93";  ///< "–", where there is no number

/// Numbers as people read them; `dash` for NaN.
std::string hectares_text(double area_m2);  ///< "1,234.56"; four digits after the point below 0.01
std::string percent_text(double share);     ///< "12.3"; "< 0.1" for less
std::string metres_text(double metres);     ///< "1,234"; one digit after the point below 10
std::string number_text(double value, int digits);

}  // namespace spatial
