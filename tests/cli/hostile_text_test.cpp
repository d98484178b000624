// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Quotes, a tag, an entity, and the character that turns the direction of writing.
const std::string nasty =
    "O'Hara's \"Field\" <script>alert(1)</script> &amp; \xE2\x80\xAE"
    "right";
const std::string shown =
    "O&#39;Hara&#39;s &quot;Field&quot; &lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; "
    "&#65533;right";

std::string toml(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// A county in which every name is nasty: the project, networks, layers' titles, ids, sites, BOAs and authorities.
class NastyCounty {
 public:
  NastyCounty() {
    const auto square = [](double x) { return square_wkt(500000 + x, 100000, 100); };
    write_fixture(folder_ / "county.gpkg", "GPKG",
                  {{"habitat",
                    "EPSG:27700",
                    "MultiPolygon",
                    {"ref", "class"},
                    {{square(0), {"H1", "w1f"}}, {square(100), {nasty, "g4"}}, {square(300), {"=1+1", "g4"}}}},
                   {"lws", "EPSG:27700", "MultiPolygon", {"ref", "name"}, {{square(260), {"L1", nasty}}}},
                   {"boa", "EPSG:27700", "MultiPolygon", {"ref", "name"}, {{square(120), {nasty, nasty}}}},
                   {"parish", "EPSG:27700", "MultiPolygon", {"name"}, {{square_wkt(499000, 99000, 3000), {nasty}}}}});
    const auto layer = [](const std::string& role, const std::string& name, const std::string& more) {
      return "[layers." + role + "]\nlayer = \"county.gpkg#" + name + "\"\n" + more;
    };
    write_file(folder_ / "county.toml",
               "[project]\nname = " + toml(nasty) + "\n" +
                   layer("habitat", "habitat", "id = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n") +
                   layer("lws", "lws", "id = \"ref\"\nname = \"name\"\ntitle = " + toml(nasty) + "\n") +
                   layer("boa", "boa", "id = \"ref\"\nname = \"name\"\n") +
                   layer("authority", "parish", "name = \"name\"\n") +
                   "[candidates]\nmin_unit_ha = 0.01\n[sensitivity]\nruns = 0\n[[network]]\npreset = \"woodland\"\n"
                   "title = " +
                   toml(nasty) + "\n");
    const ToolRun done =
        run({"opportunities", "county.toml", "-o", "map.gpkg", "--html", "map.html", "--csv", "tables"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
  }
  ToolRun run(const std::vector<std::string>& words) const { return run_tool(words, folder_.path()); }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }

 private:
  TempDir folder_;
};

/// No tag, no turned text and no bare name of the data.
void expect_harmless(const std::string& page) {
  EXPECT_THAT(page, AllOf(HasSubstr(shown), Not(HasSubstr("<script")), Not(HasSubstr("alert(1)</script>")),
                          Not(HasSubstr("\xE2\x80\xAE")), Not(HasSubstr("&#8238;"))));
}

TEST(HostileText, IsShownAsTextInThePages) {
  const NastyCounty county;
  expect_harmless(read_file(county.file("map.html")));
  ASSERT_EQ(county.run({"opportunities", "county.toml", "-o", "new.gpkg", "-q", "--set", "scoring.weights.joined=9"})
                .exit_code,
            0);
  ASSERT_EQ(county.run({"compare", "map.gpkg", "new.gpkg", "--html", "changes.html"}).exit_code, 0);
  expect_harmless(read_file(county.file("changes.html")));
}

TEST(HostileText, CsvKeepsEveryCharacterAndNoFormula) {
  const NastyCounty county;
  const std::string table = read_file(county.file("tables/opportunity_areas.csv"));
  EXPECT_THAT(table, HasSubstr("\"O'Hara's \"\"Field\"\" <script>alert(1)</script> &amp; \xE2\x80\xAEright\""));
  EXPECT_THAT(table, HasSubstr("\n'=1+1,")) << "a spreadsheet must not compute it";
}

TEST(HostileText, ExplainFindsTheCandidateByItsId) {
  const NastyCounty county;
  const ToolRun told = county.run({"explain", "map.gpkg", nasty, "--json"});
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_EQ(nlohmann::json::parse(told.out)[0].at("candidate_id"), nasty) << "programs get the id as it is";
  const ToolRun none = county.run({"explain", "map.gpkg", "'; DROP TABLE run; --"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_NE(query(county.file("map.gpkg"), "SELECT count(*) FROM run"), "0");
}

TEST(HostileText, TheQgisProjectStaysXml) {
  const NastyCounty county;
  const std::string script =
      "import sqlite3, sys, zipfile, io, xml.dom.minidom as dom\n"
      "cell = sqlite3.connect(sys.argv[1]).execute('select content from qgis_projects').fetchone()[0]\n"
      "blob = bytes.fromhex(cell.decode() if isinstance(cell, bytes) else cell)\n"
      "z = zipfile.ZipFile(io.BytesIO(blob))\n"
      "text = z.read([n for n in z.namelist() if n.endswith('.qgs')][0])\n"
      "tree = dom.parseString(text)\n"
      "assert not tree.getElementsByTagName('script')\n"
      "print(tree.getElementsByTagName('title')[0].firstChild.data)\n"
      "print([c.getAttribute('label') for c in tree.getElementsByTagName('category')])\n";
  write_file(county.file("look.py"), script);
  const std::string command = "python3 '" + county.file("look.py").string() + "' '" + county.file("map.gpkg").string() +
                              "' > '" + county.file("out").string() + "' 2> '" + county.file("err").string() + "'";
  if (std::system("python3 -c '' 2> /dev/null") != 0) GTEST_SKIP() << "python3 is absent: the project is not parsed";
  ASSERT_EQ(std::system(command.c_str()), 0) << read_file(county.file("err"));
  EXPECT_THAT(read_file(county.file("out")),
              HasSubstr("O'Hara's \"Field\" <script>alert(1)</script> &amp; \xEF\xBF\xBDright"));
}

}  // namespace
}  // namespace spatial::test
