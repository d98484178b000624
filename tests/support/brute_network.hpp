// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "libspatial/network/gain.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial::test {

/// PC and IIC the slow way: Floyd–Warshall on a matrix, no pruning, a new matrix for every change.
struct BruteNetwork {
  std::vector<double> areas;
  std::vector<Link> links;

  using Matrix = std::vector<std::vector<double>>;

  /// Distances without the patch `removed`; `unit`: every link counts 1.
  Matrix distances(bool unit = false, std::uint32_t removed = std::numeric_limits<std::uint32_t>::max()) const {
    const std::size_t n = areas.size();
    Matrix d(n, std::vector<double>(n, std::numeric_limits<double>::infinity()));
    for (std::size_t i = 0; i < n; ++i) d[i][i] = 0;
    for (const Link& link : links) {
      if (link.a == removed || link.b == removed) continue;
      d[link.a][link.b] = d[link.b][link.a] = std::min(d[link.a][link.b], unit ? 1.0 : link.distance_m);
    }
    for (std::size_t m = 0; m < n; ++m)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) d[i][j] = std::min(d[i][j], d[i][m] + d[m][j]);
    return d;
  }

  /// rate 0: IIC.
  static double value(double d, double rate, double limit) {
    if (!(d <= limit) || std::isinf(d)) return 0;
    return rate > 0 ? std::exp(-rate * d) : 1 / (1 + d);
  }

  double numerator(double rate, double limit = std::numeric_limits<double>::infinity(),
                   std::uint32_t removed = std::numeric_limits<std::uint32_t>::max()) const {
    const Matrix d = distances(!(rate > 0), removed);
    double sum = 0;
    for (std::size_t i = 0; i < areas.size(); ++i)
      for (std::size_t j = 0; j < areas.size(); ++j)
        if (i != removed && j != removed) sum += areas[i] * areas[j] * value(d[i][j], rate, limit);
    return sum;
  }

  /// Betweenness with ties split; links must be longer than 0.
  std::vector<double> betweenness(double rate, double limit = std::numeric_limits<double>::infinity()) const {
    const std::size_t n = areas.size();
    const Matrix d = distances(!(rate > 0));
    const auto equal = [](double a, double b) { return std::abs(a - b) <= 1e-9 * (1 + b); };
    // Number of best paths from i to j: the sum over the neighbours of j that are one link nearer to i, by recursion on
    // distance: repeated sweeps until nothing changes.
    Matrix paths(n, std::vector<double>(n, 0));
    for (std::size_t i = 0; i < n; ++i) {
      paths[i][i] = 1;
      for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t j = 0; j < n; ++j) {
          if (j == i || std::isinf(d[i][j])) continue;
          double count = 0;
          for (const Link& link : links) {
            const double w = rate > 0 ? link.distance_m : 1;
            if (link.b == j && equal(d[i][link.a] + w, d[i][j])) count += paths[i][link.a];
            if (link.a == j && equal(d[i][link.b] + w, d[i][j])) count += paths[i][link.b];
          }
          changed |= count != paths[i][j];
          paths[i][j] = count;
        }
      }
    }
    std::vector<double> result(n, 0);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
          if (i != j && i != k && j != k && !std::isinf(d[i][j]) && equal(d[i][k] + d[k][j], d[i][j]))
            result[k] += areas[i] * areas[j] * value(d[i][j], rate, limit) * paths[i][k] * paths[k][j] / paths[i][j];
    return result;
  }

  BruteNetwork with(const CandidateNode& candidate) const {
    BruteNetwork more = *this;
    more.areas.push_back(candidate.area_m2);
    for (const PatchLocator::Near& near : candidate.near)
      more.links.push_back({near.patch, static_cast<std::uint32_t>(areas.size()), near.distance_m});
    return more;
  }
};

/// Random networks with isolates, ties (lengths are multiples of 100 m) and, if asked for, links of length 0.
inline BruteNetwork random_network(std::uint64_t seed, std::size_t patches, double links_per_patch, bool zero_lengths) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  BruteNetwork network;
  for (std::size_t i = 0; i < patches; ++i) network.areas.push_back(1 + static_cast<double>(below(1000)) / 10);
  const std::size_t joined = patches - patches / 8;  // the rest are isolates
  for (std::size_t l = 0; l < static_cast<std::size_t>(links_per_patch * static_cast<double>(patches)); ++l) {
    const auto a = static_cast<std::uint32_t>(below(joined)), b = static_cast<std::uint32_t>(below(joined));
    if (a == b) continue;
    bool known = false;
    for (const Link& link : network.links) known |= (link.a == a && link.b == b) || (link.a == b && link.b == a);
    if (known) continue;
    const double length =
        below(3) == 0 ? 137.25 + static_cast<double>(below(100000)) / 100 : 100.0 * static_cast<double>(below(12) + 1);
    network.links.push_back({a, b, zero_lengths && below(10) == 0 ? 0.0 : length});
  }
  return network;
}

inline std::vector<CandidateNode> random_candidates(std::uint64_t seed, std::size_t count, std::size_t patches) {
  std::mt19937_64 random(seed);
  std::vector<CandidateNode> candidates(count);
  for (CandidateNode& candidate : candidates) {
    candidate.area_m2 = static_cast<double>(random() % 500) / 10;
    const std::size_t near = random() % 6;
    for (std::uint32_t patch = 0; patch < patches && candidate.near.size() < near; ++patch)
      if (random() % patches < 2 * near)
        candidate.near.push_back({patch, random() % 4 == 0 ? 0.0 : static_cast<double>(random() % 15) * 50});
  }
  return candidates;
}

}  // namespace spatial::test
