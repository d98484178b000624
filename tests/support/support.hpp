// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial::test {

/// A folder that is gone when the test ends.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// The folder of the project's sources.
std::filesystem::path source_dir();

/// The folder with real layers and numbers from other tools (LNRS_SHARED or ../shared); empty path if absent: then the
/// test skips and says so.
std::filesystem::path shared_dir();

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, std::string_view text);

/// Draws a habitat map: one letter is one square cell of `cell_m`, '.' is nothing; rows from north to south. Cells of
/// one letter that share an edge are one polygon; polygons come in the order of their first cell when reading the page.
struct Drawing {
  MultiPolygonColumn geometry;
  std::vector<char> letters;  ///< per polygon
};
Drawing drawn(std::string_view map, double cell_m = 100, Point lower_left = {500000, 100000});

/// A polygon from a list of corners.
MultiPolygon polygon(std::initializer_list<Point> corners);
/// A star-shaped random polygon, on the 1 mm grid; the same for the same seed.
MultiPolygon random_star(std::uint64_t seed, Point centre, double radius_m, int corners);

}  // namespace spatial::test
