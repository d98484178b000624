// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace spatial::test {

/// A raster's circuit by brute force: cells are joined one by one, and a dense Laplacian is solved by Gaussian
/// elimination. Nothing is shared with the library. Cells are numbered row by row.
class DenseCircuit {
 public:
  /// `resistance`: NaN = no data.
  DenseCircuit(std::size_t columns, std::vector<double> resistance, int neighbours, bool average_resistance)
      : columns_(columns),
        resistance_(std::move(resistance)),
        neighbours_(neighbours),
        average_resistance_(average_resistance) {
    for (std::size_t cell = 0; cell < resistance_.size(); ++cell) group_.push_back(cell);
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t from = group_[a], to = group_[b];
    for (std::size_t& group : group_)
      if (group == from) group = to;
  }
  void join_all(const std::vector<std::size_t>& cells) {
    for (const std::size_t cell : cells) join(cell, cells.front());
  }
  bool is_node(std::size_t cell) const {
    for (std::size_t other = 0; other < group_.size(); ++other)
      if (group_[other] == group_[cell] && !std::isnan(resistance_[other])) return true;
    return false;
  }
  bool same_node(std::size_t a, std::size_t b) const { return group_[a] == group_[b]; }

  /// Current of each cell's node and the voltage of the source's, with 1 A in at `source` and out at `grounds`; no
  /// voltage where the source reaches no ground.
  struct Flow {
    double voltage = std::numeric_limits<double>::infinity();
    std::vector<double> current;
  };
  Flow flow(std::size_t source, const std::vector<std::size_t>& grounds) const {
    const std::size_t count = group_.size();
    Flow result{std::numeric_limits<double>::infinity(), std::vector<double>(count, 0)};
    const std::vector<std::vector<double>> g = conductances();
    std::vector<char> reached(count, 0), ground(count, 0);
    std::vector<std::size_t> queue{group_[source]};
    reached[group_[source]] = 1;
    for (std::size_t k = 0; k < queue.size(); ++k)
      for (std::size_t other = 0; other < count; ++other)
        if (g[queue[k]][other] > 0 && reached[other] == 0) {
          reached[other] = 1;
          queue.push_back(other);
        }
    bool grounded = false;
    for (const std::size_t cell : grounds) {
      if (group_[cell] == group_[source]) continue;
      ground[group_[cell]] = 1;
      grounded = grounded || reached[group_[cell]] != 0;
    }
    if (!grounded) return result;
    const std::vector<double> volts = solved(g, reached, ground, group_[source]);
    result.voltage = volts[group_[source]];
    std::vector<double> node(count, 0);
    for (std::size_t a = 0; a < count; ++a) {
      if (reached[a] == 0) continue;
      double in = 0, absolute = 0;
      for (std::size_t b = 0; b < count; ++b) {
        in += g[a][b] * (volts[b] - volts[a]);
        absolute += std::abs(g[a][b] * (volts[b] - volts[a]));
      }
      const double outside = a == group_[source] ? 1 : ground[a] != 0 ? std::abs(in) : 0;
      node[a] = (absolute + outside) / 2;
    }
    for (std::size_t cell = 0; cell < count; ++cell) result.current[cell] = node[group_[cell]];
    return result;
  }

 private:
  double conductance(std::size_t a, std::size_t b) const {
    const double u = resistance_[a], v = resistance_[b], gu = std::isnan(u) ? 0 : 1 / u, gv = std::isnan(v) ? 0 : 1 / v;
    if (!average_resistance_) return (gu + gv) / 2;
    return gu > 0 && gv > 0 ? 1 / ((u + v) / 2) : 0;
  }
  std::vector<std::vector<double>> conductances() const {
    const std::size_t count = group_.size();
    std::vector<std::vector<double>> g(count, std::vector<double>(count, 0));
    for (std::size_t a = 0; a < count; ++a)
      for (std::size_t b = 0; b < count; ++b) {
        const auto down = std::abs(static_cast<double>(a / columns_) - static_cast<double>(b / columns_)),
                   across = std::abs(static_cast<double>(a % columns_) - static_cast<double>(b % columns_));
        if (down > 1 || across > 1 || down + across == 0 || (neighbours_ == 4 && down + across > 1)) continue;
        if (group_[a] == group_[b] || !is_node(a) || !is_node(b)) continue;
        g[group_[a]][group_[b]] += conductance(a, b) / (down + across > 1 ? std::sqrt(2.0) : 1);
      }
    return g;
  }
  static std::vector<double> solved(const std::vector<std::vector<double>>& g, const std::vector<char>& reached,
                                    const std::vector<char>& ground, std::size_t source) {
    const std::size_t count = g.size();
    std::vector<std::vector<double>> m(count, std::vector<double>(count + 1, 0));
    for (std::size_t a = 0; a < count; ++a) {
      if (reached[a] == 0 || ground[a] != 0) {
        m[a][a] = 1;
        continue;
      }
      for (std::size_t b = 0; b < count; ++b) {
        m[a][a] += g[a][b];
        m[a][b] -= g[a][b];
      }
      if (a == source) m[a][count] = 1;
    }
    for (std::size_t pivot = 0; pivot < count; ++pivot) {
      std::size_t best = pivot;
      for (std::size_t row = pivot; row < count; ++row)
        if (std::abs(m[row][pivot]) > std::abs(m[best][pivot])) best = row;
      std::swap(m[pivot], m[best]);
      for (std::size_t row = 0; row < count; ++row) {
        if (row == pivot || m[row][pivot] == 0) continue;
        const double factor = m[row][pivot] / m[pivot][pivot];
        for (std::size_t k = pivot; k <= count; ++k) m[row][k] -= factor * m[pivot][k];
      }
    }
    std::vector<double> volts;
    for (std::size_t a = 0; a < count; ++a) volts.push_back(m[a][count] / m[a][a]);
    return volts;
  }

  std::size_t columns_;
  std::vector<double> resistance_;
  int neighbours_;
  bool average_resistance_;
  std::vector<std::size_t> group_;
};

}  // namespace spatial::test
