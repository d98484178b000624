// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/split.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

struct CellRange {
  std::int64_t first_column, last_column, first_row, last_row;
};

CellRange range_of(const Box& box, double side) {
  const auto low = [&](double v) { return static_cast<std::int64_t>(std::floor(v / side)); };
  // A feature that ends exactly on a grid line does not extend into the next cell.
  const auto high = [&](double v) { return static_cast<std::int64_t>(std::ceil(v / side)) - 1; };
  return {low(box.min_x), std::max(low(box.min_x), high(box.max_x)), low(box.min_y),
          std::max(low(box.min_y), high(box.max_y))};
}

void split(GeosContext& geos, const MultiPolygon& feature, CellRange range, double side, std::vector<CellPart>& parts) {
  if (feature.empty()) return;
  const CellRange own = range_of(box_of(feature.view()), side);
  range = {std::max(range.first_column, own.first_column), std::min(range.last_column, own.last_column),
           std::max(range.first_row, own.first_row), std::min(range.last_row, own.last_row)};
  if (range.first_column > range.last_column || range.first_row > range.last_row) return;
  if (range.first_column == range.last_column && range.first_row == range.last_row) {
    parts.push_back({{range.first_column, range.first_row}, feature});
    return;
  }
  // Counted from the first cell: (first + last) / 2 rounds towards zero and would never separate the cells -2 and -1.
  CellRange low = range, high = range;
  Box low_box = box_of(feature.view()), high_box = low_box;
  if (range.last_column - range.first_column >= range.last_row - range.first_row) {
    low.last_column = range.first_column + (range.last_column - range.first_column) / 2;
    high.first_column = low.last_column + 1;
    low_box.max_x = high_box.min_x = static_cast<double>(high.first_column) * side;
  } else {
    low.last_row = range.first_row + (range.last_row - range.first_row) / 2;
    high.first_row = low.last_row + 1;
    low_box.max_y = high_box.min_y = static_cast<double>(high.first_row) * side;
  }
  split(geos, clip(geos, feature, low_box), low, side, parts);
  split(geos, clip(geos, feature, high_box), high, side, parts);
}

}  // namespace

std::vector<CellPart> split_on_grid(GeosContext& geos, MultiPolygonView feature, double side_m) {
  std::vector<CellPart> parts;
  if (feature.empty()) return parts;
  split(geos, MultiPolygon(feature), range_of(box_of(feature), side_m), side_m, parts);
  std::sort(parts.begin(), parts.end(), [](const CellPart& a, const CellPart& b) {
    return std::tie(a.cell.row, a.cell.column) < std::tie(b.cell.row, b.cell.column);
  });
  return parts;
}

}  // namespace spatial
