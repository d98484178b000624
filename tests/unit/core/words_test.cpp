// SPDX-License-Identifier: MIT
// Words and codes as people write them: those that say nothing, spellings of one code, dates and ages.
#include <gtest/gtest.h>

#include "libspatial/core/blank_word.hpp"
#include "libspatial/core/date.hpp"
#include "libspatial/core/plain_form.hpp"

namespace spatial {
namespace {

TEST(BlankWords, AreWhatPeopleWriteForNothing) {
  for (const char* word : {"", "  ", "N/A", "n/a", "None", " TBC ", "-", "?", "NULL", "Unknown", "not known"})
    EXPECT_TRUE(is_blank_word(word)) << word;
  for (const char* word : {"NA", "0", "no", "yes", "N/A 12", "LWS 1", "x"}) EXPECT_FALSE(is_blank_word(word)) << word;
}

TEST(PlainForm, IsThatOfAllSpellingsOfACode) {
  EXPECT_EQ(plain_form("W1 f "), "w1f");
  EXPECT_EQ(plain_form("02"), "2");
  EXPECT_EQ(plain_form("2.0"), "2");
  EXPECT_EQ(plain_form("2.00"), "2");
  EXPECT_EQ(plain_form("000"), "0");
  EXPECT_EQ(plain_form("2.5"), "2.5") << "a class of its own";
  EXPECT_EQ(plain_form("2."), "2.");
  EXPECT_EQ(plain_form(".0"), ".0");
  EXPECT_EQ(plain_form("g01"), "g01") << "only whole numbers lose zeros";
  EXPECT_EQ(plain_form("1.0.0"), "1.0.0");
  EXPECT_EQ(plain_form(""), "");
}

TEST(Dates, MayHaveATimeOfDayOrAnOrdinalNumber) {
  for (const char* text : {"31/03/2026 00:00:00", "31/03/2026 00:00", "2026/03/31 00:00:00+00", "31st March 2026",
                           "31ST Mar 2026", "31 March 2026 12:30", "2026-03-31 12:00:00+00", "31-Mar-2026"}) {
    const auto date = date_of(text);
    ASSERT_TRUE(date.has_value()) << text;
    EXPECT_EQ(date_text(*date), "2026-03-31") << text;
  }
  for (const char* text : {"31/03/26 00:00", "12:00", "12:00 31/03/2026", "March 31st 2026", "st March 2026", ":",
                           "46112", "Mar 2026", "31xx March 2026"})
    EXPECT_FALSE(date_of(text).has_value()) << text;
}

TEST(Dates, YearsFollowTheCalendar) {
  const auto day = [](const char* text) { return *date_of(text); };
  EXPECT_EQ(calendar_years(day("2021-03-31"), day("2026-03-31")), 5) << "though 1,826 days are less than 5 x 365.25";
  EXPECT_LT(calendar_years(day("2021-04-01"), day("2026-03-31")), 5);
  EXPECT_GT(calendar_years(day("2021-03-30"), day("2026-03-31")), 5);
  EXPECT_EQ(calendar_years(day("2016-03-31"), day("2026-03-31")), 10);
  EXPECT_EQ(calendar_years(day("2026-03-31"), day("2021-03-31")), -5);
  EXPECT_EQ(calendar_years(day("2024-02-29"), day("2025-02-28")), 1);
  EXPECT_EQ(date_text(years_later(day("2024-02-29"), 20)), "2044-02-29");
  EXPECT_EQ(date_text(years_later(day("2024-02-29"), 1)), "2025-02-28");
}

}  // namespace
}  // namespace spatial
