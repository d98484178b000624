// SPDX-License-Identifier: MIT
// Results of work in parts: lnrs plan, run-part and merge give the bytes of a run without parts, for every command and
// any number of parts.
#include <algorithm>
#include <csignal>

#include "tests/cli/plan_county.hpp"

namespace spatial::test {
namespace {

using Words = PlanCounty::Words;

/// What can be parted, with what is to be parted exactly in so many parts as asked for.
struct Job {
  const char* name;
  Words words;
  bool parts_as_asked = true;
};
void PrintTo(const Job& job, std::ostream* out) { *out << job.name; }

class Parts : public testing::TestWithParam<Job> {};

TEST_P(Parts, GiveTheSameBytesInAnyNumberAndOrderAndTwice) {
  const PlanCounty county;
  const Words& words = GetParam().words;
  const std::string expected = county.whole(words, "whole.gpkg");
  ASSERT_FALSE(expected.empty());
  for (const std::size_t wanted : {1u, 2u, 7u, 64u}) {
    const std::string folder = fmt::format("run{}", wanted);
    const std::size_t count = county.plan(words, wanted, folder);
    if (GetParam().parts_as_asked) {
      EXPECT_EQ(count, wanted);
    }
    std::vector<std::size_t> order;
    for (std::size_t k = 1; k <= count; ++k) order.push_back(k);
    std::shuffle(order.begin(), order.end(), std::mt19937_64(wanted));
    order.push_back(order.front());
    for (const std::size_t number : order) {
      const ToolRun result = county.part(folder, number);
      ASSERT_EQ(result.exit_code, 0) << number << result.err;
    }
    EXPECT_EQ(county.run({"plan", "--missing", folder + "/plan.json"}).out, "");
    EXPECT_TRUE(county.merged(folder, "merged.gpkg") == expected) << wanted << " parts";
  }
}

TEST_P(Parts, GiveTheSameTextAsWithoutParts) {
  const PlanCounty county;
  const std::string expected = county.whole(GetParam().words, "whole.csv");
  const std::size_t count = county.plan(GetParam().words, 3, "run");
  for (std::size_t k = 1; k <= count; ++k) ASSERT_EQ(county.part("run", k).exit_code, 0);
  EXPECT_EQ(county.merged("run", "merged.csv"), expected);
  // Without issues there is no table of them.
  ASSERT_EQ(std::filesystem::exists(county.path("merged.issues.csv")),
            std::filesystem::exists(county.path("whole.issues.csv")));
  if (std::filesystem::exists(county.path("whole.issues.csv"))) {
    EXPECT_EQ(county.bytes("merged.issues.csv"), county.bytes("whole.issues.csv"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Commands, Parts,
    testing::Values(
        Job{"near", {"near", "in.gpkg#habitat", "more.gpkg#habitat", "--within", "900", "--count", "3"}},
        Job{"near_itself", {"near", "in.gpkg#site", "in.gpkg#habitat"}},
        Job{"buffer", {"buffer", "in.gpkg#habitat", "--distance-field", "reach", "--single-parts"}},
        Job{"buffer_inward", {"buffer", "in.gpkg#habitat", "--distance", "-30", "--where", "class <> 'c'"}},
        Job{"intersection", {"overlay", "intersection", "in.gpkg#habitat", "more.gpkg#habitat"}},
        Job{"union_of_three", {"overlay", "union", "in.gpkg#habitat", "more.gpkg#habitat", "in.gpkg#zone"}},
        Job{"identity", {"overlay", "identity", "in.gpkg#habitat", "in.gpkg#zone", "--keep", "ref,name"}},
        Job{"difference", {"overlay", "difference", "in.gpkg#habitat", "more.gpkg#habitat"}},
        Job{"symmetric_difference", {"overlay", "symmetric-difference", "in.gpkg#habitat", "more.gpkg#habitat"}},
        Job{"clip", {"overlay", "clip", "in.gpkg#habitat", "more.gpkg#habitat", "--where", "cover > 20"}},
        Job{"dissolve", {"dissolve", "in.gpkg#habitat", "--by", "class,cover", "--sum", "reach"}, false},
        Job{"dissolve_single", {"dissolve", "in.gpkg#habitat", "--by", "class", "--single-parts"}, false},
        Job{"dissolve_all", {"dissolve", "in.gpkg#habitat"}, false},
        Job{"buffer_by", {"buffer", "in.gpkg#habitat", "--distance", "25", "--by", "cover"}, false},
        Job{"buffer_united", {"buffer", "in.gpkg#site", "--distance", "250", "--dissolve", "--single-parts"}, false},
        Job{"tabulate", {"tabulate", "in.gpkg#zone", "in.gpkg#habitat", "--zone-id", "name", "--by", "class"}},
        Job{"tabulate_all", {"tabulate", "in.gpkg#habitat", "more.gpkg#habitat", "--where", "cover < 70"}},
        Job{"check_coverage", {"check-coverage", "in.gpkg#habitat", "--id", "ref", "--sliver-width", "40"}, false},
        Job{"check_zones", {"check-coverage", "in.gpkg#zone", "--max-gap-width", "5000"}, false},
        Job{"check_open_gaps", {"check-coverage", "in.gpkg#habitat", "--open-gap-width", "3"}, false},
        Job{"tabulate_lines", {"tabulate", "in.gpkg#zone", "in.gpkg#line"}, false}),
    [](const testing::TestParamInfo<Job>& one) { return std::string(one.param.name); });

/// A coverage of squares over 6 km with a gap of 6 m by 5.5 km, squares that reach over their neighbours, squares that
/// stay behind, and squares drawn twice, so that faults lie on and across every rectangle.
FixtureLayer faulty_coverage() {
  constexpr int side = 24;
  constexpr double step = 250;
  const auto box = [](double x0, double y0, double x1, double y1) {
    return fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", 500000 + x0, 100000 + y0, 500000 + x1,
                       100000 + y1);
  };
  FixtureLayer layer;
  layer.name = "cover";
  layer.rows.push_back({box(-3000, -50, step * side + 6, 0), {"along all of it", "a"}});
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j) {
      const bool beside = i == 11, closed = j == 0 || j == side - 1;
      const int kind = (i * 7 + j * 3) % 31;
      const double left = step * i + (i > 11 ? 6 : 0), right = step * (i + 1) + (i > 11 || (beside && closed) ? 6 : 0);
      const double more = beside || i == 12 ? 0 : kind == 0 ? 4 : kind == 5 ? -4 : 0;
      const std::string wkt = box(left, step * j, right + more, step * (j + 1));
      layer.rows.push_back({wkt, {fmt::format("{}/{}", i, j), "a"}});
      if (kind == 9) layer.rows.push_back({wkt, {fmt::format("again {}/{}", i, j), "a"}});
    }
  return layer;
}

TEST(CheckCoverage, InPartsFindsFaultsAcrossRectanglesAndAfterKills) {
  const PlanCounty county;
  write_fixture(county.path("cover.gpkg"), "GPKG", {faulty_coverage()});
  const Words check{"check-coverage", "cover.gpkg", "--id", "ref"};
  const std::string expected = county.whole(check, "whole.gpkg");
  const auto count = [&](const std::string& what) {
    return std::stoi(query(county.path("whole.gpkg"), "SELECT count(*) FROM problems WHERE " + what));
  };
  EXPECT_EQ(count("problem = 'gap' AND area_m2 > 30000"), 1) << "the long gap";
  for (const char* kind : {"gap", "overlap", "duplicate", "unmatched_vertex"})
    EXPECT_GT(count(fmt::format("problem = '{}'", kind)), 5) << kind;
  for (const std::size_t wanted : {1u, 2u, 7u, 64u}) {
    const std::string folder = fmt::format("run{}", wanted);
    const std::size_t parts = county.plan(check, wanted, folder);
    EXPECT_GE(parts, std::min<std::size_t>(wanted, 7)) << "cells of 2,048 m";
    for (std::size_t k = parts; k > 0; --k) {
      if (k % 9 == 2) county.part(folder, k, {.signal = SIGKILL, .after_s = 0.02});
      ASSERT_EQ(county.part(folder, k).exit_code, 0);
    }
    EXPECT_TRUE(county.merged(folder, "merged.gpkg") == expected) << wanted << " parts";
  }
  Words failing = check;
  failing.emplace_back("--fail");
  county.plan(failing, 2, "fails");
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(county.part("fails", k).exit_code, 0) << "a part judges nothing";
  EXPECT_EQ(county.run({"merge", "fails/plan.json", "-o", "merged.gpkg", "--overwrite"}).exit_code, 5);
  failing.insert(failing.end(), {"--max-memory", "100"});
  failing.insert(failing.begin(), "plan");
  failing.insert(failing.end(), {"--parts", "2", "-o", "limited"});
  EXPECT_EQ(county.run(failing).exit_code, 2);
}

}  // namespace
}  // namespace spatial::test
