// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_rtree.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

constexpr std::size_t cells_per_node = 51;  // RTREE_MAXCELLS; with pages of 4,096 bytes it is the binding limit
constexpr std::size_t cell_size = 8 + 4 * 4;
constexpr std::size_t node_size = 4 + cells_per_node * cell_size;

float not_above(double value) {
  const auto f = static_cast<float>(value);
  return static_cast<double>(f) > value ? std::nextafter(f, -std::numeric_limits<float>::infinity()) : f;
}

float not_below(double value) {
  const auto f = static_cast<float>(value);
  return static_cast<double>(f) < value ? std::nextafter(f, std::numeric_limits<float>::infinity()) : f;
}

struct Cell {
  std::int64_t id;  ///< row or child node
  float min_x, max_x, min_y, max_y;
};

template <class T>
void put_big_endian(std::vector<std::uint8_t>& data, std::size_t& at, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) data[at++] = static_cast<std::uint8_t>(value >> shift);
}

std::vector<std::uint8_t> node_data(const Cell* cells, std::size_t count, std::uint16_t depth) {
  std::vector<std::uint8_t> data(node_size, 0);
  std::size_t at = 0;
  put_big_endian(data, at, depth);
  put_big_endian(data, at, static_cast<std::uint16_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    put_big_endian(data, at, static_cast<std::uint64_t>(cells[i].id));
    for (const float f : {cells[i].min_x, cells[i].max_x, cells[i].min_y, cells[i].max_y}) put_big_endian(data, at, std::bit_cast<std::uint32_t>(f));
  }
  return data;
}

}  // namespace

Rtree packed_rtree(const std::vector<std::int64_t>& row_ids, const std::vector<Box>& boxes) {
  std::vector<Cell> level;
  for (const std::uint32_t i : hilbert_order(boxes))
    level.push_back({row_ids[i], not_above(boxes[i].min_x), not_below(boxes[i].max_x), not_above(boxes[i].min_y), not_below(boxes[i].max_y)});

  Rtree tree;
  tree.nodes.push_back({1, 0, {}});
  std::uint16_t depth = 0;
  bool leaves = true;
  while (level.size() > cells_per_node) {
    std::vector<Cell> above;
    for (std::size_t begin = 0; begin < level.size(); begin += cells_per_node) {
      const std::size_t count = std::min(cells_per_node, level.size() - begin);
      const auto number = static_cast<std::int64_t>(tree.nodes.size()) + 1;
      Cell around = level[begin];
      around.id = number;
      for (std::size_t i = begin; i < begin + count; ++i) {
        around.min_x = std::min(around.min_x, level[i].min_x);
        around.max_x = std::max(around.max_x, level[i].max_x);
        around.min_y = std::min(around.min_y, level[i].min_y);
        around.max_y = std::max(around.max_y, level[i].max_y);
        if (leaves) tree.leaf_of_row.emplace_back(level[i].id, number);
        else tree.nodes[static_cast<std::size_t>(level[i].id) - 1].parent = number;
      }
      tree.nodes.push_back({number, 0, node_data(&level[begin], count, 0)});
      above.push_back(around);
    }
    level = std::move(above);
    leaves = false;
    ++depth;
  }
  for (const Cell& cell : level) {
    if (leaves) tree.leaf_of_row.emplace_back(cell.id, 1);
    else tree.nodes[static_cast<std::size_t>(cell.id) - 1].parent = 1;
  }
  tree.nodes.front().data = node_data(level.data(), level.size(), depth);
  std::sort(tree.leaf_of_row.begin(), tree.leaf_of_row.end());
  return tree;
}

}  // namespace spatial
