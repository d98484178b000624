// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/core/text.hpp"

namespace spatial::test {
namespace {

class EveryBackend : public testing::TestWithParam<Executor> {};

TEST_P(EveryBackend, ResultsComeInIndexOrder) {
  const auto squares =
      parallel_map<std::size_t, NoState>(GetParam(), 1000, [](NoState&, std::size_t i) { return i * i; });
  for (std::size_t i = 0; i < squares.size(); ++i) ASSERT_EQ(squares[i], i * i);
}

TEST_P(EveryBackend, LowestFailureWins) {
  const auto body = [](NoState&, std::size_t i) -> int {
    if (i % 100 == 17) throw std::runtime_error(std::to_string(i));
    return 0;
  };
  for (int repeat = 0; repeat < 20; ++repeat) {
    try {
      (void)parallel_map<int, NoState>(GetParam(), 1000, body);
      FAIL() << "no failure was reported";
    } catch (const std::runtime_error& error) {
      ASSERT_STREQ(error.what(), "17");
    }
  }
}

TEST_P(EveryBackend, OrderOnlySchedules) {
  const std::array<double, 4> cost{1, 5, 3, 5};
  const auto order = by_falling_cost(cost);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{1, 3, 2, 0}));
  const auto doubled = parallel_map<double, NoState>(
      GetParam(), 4, [&](NoState&, std::size_t i) { return 2 * cost[i]; }, order);
  EXPECT_EQ(doubled, (std::vector<double>{2, 10, 6, 10}));
}

INSTANTIATE_TEST_SUITE_P(Backends, EveryBackend,
                         testing::Values(Executor{1, Backend::serial}, Executor{2, Backend::std_thread},
                                         Executor{8, Backend::std_thread}, Executor{2, Backend::tbb},
                                         Executor{8, Backend::tbb}));

TEST(Error, ContextIsAppendedBeforeTheRemedy) {
  Error error(ErrorKind::input, "layer 'x' not found", "Use lnrs inspect.");
  error.add_context("county.gpkg");
  EXPECT_STREQ(error.what(), "layer 'x' not found — county.gpkg\n  Use lnrs inspect.");
  EXPECT_EQ(exit_code(error.kind()), 3);
}

TEST(Issues, TableIsInTheOrderOfTheRules) {
  for (std::size_t i = 0; i < issue_rules().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(issue_rules()[i].rule), i);
}

TEST(Text, NearestWord) {
  const std::array<std::string, 3> known{"weights", "buffer_m", "neighbourhood_m"};
  EXPECT_EQ(nearest_word("wieghts", known), "weights");
  EXPECT_EQ(nearest_word("Neighborhood_m", known), "neighbourhood_m");
  EXPECT_EQ(nearest_word("zzzzzz", known), "");
  EXPECT_EQ(did_you_mean("wieghts", known), "; did you mean 'weights'?");
  EXPECT_EQ(did_you_mean("zzzzzz", known), "");
}

TEST(Text, NaturalOrder) {
  EXPECT_TRUE(natural_less("H-9", "H-10"));
  EXPECT_FALSE(natural_less("H-10", "H-9"));
  EXPECT_TRUE(natural_less("H-010", "H-10") != natural_less("H-10", "H-010"));
  EXPECT_TRUE(natural_less("", "a"));
  EXPECT_FALSE(natural_less("a", "a"));
}

TEST(Text, Commas) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
  EXPECT_EQ(with_commas(-1000), "-1,000");
}

}  // namespace
}  // namespace spatial::test
