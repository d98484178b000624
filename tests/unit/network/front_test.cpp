// SPDX-License-Identifier: MIT
#include "libspatial/network/front.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace spatial::test {
namespace {

constexpr Executor serial{.threads = 1, .backend = Backend::serial};

/// Conductances between all nodes, up to 10^contrast apart.
std::vector<std::vector<double>> random_network(std::size_t size, double contrast, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> share(0, 1);
  std::vector<std::vector<double>> siemens(size, std::vector<double>(size, 0));
  for (std::size_t a = 0; a < size; ++a)
    for (std::size_t b = 0; b < a; ++b) siemens[a][b] = siemens[b][a] = std::pow(10, contrast * share(random));
  return siemens;
}

Front front_of(const std::vector<std::vector<double>>& siemens, std::size_t pivots) {
  Front front(pivots, siemens.size() - pivots);
  for (std::size_t column = 0; column < siemens.size(); ++column)
    for (std::size_t row = column + 1; row < siemens.size(); ++row) front.add(row, column, -siemens[row][column]);
  return front;
}

/// Node after node by the star-mesh rule, which subtracts nothing.
void eliminate_one_by_one(std::vector<std::vector<double>>& siemens, std::size_t pivots) {
  for (std::size_t k = 0; k < pivots; ++k) {
    double all = 0;
    for (std::size_t a = k + 1; a < siemens.size(); ++a) all += siemens[k][a];
    for (std::size_t a = k + 1; a < siemens.size(); ++a)
      for (std::size_t b = k + 1; b < siemens.size(); ++b)
        if (a != b) siemens[a][b] += siemens[k][a] * siemens[k][b] / all;
  }
}

TEST(Front, EqualsStarMeshElimination) {
  unsigned seed = 0;
  for (const std::size_t pivots : {0, 1, 3, 4, 8, 47, 48, 49, 100, 150})
    for (const std::size_t others : {2, 3, 5, 8, 17, 64, 90})
      for (const double contrast : {0.0, 6.0, 15.0}) {
        std::vector<std::vector<double>> siemens = random_network(pivots + others, contrast, ++seed);
        Front front = front_of(siemens, pivots);
        ASSERT_TRUE(front.eliminate(serial));
        eliminate_one_by_one(siemens, pivots);
        for (std::size_t b = 0; b < others; ++b)
          for (std::size_t a = b + 1; a < others; ++a)
            ASSERT_NEAR(-front.schur(a, b) / siemens[pivots + a][pivots + b], 1, 1e-12)
                << pivots << " " << others << " " << contrast;
      }
}

TEST(Front, VoltagesOfPivotsLeaveNoNetCurrent) {
  for (const std::size_t pivots : {1, 2, 5, 50, 101})
    for (const std::size_t columns : {1, 7, 8, 21}) {
      const std::vector<std::vector<double>> siemens = random_network(pivots + 9, 2, static_cast<unsigned>(pivots));
      Front front = front_of(siemens, pivots);
      ASSERT_TRUE(front.eliminate(serial));
      std::mt19937 random(7);
      std::vector<double> volts((pivots + 9) * columns);
      for (double& volt : volts) volt = 1.0 + random() % 100;
      front.substitute(volts.data(), columns);
      for (std::size_t c = 0; c < columns; ++c)
        for (std::size_t k = 0; k < pivots; ++k) {
          double net = 0, all = 0;
          for (std::size_t other = 0; other < pivots + 9; ++other) {
            net += siemens[k][other] * (volts[k * columns + c] - volts[other * columns + c]);
            all += siemens[k][other];
          }
          ASSERT_NEAR(net / all, 0, 1e-11);
        }
    }
}

TEST(Front, GroundAndRightHandSidesGiveTheInverse) {
  // Two nodes with 2 S between them, 1 S and 3 S to ground: inverse of (3 −2; −2 5) is (5 2; 2 3) / 11.
  Front front(2, 2);
  front.add(1, 0, -2);
  front.add_to_ground(0, 1);
  front.add_to_ground(1, 3);
  front.add(2, 0, 1);
  front.add(3, 1, 1);
  ASSERT_TRUE(front.eliminate(serial, Front::Others::right_hand_sides));
  EXPECT_NEAR(-front.schur(0, 0), 5.0 / 11, 1e-15);
  EXPECT_NEAR(-front.schur(1, 0), 2.0 / 11, 1e-15);
  EXPECT_NEAR(-front.schur(1, 1), 3.0 / 11, 1e-15);
}

TEST(Front, IsTheSameBitsWithAnyNumberOfThreads) {
  const std::vector<std::vector<double>> siemens = random_network(900, 3, 5);
  Front one = front_of(siemens, 200), many = front_of(siemens, 200);
  ASSERT_TRUE(one.eliminate(serial));
  ASSERT_TRUE(many.eliminate({.threads = 8}));
  for (std::size_t b = 0; b < 700; ++b)
    for (std::size_t a = b + 1; a < 700; ++a) ASSERT_EQ(one.schur(a, b), many.schur(a, b));
}

TEST(Front, SaysWhatItCannotEliminate) {
  Front alone(1, 1);
  EXPECT_FALSE(alone.eliminate(serial)) << "no branch";
  Front wrong(1, 1);
  wrong.add(1, 0, std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(wrong.eliminate(serial)) << "no number";
}

}  // namespace
}  // namespace spatial::test
