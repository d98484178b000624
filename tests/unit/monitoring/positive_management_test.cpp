// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/positive_management.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/core/date.hpp"

namespace spatial::test {
namespace {

TEST(ReportingWindows, EndOnTheLastOfMarch) {
  const ReportingWindow window = reporting_window(2026);
  EXPECT_EQ(date_text(window.after), "2021-03-31");
  EXPECT_EQ(date_text(window.until), "2026-03-31");
}

TEST(PositiveManagement, OneRowThatCountsOutweighsAllThatDoNot) {
  const auto on = [](const char* day) { return *date_of(day); };
  const std::vector<Evidence> evidence{{0, EvidenceKind::none, std::nullopt, std::nullopt},
                                       {0, EvidenceKind::advice, on("2025-01-01"), std::nullopt},
                                       {1, EvidenceKind::advice, on("2020-01-01"), std::nullopt},
                                       {2, EvidenceKind::management_plan, std::nullopt, std::nullopt},
                                       {3, EvidenceKind::agreement, on("2027-01-01"), std::nullopt}};
  EXPECT_EQ(
      positive_management(5, evidence, 2026),
      (std::vector<Management>{Management::yes, Management::no, Management::no, Management::no, Management::unknown}));
}

TEST(ManagementReturns, HaveARowForEveryAuthority) {
  const std::vector<ReturnSite> sites{{{0}, false, false, Management::yes},
                                      {{0, 1}, true, true, Management::no},
                                      {{0}, false, false, Management::unknown},
                                      {{}, false, false, Management::yes}};
  const std::vector<ReturnRow> rows = management_return(sites, 3);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].wildlife, 2u);
  EXPECT_EQ(rows[0].geological, 1u);
  EXPECT_EQ(rows[0].straddling, 1u);
  EXPECT_NEAR(rows[0].percent(), 100.0 / 3, 1e-12);
  EXPECT_EQ(rows[0].percent_of_known(), 50);
  EXPECT_EQ(rows[1].sites(), 1u);
  EXPECT_EQ(rows[1].percent(), 0);
  EXPECT_EQ(rows[2].sites(), 0u);
  EXPECT_TRUE(std::isnan(rows[2].percent())) << "none of none is no percentage";
  EXPECT_TRUE(std::isnan(rows[2].percent_of_known()));
}

}  // namespace
}  // namespace spatial::test
