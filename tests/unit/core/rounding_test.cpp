// SPDX-License-Identifier: MIT
#include "libspatial/core/rounding.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <random>

namespace spatial::test {
namespace {

void expect_as_library(double v) {
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
  EXPECT_EQ(bits(nearest_even(v)), bits(std::nearbyint(v))) << v;
  EXPECT_EQ(bits(nearest_away(v)), bits(std::round(v))) << v;
}

TEST(Rounding, AsTheStandardLibraryBitForBit) {
  using limits = std::numeric_limits<double>;
  for (const double v : {0.0, 0.25, 0.5, 1.0, 1.5, 2.5, 3.5, 1e15, 0x1p51, 0x1p52, 0x1p53, 1e300, limits::max(),
                         limits::min(), limits::denorm_min(), limits::infinity()})
    for (const double near : {v, std::nextafter(v, 0.0), std::nextafter(v, limits::infinity())})
      for (const double signed_v : {near, -near}) expect_as_library(signed_v);
  for (int k = 0; k < 60; ++k)
    for (const double part : {0.0, 0.5, -0.5, 0.25, 1.5}) expect_as_library(std::ldexp(1.0, k) + part);
  std::mt19937_64 random(1);
  for (int k = 0; k < 200'000; ++k) {
    const double v = std::bit_cast<double>(random());  // of any size
    if (std::isfinite(v)) expect_as_library(v);
    expect_as_library(static_cast<double>(random() % 2'000'000'000'000) / 1000);  // the size of coordinates
    expect_as_library((static_cast<double>(random() % 2'000'000) - 1'000'000) / 2);
  }
  EXPECT_TRUE(std::isnan(nearest_even(limits::quiet_NaN())) && std::isnan(nearest_away(limits::quiet_NaN())));
}

}  // namespace
}  // namespace spatial::test
