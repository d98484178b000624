// SPDX-License-Identifier: MIT
// Ratings and hectares of targets: rules one by one, fields planted twice, lost and planted again.
#include "libspatial/monitoring/targets.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/core/date.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/target_tables.hpp"
#include "tests/support/expected_rows.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

std::optional<std::chrono::sys_days> day(const std::string& text) { return date_of(text); }

std::optional<double> number(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(std::atof(text.c_str()));
}

TEST(TargetRating, FollowsTheRulesCaseByCase) {
  if (shared_dir().empty()) GTEST_SKIP() << "no folder of shared layers (LNRS_SHARED)";
  const auto rows = expected_rows(shared_dir() / "strategy" / "expected" / "rag_cases.csv");
  ASSERT_EQ(rows.size(), 19U);
  for (const std::vector<std::string>& row : rows) {
    HabitatTarget target;
    target.kind = row[1] == "reach" ? TargetKind::reach : TargetKind::more;
    target.quantity_ha = number(row[2]);
    target.baseline_ha = number(row[3]);
    target.start = day(row[4]);
    target.by = day(row[5]);
    const TargetRating rating = rate(target, std::atof(row[7].c_str()), row[8] == "yes", *day(row[6]), 0.8);
    EXPECT_EQ(word_of(rating.rag), row[11]) << row[0];
    const auto same = [&](double value, const std::string& expected) {
      if (expected.empty())
        EXPECT_TRUE(std::isnan(value)) << row[0];
      else
        EXPECT_NEAR(value, std::atof(expected.c_str()), 1e-6) << row[0];
    };
    same(rating.expected_share, row[9]);
    same(rating.progress, row[10]);
  }
}

TEST(TargetRating, SaysWhy) {
  HabitatTarget target;
  const auto today = *day("2026-03-31");
  EXPECT_EQ(rate(target, 0, false, today, 0.8).reason, "no quantity");
  target.quantity_ha = 10;
  EXPECT_EQ(rate(target, 0, true, today, 0.8).reason, "no dates");
  target.start = day("2025-03-31");
  target.by = day("2027-03-31");
  EXPECT_EQ(rate(target, 0, false, today, 0.8).reason, "not started");
  EXPECT_EQ(rate(target, 5, true, today, 0.8).reason, "on course");
  EXPECT_EQ(rate(target, 4, true, today, 0.8).reason, "within tolerance");
  EXPECT_EQ(rate(target, 3.9, true, today, 0.8).reason, "behind");
  EXPECT_EQ(rate(target, 3.9, true, today, 0.7).reason, "within tolerance") << "the tolerance is a key";
  target.manual = Rag::green;
  target.manual_reason = "seen on site";
  EXPECT_EQ(rate(target, 0, true, today, 0.8).reason, "manual: seen on site");
}

/// One area of 1 km², woodland to create; projects are squares.
class Played : public testing::Test {
 protected:
  Played() {
    input_.date = *day("2026-03-31");
    input_.boas.append(polygon_of(Box{0, 0, 1000, 1000}));
    HabitatTarget target;
    target.id = "T";
    target.boa_id = "B";
    target.habitat = "Woodland";
    target.action = "create";
    target.quantity_ha = 10;
    input_.targets.push_back(target);
    input_.boa_of = {0};
    input_.existing_of = {no_land};
  }
  HabitatProject& add(Box box, const char* end, bool loss = false) {
    HabitatProject project;
    project.id = std::to_string(input_.projects.size());
    project.habitat = "woodland ";
    project.action = loss ? "" : "Create";
    project.status = ProjectStatus::completed;
    project.end = day(end);
    project.loss = loss;
    input_.land.append(polygon_of(box));
    input_.projects.push_back(project);
    return input_.projects.back();
  }
  TargetProgress played() {
    input_.projects_of =
        projects_serving(input_.targets, input_.projects, std::vector<bool>(input_.projects.size(), true), {});
    report_ = target_progress(input_, {});
    return report_.targets[0];
  }
  TargetInput input_;
  TargetReport report_;
};

TEST_F(Played, AFieldPlantedTwiceCountsOnce) {
  add({0, 0, 100, 100}, "2025-01-01");
  add({50, 0, 150, 100}, "2026-02-01");
  const TargetProgress progress = played();
  EXPECT_NEAR(progress.delivered_m2, 15000, 1e-6);
  EXPECT_NEAR(report_.shares[1].new_m2, 5000, 1e-6);
  EXPECT_NEAR(progress.quarter_m2, 5000, 1e-6);
  EXPECT_NEAR(report_.total.delivered_m2, 15000, 1e-6);
}

TEST_F(Played, ALossTakesOnlyWhatWasDeliveredAndLandPlantedAgainCountsAgain) {
  add({0, 0, 100, 100}, "2025-01-01");
  add({50, 0, 300, 100}, "2025-06-01", true);
  TargetProgress progress = played();
  EXPECT_NEAR(progress.delivered_m2, 5000, 1e-6);
  EXPECT_NEAR(progress.lost_m2, 5000, 1e-6);
  add({50, 0, 100, 50}, "2025-09-01");
  progress = played();
  EXPECT_NEAR(progress.delivered_m2, 7500, 1e-6);
  EXPECT_NEAR(progress.lost_m2, 5000, 1e-6) << "it was lost all the same";
}

TEST_F(Played, DeliveriesComeBeforeLossesOfTheSameDay) {
  add({0, 0, 100, 100}, "2025-06-01", true);
  add({0, 0, 100, 100}, "2025-06-01");
  EXPECT_NEAR(played().delivered_m2, 0, 1e-9);
}

TEST_F(Played, OnlyWhatIsDoneByTheDateCounts) {
  add({0, 0, 100, 100}, "2026-03-31");
  add({100, 0, 200, 100}, "2026-04-01").start = day("2026-01-01");
  add({200, 0, 300, 100}, "2026-04-01").start = day("2026-04-01");
  add({300, 0, 400, 100}, "2025-01-01").status = ProjectStatus::abandoned;
  add({400, 0, 500, 100}, "").status = ProjectStatus::completed;
  const TargetProgress progress = played();
  EXPECT_NEAR(progress.delivered_m2, 10000, 1e-6);
  EXPECT_NEAR(progress.underway_m2, 20000, 1e-6) << "begun, and completed without an end";
  EXPECT_NEAR(progress.planned_m2, 10000, 1e-6);
}

TEST_F(Played, HabitatThatIsThereAndProtectedLandDoNotCount) {
  add({0, 0, 100, 100}, "2025-01-01");
  input_.existing.emplace_back();
  input_.existing[0].append(polygon_of(Box{0, 0, 50, 50}));
  input_.existing_of = {0};
  input_.protected_land.append(polygon_of(Box{50, 50, 100, 100}));
  EXPECT_NEAR(played().delivered_m2, 7500, 1e-6);
  input_.targets[0].outside_protected = true;
  EXPECT_NEAR(played().delivered_m2, 5000, 1e-6);
  ASSERT_EQ(report_.untargeted.size(), 1U);
  EXPECT_NEAR(report_.untargeted[0].in_boa_m2, 5000, 1e-6);
}

TEST_F(Played, ContactWithAnAreaIsNoShare) {
  add({999.999, 0, 1100, 100}, "2025-01-01");  // 0.1 m2 inside
  played();
  EXPECT_TRUE(report_.shares.empty());
  ASSERT_EQ(report_.untargeted.size(), 1U);
  EXPECT_NEAR(report_.untargeted[0].unused_m2, 10000.1, 1e-6);
}

TEST_F(Played, AProjectServesTheTargetItNames) {
  add({0, 0, 100, 100}, "2025-01-01").target_id = "T";
  input_.projects[0].habitat = "Heathland";
  EXPECT_NEAR(played().delivered_m2, 10000, 1e-6);
  input_.projects[0].target_id = "other";
  EXPECT_NEAR(played().delivered_m2, 0, 1e-9);
}

TEST(Quarter, EndsInMarchJuneSeptemberAndDecember) {
  EXPECT_EQ(date_text(quarter_start(*day("2026-03-31"))), "2026-01-01");
  EXPECT_EQ(date_text(quarter_start(*day("2026-04-01"))), "2026-04-01");
  EXPECT_EQ(quarter_text(*day("2026-12-31")), "2026-Q4");
}

}  // namespace
}  // namespace spatial::test
