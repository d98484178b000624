// SPDX-License-Identifier: MIT
#include "libspatial/network/grid_fronts.hpp"

#include <algorithm>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

constexpr std::size_t smallest_cells = 40;  // windows up to this size are not divided: the overhead would cost more

void insert_ascending(std::vector<std::uint32_t>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void add_leftover(GridFront& into, const Leftover& leftover) {
  const std::size_t own = into.own.size(), count = leftover.variables.size();
  std::vector<std::size_t> place(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint32_t variable = leftover.variables[k];
    const std::size_t mine = own == 0 ? 0 : place_in(into.own, variable);
    place[k] = own > 0 && into.own[mine] == variable ? mine : own + place_in(into.others, variable);
  }
  const double* value = leftover.lower.data();
  for (std::size_t column = 0; column < count; ++column)
    for (std::size_t row = column + 1; row < count; ++row, ++value)
      into.front.add(std::max(place[row], place[column]), std::min(place[row], place[column]), *value);
}

}  // namespace

bool dissectable(const GridWindow& window) noexcept { return window.size() > smallest_cells; }

Dissection dissected(const GridWindow& window) noexcept {
  Dissection result{window, window, window};
  if (window.rows() > window.columns()) {
    const std::uint32_t row = window.first_row + window.rows() / 2;
    result.before.end_row = result.line.first_row = row;
    result.after.first_row = result.line.end_row = row + 1;
  } else {
    const std::uint32_t column = window.first_column + window.columns() / 2;
    result.before.end_column = result.line.first_column = column;
    result.after.first_column = result.line.end_column = column + 1;
  }
  return result;
}

GridFronts::GridFronts(const GridCircuit& circuit, std::vector<std::uint32_t> variable_at)
    : circuit_(circuit), variable_at_(std::move(variable_at)) {}

std::vector<std::uint32_t> GridFronts::cells_of(const GridWindow& own) const {
  std::vector<std::uint32_t> cells;
  for (std::uint32_t row = own.first_row; row < own.end_row; ++row)
    for (std::uint32_t column = own.first_column; column < own.end_column; ++column) {
      const auto cell = static_cast<std::uint32_t>(grid().index(row, column));
      if (variable_at_[cell] == cell) cells.push_back(cell);
    }
  return cells;
}

std::vector<std::uint32_t> GridFronts::others_of(std::span<const std::uint32_t> own, const GridWindow& window,
                                                 std::span<const Leftover> before) const {
  std::vector<std::uint32_t> others;
  for (const Leftover& left : before)
    for (const std::uint32_t variable : left.variables)
      if (is_terminal(variable) || !std::binary_search(own.begin(), own.end(), variable)) others.push_back(variable);
  for (const std::uint32_t cell : own)
    for_neighbours(grid(), circuit_.neighbours, cell, [&](std::size_t other, bool diagonal) {
      const std::uint32_t variable = variable_at_[other];
      if (variable == none || !(circuit_.between(cell, other, diagonal) > 0)) return;
      const bool inside = window.contains(static_cast<std::uint32_t>(other / grid().columns),
                                          static_cast<std::uint32_t>(other % grid().columns));
      if (is_terminal(variable) || !inside) others.push_back(variable);
    });
  insert_ascending(others);
  return others;
}

void GridFronts::add_branches(GridFront& front, const GridWindow& window) const {
  const std::size_t own = front.own.size();
  for (std::size_t k = 0; k < own; ++k) {
    const std::uint32_t cell = front.own[k];
    for_neighbours(grid(), circuit_.neighbours, cell, [&](std::size_t other, bool diagonal) {
      const std::uint32_t variable = variable_at_[other];
      if (variable == none) return;
      const double g = circuit_.between(cell, other, diagonal);
      if (!(g > 0)) return;
      const bool inside = window.contains(static_cast<std::uint32_t>(other / grid().columns),
                                          static_cast<std::uint32_t>(other % grid().columns));
      if (is_terminal(variable) || !inside) {
        front.front.add(own + place_in(front.others, variable), k, -g);
        return;
      }
      const std::size_t place = place_in(front.own, variable);
      if (front.own[place] == variable && place > k)
        front.front.add(place, k, -g);  // otherwise an earlier front or the other node adds it
    });
  }
}

GridFront GridFronts::eliminated(const GridWindow& own, const GridWindow& window, std::span<const Leftover> before,
                                 const Executor& executor) const {
  GridFront front;
  front.own = cells_of(own);
  front.others = others_of(front.own, window, before);
  front.front = Front(front.own.size(), front.others.size());
  add_branches(front, window);
  for (const Leftover& left : before)
    if (!left.variables.empty()) add_leftover(front, left);
  if (!front.front.eliminate(executor))
    throw Error(
        ErrorKind::internal,
        "a circuit could not be factorised: its resistances are too small or too large for a computer's numbers");
  return front;
}

Leftover GridFronts::leftover(GridFront& front) {
  Leftover left{front.others, {}};
  const std::size_t count = front.others.size();
  left.lower.reserve(count * (count - std::min<std::size_t>(count, 1)) / 2);
  for (std::size_t column = 0; column < count; ++column)
    for (std::size_t row = column + 1; row < count; ++row) left.lower.push_back(front.front.schur(row, column));
  front.front.drop_schur();
  return left;
}

Leftover GridFronts::eliminate_window(const GridWindow& window, std::vector<GridFront>* fronts) const {
  if (window.empty()) return {};
  GridWindow own = window;
  std::array<Leftover, 2> before;
  if (dissectable(window)) {
    throw_if_cancelled();
    const Dissection parts = dissected(window);
    before = {eliminate_window(parts.before, fronts), eliminate_window(parts.after, fronts)};
    own = parts.line;
  }
  GridFront front = eliminated(own, window, before, {.threads = 1, .backend = Backend::serial});
  before = {};
  Leftover left = leftover(front);
  if (fronts != nullptr && !front.own.empty()) fronts->push_back(std::move(front));
  return left;
}

}  // namespace spatial
