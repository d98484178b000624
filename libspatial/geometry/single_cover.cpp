// SPDX-License-Identifier: MIT
#include "libspatial/geometry/single_cover.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <optional>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// An edge of a column: twice the number of the point where it starts, plus 1 if the area lies right of it.
using EdgeNumber = std::uint64_t;

constexpr std::size_t edges_together = 1u << 13;  // whose table fits the second cache
constexpr std::size_t lists_together = 32;
constexpr double most_lone_edges = 0.6;  // of all; with more, areas do not form a coverage
constexpr double tiles_an_area = 16;
constexpr double least_tiles = 1 << 10, most_tiles = 1 << 22;
constexpr double margin = 1.0 / 64;  // of a tile, much more than rounding can move a point
constexpr double finest = 0x1p-40;   // of the largest coordinate: the smallest side of a tile

std::uint64_t mixed(Point p) noexcept {
  // -0 equals 0.
  const std::uint64_t x = std::bit_cast<std::uint64_t>(p.x + 0.0) * 0x9e3779b97f4a7c15u,
                      y = std::bit_cast<std::uint64_t>(p.y + 0.0) * 0xc2b2ae3d27d4eb4fu;
  return (x ^ (x >> 32)) + (y ^ (y >> 29));
}

/// Cancels edges that run both ways and keeps the others. One per worker.
class Canceller {
 public:
  void begin(std::size_t most_edges) {
    slots_.assign(std::bit_ceil(2 * std::max<std::size_t>(most_edges, 8)), Slot{});
    edges_.clear();
  }
  void add(const Point* points, EdgeNumber number) noexcept {
    const Point* const at = points + number / 2;
    add(points, number, mixed(at[0]) + mixed(at[1]));
  }
  /// `hash` is the sum of those of both ends.
  void add(const Point* points, EdgeNumber number, std::uint64_t hash) noexcept {
    hash *= 0xff51afd7ed558ccdu;
    const Point *at = points + number / 2, from = number % 2 == 0 ? at[0] : at[1], to = number % 2 == 0 ? at[1] : at[0];
    const auto tag = static_cast<std::uint32_t>(hash);
    const std::size_t mask = slots_.size() - 1;
    std::size_t k = (hash >> 32) & mask;
    for (; slots_[k].edge != 0; k = (k + 1) & mask) {
      if (slots_[k].tag != tag) continue;
      EdgeNumber& other = edges_[slots_[k].edge - 1];
      if (other == cancelled) continue;
      const Point* const there = points + other / 2;
      const bool turned = other % 2 != 0;
      if (!(there[turned ? 1 : 0] == to && there[turned ? 0 : 1] == from)) continue;
      other = cancelled;
      return;
    }
    edges_.push_back(number);
    slots_[k] = {static_cast<std::uint32_t>(edges_.size()), tag};
  }
  std::vector<EdgeNumber> rest() const {
    std::vector<EdgeNumber> rest;
    std::copy_if(edges_.begin(), edges_.end(), std::back_inserter(rest),
                 [](EdgeNumber number) { return number != cancelled; });
    return rest;
  }

 private:
  static constexpr EdgeNumber cancelled = ~EdgeNumber{0};
  struct Slot {
    std::uint32_t edge = 0;  ///< its place in edges_, from 1; 0: empty
    std::uint32_t tag = 0;
  };
  std::vector<Slot> slots_;
  std::vector<EdgeNumber> edges_;
};

/// The edges of some areas that are not cancelled by others of them.
std::vector<EdgeNumber> lone_edges(const MultiPolygonColumn& areas, const Point* points,
                                   std::span<const std::uint32_t> which, std::size_t edges, Canceller& canceller) {
  canceller.begin(edges);
  for (const std::uint32_t i : which) {
    const MultiPolygonView area = areas[i];
    for (std::size_t p = 0; p < area.part_count(); ++p)
      for (std::size_t r = 0; r < area.part(p).ring_count(); ++r) {
        const RingView ring = area.part(p).ring(r);
        const auto first = static_cast<EdgeNumber>(ring.data() - points);
        const EdgeNumber right = counter_clockwise(ring) == (r == 0) ? 0 : 1;
        std::uint64_t last = mixed(ring[0]);
        for (std::size_t k = 1; k < ring.size(); ++k) {
          const std::uint64_t next = mixed(ring[k]);
          if (!(ring[k] == ring[k - 1])) canceller.add(points, 2 * (first + k - 1) + right, last + next);
          last = next;
        }
      }
  }
  return canceller.rest();
}

/// The edges of all areas that no other cancels; nullopt if too many are left for anything to be known.
std::optional<std::vector<EdgeNumber>> lone_edges(const MultiPolygonColumn& areas, std::span<const std::uint32_t> order,
                                                  const Point* points, const Executor& executor) {
  struct Group {
    std::size_t begin, end, edges;
  };
  std::vector<Group> groups;
  std::size_t all = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (groups.empty() || groups.back().edges >= edges_together) groups.push_back({k, k, 0});
    groups.back().edges += areas[order[k]].point_count();
    groups.back().end = k + 1;
    all += areas[order[k]].point_count();
  }
  auto lists = parallel_map<std::vector<EdgeNumber>, Canceller>(
      executor, groups.size(), [&](Canceller& canceller, std::size_t g) {
        return lone_edges(areas, points, order.subspan(groups[g].begin, groups[g].end - groups[g].begin),
                          groups[g].edges, canceller);
      });
  const auto size = [&](std::span<const std::vector<EdgeNumber>> some) {
    std::size_t edges = 0;
    for (const auto& list : some) edges += list.size();
    return edges;
  };
  while (lists.size() > 1) {
    if (static_cast<double>(size(lists)) > most_lone_edges * static_cast<double>(all)) return std::nullopt;
    lists = parallel_map<std::vector<EdgeNumber>, Canceller>(
        executor, (lists.size() + lists_together - 1) / lists_together, [&](Canceller& canceller, std::size_t g) {
          const std::size_t first = g * lists_together;
          const auto some = std::span(lists).subspan(first, std::min(lists_together, lists.size() - first));
          canceller.begin(size(some));
          for (std::vector<EdgeNumber>& list : some) {
            for (const EdgeNumber number : list) canceller.add(points, number);
            list = {};
          }
          return canceller.rest();
        });
  }
  return lists.empty() ? std::vector<EdgeNumber>() : std::move(lists.front());
}

}  // namespace

SingleCover::SingleCover(const MultiPolygonColumn& areas, std::span<const Box> boxes,
                         std::span<const std::uint32_t> order, const Executor& executor) {
  Box extent;
  for (const Box& box : boxes)
    if (!box.empty()) extent.add(box);
  if (extent.empty()) return;
  const double largest = std::max(
                   {std::abs(extent.min_x), std::abs(extent.min_y), std::abs(extent.max_x), std::abs(extent.max_y)}),
               tiles = std::clamp(tiles_an_area * static_cast<double>(boxes.size()), least_tiles, most_tiles),
               longest = std::max(extent.width(), extent.height());
  side_m_ = std::max({std::sqrt(extent.width() * extent.height() / tiles), longest / tiles, finest * largest});
  if (!(side_m_ > 0) || !std::isfinite(side_m_)) return;
  corner_ = {extent.min_x, extent.min_y};
  columns_ = static_cast<std::int64_t>(column_of(extent.max_x)) + 1;
  rows_ = static_cast<std::int64_t>(row_of(extent.max_y)) + 1;

  const Point* const points = areas[0].points().data();
  const auto lone = lone_edges(areas, order, points, executor);
  if (!lone) return;
  const auto tile_count = static_cast<std::size_t>(columns_ * rows_);
  std::vector<char> shared(tile_count, 0);
  std::vector<std::int32_t> turns(tile_count, 0);
  for (const EdgeNumber number : *lone) {
    const Point* const at = points + number / 2;
    number % 2 == 0 ? add(at[0], at[1], turns, shared) : add(at[1], at[0], turns, shared);
  }
  shared_before_.assign(static_cast<std::size_t>((columns_ + 1) * (rows_ + 1)), 0);
  for (std::int64_t row = 0; row < rows_; ++row) {
    std::int32_t covers = 0;  // of the middle of the tile; edges left of it that run down add 1
    std::uint32_t in_row = 0;
    for (std::int64_t column = 0; column < columns_; ++column) {
      const auto tile = static_cast<std::size_t>(row * columns_ + column);
      const auto corner = static_cast<std::size_t>((row + 1) * (columns_ + 1) + column + 1);
      if (shared[tile] != 0 || covers < 0 || covers > 1) ++in_row;
      shared_before_[corner] = shared_before_[corner - static_cast<std::size_t>(columns_ + 1)] + in_row;
      covers += turns[tile];
    }
  }
}

SingleCover::Cells SingleCover::cells_of(double low_column, double high_column, double low_row,
                                         double high_row) const noexcept {
  const auto cell = [](double place, std::int64_t count) {
    return static_cast<std::int64_t>(std::clamp(std::floor(place), 0.0, static_cast<double>(count - 1)));
  };
  return {cell(low_column - margin, columns_), cell(high_column + margin, columns_), cell(low_row - margin, rows_),
          cell(high_row + margin, rows_)};
}

/// Marks the tiles that an edge meets, and adds its direction where it passes the middle of a row.
void SingleCover::add(Point from, Point to, std::vector<std::int32_t>& turns, std::vector<char>& shared) const {
  const double from_row = row_of(from.y), to_row = row_of(to.y);
  const Cells all = cells_of(0, 0, std::min(from_row, to_row), std::max(from_row, to_row));
  const double left = std::min(from.x, to.x), right = std::max(from.x, to.x);
  const auto x_at = [&](double y) {
    return std::clamp(from.x + (to.x - from.x) * ((y - from.y) / (to.y - from.y)), left, right);
  };
  const double low = std::min(from.y, to.y), high = std::max(from.y, to.y);
  for (std::int64_t row = all.first_row; row <= all.last_row; ++row) {
    double first = left, last = right;
    if (all.last_row > all.first_row) {
      // Only the part of the edge in this row.
      const double below = corner_.y + (static_cast<double>(row) - margin) * side_m_,
                   above = corner_.y + (static_cast<double>(row + 1) + margin) * side_m_;
      const double at_low = low < below && below < high         ? x_at(below)
                            : (low >= below) == (from.y < to.y) ? from.x
                                                                : to.x,
                   at_high = low < above && above < high          ? x_at(above)
                             : (high <= above) == (from.y < to.y) ? to.x
                                                                  : from.x;
      first = std::min(at_low, at_high);
      last = std::max(at_low, at_high);
    }
    const Cells here = cells_of(column_of(first), column_of(last), 0, 0);
    const auto begin = static_cast<std::size_t>(row * columns_);
    for (std::int64_t column = here.first_column; column <= here.last_column; ++column)
      shared[begin + static_cast<std::size_t>(column)] = 1;
    const double middle = corner_.y + (static_cast<double>(row) + 0.5) * side_m_;
    if ((from.y > middle) == (to.y > middle)) continue;
    const Cells there = cells_of(column_of(x_at(middle)), column_of(x_at(middle)), 0, 0);
    turns[begin + static_cast<std::size_t>(there.last_column)] += from.y > middle ? 1 : -1;
  }
}

bool SingleCover::apart(const Box& box) const noexcept {
  if (shared_before_.empty()) return false;
  if (box.empty()) return true;
  const Cells cells = cells_of(column_of(box.min_x), column_of(box.max_x), row_of(box.min_y), row_of(box.max_y));
  const auto before = [&](std::int64_t row, std::int64_t column) {
    return shared_before_[static_cast<std::size_t>(row * (columns_ + 1) + column)];
  };
  return before(cells.last_row + 1, cells.last_column + 1) - before(cells.first_row, cells.last_column + 1) -
             before(cells.last_row + 1, cells.first_column) + before(cells.first_row, cells.first_column) ==
         0;
}

}  // namespace spatial
