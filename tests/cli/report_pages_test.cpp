// SPDX-License-Identifier: MIT
// What the pages of the sample county show to people who have never seen its files.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReportPages : public testing::Test {
 protected:
  std::string page(std::vector<std::string> words) {
    words.insert(words.end(), {"--html", "page.html", "--overwrite", "-q"});
    const ToolRun run = run_tool(words, folder_.path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return read_file(folder_ / "page.html");
  }
  const std::string samples_ = (source_dir() / "data/samples").string();
  TempDir folder_;
};

TEST_F(ReportPages, AreReadableByThemselves) {
  const std::string map = page({"opportunities", samples_ + "/county.toml", "-o", "map.gpkg"});
  EXPECT_THAT(map, HasSubstr("<path class=study d=")) << "the outline of the study area";
  EXPECT_THAT(map, HasSubstr("Study area</span>"));
  EXPECT_THAT(map, HasSubstr("<path class=bar")) << "a scale bar";
  EXPECT_THAT(map, HasSubstr("<use href=#north"));

  const std::string sites =
      page({"sites", samples_ + "/county.toml", "--sites", samples_ + "/county.gpkg#planning_site", "--opportunities",
            "map.gpkg", "-o", "sites.gpkg"});
  EXPECT_THAT(sites, HasSubstr("14 sites of county.gpkg#planning_site"));
  EXPECT_THAT(sites, Not(HasSubstr(samples_))) << "folders of one machine say nothing to others";
  EXPECT_THAT(sites, HasSubstr("Study area; 1 feature read for this check; 1 row in the layer"));
  EXPECT_THAT(sites, HasSubstr("Habitats; 2,002 features read for this check; extent"))
      << "rows are told only where all have been looked at";
  EXPECT_THAT(sites, HasSubstr("<td>Medium: top 25 %<td>Neutral grassland<td>"));
  EXPECT_THAT(sites, Not(HasSubstr("<td>3_top_25")));
  EXPECT_THAT(sites, HasSubstr("what the targets ask for: Cereal crops (3.37 ha), Modified grassland (2.00 ha), "))
      << "each habitat once, although several targets ask for it";
  EXPECT_THAT(sites, Not(HasSubstr("(2.00 ha); Cereal crops")));
  EXPECT_THAT(sites, HasSubstr("id=\"sites\" class=short>")) << "columns as wide as their words";
}

}  // namespace
}  // namespace spatial::test
