// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "libspatial/config/config.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Mistake {
  std::vector<std::string> words;
  int exit_code;
  std::string message;
};
void PrintTo(const Mistake& mistake, std::ostream* out) {
  for (const std::string& word : mistake.words) *out << word << ' ';
}

class CommandLine : public testing::TestWithParam<Mistake> {};

TEST_P(CommandLine, SaysWhatIsWrongAndPrintsNoData) {
  const TempDir folder;
  write_file(folder / "map.toml",
             "[layers.habitat]\nlayer = \"no.gpkg#habitat\"\nclass = \"code\"\ncrosswalk = \"ukhab\"\n");
  write_file(folder / "broken.toml", "[scorin]\n");
  write_file(folder / "text.gpkg", "this is no GeoPackage");
  const ToolRun run = run_tool(GetParam().words, folder.path());
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.err;
  EXPECT_THAT(run.err, AllOf(StartsWith("lnrs: "), HasSubstr(GetParam().message)));
  EXPECT_THAT(run.out, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, CommandLine,
    testing::Values(
        Mistake{{}, 2, "no command was given"},
        Mistake{{"inspct"}, 2, "unknown command 'inspct'; did you mean 'inspect'?"},
        Mistake{{"inspect", "a.gpkg", "--jsn"}, 2, "unknown option '--jsn'; did you mean '--json'?"},
        Mistake{{"inspect"}, 2, "layer is required"},
        Mistake{{"inspect", "a.gpkg", "--threads", "many"}, 2, "--threads"},
        Mistake{{"inspect", "a.gpkg", "--threads", "-1"}, 2, "--threads"},
        Mistake{{"inspect", "a.gpkg", "--log-format", "xml"}, 2, "--log-format: xml not in {text,json}"},
        Mistake{{"inspect", "no-such.gpkg"}, 3, "no-such.gpkg"}, Mistake{{"inspect", "text.gpkg"}, 3, "text.gpkg"},
        Mistake{{"init", "no-such.gpkg"}, 3, "no-such.gpkg"}, Mistake{{"opportunities"}, 2, "config is required"},
        Mistake{{"opportunities", "no-such.toml", "-o", "x.gpkg"}, 2, "no-such.toml"},
        Mistake{{"opportunities", "broken.toml", "-o", "x.gpkg"},
                2,
                "broken.toml:1:2: unknown key 'scorin' in the config; did you mean 'scoring'?"},
        Mistake{{"opportunities", "map.toml", "--set", "scoring.buffr_m=5", "-o", "x.gpkg"},
                2,
                "--set: unknown key 'buffr_m' in [scoring]; did you mean 'buffer_m'?"},
        Mistake{{"opportunities", "map.toml", "--set", "scoring.buffer_m", "-o", "x.gpkg"}, 2, "there is no '='"},
        Mistake{{"opportunities", "map.toml", "--overwrit", "-o", "x.gpkg"},
                2,
                "unknown option '--overwrit'; did you mean '--overwrite'?"},
        Mistake{{"opportunities", "map.toml", "-o", "x.gpkg"}, 3, "no.gpkg"},
        Mistake{{"opportunities", "map.toml", "-o", "no-folder/x.gpkg"}, 4, "no-folder"},
        Mistake{{"opportunities", "map.toml"}, 2, "no output file was named"},
        Mistake{{"explain", "no-such.gpkg", "C1"}, 3, "no-such.gpkg"}));

TEST(CommandLine, FailuresAreJsonIfAsked) {
  const ToolRun run = run_tool({"inspect", "no-such.gpkg", "--log-format", "json"});
  const auto line = nlohmann::json::parse(run.err.substr(0, run.err.find('\n')));
  EXPECT_EQ(line["level"], "error");
  EXPECT_EQ(line["exit_code"], 3);
  EXPECT_THAT(line["message"].get<std::string>(), HasSubstr("no-such.gpkg"));
}

TEST(CommandLine, VersionNamesTheLibraries) {
  const ToolRun run = run_tool({"--version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, AllOf(StartsWith("lnrs "), HasSubstr("\nGDAL 3."), HasSubstr("\nGEOS 3."), HasSubstr("\nPROJ "),
                             HasSubstr("\nSQLite 3.")));
}

TEST(CommandLine, EveryCommandExplainsItselfWithExamples) {
  const auto description = nlohmann::json::parse(run_tool({"describe", "--json"}).out);
  ASSERT_GT(description["commands"].size(), 15u);
  for (const auto& row : description["commands"]) {
    const std::string command = row["name"];
    if (command.find(' ') != std::string::npos) continue;
    const ToolRun run = run_tool({command, "--help"});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.out, AllOf(HasSubstr("Usage: lnrs " + command), HasSubstr("Examples:\n  lnrs " + command),
                               HasSubstr("--threads")));
  }
}

TEST(CommandLine, PrintedConfigIsAConfig) {
  const TempDir folder;
  write_file(folder / "map.toml", "[layers.habitat]\nlayer = \"h.gpkg\"\nclass = \"code\"\ncrosswalk = \"ukhab\"\n");
  const ToolRun first = run_tool(
      {"opportunities", "map.toml", "--print-config", "--set", "scoring.weights.joined=4.5", "--allow-unknown"},
      folder.path());
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out,
              AllOf(HasSubstr("joined = 4.5\n"), HasSubstr("allow_unknown = true\n"), HasSubstr("buffer_m = 100\n")));
  write_file(folder / "again.toml", first.out);
  EXPECT_EQ(run_tool({"opportunities", "--config", "again.toml", "--print-config"}, folder.path()).out, first.out);
}

const std::string geojson =
    R"({"type": "FeatureCollection", "name": "habitat",
"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}, "features": [
{"type": "Feature", "properties": {"hab_id": "H1", "code": "g3c", "note": "a\tb"}, "geometry": {"type": )"
    R"("Polygon", "coordinates": [[[500000,100000],[500100,100000],[500100,100100],[500000,100100],)"
    R"([500000,100000]]]}},
{"type": "Feature", "properties": {"hab_id": "H2", "code": "w1f", "note": null}, "geometry": {"type": )"
    R"("Polygon", "coordinates": [[[500200,100000],[500300,100100],[500300,100000],[500200,100100],)"
    R"([500200,100000]]]}},
{"type": "Feature", "properties": {"hab_id": "H3", "code": "g3c", "note": null}, "geometry": null},
{"type": "Feature", "properties": {"hab_id": "H4", "code": "c1", "note": null}, "geometry": {"type": )"
    R"("Polygon", "coordinates": [[[500400,100000],[500500,100000],[500500,100100],[500400,100100],)"
    R"([500400,100000]]]}}
]})";

TEST(Inspect, ShowsWhatALayerHolds) {
  const TempDir folder;
  write_file(folder / "habitat.geojson", geojson);
  const ToolRun run = run_tool({"inspect", "habitat.geojson"}, folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(StartsWith("habitat.geojson#habitat\n"), HasSubstr("4 features"), HasSubstr("EPSG:27700"),
                             HasSubstr("1 without geometry"), HasSubstr("invalid   1; the first:"),
                             HasSubstr("hab_id  String  unique"), HasSubstr("g3c | w1f | c1")));
  EXPECT_THAT(run.err, IsEmpty()) << "no progress where there is no terminal";
}

TEST(Inspect, PrintsJson) {
  const TempDir folder;
  write_file(folder / "habitat.geojson", geojson);
  const ToolRun run = run_tool({"inspect", "habitat.geojson", "--json"}, folder.path());
  const auto layers = nlohmann::json::parse(run.out);
  ASSERT_EQ(layers.size(), 1u);
  EXPECT_EQ(layers[0]["features"], 4);
  EXPECT_EQ(layers[0]["null_or_empty"], 1);
  EXPECT_EQ(layers[0]["invalid"], 1);
  EXPECT_EQ(layers[0]["extent"], (nlohmann::json{500000.0, 100000.0, 500500.0, 100100.0}));
}

TEST(Inspect, KeepsControlCharactersFromTheTerminal) {
  const TempDir folder;
  write_file(folder / "habitat.geojson", geojson);
  EXPECT_THAT(run_tool({"inspect", "habitat.geojson"}, folder.path()).out, testing::Not(HasSubstr("\t")));
}

TEST(Init, PrintsAConfigThatTheMainJobTakes) {
  const TempDir folder;
  write_file(folder / "habitat.geojson", geojson);
  const ToolRun init = run_tool({"init", "habitat.geojson"}, folder.path());
  ASSERT_EQ(init.exit_code, 0) << init.err;
  write_file(folder / "map.toml", init.out);
  const ToolRun printed = run_tool({"opportunities", "map.toml", "--print-config"}, folder.path());
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(
      printed.out,
      AllOf(HasSubstr("[[layers.habitat]]\nlayer = \"" + std::filesystem::canonical(folder.path()).string() +
                      "/habitat.geojson#habitat\"\nid = \"hab_id\"\nclass = \"code\"\ncrosswalk = \"ukhab\"\n")));
}

TEST(Init, PathsFitThePlaceOfTheConfig) {
  const TempDir folder;
  for (const char* name : {"data", "configs", "elsewhere", "elsewhere/deep"})
    std::filesystem::create_directory(folder / name);
  std::filesystem::create_directory_symlink(folder / "elsewhere" / "deep", folder / "linked");
  write_file(folder / "data" / "habitat.geojson", geojson);
  const auto layer_in = [&](const std::filesystem::path& config) {
    const ToolRun printed = run_tool({"opportunities", config.string(), "--dry-run"}, folder.path());
    EXPECT_THAT(printed.out, AllOf(HasSubstr("habitat.geojson#habitat"), testing::Not(HasSubstr("no such file"))))
        << config;
    const std::string text = read_file(config);
    const std::size_t from = text.find("layer = \"") + 9;
    return text.substr(from, text.find('"', from) - from);
  };
  for (const auto& [config, layer] : {std::pair{"county.toml", "data/habitat.geojson#habitat"},
                                      std::pair{"configs/county.toml", "../data/habitat.geojson#habitat"},
                                      std::pair{"data/county.toml", "habitat.geojson#habitat"},
                                      std::pair{"linked/county.toml", "../../data/habitat.geojson#habitat"}}) {
    const ToolRun init = run_tool({"init", "data/habitat.geojson", "-o", config}, folder.path());
    ASSERT_EQ(init.exit_code, 0) << init.err;
    EXPECT_THAT(init.out, IsEmpty());
    EXPECT_EQ(layer_in(folder / config), layer) << config;
    EXPECT_EQ(run_tool({"init", "data/habitat.geojson", "-o", config}, folder.path()).exit_code, 4)
        << "it already exists";
  }
  write_file(folder / "configs" / "printed.toml", run_tool({"init", "habitat.geojson"}, folder / "data").out);
  EXPECT_EQ(layer_in(folder / "configs" / "printed.toml"),
            std::filesystem::canonical(folder.path()).string() + "/data/habitat.geojson#habitat");
}

TEST(ListsOfFields, AreWrittenWithCommas) {
  const TempDir folder;
  write_file(folder / "habitat.geojson", geojson);
  const auto refused = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"-o", "o.csv"});
    const ToolRun run = run_tool(words, folder.path());
    EXPECT_EQ(run.exit_code, 2) << run.err;
    return run.err;
  };
  EXPECT_THAT(refused({"overlay", "intersection", "habitat.geojson", "habitat.geojson", "--keep", "code", "hab_id"}),
              AllOf(HasSubstr("'hab_id' is a field of habitat.geojson, not a layer"), HasSubstr("--keep code,hab_id")));
  EXPECT_THAT(refused({"overlay", "union", "habitat.geojson", "habitat.geojson", "--keep", "code,", "HAB_ID"}),
              HasSubstr("--keep code,HAB_ID"));
  EXPECT_THAT(refused({"dissolve", "habitat.geojson", "--by", "code", "hab_id"}), HasSubstr("--by code,hab_id"));
  EXPECT_THAT(refused({"buffer", "habitat.geojson", "--distance", "5", "--by", "code", "hab_id"}),
              HasSubstr("--by code,hab_id"));
  for (const char* command : {"overlay", "dissolve", "buffer"})
    EXPECT_THAT(run_tool({command, "--help"}).out, HasSubstr("separated by commas")) << command;
}

TEST(Init, TakesTheRealCounty) {
  if (shared_dir().empty()) GTEST_SKIP() << "the folder with real layers is absent (LNRS_SHARED)";
  const TempDir folder;
  const ToolRun init = run_tool({"init", (shared_dir() / "data" / "bath.gpkg").string()});
  ASSERT_EQ(init.exit_code, 0) << init.err;
  write_file(folder / "bath.toml", init.out);
  const Config config = read_config(folder / "bath.toml");
  EXPECT_EQ(config.layers.size(), 9u);
  EXPECT_EQ(config.layers[7].class_field, "hab_code");
}

class DocsPage : public testing::TestWithParam<std::string> {};
TEST_P(DocsPage, IsUpToDate) {
  const ToolRun run = run_tool({"docs", GetParam()});
  EXPECT_EQ(run.out, read_file(source_dir() / "docs" / (GetParam() + ".md")))
      << "write it again: lnrs docs " << GetParam() << " > docs/" << GetParam() << ".md";
}
INSTANTIATE_TEST_SUITE_P(Pages, DocsPage, testing::Values("commands", "config", "data"));

}  // namespace
}  // namespace spatial::test
