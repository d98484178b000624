// SPDX-License-Identifier: MIT
#include "libspatial/landscape/habitat.hpp"

#include <gmock/gmock.h>

#include "libspatial/core/error.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view small =
    "# SPDX-License-Identifier: MIT\n"
    "# matching: longest_prefix\n"
    "code,label,habitat,distinctiveness,irreplaceable,excluded,woodland_core,woodland_potential,woodland_resistance_"
    "low,"
    "woodland_resistance_mid,woodland_resistance_high\n"
    "w1,Woodland,,4,,,yes,,,,\n"
    "w1f,\"Oak, ash and hazel\",Lowland mixed deciduous woodland,6,yes,no,yes,,,,\n"
    "g3,Neutral grassland,,4,,,,0.25,10,15.5,20\n"
    "g3c,Other neutral grassland,,4,,,no,0.05,,12,\n"
    "u,Built,,0,,yes,,,,,\n";

const HabitatClass& found(const Crosswalk& crosswalk, std::string_view code) {
  return crosswalk.classes().at(static_cast<std::size_t>(crosswalk.find(code)));
}

std::string error_of(const std::string& csv) {
  try {
    parse_crosswalk(csv, "mine.csv");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
  return "no error";
}

TEST(Crosswalk, ReadsCellsAndFillsBlanks) {
  const Crosswalk crosswalk = parse_crosswalk(small, "folder/mine.csv");
  EXPECT_EQ(crosswalk.name(), "mine");
  ASSERT_EQ(crosswalk.classes().size(), 5u);
  const HabitatClass& oak = found(crosswalk, "w1f");
  EXPECT_EQ(oak.label, "Oak, ash and hazel");
  EXPECT_EQ(oak.habitat, "Lowland mixed deciduous woodland");
  EXPECT_TRUE(oak.irreplaceable);
  EXPECT_FALSE(oak.excluded);
  EXPECT_DOUBLE_EQ(oak.distinctiveness, 6);
  EXPECT_TRUE(oak.networks.at("woodland").core);
  EXPECT_THAT(oak.networks.at("woodland").resistance, ElementsAre(1, 1, 1));
  EXPECT_EQ(found(crosswalk, "w1").habitat, "Woodland");
  EXPECT_THAT(found(crosswalk, "g3").networks.at("woodland").resistance, ElementsAre(10, 15.5, 20));
  EXPECT_THAT(found(crosswalk, "g3c").networks.at("woodland").resistance, ElementsAre(12, 12, 12));
  EXPECT_FALSE(found(crosswalk, "u").networks.contains("woodland"));
}

struct Match {
  std::string code, expected;
};
class LongestPrefix : public testing::TestWithParam<Match> {};
TEST_P(LongestPrefix, FindsTheNearestLevel) {
  const Crosswalk crosswalk = parse_crosswalk(small, "mine.csv");
  const int index = crosswalk.find(GetParam().code);
  EXPECT_EQ(index < 0 ? "" : crosswalk.classes()[static_cast<std::size_t>(index)].code, GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(Codes, LongestPrefix,
                         testing::Values(Match{"g3c5", "g3c"}, Match{"g3a", "g3"}, Match{" G3C ", "g3c"},
                                         Match{"u1b5", "u"}, Match{"w1f7 20", "w1f"}, Match{"unknown", ""},
                                         Match{"g31", ""}, Match{"g", ""}, Match{"", ""}, Match{"g3c,w1f", ""},
                                         Match{"x9", ""}));

TEST(Crosswalk, ExactMatchingNeverShortens) {
  const Crosswalk crosswalk = parse_crosswalk("code\nDWOOD\nLMEAD\n", "phi.csv");
  EXPECT_EQ(crosswalk.find("dwood "), 0);
  EXPECT_EQ(crosswalk.find("DWOOD1"), -1);
}

TEST(Crosswalk, ByteOrderMarkAndWindowsLineEndsAndSpreadsheetCommas) {
  const Crosswalk crosswalk = parse_crosswalk(
      "\xEF\xBB\xBF# matching: longest_prefix,,,\r\n\r\ncode,label\r\nA1.1,\"two\r\nlines \"\"quoted\"\"\"\r\nB,\r\n",
      "p1.csv");
  EXPECT_EQ(found(crosswalk, "A1.1.2").label, "two\nlines \"quoted\"");
  EXPECT_EQ(found(crosswalk, "b2").label, "B");
}

struct Bad {
  std::string csv, expected;
};
class BadCrosswalk : public testing::TestWithParam<Bad> {};
TEST_P(BadCrosswalk, SaysWhereAndWhat) {
  EXPECT_THAT(error_of(GetParam().csv), AllOf(HasSubstr("mine.csv"), HasSubstr(GetParam().expected)));
}
INSTANTIATE_TEST_SUITE_P(
    Files, BadCrosswalk,
    testing::Values(
        Bad{"", "no rows"}, Bad{"code\n", "no rows"}, Bad{"label\nx\n", "no column 'code'"},
        Bad{"code,labell\na,b\n", "line 1, column 6: unknown column 'labell'"},
        Bad{"code,labell\na,b\n", "Did you mean 'label'?"},
        Bad{"code,woodland_core,woodland_potental\na,,\n", "Did you mean 'woodland_potential'?"},
        Bad{"code,label,Code\na,b,c\n", "column 'code' appears twice"},
        Bad{"code,distinctiveness\na,high\n", "line 2, column 3: 'high' in column 'distinctiveness' is not a number"},
        Bad{"code,distinctiveness\na,9\n", "between 0 and 8"}, Bad{"code,x_potential\na,1.5\n", "between 0 and 1"},
        Bad{"code,x_potential\na,0,5\n", "3 cells but the header 2"}, Bad{"code,x_potential\na,nan\n", "not a number"},
        Bad{"code,x_resistance_mid\na,0\n", "must be at least 1"},
        Bad{"code,x_core\na,perhaps\n", "neither yes nor no"}, Bad{"code,x_resistance_low\na,60\n", "do not rise"},
        Bad{"code,excluded,x_potential\na,yes,0.5\n", "excluded but has a potential"},
        Bad{"# note\ncode\na\nb\n A \n", "line 5, column 1: code 'A' was already given in line 3"},
        Bad{"code,label\n,b\n", "line 2, column 1: the row has no code"},
        Bad{"code\n\"a\n", "line 2, column 1: a quote is never closed"},
        Bad{"code\n\"a\"b\n", "text after a closing quote"},
        Bad{"# matching: fuzzy\ncode\na\n", "matching 'fuzzy' is not known"}));

TEST(Crosswalk, MissingFileIsAConfigError) {
  EXPECT_THROW(read_crosswalk("/nowhere/none.csv"), Error);
  const test::TempDir dir;
  EXPECT_THROW(read_crosswalk(dir.path().string()), Error);
}

TEST(SplitCodes, TrimsAndDropsEmpties) {
  EXPECT_THAT(split_codes("DWOOD, LMEAD;;TORCH ,"), ElementsAre("DWOOD", "LMEAD", "TORCH"));
  EXPECT_TRUE(split_codes(" , ").empty());
}

TEST(Classify, KnowsLists) {
  const Crosswalk crosswalk = parse_crosswalk(small, "mine.csv");
  const FeatureHabitat both = classify(crosswalk, "g3c5, w1f; nonsense, g3c");
  EXPECT_THAT(both.classes, ElementsAre(3, 1));
  EXPECT_TRUE(both.known);
  EXPECT_FALSE(both.excluded);
  EXPECT_TRUE(classify(crosswalk, "u1b").excluded);
  EXPECT_FALSE(classify(crosswalk, "u1b,g3").excluded);
  const FeatureHabitat none = classify(crosswalk, "zzz");
  EXPECT_FALSE(none.known);
  EXPECT_TRUE(none.excluded);
  EXPECT_TRUE(none.classes.empty());
}

TEST(Classify, NamesWithCommasAreOneCode) {
  const Crosswalk crosswalk = parse_crosswalk("code\n\"Fen, Marsh and Swamp\"\nFen\nScrub\n", "le.csv");
  EXPECT_THAT(classify(crosswalk, "fen, marsh and swamp").classes, ElementsAre(0));
  EXPECT_THAT(classify(crosswalk, "Scrub; Fen, Marsh and Swamp").classes, ElementsAre(2, 0));
  EXPECT_THAT(classify(crosswalk, "Scrub, Fen").classes, ElementsAre(2, 1));
}

TEST(Rating, TakesTheBestOfSeveralCodes) {
  const Crosswalk crosswalk = parse_crosswalk(small, "mine.csv");
  const NetworkRating mixed = rating(crosswalk, classify(crosswalk, "g3,g3c"), "woodland");
  EXPECT_FALSE(mixed.core);
  EXPECT_DOUBLE_EQ(mixed.potential, 0.25);
  EXPECT_THAT(mixed.resistance, ElementsAre(10, 12, 12));
  EXPECT_TRUE(rating(crosswalk, classify(crosswalk, "g3,w1"), "woodland").core);
  const NetworkRating absent = rating(crosswalk, classify(crosswalk, "g3"), "heathland");
  EXPECT_FALSE(absent.core);
  EXPECT_DOUBLE_EQ(absent.potential, 0);
  EXPECT_THAT(absent.resistance, ElementsAre(50, 50, 50));
}

}  // namespace
}  // namespace spatial
