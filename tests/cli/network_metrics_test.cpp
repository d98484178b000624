// SPDX-License-Identifier: MIT
// lnrs network metrics against what Conefor 2.7.3 prints for the same files, digit by digit.
#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_tool.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Case {
  std::string name, dispersal, landscape;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const std::filesystem::path& file) {
  std::vector<Row> rows;
  std::vector<std::string> names;
  std::istringstream table(read_file(file));
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    Row row;
    std::size_t n = 0;
    for (std::string word; std::getline(words, word, '\t'); ++n) {
      if (rows.empty() && names.size() == n)
        names.push_back(word);
      else if (n < names.size())
        row[names[n]] = word;
    }
    if (!row.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

/// Conefor prints six digits, and its shares of PC carry a noise of 1e-6 %.
void expect_printed(const json& value, const std::string& printed, const std::string& what) {
  const double expected = std::stod(printed);
  ASSERT_TRUE(value.is_number()) << what;
  EXPECT_NEAR(value.get<double>(), expected, 5.1e-6 * std::abs(expected) + 1e-6) << what;
}

class NetworkMetricsTool : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    folder_ = shared_dir() / "oracle";
    if (shared_dir().empty() || !std::filesystem::exists(folder_))
      GTEST_SKIP() << "the shared folder with numbers from other tools is not here";
    const Case& c = GetParam();
    std::vector<std::string> words{"network",
                                   "metrics",
                                   "--nodes",
                                   (folder_ / (c.name + ".nodes")).string(),
                                   "--links",
                                   (folder_ / (c.name + ".links")).string(),
                                   "--dispersal",
                                   c.dispersal,
                                   "--p-ref",
                                   "0.5",
                                   "--link-threshold",
                                   c.dispersal,
                                   "--landscape-area",
                                   c.landscape,
                                   "--link-removal",
                                   "--link-improvement",
                                   "--json"};
    const ToolRun run = run_tool(words);
    ASSERT_EQ(run.exit_code, 0) << run.err;
    result_ = json::parse(run.out);
  }
  std::filesystem::path folder_;
  json result_;
};

TEST_P(NetworkMetricsTool, PrintsWhatConeforPrintsOverall) {
  const std::map<std::string, std::string> keys{{"NL", "links"},
                                                {"NC", "components"},
                                                {"H", "harary"},
                                                {"CCP", "ccp"},
                                                {"LCP", "lcp"},
                                                {"IICnum", "iic_numerator"},
                                                {"EC(IIC)", "ec_iic"},
                                                {"IIC", "iic"},
                                                {"F", "flux"},
                                                {"AWF", "awf"},
                                                {"PCnum", "pc_numerator"},
                                                {"EC(PC)", "eca"},
                                                {"PC", "pc"},
                                                {"PCintra(%)", "pc_intra_percent"},
                                                {"PCdirect(%)", "pc_direct_percent"},
                                                {"PCstep(%)", "pc_step_percent"}};
  std::istringstream table(read_file(folder_ / "conefor_overall_all.tsv"));
  std::size_t compared = 0;
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string name, distance, p, index, printed;
    words >> name >> distance >> p >> index >> printed;
    if (name != GetParam().name || !keys.contains(index)) continue;
    expect_printed(result_["overall"][keys.at(index)], printed, index);
    ++compared;
  }
  EXPECT_GE(compared, 9u);
}

TEST_P(NetworkMetricsTool, PrintsWhatConeforPrintsForEachNode) {
  std::map<std::string, json> nodes;
  for (const char* kind : {"nodes", "candidates"})
    for (const json& node : result_[kind]) nodes[node["id"]] = node;
  const std::vector<Row> rows = rows_of(folder_ / (GetParam().name + ".conefor_node_importances.tsv"));
  ASSERT_EQ(rows.size(), nodes.size());
  for (const Row& row : rows) {
    const json& node = nodes.at(row.at("Node"));
    for (const std::string index : {"PC", "IIC"}) {
      for (const std::string part : {"", "intra", "flux", "connector"})
        expect_printed(node["d" + index][part.empty() ? "d" : part], row.at("d" + index + part),
                       "d" + index + part + " of " + row.at("Node"));
      const auto betweenness = row.find("varBC_" + index);
      if (betweenness != row.end()) expect_printed(node["BC_" + index], betweenness->second, "BC of " + row.at("Node"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Conefor, NetworkMetricsTool,
                         testing::Values(Case{"v1", "1000", "100"}, Case{"v2", "500", "50"}, Case{"v2add", "500", "50"},
                                         Case{"v3", "1000", "6400"}),
                         [](const auto& c) { return c.param.name; });

class LinkChanges : public NetworkMetricsTool {};
TEST_P(LinkChanges, PrintsWhatConeforPrintsForEachLink) {
  for (const std::string kind : {"removal", "improvement"}) {
    std::map<std::pair<std::string, std::string>, json> links;
    for (const json& link : result_["link_" + kind])
      links[std::minmax(link["a"].get<std::string>(), link["b"].get<std::string>())] = link;
    const std::vector<Row> rows = rows_of(folder_ / (GetParam().name + ".conefor_link_" + kind + ".tsv"));
    ASSERT_EQ(rows.size(), links.size());
    for (const Row& row : rows) {
      const json& link = links.at(std::minmax(row.at("Node1"), row.at("Node2")));
      for (const auto& [name, printed] : row)
        if (name.starts_with("d"))
          expect_printed(link[name], printed, kind + " " + name + " of " + row.at("Node1") + "-" + row.at("Node2"));
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Conefor, LinkChanges, testing::Values(Case{"v2", "500", "50"}),
                         [](const auto& c) { return c.param.name; });

const std::string nodes = "1\t2\n2\t3\n3\t5\n4\t7\n5\t1.5\n6\t4\n",
                  links = "1\t2\t500\n2\t3\t500\n3\t4\t500\n4\t1\t500\n3\t5\t250\n";

TEST(NetworkMetricsTables, AreReadable) {
  const TempDir folder;
  write_file(folder / "v2.nodes", nodes);
  write_file(folder / "v2.links", links);
  const ToolRun run =
      run_tool({"network", "metrics", "--nodes", "v2.nodes", "--links", "v2.links", "--dispersal", "500",
                "--link-threshold", "500", "--landscape-area", "50", "--link-removal", "--threads", "1"},
               folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("PC numerator                            213.024\n"));
  EXPECT_THAT(run.out, HasSubstr("IIC                                   0.0859667\n"));
  EXPECT_THAT(run.out, HasSubstr("3                      5      48.0105      11.7358      30.7978      5.47697      "
                                 "16.9173      46.8399      11.6324      29.8565      5.35091         18.5\n"));
  EXPECT_THAT(run.out, HasSubstr("\n3            5                     20         -50     31.8182     14.2359     "
                                 "14.2359     8.84064     26.1204     13.1585      10.456\n"));
}

struct BadTable {
  std::string nodes, links, message;
};
void PrintTo(const BadTable& table, std::ostream* out) { *out << table.message; }
class BadTables : public testing::TestWithParam<BadTable> {};
TEST_P(BadTables, AreRefusedWithFileAndLine) {
  const TempDir folder;
  write_file(folder / "a.nodes", GetParam().nodes);
  write_file(folder / "a.links", GetParam().links);
  const ToolRun run =
      run_tool({"network", "metrics", "--nodes", "a.nodes", "--links", "a.links", "--dispersal", "500"}, folder.path());
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr(GetParam().message));
  EXPECT_EQ(run.out, "");
}
INSTANTIATE_TEST_SUITE_P(
    Files, BadTables,
    testing::Values(BadTable{"1 2\n2 3\n1 4\n", "", "a.nodes:3: node '1' occurs twice"},
                    BadTable{"1 2\n2 x\n", "", "a.nodes:2: attribute 'x' is not a number of 0 or more"},
                    BadTable{"1 2\n2 -3\n", "", "a.nodes:2: attribute '-3'"},
                    BadTable{"1 2 7\n", "", "a.nodes:1: the third column is '7'"},
                    BadTable{"", "", "a.nodes holds no node"},
                    BadTable{"1 2\n2 3\n", "1 3 5\n", "a.links:1: node '3' is not in a.nodes"},
                    BadTable{"1 2\n2 3\n", "1 2 5\n\n2 2 1\n", "a.links:3: node '2' is linked to itself"},
                    BadTable{"1 2\n2 3\n", "1 2 5\n2 1 6\n", "a.links:2: link 1–2 has distance 6 here and 5 before"},
                    BadTable{"1 2\n2 3\n", "1 2 5\n1 2\n", "a.links:2: there is no distance"},
                    BadTable{"1 2 0\n", "", "a.nodes has only candidates"}));

struct BadOption {
  std::vector<std::string> words;
  std::string message;
};
void PrintTo(const BadOption& option, std::ostream* out) { *out << option.message; }
class BadOptions : public testing::TestWithParam<BadOption> {};
TEST_P(BadOptions, AreRefused) {
  const TempDir folder;
  write_file(folder / "v2.nodes", nodes);
  write_file(folder / "v2.links", links);
  std::vector<std::string> words{"network", "metrics", "--nodes", "v2.nodes", "--links", "v2.links"};
  words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
  const ToolRun run = run_tool(words, folder.path());
  EXPECT_EQ(run.exit_code, 2) << run.err;
  EXPECT_THAT(run.err, HasSubstr(GetParam().message));
}
INSTANTIATE_TEST_SUITE_P(
    Values, BadOptions,
    testing::Values(BadOption{{}, "--dispersal is required"},
                    BadOption{{"--dispersal", "0"}, "dispersal distance must be a positive number"},
                    BadOption{{"--dispersal", "inf"}, "dispersal distance must be a positive number"},
                    BadOption{{"--dispersal", "5", "--p-ref", "1"}, "must lie between 0 and 1"},
                    BadOption{{"--dispersal", "5", "--p-ref", "0"}, "must lie between 0 and 1"},
                    BadOption{{"--dispersal", "5", "--p-min", "1"}, "at least 0 and below 1"},
                    BadOption{{"--dispersal", "5", "--landscape-area", "-1"}, "landscape must have a positive area"}));

}  // namespace
}  // namespace spatial::test
