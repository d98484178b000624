// SPDX-License-Identifier: MIT
// Plans and their parts when something befalls them: kills, damage, changed inputs, a full disk, another version.
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "tests/cli/plan_county.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Words = PlanCounty::Words;

const Words job{"near", "in.gpkg#habitat", "more.gpkg#habitat", "--within", "900"};

TEST(Plan, TellsWhatItExpectsAndWhatComesNext) {
  const PlanCounty county;
  const ToolRun result =
      county.run({"plan", "near", "in.gpkg#habitat", "more.gpkg#habitat", "--parts", "4", "-o", "run"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err,
              AllOf(testing::ContainsRegex(
                        "Planned near in 4 parts; the largest has 2[56]\\.[0-9] % of the work and is "
                        "expected to take 6[0-9] MB; all parts together about 0\\.000[0-9]+ processor hours"),
                    HasSubstr("wrote run/plan.json"), HasSubstr("lnrs run-part run/plan.json K")));
  const auto plan = nlohmann::json::parse(county.bytes("run/plan.json"));
  EXPECT_EQ(plan["options"], nlohmann::json::parse(R"({"LAYER": "in.gpkg#habitat", "NEAR": "more.gpkg#habitat"})"));
  EXPECT_EQ(plan["inputs"].size(), 2u);
  EXPECT_EQ(county.run({"plan", "--missing", "run/plan.json"}).out, "1-4\n");
}

TEST(Plan, TakesTheCommandsOwnWordsAndNoOthers) {
  const PlanCounty county;
  const auto refused = [&](const Words& words, const std::string& message) {
    const ToolRun result = county.run(words);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(message));
  };
  refused({"plan", "near", "in.gpkg", "more.gpkg", "--parts", "4", "-o", "run", "--withn", "5"}, "--within");
  refused({"plan", "near", "in.gpkg", "more.gpkg", "--parts", "4"}, "--output");
  refused({"plan", "near", "in.gpkg", "more.gpkg", "-o", "run"}, "--parts");
  refused({"plan", "near", "in.gpkg", "more.gpkg", "--parts", "0", "-o", "run"}, "from 1 to 10000");
  refused({"plan"}, "buffer, near");
  refused({"plan", "inspect", "in.gpkg"}, "inspect");
  EXPECT_THAT(county.run({"plan", "near", "--help"}).out, AllOf(HasSubstr("--within"), HasSubstr("--parts")));
}

TEST(Plan, OfAnotherFormatThanGeoPackageIsOnePart) {
  const PlanCounty county;
  write_fixture(county.path("in.shp"), "ESRI Shapefile", {habitats(3)});
  EXPECT_EQ(county.plan({"buffer", "in.shp", "--distance", "5"}, 8, "run"), 1u);
  const std::string expected = county.whole({"buffer", "in.shp", "--distance", "5"}, "whole.gpkg");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  EXPECT_TRUE(county.merged("run", "merged.gpkg") == expected);
  // Its companions belong to it.
  std::ofstream(county.path("in.dbf"), std::ios::app) << "more";
  const ToolRun changed = county.run({"merge", "run/plan.json", "-o", "again.gpkg"});
  EXPECT_EQ(changed.exit_code, 3);
  EXPECT_THAT(changed.err, HasSubstr("in.dbf has changed"));
}

TEST(Plan, IsNotReplacedUnasked) {
  const PlanCounty county;
  county.plan(job, 3, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  county.plan(job, 3, "run");  // the same plan is no other
  EXPECT_EQ(county.run({"plan", "--missing", "run/plan.json"}).out, "2-3\n");
  Words other{"plan"};
  other.insert(other.end(), job.begin(), job.end());
  other.insert(other.end(), {"--parts", "2", "-o", "run"});
  EXPECT_EQ(county.run(other).exit_code, 4);
  other.emplace_back("--overwrite");
  EXPECT_EQ(county.run(other).exit_code, 0);
  EXPECT_EQ(county.run({"plan", "--missing", "run/plan.json"}).out, "1-2\n");
}

TEST(RunPart, KilledInTheMiddleIsRunAgain) {
  const PlanCounty county;
  const std::string expected = county.whole(job, "whole.gpkg");
  county.plan(job, 2, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  for (const double after : {0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3}) {
    county.part("run", 2, {.signal = SIGKILL, .after_s = after});
    const std::string missing = county.run({"plan", "--missing", "run/plan.json"}).out;
    EXPECT_TRUE(missing == "2\n" || missing.empty()) << missing;
    if (missing.empty()) break;
    const ToolRun early = county.run({"merge", "run/plan.json", "-o", "early.gpkg"});
    EXPECT_EQ(early.exit_code, 3);
    EXPECT_THAT(early.err,
                AllOf(HasSubstr("1 of 2 parts are missing or incomplete: 2"), HasSubstr("lnrs plan --missing")));
    EXPECT_FALSE(std::filesystem::exists(county.path("early.gpkg")));
  }
  ASSERT_EQ(county.part("run", 2).exit_code, 0);
  EXPECT_TRUE(county.merged("run", "merged.gpkg") == expected);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(county.path("run/parts"))) {
    ++files;
    EXPECT_THAT(entry.path().filename().string(), testing::StartsWith("part-0000"));
  }
  EXPECT_EQ(files, 4u) << "killed attempts leave nothing once the part was made";
}

TEST(RunPart, SeveralTimesAtOnceIsHarmless) {
  const PlanCounty county;
  const std::string expected = county.whole(job, "whole.gpkg");
  county.plan(job, 2, "run");
  std::vector<std::thread> attempts;
  std::vector<int> codes(6, -1);
  for (std::size_t k = 0; k < codes.size(); ++k)
    attempts.emplace_back([&, k] { codes[k] = county.part("run", 1 + k % 2).exit_code; });
  for (std::thread& attempt : attempts) attempt.join();
  EXPECT_THAT(codes, testing::Each(0));
  EXPECT_TRUE(county.merged("run", "merged.gpkg") == expected);
}

/// Rewrites the plan as another program would have made it.
void change_plan(const PlanCounty& county, const std::function<void(nlohmann::ordered_json&)>& change) {
  auto plan = nlohmann::ordered_json::parse(county.bytes("run/plan.json"));
  change(plan);
  write_file(county.path("run/plan.json"), plan.dump(1) + "\n");
}

TEST(RunPart, RefusesAnotherVersionAndAnotherLibrary) {
  const PlanCounty county;
  county.plan(job, 2, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  change_plan(county, [](auto& plan) {
    plan["software"]["lnrs"] = "0.0.9";
    plan["software"]["GEOS"] = "3.99";
  });
  for (const Words& words :
       {Words{"run-part", "run/plan.json", "2"}, Words{"merge", "run/plan.json", "-o", "m.gpkg"}}) {
    const ToolRun result = county.run(words);
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.err, AllOf(HasSubstr("0.0.9"), HasSubstr("GEOS"), HasSubstr("3.99"), HasSubstr("new plan")));
  }
}

TEST(Merge, TakesNoPartOfAnotherPlan) {
  const PlanCounty county;
  county.plan(job, 2, "run");
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(county.part("run", k).exit_code, 0);
  change_plan(county, [](auto& plan) { plan["options"]["within"] = 901.0; });
  const ToolRun result = county.run({"merge", "run/plan.json", "-o", "m.gpkg"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("it belongs to another plan"));
  EXPECT_EQ(county.run({"plan", "--missing", "run/plan.json"}).out, "1-2\n");
}

TEST(Merge, TakesNoDamagedPart) {
  const PlanCounty county;
  const std::string expected = county.whole(job, "whole.gpkg");
  county.plan(job, 3, "run");
  for (const std::size_t k : {1u, 2u, 3u}) ASSERT_EQ(county.part("run", k).exit_code, 0);
  damage(county.path("run/parts/part-00002.gpkg"), 9000, 1);
  std::filesystem::resize_file(county.path("run/parts/part-00003.gpkg"), 8192);
  const ToolRun result = county.run({"merge", "run/plan.json", "-o", "m.gpkg"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("2 of 3 parts are missing or incomplete: 2-3"),
                                HasSubstr("has changed since it was written")));
  for (const std::size_t k : {2u, 3u}) ASSERT_EQ(county.part("run", k).exit_code, 0);
  EXPECT_TRUE(county.merged("run", "merged.gpkg") == expected);
}

TEST(RunPart, RefusesAnInputThatChangedOrIsGone) {
  const PlanCounty county;
  county.plan(job, 2, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  run_sql(county.path("more.gpkg"), "DELETE FROM habitat WHERE fid = 3");
  for (const Words& words :
       {Words{"run-part", "run/plan.json", "2"}, Words{"merge", "run/plan.json", "-o", "m.gpkg"}}) {
    const ToolRun result = county.run(words);
    EXPECT_EQ(result.exit_code, 3) << result.err;
  }
  EXPECT_THAT(county.part("run", 2).err, AllOf(HasSubstr("more.gpkg has changed"), HasSubstr("new plan")));
  std::filesystem::remove(county.path("more.gpkg"));
  EXPECT_THAT(county.part("run", 2).err, AllOf(HasSubstr("more.gpkg is missing"), HasSubstr("Put the file back")));
}

TEST(RunPart, ReadsItsInputsInFullOnceAndSeesEveryChangeAfterThat) {
  const PlanCounty county;
  const auto old = std::filesystem::last_write_time(county.path("more.gpkg"));
  std::this_thread::sleep_for(std::chrono::milliseconds(3200));  // a file that was just written is not trusted
  county.plan(job, 3, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  std::vector<std::string> notes;
  for (const auto& entry : std::filesystem::directory_iterator(county.path("run")))
    if (entry.path().filename().string().starts_with("inputs-")) notes.push_back(entry.path().string());
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(read_file(notes[0]), HasSubstr("more.gpkg"));
  // A note that is damaged costs time and nothing else.
  for (const std::string text : {"", "{", "[]", "{\"plan\": 3}", "{\"plan\": \"\", \"files\": 1}"}) {
    write_file(notes[0], text);
    ASSERT_EQ(county.part("run", 2).exit_code, 0);
    std::filesystem::remove(county.path("run/parts/part-00002.json"));
  }
  ASSERT_EQ(county.part("run", 2).exit_code, 0);
  ASSERT_THAT(read_file(notes[0]), HasSubstr("more.gpkg"));
  // Another content of the same size, dated back: the name, size and date are those that the note has.
  std::string bytes = read_file(county.path("more.gpkg"));
  bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
  write_file(county.path("more.gpkg"), bytes);
  std::filesystem::last_write_time(county.path("more.gpkg"), old);
  const ToolRun changed = county.part("run", 3);
  EXPECT_EQ(changed.exit_code, 3) << changed.err;
  EXPECT_THAT(changed.err, HasSubstr("more.gpkg has changed"));
}

TEST(RunPart, WorksFromAnyFolderAndAfterThePlanWasMoved) {
  const PlanCounty county;
  const std::string expected = county.whole(job, "whole.gpkg");
  county.plan(job, 2, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  std::filesystem::create_directory(county.path("elsewhere"));
  std::filesystem::rename(county.path("run"), county.path("elsewhere/moved"));
  const ToolRun second = run_tool({"run-part", "moved/plan.json", "2"}, county.path("elsewhere"));
  EXPECT_EQ(second.exit_code, 0) << second.err;
  const ToolRun merge = run_tool({"merge", "moved/plan.json", "-o", "m.gpkg"}, county.path("elsewhere"));
  EXPECT_EQ(merge.exit_code, 0) << merge.err;
  EXPECT_TRUE(county.bytes("elsewhere/m.gpkg") == expected);
}

TEST(RunPart, SaysThatTheDiskIsFullAndLeavesNothing) {
  const PlanCounty county;
  const std::string expected = county.whole(job, "whole.gpkg");
  county.plan(job, 2, "run");
  const ToolRun full = county.part("run", 1, {.largest_file = 40000});
  EXPECT_EQ(full.exit_code, 4) << full.err;
  EXPECT_TRUE(std::filesystem::is_empty(county.path("run/parts")));
  EXPECT_EQ(county.run({"plan", "--missing", "run/plan.json"}).out, "1-2\n");
  // A disk of its own, where one can be mounted.
  std::filesystem::create_directory(county.path("small"));
  if (mount("tmpfs", county.path("small").c_str(), "tmpfs", 0, "size=128k") == 0) {
    county.plan(job, 2, "small/run");
    const ToolRun result = county.part("small/run", 1);
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, testing::ContainsRegex("full|No space"));
    umount(county.path("small").c_str());
  }
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(county.part("run", k).exit_code, 0);
  EXPECT_TRUE(county.merged("run", "merged.gpkg") == expected);
}

TEST(RunPart, WithinAMemoryLimitGivesTheSamePart) {
  const PlanCounty county;
  const std::string expected = county.whole(job, "whole.gpkg");
  Words limited = job;
  limited.insert(limited.end(), {"--max-memory", "1"});
  county.plan(limited, 2, "run");
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(county.part("run", k).exit_code, 0);
  EXPECT_TRUE(county.merged("run", "merged.gpkg") == expected);
}

TEST(RunPart, RefusesWhatIsNoPlanOrNoPart) {
  const PlanCounty county;
  county.plan(job, 2, "run");
  const ToolRun third = county.part("run", 3);
  EXPECT_EQ(third.exit_code, 2);
  EXPECT_THAT(third.err, HasSubstr("has no part 3"));
  write_file(county.path("other.json"), "{\"a\": 1}");
  const ToolRun other = county.run({"run-part", "other.json", "1"});
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_THAT(other.err, HasSubstr("is not a plan of lnrs"));
  EXPECT_EQ(county.run({"merge", "none.json", "-o", "m.gpkg"}).exit_code, 3);
}

TEST(Merge, RefusesToReplaceAnInputOrAResultUnasked) {
  const PlanCounty county;
  county.plan(job, 1, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  EXPECT_EQ(county.run({"merge", "run/plan.json", "-o", "in.gpkg", "--overwrite"}).exit_code, 2);
  ASSERT_EQ(county.run({"merge", "run/plan.json", "-o", "m.gpkg"}).exit_code, 0);
  EXPECT_EQ(county.run({"merge", "run/plan.json", "-o", "m.gpkg"}).exit_code, 4);
  EXPECT_EQ(county.run({"merge", "run/plan.json"}).exit_code, 2);
}

}  // namespace
}  // namespace spatial::test
