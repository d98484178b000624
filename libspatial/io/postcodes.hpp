// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Coordinates of postcodes, from a table that the user supplies: the ONS Postcode Directory or the National Statistics
/// Postcode Lookup (columns pcds, oseast1m, osnrth1m), Code-Point Open as published (no header; one file or the folder
/// of them), or any CSV file with columns Postcode, Easting and Northing, in metres of the British National Grid.
///   const PostcodeTable table = PostcodeTable::read("ONSPD.csv");
///   table.place("ba1 5ah");    // Point{374829, 165432}, or nothing
/// Spaces and case do not matter. 16 bytes per postcode; a look-up is O(log n). Const use is safe from any number of
/// threads. Throws Error(input) for a file that cannot be read, lacks the columns, or holds no postcode with
/// coordinates.
class PostcodeTable {
 public:
  static PostcodeTable read(const std::filesystem::path& file_or_folder);

  /// nullopt if the table lacks the postcode, or has no coordinates for it.
  std::optional<Point> place(std::string_view postcode) const;
  /// Whether the table has the postcode, with or without coordinates.
  bool has(std::string_view postcode) const;
  std::size_t size() const noexcept { return rows_.size(); }
  const std::string& name() const noexcept { return name_; }

 private:
  struct Row {
    std::uint64_t key = 0;
    std::int32_t easting = -1, northing = -1;  ///< -1: no place
  };
  void read_file(const std::filesystem::path& file);
  const Row* row_of(std::string_view postcode) const;
  std::string name_;
  std::vector<Row> rows_;  ///< by key
};

/// Whether a text has the form of a British postcode: "BA1 5AH", "w1a0ax".
bool is_postcode(std::string_view text);

}  // namespace spatial
