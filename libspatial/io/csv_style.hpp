// SPDX-License-Identifier: MIT
#pragma once

namespace spatial {

/// How CSV files are written beyond what RFC 4180 leaves open. The default is for programs; Excel needs a byte-order
/// mark to read UTF-8, and in some countries semicolons to part columns. Texts that a spreadsheet would run as a
/// formula are always prefixed with an apostrophe (io/write.hpp).
struct CsvStyle {
  bool byte_order_mark = false;
  char separator = ',';
};

}  // namespace spatial
