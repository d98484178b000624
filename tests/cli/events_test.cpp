// SPDX-License-Identifier: MIT
/// --log-format json, --quiet and --verbose, and readers that leave.
#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_tool.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A layer of squares side by side, 100 m wide.
std::string squares(int count) {
  std::string text = R"({"type": "FeatureCollection", "crs": {"type": "name", "properties": {)"
                     R"("name": "urn:ogc:def:crs:EPSG::27700"}}, "features": [)";
  for (int k = 0; k < count; ++k) {
    const int x = 500000 + 100 * k;
    const auto corner = [&](int dx, int dy) {
      return "[" + std::to_string(x + dx) + "," + std::to_string(100000 + dy) + "]";
    };
    text += std::string(k == 0 ? "" : ",") + R"({"type": "Feature", "properties": {"id": )" + std::to_string(k) +
            R"(}, "geometry": {"type": "Polygon", "coordinates": [[)" + corner(0, 0) + "," + corner(100, 0) + "," +
            corner(100, 100) + "," + corner(0, 100) + "," + corner(0, 0) + "]]}}";
  }
  return text + "]}";
}

std::vector<json> events_of(const std::string& text) {
  std::vector<json> events;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) events.push_back(json::parse(line));
  return events;
}

TEST(Events, TellStagesOutputsAndTheEnd) {
  const TempDir folder;
  write_file(folder / "a.geojson", squares(300));
  const ToolRun run =
      run_tool({"buffer", "a.geojson", "--distance", "10", "-o", "b.gpkg", "--log-format", "json"}, folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::vector<json> events = events_of(run.err);
  std::string open;
  std::size_t stages = 0, outputs = 0, part = 0;
  double share = 0;
  for (const json& event : events) {
    EXPECT_TRUE(event.contains("time")) << event;
    if (event["event"] == "stage_started") {
      EXPECT_EQ(open, "") << "stages follow one another";
      open = event["stage"];
      part = 0;
      ++stages;
    } else if (event["event"] == "stage_ended") {
      EXPECT_EQ(event["stage"], open);
      open.clear();
    } else if (event["event"] == "progress") {
      EXPECT_EQ(event["stage"], open);
      EXPECT_TRUE(event["part"] > part || (event["part"] == part && event["fraction"] >= share)) << event;
      part = event["part"];
      share = event["fraction"];
      EXPECT_LE(share, 1);
    } else if (event["event"] == "output") {
      ++outputs;
      EXPECT_EQ(event["file"], "b.gpkg");
    }
  }
  EXPECT_GT(stages, 1u);
  EXPECT_EQ(open, "");
  EXPECT_EQ(outputs, 1u);
  EXPECT_EQ(events.back()["event"], "done");
  EXPECT_EQ(events.back()["exit_code"], 0);
}

TEST(Events, CountIssuesByRule) {
  const TempDir folder;
  std::string text = squares(5);
  text.insert(text.rfind("]}"), R"(,{"type": "Feature", "properties": {"id": 9}, "geometry": null})");
  text.insert(text.rfind("]}"), R"(,{"type": "Feature", "properties": {"id": 10}, "geometry": null})");
  write_file(folder / "a.geojson", text);
  const ToolRun run = run_tool({"dissolve", "a.geojson", "-o", "b.gpkg", "--log-format", "json"}, folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  json counts;
  for (const json& event : events_of(run.err))
    if (event["event"] == "issues") counts = event["counts"];
  ASSERT_EQ(counts.size(), 1u) << run.err;
  EXPECT_EQ(counts[0]["code"], "empty_geometry");
  EXPECT_EQ(counts[0]["severity"], "warning");
  EXPECT_EQ(counts[0]["count"], 2);
}

TEST(Events, EndWithTheExitCodeOfAFailure) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"inspect", "no-such.gpkg"},
                                                {"near", "a.gpkg"},
                                                {"opportunities", "no.toml", "-o", "x"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--log-format", "json"});
    const ToolRun run = run_tool(all);
    const std::vector<json> events = events_of(run.err);
    ASSERT_GE(events.size(), 2u);
    EXPECT_EQ(events[0]["event"], "message");
    EXPECT_EQ(events.back()["event"], "done");
    EXPECT_EQ(events.back()["exit_code"], run.exit_code);
    EXPECT_GT(run.exit_code, 0);
  }
}

TEST(Events, TimesAreToldOnlyToThoseWhoAsk) {
  const TempDir folder;
  write_file(folder / "a.geojson", squares(3));
  const auto messages = [&](const std::string& option) {
    std::vector<std::string> words{"dissolve", "a.geojson", "-o", "b.gpkg", "--overwrite"};
    if (!option.empty()) words.push_back(option);
    return run_tool(words, folder.path()).err;
  };
  EXPECT_THAT(messages(""), AllOf(HasSubstr("wrote b.gpkg"), Not(HasSubstr("peak memory"))));
  EXPECT_THAT(messages("--verbose"), AllOf(HasSubstr("wrote b.gpkg"), HasSubstr("peak memory")));
  EXPECT_THAT(messages("--quiet"), IsEmpty());
}

TEST(Events, QuietStillWarns) {
  const TempDir folder;
  std::string odd = squares(3);
  odd.replace(odd.find("EPSG::27700"), 11, "EPSG::32630");
  write_file(folder / "a.geojson", odd);
  const std::vector<std::string> words{"dissolve",          "a.geojson",          "-o", "b.gpkg", "--overwrite",
                                       "--allow-elsewhere", "--allow-false-areas"};
  std::vector<std::string> quiet = words;
  quiet.push_back("-q");
  const std::string all = run_tool(words, folder.path()).err, some = run_tool(quiet, folder.path()).err;
  ASSERT_THAT(all, HasSubstr("warning: "));
  EXPECT_THAT(some, HasSubstr("warning: "));
  EXPECT_LT(some.size(), all.size());
}

TEST(Events, AReaderThatLeavesDoesNoHarm) {
  const TempDir folder;
  write_file(folder / "a.geojson", squares(300));
  const std::string tool = tool_path();
  // The reader of messages is gone before the first of them.
  const std::string command =
      "cd " + folder.path().string() + " && ( sleep 0.3; " + tool +
      " buffer a.geojson --distance 10 -o b.gpkg --log-format json; echo $? > code ) 2>&1 | true"
      "; while [ ! -s code ]; do sleep 0.05; done";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(read_file(folder / "code"), "0\n");
  EXPECT_TRUE(std::filesystem::exists(folder / "b.gpkg"));
}

}  // namespace
}  // namespace spatial::test
