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

/// Where postcodes lie, by a table that the user has: the ONS Postcode Directory or the National Statistics Postcode
/// Lookup (columns pcds, oseast1m, osnrth1m), Code-Point Open as it comes (no header, a file for each area or the
/// folder of them), or any CSV file with columns Postcode, Easting and Northing, in metres of the British National
/// Grid.
///   const PostcodeTable table = PostcodeTable::read("ONSPD.csv");
///   table.place("ba1 5ah");    // Point{374829, 165432}, or nothing
/// Spaces and case do not matter. 16 bytes a postcode; const use from any number of threads. Errors: Error(input) for a
/// file that cannot be read, lacks the columns, or holds no postcode with a place.
class PostcodeTable {
 public:
  static PostcodeTable read(const std::filesystem::path& file_or_folder);

  /// Nothing if the table lacks it, or has it without a place.
  std::optional<Point> place(std::string_view postcode) const;
  /// True if the table has it, with a place or without.
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

/// True if a text has the form of a British postcode: "BA1 5AH", "w1a0ax".
bool is_postcode(std::string_view text);

}  // namespace spatial
