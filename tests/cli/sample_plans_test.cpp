// SPDX-License-Identifier: MIT
// Every command on the plans of the sample county finds what the generator planted there.
#include <gmock/gmock.h>

#include <cstdlib>
#include <map>

#include "libspatial/io/read.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

struct Planted {
  std::string table, row, column, value;
  double tolerance = 0;
};

const std::map<std::string, std::vector<Planted>>& planted_numbers() {
  static const auto numbers = [] {
    const std::vector<TextColumn> cells =
        read_table({(source_dir() / "data/samples/plans.gpkg").string(), "planted_number"},
                   {"command", "result_table", "row", "result_column", "value", "tolerance"});
    std::map<std::string, std::vector<Planted>> by_command;
    for (std::size_t i = 0; i < cells.at(0).values.size(); ++i)
      by_command[cells[0].values[i]].push_back({cells[1].values[i], cells[2].values[i], cells[3].values[i],
                                                cells[4].values[i], std::atof(cells[5].values[i].c_str())});
    return by_command;
  }();
  return numbers;
}

/// The words of a command as the README has them, in data/samples.
std::vector<std::string> words_of(const std::string& command) {
  if (command == "register")
    return {"register",    "plans.gpkg#lws_2021",  "county.gpkg#lws",  "--id",     "site_ref", "--name", "site_name",
            "--authority", "county.gpkg#district", "--authority-code", "lad_code", "--period", "2026"};
  if (command == "register sdl160")
    return {"register",
            "sdl160",
            "county.gpkg#lws",
            "--id",
            "site_ref",
            "--evidence",
            "plans.gpkg#evidence",
            "--authority",
            "county.gpkg#district",
            "--authority-code",
            "lad_code",
            "--year",
            "2026"};
  if (command == "change")
    return {"change", "plans.gpkg#habitat_2016",  "county.gpkg#habitat", "--class",           "ukhab",
            "--mask", "plans.gpkg#resurvey_area", "--projects",          "plans.gpkg#project"};
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < command.size();) {
    const std::size_t end = std::min(command.find(' ', begin), command.size());
    words.push_back(command.substr(begin, end - begin));
    begin = end + 1;
  }
  words.insert(words.begin() + 1, "plans.toml");
  return words;
}

/// QGIS opens the project in the file with all its layers, and prints its map; true as well where QGIS is absent.
testing::AssertionResult opens_in_qgis(const std::filesystem::path& file, const TempDir& folder) {
  const std::string command = "'" + (source_dir() / "scripts/check-qgis-project").string() + "' '" + file.string() +
                              "' '" + (folder / "map.pdf").string() + "' > '" + (folder / "out").string() + "' 2>&1";
  const int status = std::system(command.c_str());
  const int code = WEXITSTATUS(status);
  if (code == 0 || code == 77) return testing::AssertionSuccess();
  return testing::AssertionFailure() << read_file(folder / "out");
}

class SamplePlans : public testing::TestWithParam<const char*> {};

TEST_P(SamplePlans, HoldWhatWasPlanted) {
  const TempDir folder;
  const std::filesystem::path out = folder / "out.gpkg";
  std::vector<std::string> words = words_of(GetParam());
  words.insert(words.end(), {"-o", out.string()});
  if (std::string(GetParam()) != "register sdl160") words.insert(words.end(), {"--max-memory", "2000"});
  const ToolRun run = run_tool(words, source_dir() / "data/samples");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto found = planted_numbers().find(GetParam());
  ASSERT_NE(found, planted_numbers().end()) << "nothing was planted for it";
  for (const Planted& one : found->second) {
    const std::string sql = "SELECT " + one.column + " FROM " + one.table + " WHERE " + one.row;
    const std::string answer = query(out, sql);
    if (one.tolerance == 0) {
      EXPECT_EQ(answer, one.value) << sql;
    } else {
      EXPECT_NEAR(std::atof(answer.c_str()), std::atof(one.value.c_str()), one.tolerance)
          << sql << (answer.empty() ? ": no row" : "");
    }
  }
  if (std::string(GetParam()) != "register sdl160") {  // it has tables alone
    EXPECT_TRUE(opens_in_qgis(out, folder));
  }
}

INSTANTIATE_TEST_SUITE_P(Commands, SamplePlans,
                         testing::Values("targets", "register", "register sdl160", "strategy", "change", "protected",
                                         "greenspace", "greenspace --set greenspace.distance=access", "planting",
                                         "pollinators", "baseline"),
                         [](const auto& one) {
                           std::string name;
                           for (const char c : std::string(one.param))
                             name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

TEST(SamplePlansOfTheGenerator, AreAllChecked) {
  // A command that the generator plants numbers for and that no test above runs would go unseen.
  EXPECT_EQ(planted_numbers().size(), 11U);
  for (const auto& [command, numbers] : planted_numbers()) EXPECT_GE(numbers.size(), 2U) << command;
}

// Every command says before it reads that it would need more memory than it may take, and writes nothing.
TEST(SamplePlansOfTheGenerator, AreRefusedBeyondTheMemoryAllowed) {
  const TempDir folder;
  const std::filesystem::path out = folder / "out.gpkg";
  for (const char* command :
       {"targets", "strategy", "protected", "greenspace", "planting", "pollinators", "baseline"}) {
    const ToolRun run =
        run_tool({command, "plans.toml", "--max-memory", "60.5", "-o", out.string()}, source_dir() / "data/samples");
    EXPECT_EQ(run.exit_code, 2) << command << run.err;
    EXPECT_THAT(run.err, testing::HasSubstr("--max-memory allows 60.5 MB")) << command;
    EXPECT_FALSE(std::filesystem::exists(out)) << command;
  }
}

TEST(SamplePlansOfTheGenerator, GiveGreenspaceAlongTheRoads) {
  const TempDir folder;
  const std::filesystem::path out = folder / "out.gpkg";
  const ToolRun run = run_tool({"greenspace", "plans.toml", "--set", "greenspace.distance=network", "-o", out.string()},
                               source_dir() / "data/samples");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  // No way is shorter than the straight line to the same entrances.
  const TempDir other;
  const std::filesystem::path straight = other / "out.gpkg";
  ASSERT_EQ(run_tool({"greenspace", "plans.toml", "--set", "greenspace.distance=access", "-o", straight.string()},
                     source_dir() / "data/samples")
                .exit_code,
            0);
  for (const char* standard : {"doorstep", "local", "neighbourhood"}) {
    const std::string sql =
        "SELECT served FROM ags_authority WHERE authority = 'all' AND standard = '" + std::string(standard) + "'";
    EXPECT_LE(std::atof(query(out, sql).c_str()), std::atof(query(straight, sql).c_str())) << standard;
  }
}

TEST(SamplePlansOfTheGenerator, MakeABaselineThatIsAHabitatLayer) {
  const TempDir folder;
  ASSERT_EQ(
      run_tool({"baseline", "plans.toml", "-o", (folder / "baseline.gpkg").string()}, source_dir() / "data/samples")
          .exit_code,
      0);
  write_file(folder / "next.toml",
             "[project]\nallow_unknown = true\n[layers.habitat]\nlayer = \"baseline.gpkg#baseline\"\nid = \"hab_id\"\n"
             "class = \"code\"\ncrosswalk = \"ukhab\"\n");
  const ToolRun run = run_tool({"network", "next.toml", "-o", "network.gpkg"}, folder.path());
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

}  // namespace
}  // namespace spatial::test
