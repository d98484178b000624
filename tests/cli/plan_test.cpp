// SPDX-License-Identifier: MIT
// Work in parts: lnrs plan, run-part and merge give the bytes of a run without parts, whatever befalls the parts.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr std::size_t features = 400;

/// Random stars over 8 km, of which some overlap; sites as points and lines; zones that overlap; and what is wrong with
/// real layers: rows without geometry, coordinates out of range, heights, a bow-tie, numbers with gaps.
FixtureLayer habitats(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto between = [&](double least, double most) {
    return least + (most - least) * static_cast<double>(random() >> 11) / 9007199254740992.0;
  };
  FixtureLayer layer;
  layer.fields = {"ref", "class", "reach:Real", "cover:Integer"};
  for (std::size_t i = 0; i < features; ++i) {
    const MultiPolygon star = random_star(seed * 1000 + i, {500000 + between(0, 8000), 100000 + between(0, 8000)},
                                          between(40, 260), 7 + static_cast<int>(i % 9));
    std::string ring;
    for (const Point p : star.view().points())
      ring += fmt::format("{}{:.3f} {:.3f}{}", ring.empty() ? "" : ", ", p.x, p.y, i % 50 == 7 ? " 12.5" : "");
    const auto first = star.view().points().front();
    if (i % 50 == 7)
      ring += fmt::format(", {:.3f} {:.3f} 12.5", first.x, first.y);
    else
      ring += fmt::format(", {:.3f} {:.3f}", first.x, first.y);
    layer.rows.push_back({fmt::format("POLYGON{} (({}))", i % 50 == 7 ? " Z" : "", ring),
                          {fmt::format("H-{}", i), std::string(1, static_cast<char>('a' + i % 5)),
                           i % 11 == 0 ? "\x01" : fmt::format("{}", 5 + i % 40), fmt::format("{}", i % 100)}});
  }
  layer.rows.push_back({"", {"nowhere", "a", "10", "1"}});
  layer.rows.push_back({"POLYGON ((500000 100000, 500100 100100, 500100 100000, 500000 100100, 500000 100000))",
                        {"bow tie", "b", "10", "2"}});
  layer.rows.push_back({"POLYGON ((0 0, 1e300 0, 1e300 5, 0 0))", {"beyond", "c", "10", "3"}});
  return layer;
}

class County {
 public:
  County() {
    FixtureLayer sites;
    sites.name = "site";
    sites.fields = {"ref", "class"};
    for (int i = 0; i < 90; ++i) {
      const double x = 500000 + 977.0 * (i * 31 % 80) / 10, y = 100000 + 977.0 * (i * 57 % 80) / 10;
      sites.rows.push_back({i % 3 == 0 ? fmt::format("LINESTRING ({} {}, {} {})", x, y, x + 300, y + 50)
                                       : fmt::format("POINT ({} {})", x, y),
                            {fmt::format("S{}", i), "s"}});
    }
    FixtureLayer zones;
    zones.name = "zone";
    zones.fields = {"name"};
    for (int i = 0; i < 16; ++i)
      zones.rows.push_back({square_wkt(500000 + 2000 * (i % 4), 100000 + 2000 * (i / 4), i % 5 == 0 ? 2300 : 2000),
                            {i == 15 ? "zone 3" : fmt::format("zone {}", i)}});
    FixtureLayer lines;
    lines.name = "line";
    lines.geometry_type = "LineString";
    lines.rows = {{"LINESTRING (500100 100100, 507000 106500)", {"l1", "a"}},
                  {"LINESTRING (500000 102000, 508000 102000)", {"l2", "b"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {habitats(1), sites, zones, lines});
    write_fixture(folder_ / "more.gpkg", "GPKG", {habitats(2)});
    // Numbers need not be without gaps.
    run_sql(folder_ / "in.gpkg", "DELETE FROM habitat WHERE fid BETWEEN 60 AND 290");
  }
  ToolRun run(const Words& words, Interruption interruption = {}) const {
    return run_tool(words, folder_.path(), interruption);
  }
  std::string bytes(const std::string& file) const { return read_file(folder_ / file); }
  std::filesystem::path path(const std::string& file) const { return folder_ / file; }

  /// The command's own output, which parts must repeat.
  std::string whole(Words words, const std::string& file) const {
    words.insert(words.end(), {"-o", file});
    const ToolRun result = run(words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return bytes(file);
  }
  /// Plans and returns the number of parts.
  std::size_t plan(Words words, std::size_t parts, const std::string& folder) const {
    words.insert(words.begin(), "plan");
    words.insert(words.end(), {"--parts", std::to_string(parts), "-o", folder});
    const ToolRun result = run(words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(bytes(folder + "/plan.json"))["parts"].size();
  }
  ToolRun part(const std::string& folder, std::size_t number, Interruption interruption = {}) const {
    return run({"run-part", folder + "/plan.json", std::to_string(number)}, interruption);
  }
  std::string merged(const std::string& folder, const std::string& file) const {
    const ToolRun result = run({"merge", folder + "/plan.json", "-o", file, "--overwrite"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return std::filesystem::exists(path(file)) ? bytes(file) : "";
  }

 private:
  TempDir folder_;
};

/// What can be parted, with what is to be parted exactly in so many parts as asked for.
struct Job {
  const char* name;
  Words words;
  bool parts_as_asked = true;
};
void PrintTo(const Job& job, std::ostream* out) { *out << job.name; }

class Parts : public testing::TestWithParam<Job> {};

TEST_P(Parts, GiveTheSameBytesInAnyNumberAndOrderAndTwice) {
  const County county;
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
  const County county;
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

const Words job{"near", "in.gpkg#habitat", "more.gpkg#habitat", "--within", "900"};

TEST(Plan, TellsWhatItExpectsAndWhatComesNext) {
  const County county;
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
  const County county;
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
  const County county;
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
  const County county;
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
  const County county;
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
  const County county;
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
  const County county;
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

/// Rewrites the plan as another program would have made it.
void change_plan(const County& county, const std::function<void(nlohmann::ordered_json&)>& change) {
  auto plan = nlohmann::ordered_json::parse(county.bytes("run/plan.json"));
  change(plan);
  write_file(county.path("run/plan.json"), plan.dump(1) + "\n");
}

TEST(RunPart, RefusesAnotherVersionAndAnotherLibrary) {
  const County county;
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
  const County county;
  county.plan(job, 2, "run");
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(county.part("run", k).exit_code, 0);
  change_plan(county, [](auto& plan) { plan["options"]["within"] = 901.0; });
  const ToolRun result = county.run({"merge", "run/plan.json", "-o", "m.gpkg"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("it belongs to another plan"));
  EXPECT_EQ(county.run({"plan", "--missing", "run/plan.json"}).out, "1-2\n");
}

TEST(Merge, TakesNoDamagedPart) {
  const County county;
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
  const County county;
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
  const County county;
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
  const County county;
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
  const County county;
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
  const County county;
  const std::string expected = county.whole(job, "whole.gpkg");
  Words limited = job;
  limited.insert(limited.end(), {"--max-memory", "1"});
  county.plan(limited, 2, "run");
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(county.part("run", k).exit_code, 0);
  EXPECT_TRUE(county.merged("run", "merged.gpkg") == expected);
}

TEST(RunPart, RefusesWhatIsNoPlanOrNoPart) {
  const County county;
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
  const County county;
  county.plan(job, 1, "run");
  ASSERT_EQ(county.part("run", 1).exit_code, 0);
  EXPECT_EQ(county.run({"merge", "run/plan.json", "-o", "in.gpkg", "--overwrite"}).exit_code, 2);
  ASSERT_EQ(county.run({"merge", "run/plan.json", "-o", "m.gpkg"}).exit_code, 0);
  EXPECT_EQ(county.run({"merge", "run/plan.json", "-o", "m.gpkg"}).exit_code, 4);
  EXPECT_EQ(county.run({"merge", "run/plan.json"}).exit_code, 2);
}

}  // namespace
}  // namespace spatial::test
