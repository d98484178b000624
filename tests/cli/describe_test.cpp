// SPDX-License-Identifier: MIT
/// The description of the commands and everything that derives from it.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "tests/cli/run_tool.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

bool has_type(const json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return value.type_name() == type;
}

/// What a value breaks of the part of JSON Schema that docs/describe.schema.json uses, with the place.
void violations(const json& schema, const json& root, const json& value, const std::string& at,
                std::vector<std::string>& found) {
  static const std::set<std::string> known{"$schema", "title",    "description",          "$defs", "$ref",      "type",
                                           "enum",    "required", "additionalProperties", "items", "properties"};
  for (const auto& [key, ignored] : schema.items())
    if (!known.contains(key)) found.push_back(at + ": this test does not know the keyword " + key);
  if (schema.contains("$ref")) {
    violations(root.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1))), root, value, at, found);
    return;
  }
  if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
    found.push_back(at + ": " + value.dump() + " is none of the words");
  if (schema.contains("type")) {
    const json types = schema["type"].is_array() ? schema["type"] : json::array({schema["type"]});
    if (std::none_of(types.begin(), types.end(), [&](const json& type) { return has_type(value, type); }))
      found.push_back(at + ": " + value.dump() + " is not of type " + types.dump());
  }
  if (value.is_array() && schema.contains("items"))
    for (std::size_t k = 0; k < value.size(); ++k)
      violations(schema["items"], root, value[k], at + "/" + std::to_string(k), found);
  if (!value.is_object()) return;
  for (const json& key : schema.value("required", json::array()))
    if (!value.contains(key)) found.push_back(at + ": lacks " + key.dump());
  for (const auto& [key, inner] : value.items()) {
    if (schema.value("properties", json::object()).contains(key))
      violations(schema["properties"][key], root, inner, at + "/" + key, found);
    else if (!schema.value("additionalProperties", true))
      found.push_back(at + ": has " + key);
  }
}

std::vector<std::string> violations(const json& value) {
  const json schema = json::parse(read_file(source_dir() / "docs" / "describe.schema.json"));
  std::vector<std::string> found;
  violations(schema, schema, value, "", found);
  return found;
}

const json& described() {
  static const json value = json::parse(run_tool({"describe", "--json"}).out);
  return value;
}

std::vector<std::string> words_of(const json& command) {
  std::vector<std::string> words;
  std::istringstream text(command["name"].get<std::string>());
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

TEST(Describe, FollowsItsSchema) {
  EXPECT_THAT(violations(described()), IsEmpty());
  json broken = described();
  broken["commands"][0]["parameters"][0]["kind"] = "colour";
  broken["commands"][1].erase("sentence");
  broken["more"] = 1;
  EXPECT_EQ(violations(broken).size(), 3u) << "the schema refuses nothing";
}

TEST(Describe, EveryRowIsInHelpAndNothingElse) {
  std::set<std::string> running;
  for (const json& row : described()["running"]) running.insert(row["option"]);
  for (const json& command : described()["commands"]) {
    std::set<std::string> rows = running;
    for (const json& row : command["parameters"])
      if (!row["option"].is_null()) rows.insert(row["option"]);
    std::vector<std::string> words = words_of(command);
    words.push_back("--help");
    const std::string help = run_tool(words).out;
    std::set<std::string> shown;
    const std::regex option("(?:^|\\n)  (?:-[a-zA-Z],)?(--[a-z-]+)");
    for (std::sregex_iterator at(help.begin(), help.end(), option), end; at != end; ++at) shown.insert((*at)[1]);
    shown.erase("--help");
    EXPECT_EQ(shown, rows) << command["name"];
  }
}

TEST(Describe, NoOptionIsDeclaredOutsideTheRows) {
  const std::regex declares("add_(option|flag)(_function|_callback|_custom)?\\s*(<[^(]*>)?\\s*\\(");
  std::size_t declaring = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "tools")) {
    if (entry.path().extension() != ".cpp") continue;
    const bool found = std::regex_search(read_file(entry.path()), declares);
    declaring += found;
    EXPECT_TRUE(!found || entry.path().filename() == "command_line.cpp") << entry.path() << " declares an option";
  }
  EXPECT_EQ(declaring, 1u) << "command_line.cpp declares what the rows say";
}

TEST(Describe, EveryRowIsTakenByTheParserAndSaysWhatItMeans) {
  for (const json& command : described()["commands"]) {
    std::set<std::string> names;
    for (const json& row : command["parameters"]) {
      EXPECT_TRUE(names.insert(row["name"]).second) << command["name"] << row["name"] << " is there twice";
      EXPECT_GT(row["sentence"].get<std::string>().size(), 4u) << command["name"] << row["name"];
      if (row["option"].is_null()) continue;
      std::vector<std::string> words = words_of(command);
      words.push_back(row["option"]);
      if (row["kind"] != "flag") words.push_back("1");
      if (row["kind"] == "box") words.insert(words.end(), {"2", "3", "4"});
      words.push_back("--no-such-option");
      EXPECT_THAT(run_tool(words).err, testing::Not(HasSubstr("unknown option '" + row["option"].get<std::string>())))
          << command["name"];
    }
    for (const json& row : command["parameters"])
      for (const char* key : {"depends_on", "excludes"})
        for (const json& other : row[key]) EXPECT_TRUE(names.contains(other)) << command["name"] << other;
  }
}

TEST(Describe, CommandsThatWriteTablesSayWhichAndWithWhatColumns) {
  for (const json& command : described()["commands"]) {
    const bool writes = std::any_of(command["parameters"].begin(), command["parameters"].end(),
                                    [](const json& row) { return row["kind"] == "output"; });
    EXPECT_EQ(writes && command["name"] != "init" && command["name"] != "merge", !command["outputs"].empty())
        << command["name"];
    for (const json& output : command["outputs"]) EXPECT_FALSE(output["columns"].empty()) << output["name"];
  }
}

TEST(Describe, OutputsSayTheirFormatsAndLayersWhatTheyMustHold) {
  for (const json& command : described()["commands"])
    for (const json& row : command["parameters"]) {
      const std::string kind = row["kind"];
      EXPECT_EQ(kind == "config" || kind.starts_with("output"), !row["formats"].empty()) << command["name"] << row;
      EXPECT_EQ(kind == "layer", !row["holds"].is_null()) << command["name"] << row;
    }
}

/// The sentence and the list are two places; this test holds one against the other.
TEST(Describe, AnOutputIsWrittenInEachFormatThatItsRowNames) {
  const TempDir folder;
  const std::string wood = (folder / "wood.csv").string();
  write_file(wood, "name,WKT\nOak,\"POLYGON((400000 200000,400100 200000,400100 200100,400000 200000))\"\n");
  const std::vector<std::vector<std::string>> runs{
      {"overlay", "union", wood, wood},    {"tabulate", wood, wood}, {"dissolve", wood},
      {"buffer", wood, "--distance", "5"}, {"near", wood, wood},     {"check-coverage", wood}};
  for (const std::vector<std::string>& run : runs) {
    const json command = *std::find_if(described()["commands"].begin(), described()["commands"].end(),
                                       [&](const json& row) { return row["name"] == run[0]; });
    const json output = *std::find_if(command["parameters"].begin(), command["parameters"].end(),
                                      [](const json& row) { return row["kind"] == "output"; });
    ASSERT_GE(output["formats"].size(), 2u) << run[0];
    for (const json& format : output["formats"]) {
      const std::string file = (folder / (run[0] + "." + format.get<std::string>())).string();
      std::vector<std::string> words = run;
      words.insert(words.end(), {"--assume-crs", "EPSG:27700", "-o", file});
      const ToolRun result = run_tool(words);
      EXPECT_EQ(result.exit_code, 0) << run[0] << " " << format << result.err;
      EXPECT_TRUE(std::filesystem::exists(file)) << file;
    }
  }
}

TEST(Help, IsTheSameByCommandAndByOption) {
  EXPECT_EQ(run_tool({"help", "overlay"}).out, run_tool({"overlay", "--help"}).out);
  EXPECT_EQ(run_tool({"help", "network", "metrics"}).out, run_tool({"network", "metrics", "--help"}).out);
  EXPECT_EQ(run_tool({"help"}).out, run_tool({"--help"}).out);
  const ToolRun unknown = run_tool({"help", "overlai"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("unknown command 'overlai'; did you mean 'overlay'?"));
  EXPECT_EQ(run_tool({"version"}).out, run_tool({"--version"}).out);
}

TEST(ManPages, ThereIsOneForEveryCommandWithEveryParameter) {
  const TempDir folder;
  ASSERT_EQ(run_tool({"docs", "man", folder.path().string()}).exit_code, 0);
  std::size_t listed = 0;
  for (const json& command : described()["commands"]) {
    if (command["hidden"]) continue;
    ++listed;
    std::string name = "lnrs-" + command["name"].get<std::string>() + ".1";
    std::replace(name.begin(), name.end(), ' ', '-');
    const std::string page = read_file(folder / name);
    EXPECT_THAT(page, AllOf(StartsWith(".TH LNRS"), HasSubstr("\n.SH EXIT STATUS\n"))) << name;
    for (const json& row : command["parameters"]) {
      std::string option = std::regex_replace(row["name"].get<std::string>(), std::regex("-"), "\\-");
      EXPECT_THAT(page, HasSubstr(option)) << name;
    }
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), static_cast<long>(listed + 1));
}

/// What a shell offers after some words, by the completion that the tool prints.
std::string offered(const std::vector<std::string>& words) {
  const TempDir folder;
  write_file(folder / "lnrs.bash", run_tool({"completion", "bash"}).out);
  std::string script = "source " + (folder / "lnrs.bash").string() + "; COMP_WORDS=(lnrs";
  for (const std::string& word : words) script += " '" + word + "'";
  script += "); COMP_CWORD=" + std::to_string(words.size()) + "; _lnrs; echo \"${COMPREPLY[*]}\" > " +
            (folder / "out").string();
  write_file(folder / "run", script);
  EXPECT_EQ(std::system(("cd " + folder.path().string() + " && bash run").c_str()), 0);
  std::string text = read_file(folder / "out");
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

TEST(Completion, BashOffersCommandsOptionsAndChoices) {
  EXPECT_EQ(offered({"over"}), "overlay");
  EXPECT_EQ(offered({"overlay", "--ov"}), "--overwrite");
  EXPECT_EQ(offered({"overlay", "inter"}), "intersection");
  EXPECT_EQ(offered({"inspect", "--log-format", "j"}), "json");
  EXPECT_EQ(offered({"network", "metrics", "--link-r"}), "--link-removal");
  EXPECT_EQ(offered({"inspect", "lnrs.b"}), "lnrs.bash");
}

TEST(Completion, ZshReadsItsScript) {
  if (std::system("command -v zsh > /dev/null 2>&1") != 0) GTEST_SKIP() << "zsh is absent";
  const TempDir folder;
  write_file(folder / "_lnrs", run_tool({"completion", "zsh"}).out);
  EXPECT_EQ(std::system(("zsh -n " + (folder / "_lnrs").string()).c_str()), 0);
}

}  // namespace
}  // namespace spatial::test
