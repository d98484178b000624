// SPDX-License-Identifier: MIT
#include "libspatial/geometry/grid_reference.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace spatial::test {
namespace {

TEST(GridReference, IsThatOfTheOrdnanceSurvey) {
  EXPECT_EQ(grid_reference({651409.903, 313177.270}), "TG 5140 1317");  // Caister water tower, the Survey's own example
  EXPECT_EQ(grid_reference({375120, 164800}), "ST 7512 6480");
  EXPECT_EQ(grid_reference({216650, 771250}, 3), "NN 166 712");  // Ben Nevis
  EXPECT_EQ(grid_reference({530000, 180000}), "TQ 3000 8000");
  EXPECT_EQ(grid_reference({0, 0}), "SV 0000 0000");
  EXPECT_EQ(grid_reference({1e9, 0}), "");
}

TEST(GridReference, NamesASquareOfItsOwnSize) {
  EXPECT_EQ(grid_square("TG 5140 1317"), (Box{651400, 313170, 651410, 313180}));
  EXPECT_EQ(grid_square("st774645"), (Box{377400, 164500, 377500, 164600}));
  EXPECT_EQ(grid_square(" ST 77400 64500 "), (Box{377400, 164500, 377401, 164501}));
  EXPECT_EQ(grid_square("NN17"), (Box{210000, 770000, 220000, 780000}));
  EXPECT_EQ(grid_square("SV"), (Box{0, 0, 100000, 100000}));
}

TEST(GridReference, IsNothingElse) {
  for (const char* text : {"", "S", "ST 7", "ST 774 64", "SI 12 34", "ST 7a4 645", "ST 774,645", "ST 774645 774645",
                           "12 34", "A36", "W1F 0AB", "ST-774-645"})
    EXPECT_EQ(grid_square(text), std::nullopt) << text;
}

TEST(GridReference, AreaOfAPlaceHoldsThePlaceAtAnyNumberOfFigures) {
  std::uint64_t state = 1;
  const auto next = [&state](double most) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return most * static_cast<double>(state >> 11) / 9007199254740992.0;
  };
  for (int i = 0; i < 2000; ++i) {
    const Point place{next(700000), next(1300000)};
    for (int digits = 1; digits <= 5; ++digits) {
      const auto square = grid_square(grid_reference(place, digits));
      ASSERT_TRUE(square) << grid_reference(place, digits);
      EXPECT_LE(square->min_x, place.x);
      EXPECT_LT(place.x, square->max_x);
      EXPECT_LE(square->min_y, place.y);
      EXPECT_LT(place.y, square->max_y);
      EXPECT_DOUBLE_EQ(square->width(), std::pow(10, 5 - digits));
    }
  }
}

}  // namespace
}  // namespace spatial::test
