// SPDX-License-Identifier: MIT
#include "tests/support/support.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <random>
#include <sstream>
#include <stdexcept>

#include "libspatial/geometry/operations.hpp"

namespace spatial::test {

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "lnrs-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path shared_dir() {
  const char* named = std::getenv("LNRS_SHARED");
  const std::filesystem::path dir = named != nullptr ? std::filesystem::path(named) : source_dir() / ".." / "shared";
  return std::filesystem::exists(dir / "data") ? std::filesystem::canonical(dir) : std::filesystem::path{};
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& file, std::string_view text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

Drawing drawn(std::string_view map, double cell_m, Point lower_left) {
  std::vector<std::string> rows;
  std::istringstream lines{std::string(map)};
  for (std::string row; std::getline(lines, row);)
    if (!row.empty()) rows.push_back(row);
  const std::size_t height = rows.size();
  std::size_t width = 0;
  for (std::string& row : rows) width = std::max(width, row.size());
  for (std::string& row : rows) row.resize(width, '.');

  std::vector<int> label(height * width, -1);
  Drawing drawing;
  GeosContext geos;
  for (std::size_t start = 0; start < label.size(); ++start) {
    const char letter = rows[start / width][start % width];
    if (letter == '.' || label[start] >= 0) continue;
    const int number = static_cast<int>(drawing.letters.size());
    std::vector<std::size_t> front{start};
    MultiPolygonColumn cells;
    label[start] = number;
    while (!front.empty()) {
      const std::size_t cell = front.back();
      front.pop_back();
      const std::size_t r = cell / width, c = cell % width;
      const double x = lower_left.x + static_cast<double>(c) * cell_m,
                   y = lower_left.y + static_cast<double>(height - 1 - r) * cell_m;
      cells.append(polygon_of(Box{x, y, x + cell_m, y + cell_m}));
      const auto visit = [&](std::size_t other) {
        if (label[other] < 0 && rows[other / width][other % width] == letter) {
          label[other] = number;
          front.push_back(other);
        }
      };
      if (r > 0) visit(cell - width);
      if (r + 1 < height) visit(cell + width);
      if (c > 0) visit(cell - 1);
      if (c + 1 < width) visit(cell + 1);
    }
    std::vector<MultiPolygonView> views;
    for (std::size_t i = 0; i < cells.size(); ++i) views.push_back(cells[i]);
    drawing.geometry.append(union_of(geos, views));
    drawing.letters.push_back(letter);
  }
  return drawing;
}

MultiPolygon polygon(std::initializer_list<Point> corners) {
  return polygon_of(RingView(corners.begin(), corners.size()));
}

MultiPolygon random_star(std::uint64_t seed, Point centre, double radius_m, int corners) {
  std::mt19937_64 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  std::vector<Point> ring;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * (i + uniform(-0.3, 0.3)) / corners;
    const double r = radius_m * uniform(0.4, 1.0);
    ring.push_back({std::round((centre.x + r * std::cos(angle)) * 1000) / 1000,
                    std::round((centre.y + r * std::sin(angle)) * 1000) / 1000});
  }
  return polygon_of(ring);
}

}  // namespace spatial::test
