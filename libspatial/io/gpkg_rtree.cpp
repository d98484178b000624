// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_rtree.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

// RTREE_MAXCELLS in SQLite, which limits the size of a node on pages of 4,096 bytes and more.
constexpr std::size_t cells_per_node = 51;
constexpr std::size_t rtree_cell = 8 + 4 * 4;
constexpr std::size_t node_size = 4 + cells_per_node * rtree_cell;

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
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    data[at++] = static_cast<std::uint8_t>(value >> shift);
}

/// Appends a cell to the bytes of a node.
void put_cell(std::vector<std::uint8_t>& data, std::size_t& at, const Cell& cell) {
  put_big_endian(data, at, static_cast<std::uint64_t>(cell.id));
  for (const float f : {cell.min_x, cell.max_x, cell.min_y, cell.max_y})
    put_big_endian(data, at, std::bit_cast<std::uint32_t>(f));
}

/// An R-tree as a list of levels, leaves first. The root is node 1. The nodes of each level below it are numbered
/// consecutively; the leaves start at 2.
class Packed {
 public:
  Packed(const std::vector<std::int64_t>& row_ids, const std::vector<Box>& boxes)
      : row_ids_(row_ids), boxes_(boxes), order_(hilbert_order(boxes)) {
    for (std::size_t cells = order_.size(); cells > cells_per_node; cells = nodes_for(cells)) {
      first_node_.push_back(first_node_.empty() ? 2 : first_node_.back() + upper_.back().size());
      upper_.emplace_back(nodes_for(cells));
      for (std::size_t n = 0; n < upper_.back().size(); ++n)
        upper_.back()[n] = around(first_node_.size() - 1, n, cells);
    }
  }

  void write_nodes(const std::function<void(const RtreeNode&)>& write) const {
    const std::size_t depth = upper_.size();
    write({1, 0, node_data(depth, 0, cells_of(depth), depth)});
    for (std::size_t level = 0; level < depth; ++level)
      for (std::size_t n = 0; n < upper_[level].size(); ++n) {
        const auto parent =
            static_cast<std::int64_t>(level + 1 < depth ? first_node_[level + 1] + n / cells_per_node : 1);
        write({static_cast<std::int64_t>(first_node_[level] + n), parent, node_data(level, n, cells_of(level), 0)});
      }
  }

  void write_rows(const std::function<void(std::int64_t row, std::int64_t node)>& write) {
    std::vector<std::uint32_t> position(order_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) position[order_[i]] = static_cast<std::uint32_t>(i);
    order_ = {};
    for (std::size_t i = 0; i < position.size(); ++i)
      write(row_ids_[i], static_cast<std::int64_t>(upper_.empty() ? 1 : first_node_[0] + position[i] / cells_per_node));
  }

 private:
  static std::size_t nodes_for(std::size_t cells) { return (cells + cells_per_node - 1) / cells_per_node; }
  std::size_t cells_of(std::size_t level) const { return level == 0 ? order_.size() : upper_[level - 1].size(); }

  /// A cell in the nodes of a level: a row, or a node of the level below.
  Cell cell(std::size_t level, std::size_t i) const {
    if (level > 0) return upper_[level - 1][i];
    const Box& box = boxes_[order_[i]];
    return {row_ids_[order_[i]], not_above(box.min_x), not_below(box.max_x), not_above(box.min_y),
            not_below(box.max_y)};
  }

  Cell around(std::size_t level, std::size_t node, std::size_t cells) const {
    Cell all = cell(level, node * cells_per_node);
    for (std::size_t i = node * cells_per_node; i < std::min((node + 1) * cells_per_node, cells); ++i) {
      const Cell one = cell(level, i);
      all.min_x = std::min(all.min_x, one.min_x);
      all.max_x = std::max(all.max_x, one.max_x);
      all.min_y = std::min(all.min_y, one.min_y);
      all.max_y = std::max(all.max_y, one.max_y);
    }
    all.id = static_cast<std::int64_t>(first_node_[level] + node);
    return all;
  }

  std::vector<std::uint8_t> node_data(std::size_t level, std::size_t node, std::size_t cells, std::size_t depth) const {
    std::vector<std::uint8_t> data(node_size, 0);
    const std::size_t begin = node * cells_per_node, count = std::min(cells_per_node, cells - begin);
    std::size_t at = 0;
    put_big_endian(data, at, static_cast<std::uint16_t>(depth));
    put_big_endian(data, at, static_cast<std::uint16_t>(count));
    for (std::size_t i = begin; i < begin + count; ++i) put_cell(data, at, cell(level, i));
    return data;
  }

  const std::vector<std::int64_t>& row_ids_;
  const std::vector<Box>& boxes_;
  std::vector<std::uint32_t> order_;
  std::vector<std::size_t> first_node_;   ///< by level below the root
  std::vector<std::vector<Cell>> upper_;  ///< by level below the root: its nodes as cells of the level above
};

}  // namespace

void write_packed_rtree(const std::vector<std::int64_t>& row_ids, const std::vector<Box>& boxes,
                        const std::function<void(const RtreeNode&)>& write_node,
                        const std::function<void(std::int64_t row, std::int64_t node)>& write_row) {
  Packed tree(row_ids, boxes);
  tree.write_nodes(write_node);
  tree.write_rows(write_row);
}

}  // namespace spatial
