// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Reads small CSV files that people edit (crosswalks), with the position of every cell so that messages can name it.
/// RFC 4180: comma separated, quotes doubled inside quotes, quoted line breaks; also LF, CRLF and CR line ends and a
/// UTF-8 byte order mark. Lines that start with '#' before the first row are comments; blank lines are skipped.
/// Pure functions, O(length).
///
///     const CsvFile file = parse_csv(text, "crosswalk.csv");   // file.rows[0] is the header

struct CsvCell {
  std::string text;        ///< without quotes, not trimmed
  std::size_t column = 0;  ///< of its first character in the line, from 1
};

struct CsvRow {
  std::size_t line = 0;  ///< in the file, from 1
  std::vector<CsvCell> cells;
};

struct CsvFile {
  std::vector<std::string> comments;  ///< without '#', trimmed, trailing commas of a spreadsheet removed
  std::vector<CsvRow> rows;           ///< the first is the header
};

/// Throws Error(config), naming `file_name`, line and column, for a quote that is never closed or is followed by other
/// text.
CsvFile parse_csv(std::string_view text, const std::string& file_name);

}  // namespace spatial
