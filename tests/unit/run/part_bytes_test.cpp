// SPDX-License-Identifier: MIT
// What parts pass to the merge comes back to the last bit, and damage is noticed.
#include "libspatial/run/part_bytes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "tests/support/support.hpp"

namespace spatial {

enum class PassedKind { first, second };

struct Passed {
  PassedKind kind = PassedKind::first;
  double value = 0;
  std::string text;
  std::optional<std::int32_t> whole;
};

template <class Bytes, SameAs<Passed> T>
void fields(Bytes& bytes, T& passed) {
  bytes(passed.kind), bytes(passed.value), bytes(passed.text), bytes(passed.whole);
}

namespace {

TEST(PartBytes, ComeBackToTheLastBit) {
  const std::vector<Passed> written{{PassedKind::second, 0.1, "a\0b\"'", -7},
                                    {PassedKind::first, std::numeric_limits<double>::quiet_NaN(), "", std::nullopt},
                                    {PassedKind::first, -0.0, "Pwllheli — é", 0},
                                    {PassedKind::first, std::numeric_limits<double>::denorm_min(), "x", 1}};
  BytesOut out;
  out(written);
  std::vector<Passed> read;
  BytesIn in(out.bytes());
  in(read);
  EXPECT_TRUE(in.at_end());
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t k = 0; k < read.size(); ++k) {
    EXPECT_EQ(read[k].kind, written[k].kind);
    EXPECT_EQ(std::isnan(read[k].value), std::isnan(written[k].value));
    if (!std::isnan(read[k].value)) {
      EXPECT_EQ(read[k].value, written[k].value);
    }
    EXPECT_EQ(std::signbit(read[k].value), std::signbit(written[k].value));
    EXPECT_EQ(read[k].text, written[k].text);
    EXPECT_EQ(read[k].whole, written[k].whole);
  }
}

TEST(PartBytes, ShapesKeepTheirParts) {
  MultiPolygonColumn written;
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    if (seed % 5 == 0) {
      written.end_feature();  // one without land
      continue;
    }
    written.append_parts(test::random_star(seed, {1e5 / 3, 2e5 / 7}, 30, 11));
    if (seed % 3 == 0) written.append_parts(test::random_star(seed, {9e5 / 7, 2e5 / 7}, 30, 5));
    written.end_feature();
  }
  BytesOut out;
  out(written);
  MultiPolygonColumn read;
  BytesIn in(out.bytes());
  in(read);
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t f = 0; f < read.size(); ++f) {
    EXPECT_EQ(read[f].part_count(), written[f].part_count());
    ASSERT_EQ(read[f].point_count(), written[f].point_count());
    EXPECT_TRUE(std::equal(read[f].points().begin(), read[f].points().end(), written[f].points().begin(),
                           [](Point a, Point b) { return a.x == b.x && a.y == b.y; }));
  }
}

TEST(PartBytes, WholeNumbersOfEverySizeComeBackAndSmallOnesAreShort) {
  const std::vector<std::int64_t> written{0,
                                          1,
                                          -1,
                                          63,
                                          64,
                                          -64,
                                          -65,
                                          1 << 20,
                                          std::numeric_limits<std::int64_t>::max(),
                                          std::numeric_limits<std::int64_t>::min()};
  BytesOut out;
  out(written);
  std::vector<std::int64_t> read;
  BytesIn in(out.bytes());
  in(read);
  EXPECT_EQ(read, written);
  EXPECT_TRUE(in.at_end());
  BytesOut small;
  small(std::vector<std::uint32_t>(100, 5));
  EXPECT_EQ(small.bytes().size(), 2 + 100u);
}

TEST(PartBytes, BytesThatEndEarlyOrAreNoneAreRefused) {
  BytesOut out;
  out(std::vector<std::string>{"one", "two"});
  const std::string text = out.bytes();
  for (const std::string& damaged :
       {text.substr(0, text.size() - 2), text.substr(0, 7), std::string("zz"), std::string(16, 'f')}) {
    std::vector<std::string> read;
    EXPECT_THROW(
        {
          BytesIn in(damaged);
          in(read);
        },
        Error)
        << damaged;
  }
}

}  // namespace
}  // namespace spatial
