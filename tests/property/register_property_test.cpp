// SPDX-License-Identifier: MIT
// Laws of a register's review: nothing is lost, the other way round mirrors it, order does not show.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "libspatial/core/date.hpp"
#include "libspatial/geometry/outline_distance.hpp"
#include "libspatial/monitoring/positive_management.hpp"
#include "libspatial/monitoring/register_review.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

RegisterEdition edition(std::uint64_t seed, std::uint64_t changed) {
  RegisterEdition result;
  for (std::uint64_t i = 0; i < 25; ++i) {
    const bool other = changed > 0 && i % changed == 0;
    const double shift = other ? static_cast<double>((seed * 13 + i * 7) % 90) : 0;
    const Point at{500000 + static_cast<double>(i % 5) * 150 + shift, 100000 + static_cast<double>(i / 5) * 150};
    result.sites.append(random_star(i + 1, at, 90, 11));
    result.id.emplace_back();
    result.name.push_back(i % 3 == 0 ? "Site " + std::to_string(i) : "");
    result.kind.push_back(other ? "Other" : "wood");
  }
  return result;
}

std::map<SiteChange, int> counts_of(const RegisterReview& review) {
  std::map<SiteChange, int> counts;
  for (const ReviewRow& row : review.rows)
    for (const SiteChange change : row.changes) ++counts[change];
  return counts;
}

class Register : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Register, TheOtherWayRoundMirrors) {
  const RegisterEdition before = edition(GetParam(), 0), after = edition(GetParam(), 3);
  const RegisterReview there = review_register(before, after, {}, {}), back = review_register(after, before, {}, {});
  EXPECT_NEAR(there.gained_m2, back.lost_m2, 1e-3);
  EXPECT_NEAR(there.lost_m2, back.gained_m2, 1e-3);
  EXPECT_NEAR(there.unmatched_before_m2, back.unmatched_after_m2, 1e-3);
  std::map<SiteChange, int> a = counts_of(there), b = counts_of(back);
  for (const SiteChange same : {SiteChange::unchanged, SiteChange::boundary, SiteChange::renamed,
                                SiteChange::reclassified, SiteChange::moved, SiteChange::replaced})
    EXPECT_EQ(a[same], b[same]) << site_changes()[static_cast<std::size_t>(same)].word;
  EXPECT_EQ(a[SiteChange::fresh], b[SiteChange::deleted]);
  EXPECT_EQ(a[SiteChange::split], b[SiteChange::merged]);
}

TEST_P(Register, OrderOfSitesDoesNotShow) {
  const RegisterEdition before = edition(GetParam(), 0), after = edition(GetParam(), 3);
  RegisterEdition turned;
  for (std::size_t k = after.sites.size(); k-- > 0;) {
    turned.sites.append(after.sites[k]);
    turned.id.push_back(after.id[k]);
    turned.name.push_back(after.name[k]);
    turned.kind.push_back(after.kind[k]);
  }
  const RegisterReview one = review_register(before, after, {}, {}), other = review_register(before, turned, {}, {});
  EXPECT_EQ(counts_of(one), counts_of(other));
  EXPECT_NEAR(one.gained_m2, other.gained_m2, 1e-3);
}

TEST_P(Register, AnEditionIsUnchangedAgainstItself) {
  const RegisterEdition before = edition(GetParam(), 4);
  const RegisterReview review = review_register(before, before, {}, {});
  EXPECT_EQ(counts_of(review), (std::map<SiteChange, int>{{SiteChange::unchanged, 25}}));
}

INSTANTIATE_TEST_SUITE_P(Random, Register, testing::Range<std::uint64_t>(1, 7));

TEST(OutlinesApart, IsTheFurthestVertexByBruteForce) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const MultiPolygon a = random_star(seed, {500000, 100000}, 100, 40),
                       b = random_star(seed + 50, {500010, 100005}, 100, 35);
    double furthest = 0;
    for (const auto& [from, to] : {std::pair(&a, &b), std::pair(&b, &a)})
      for (const Point p : from->view().points()) {
        double nearest = 1e300;
        const RingView ring = to->view().ring(0);
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          const Point u = ring[i], v = ring[i + 1];
          const double dx = v.x - u.x, dy = v.y - u.y;
          const double t = std::clamp(((p.x - u.x) * dx + (p.y - u.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
          nearest = std::min(nearest, std::hypot(p.x - u.x - t * dx, p.y - u.y - t * dy));
        }
        furthest = std::max(furthest, nearest);
      }
    EXPECT_NEAR(outlines_apart_m(a, b), furthest, 1e-8) << seed;
  }
}

TEST(Dates, AreReadAsPeopleWriteThem) {
  for (const char* text : {"2026-03-31", "2026/03/31", "20260331", "31/03/2026", "31-03-2026", "31.3.2026",
                           "31 Mar 2026", "31 March 2026", " 2026-03-31T12:00:00Z", "2026-03-31 08:30"}) {
    const auto date = date_of(text);
    ASSERT_TRUE(date.has_value()) << text;
    EXPECT_EQ(date_text(*date), "2026-03-31") << text;
  }
  for (const char* text : {"", "Ongoing", "31/02/2026", "2026-13-01", "31/03/26", "March 2026", "2026", "0000-01-01"})
    EXPECT_FALSE(date_of(text).has_value()) << text;
}

TEST(PositiveManagement, TheFirstDayIsOutsideAndTheLastInside) {
  using std::chrono::sys_days;
  const auto day = [](const char* text) { return *date_of(text); };
  const auto state = [&](EvidenceKind kind, const char* date, const char* end) {
    Evidence one{0, kind, day(date), end == nullptr ? std::nullopt : std::optional<sys_days>(day(end))};
    return positive_management(1, {one}, 2026).front();
  };
  using enum EvidenceKind;
  EXPECT_EQ(state(advice, "2021-03-31", nullptr), Management::no);
  EXPECT_EQ(state(advice, "2021-04-01", nullptr), Management::yes);
  EXPECT_EQ(state(advice, "2026-03-31", nullptr), Management::yes);
  EXPECT_EQ(state(advice, "2026-04-01", nullptr), Management::no);
  EXPECT_EQ(state(agreement, "2010-01-01", nullptr), Management::yes);
  EXPECT_EQ(state(agreement, "2010-01-01", "2021-03-31"), Management::no) << "ended by the window's start";
  EXPECT_EQ(state(agreement, "2010-01-01", "2021-04-01"), Management::yes);
  EXPECT_EQ(state(none, "2025-01-01", nullptr), Management::no);
  EXPECT_EQ(positive_management(2, {}, 2026), std::vector<Management>(2, Management::unknown));
}

}  // namespace
}  // namespace spatial::test
