// SPDX-License-Identifier: MIT
// lnrs network in parts of several rounds: the bytes of a run without parts, whatever the number and order of parts,
// and after kills.
#include <csignal>
#include <thread>

#include "tests/cli/part_county.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class NetworkParts : public PartCounty {
 protected:
  std::string whole(const Words& words) const {
    const ToolRun result = run(joined(words, {"-o", "whole.gpkg", "--csv", "whole_csv", "--overwrite"}));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return bytes("whole.gpkg");
  }
  void expect_same(const std::string& folder, const std::string& expected) const {
    const ToolRun result = merge(folder, {"--csv", "merged_csv"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(bytes("merged.gpkg") == expected) << folder;
    for (const auto& entry : std::filesystem::directory_iterator(path("whole_csv"))) {
      const std::string file = entry.path().filename().string();
      EXPECT_TRUE(bytes("merged_csv/" + file) == bytes("whole_csv/" + file)) << file;
    }
  }
  const Words words_{"network", "county.toml"};
};

TEST_F(NetworkParts, GiveTheSameBytesInAnyNumberAndOrderAndTwice) {
  const std::string expected = whole(words_);
  for (const char* network : {"woodland", "grassland_calcareous", "heathland"})
    ASSERT_GT(
        std::stoi(query(path("whole.gpkg"), fmt::format("SELECT links FROM networks WHERE network = '{}'", network))),
        20)
        << "nothing to compare: " << network;
  ASSERT_GT(std::stoi(query(path("whole.gpkg"), "SELECT count(*) FROM paths")), 20);
  ASSERT_GT(std::stoi(query(path("whole.gpkg"), "SELECT count(*) FROM patches WHERE d_pc_connector > 0")), 20);
  for (const std::size_t wanted : {1u, 2u, 7u}) {
    const std::string folder = fmt::format("run{}", wanted);
    EXPECT_EQ(plan(words_, wanted, folder), std::min<std::size_t>(wanted, 3) + (wanted == 1 ? 1 : 4 * wanted));
    EXPECT_EQ(run_all(folder, wanted), wanted == 1 ? 2u : 5u);
    expect_same(folder, expected);
  }
}

TEST_F(NetworkParts, GiveTheSameBytesWithEveryOption) {
  for (const Words& more :
       {Words{"--distance", "least_cost", "--resistance", "low,high", "--network", "woodland", "--edge-depth", "20"},
        Words{"--no-importance", "--exact"}, Words{"--zones", "--network", "heathland"},
        Words{"--set", "network.woodland.join_m=15"}}) {
    const Words words = joined(words_, more);
    const std::string expected = whole(words), folder = fmt::format("run{}", more.size() + more.back().size());
    plan(words, 3, folder);
    const bool least_cost = more.front() == "--distance";
    EXPECT_EQ(run_all(folder, 1), least_cost ? 2u : 5u);
    expect_same(folder, expected);
  }
}

TEST_F(NetworkParts, OfALaterRoundSayWhatTheyNeedFirst) {
  const std::string expected = whole(words_);
  const ToolRun planned = run(joined(joined({"plan"}, words_), {"--parts", "4", "-o", "run"}));
  EXPECT_THAT(planned.err,
              AllOf(HasSubstr("Planned network in 19 parts of 5 rounds (4, then 4, then 4, then 3, then 4)"),
                    HasSubstr("for each K that lnrs plan --missing run/plan.json prints")));
  EXPECT_EQ(missing("run"), "1-4\n");
  ASSERT_EQ(part("run", 2).exit_code, 0);
  EXPECT_EQ(missing("run"), "1,3-4\n");
  const ToolRun early = part("run", 5);
  EXPECT_EQ(early.exit_code, 3);
  EXPECT_THAT(early.err,
              AllOf(HasSubstr("part 5 belongs to round 2"), HasSubstr("3 of them are missing or incomplete: 1,3-4"),
                    HasSubstr("`lnrs plan --missing ")));
  for (const std::size_t k : {1u, 3u, 4u}) ASSERT_EQ(part("run", k).exit_code, 0);
  EXPECT_EQ(missing("run"), "5-8\n");
  const ToolRun merged = merge("run");
  EXPECT_EQ(merged.exit_code, 3);
  EXPECT_THAT(merged.err, HasSubstr("15 of 19 parts are missing or incomplete: 5-19"));
  for (std::size_t k = 5; k < 19; ++k) ASSERT_EQ(part("run", k).exit_code, 0);
  // What an earlier round wrote was damaged since: a later part does not read it, and the merge does not take it.
  std::filesystem::resize_file(path("run/parts/part-00002.gpkg"), 8192);
  EXPECT_THAT(part("run", 19).err, AllOf(HasSubstr("1 of them is missing or incomplete: 2"),
                                         HasSubstr("its file has changed since it was written")));
  EXPECT_EQ(missing("run"), "2\n");
  EXPECT_EQ(run_all("run", 3), 2u) << "part 2 and part 19";
  expect_same("run", expected);
}

TEST_F(NetworkParts, KilledOrRunAtOnceAreHarmless) {
  const std::string expected = whole(words_);
  const std::size_t parts = plan(words_, 3, "run");
  ASSERT_EQ(parts, 15u);
  for (std::size_t k = 1; k <= parts; ++k) {
    for (std::size_t times = 0; times < 3; ++times)
      part("run", k, {.signal = SIGKILL, .after_s = 0.01 * static_cast<double>(1 + (3 * k + times) * 7 % 25)});
    std::vector<int> codes(3, -1);
    std::vector<std::thread> attempts;
    for (int& code : codes) attempts.emplace_back([&, k] { code = part("run", k).exit_code; });
    for (std::thread& attempt : attempts) attempt.join();
    EXPECT_THAT(codes, testing::Each(0)) << k;
  }
  expect_same("run", expected);
}

TEST_F(NetworkParts, RefuseAnInputThatChangedBetweenTheRounds) {
  plan(words_, 2, "run");
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(part("run", k).exit_code, 0);
  run_sql(path("county.gpkg"), "DELETE FROM habitat WHERE fid = 3");
  const ToolRun later = part("run", 3);
  EXPECT_EQ(later.exit_code, 3);
  EXPECT_THAT(later.err, AllOf(HasSubstr("county.gpkg has changed"), HasSubstr("new plan")));
}

TEST_F(NetworkParts, AreNotPlannedForANetworkThatIsNotThere) {
  const ToolRun result = run({"plan", "network", "county.toml", "--network", "wodland", "--parts", "2", "-o", "run"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("woodland"));
}

TEST_F(NetworkParts, OfPresetsAreThoseWhoseHabitatOccurs) {
  std::string text = config();
  text.resize(text.find("[[network]]"));
  write_file(path("county.toml"), text);
  const std::string expected = whole(words_);
  plan(words_, 5, "run");
  EXPECT_EQ(run_all("run", 5), 5u);
  expect_same("run", expected);
}

}  // namespace
}  // namespace spatial::test
