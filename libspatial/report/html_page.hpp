// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Private to report/: the frame that all reports share. A page is one file that loads nothing else: its content
/// security policy lists the hashes of its own sheet and scripts, and browsers block everything else.
struct HtmlPage {
  std::string title;                        ///< plain text
  std::string version;                      ///< of the tool
  std::string style;                        ///< the page's own rules, after the common sheet
  std::vector<std::string_view> scripts{};  ///< scripts that the page contains
};

/// From the doctype to the end of the head.
std::string html_head(const HtmlPage& page);

/// "'sha256-…'", as a content policy names a sheet or script.
std::string source_hash(std::string_view text);

/// A table that scrolls sideways on a phone: `<div><table>` with its caption and column heads. Columns whose head
/// begins with "#" are right-aligned. Close it with table_end.
std::string table_begin(std::string_view caption, const std::vector<std::string>& heads);
inline constexpr std::string_view table_end = "</table></div>\n";

}  // namespace spatial
