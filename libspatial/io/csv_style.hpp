// SPDX-License-Identifier: MIT
#pragma once

namespace spatial {

/// Choices for CSV files that RFC 4180 leaves open. The default suits programs. Excel needs a byte-order mark to read
/// UTF-8 and, in some countries, semicolons between columns. A text that a spreadsheet would run as a formula always
/// gets an apostrophe in front (io/write.hpp).
struct CsvStyle {
  bool byte_order_mark = false;
  char separator = ',';
};

}  // namespace spatial
