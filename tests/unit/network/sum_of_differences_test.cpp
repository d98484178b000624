// SPDX-License-Identifier: MIT
#include "libspatial/network/sum_of_differences.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace spatial::test {
namespace {

TEST(SumsOfDifferences, EqualTheSumOverPairs) {
  std::mt19937 random(3);
  const std::vector<double> weights{1, 2, 1, 1, 3, 1, 1, 1, 1, 1};
  SumsOfDifferences sums(weights);
  const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, some{1, 4, 9}, others{0, 2, 3}, none;
  std::vector<double> x(weights.size(), 0);
  for (int step = 0; step < 500; ++step) {
    for (double& value : x)
      value = step % 3 == 0 ? static_cast<double>(random() % 7) : value + 0.01 * static_cast<double>(random() % 3);
    for (const auto* which : {&all, &some, &others, &none}) {
      double expected = 0;
      for (const std::uint32_t a : *which)
        for (const std::uint32_t b : *which)
          if (a < b) expected += weights[a] * weights[b] * std::abs(x[a] - x[b]);
      // Lists of one length that take turns in one series must not be taken for one another.
      EXPECT_NEAR(sums.of(x, *which, step % 2), expected, 1e-9) << step;
    }
  }
}

}  // namespace
}  // namespace spatial::test
