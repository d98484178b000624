// SPDX-License-Identifier: MIT
// Lists of fields on the command line: names that contain commas or quotes.
#include <gmock/gmock.h>

#include <set>

#include "libspatial/api/command.hpp"
#include "libspatial/api/parameter.hpp"
#include "libspatial/core/error.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ListWords, AreReadLikeALineOfCsv) {
  EXPECT_THAT(api::list_words("a,b"), ElementsAre("a", "b"));
  EXPECT_THAT(api::list_words(R"("area, ha",class)"), ElementsAre("area, ha", "class"));
  EXPECT_THAT(api::list_words(R"(class,"area, ha")"), ElementsAre("class", "area, ha"));
  EXPECT_THAT(api::list_words(R"("the ""old"" one")"), ElementsAre("the \"old\" one"));
  EXPECT_THAT(api::list_words("5\" pipe, b "), ElementsAre("5\" pipe", " b "));
  EXPECT_THAT(api::list_words(",a,,"), ElementsAre("a"));
  EXPECT_THAT(api::list_words(""), IsEmpty());
  EXPECT_THROW(api::list_words(R"(a,"b)"), Error);
  EXPECT_THROW(api::list_words(R"(")"), Error);
  EXPECT_THROW(api::list_words(R"("a"")"), Error);
}

TEST(ListText, IsReadBackAsItWas) {
  EXPECT_EQ(api::list_text({"a", "b c"}), "a,b c");
  const std::vector<std::string> odd{"a,b", "\"q\"", "5\" pipe", ",", "é, ü", "x\"\",y"};
  EXPECT_EQ(api::list_words(api::list_text(odd)), odd);
}

struct Fields {
  std::string command, option;
  std::vector<std::string> words;
  std::string sql, expected;
};

class FieldLists : public testing::Test {
 protected:
  FieldLists() {
    FixtureLayer layer;
    layer.name = "land";
    layer.fields = {"class", "area, ha:Real", "\"q\""};
    layer.rows = {{square_wkt(500000, 100000, 100), {"wood", "1.5", "x"}},
                  {square_wkt(500100, 100000, 100), {"wood", "2", "y"}},
                  {square_wkt(500300, 100000, 100), {"fen", "2", "y"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {layer});
    write_file(folder_ / "matrix.csv", "\"from, 1990\",to,ha\nwood,fen,2\nfen,fen,3\n");
  }
  TempDir folder_;
};

TEST_F(FieldLists, TakeNamesWithCommasInEveryOption) {
  const std::vector<Fields> cases{
      {"dissolve", "by", {"in.gpkg", "--by", R"("area, ha",class)"}, "SELECT count(*) FROM dissolved", "3"},
      {"dissolve", "by", {"in.gpkg", "--by", R"("""q""")"}, "SELECT count(*) FROM dissolved", "2"},
      {"dissolve", "sum", {"in.gpkg", "--sum", R"("area, ha")"}, R"(SELECT "sum_area, ha" FROM dissolved)", "5.5"},
      {"buffer", "by", {"in.gpkg", "--distance", "1", "--by", R"("area, ha")"}, "SELECT count(*) FROM buffer", "2"},
      {"overlay",
       "keep",
       {"intersection", "in.gpkg", "in.gpkg", "--keep", R"(class,"area, ha")"},
       R"(SELECT sum("land_area, ha") FROM overlay)",
       "5.5"},
      {"change",
       "matrix-fields",
       {"--matrix", "matrix.csv", "--matrix-fields", R"("from, 1990",to,ha)", "--ha-per-unit", "1"},
       "SELECT sum(area_ha) FROM change_matrix",
       "5.0"}};
  std::set<std::string> tried, all;
  for (const Fields& one : cases) {
    std::vector<std::string> words{one.command};
    words.insert(words.end(), one.words.begin(), one.words.end());
    words.insert(words.end(), {"-o", "out.gpkg", "--overwrite"});
    const ToolRun run = run_tool(words, folder_.path());
    ASSERT_EQ(run.exit_code, 0) << one.command << " --" << one.option << "\n" << run.err;
    EXPECT_EQ(query(folder_ / "out.gpkg", one.sql), one.expected) << one.command << " --" << one.option;
    tried.insert(one.command + " --" + one.option);
  }
  for (const api::Command& command : api::commands())
    for (const api::Parameter& row : command.parameters) {
      if (row.many != api::Many::list || row.kind != api::Kind::field || command.name.starts_with("plan ")) continue;
      all.insert(command.name + " --" + row.name);
      EXPECT_THAT(run_tool({command.name, "--help"}).out, HasSubstr("goes in double quotes")) << command.name;
    }
  EXPECT_EQ(tried, all) << "each option that takes a list of fields is tried here";
}

TEST_F(FieldLists, AreReadInPlansAsWell) {
  const ToolRun plan =
      run_tool({"plan", "dissolve", "in.gpkg", "--by", R"("area, ha")", "--parts", "2", "-o", "run"}, folder_.path());
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_THAT(read_file(folder_ / "run/plan.json"), HasSubstr(R"("area, ha")"));
}

TEST_F(FieldLists, ThatNameNothingOrLackAQuoteAreRefused) {
  for (const auto& [list, message] : std::vector<std::pair<std::string, std::string>>{
           {"", "--by: '' names nothing"},
           {",", "--by: ',' names nothing"},
           {R"("area, ha)", R"(--by: '"area, ha' has a double quote that is not closed)"}}) {
    const ToolRun run = run_tool({"dissolve", "in.gpkg", "--by", list, "-o", "out.gpkg"}, folder_.path());
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr(message));
  }
  EXPECT_THAT(run_tool({"dissolve", "in.gpkg", "--by", "class", "area, ha", "-o", "o.gpkg"}, folder_.path()).err,
              HasSubstr(R"(--by class,"area, ha")"));
  EXPECT_THAT(run_tool({"dissolve", "in.gpkg", "--by", "area, ha", "-o", "o.gpkg"}, folder_.path()).err,
              HasSubstr("'area, ha'"))
      << "the fields there are, each in quotes";
}

}  // namespace
}  // namespace spatial::test
