// SPDX-License-Identifier: MIT
// Layers that lie about where they are, layers without anything, and dry runs: every command says so by name and exit
// code.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

FixtureLayer layer(const std::string& name, const std::vector<std::string>& wkts,
                   const std::string& crs = "EPSG:27700") {
  FixtureLayer made{name, crs, "Unknown", {"ref", "class"}, {}};
  for (std::size_t i = 0; i < wkts.size(); ++i) made.rows.push_back({wkts[i], {"F" + std::to_string(i + 1), "w1f"}});
  return made;
}

/// A square of 300 m at Birmingham's edge, as it is and under the name of something else.
const std::string right = square_wkt(400000, 300000, 300);
const std::string degrees =
    "POLYGON((-2.0014331 52.5977924,-1.997004 52.5977924,-1.9970039 52.6004893,-2.0014332 52.6004894,-2.0014331 "
    "52.5977924))";
const std::string mercator =
    "POLYGON((-222798.52 6908944.2,-222305.47 6908944.19,-222305.46 6909438.47,-222798.53 6909438.48,-222798.52 "
    "6908944.2))";

class Folder {
 public:
  Folder() {
    write_fixture(
        folder_ / "in.gpkg", "GPKG",
        {layer("right", {right}), layer("degrees", {degrees}), layer("mercator", {mercator}),
         layer("metres_called_mercator", {right}, "EPSG:3857"), layer("swapped", {square_wkt(300000, 400000, 300)}),
         layer("kilometres", {square_wkt(400, 300, 0.3)}), layer("empty", {}), layer("null", {"", ""}),
         layer("far", {"POLYGON((2e8 2e8,2.1e8 2e8,2.1e8 2.1e8,2e8 2e8))"}),
         layer("other_county", {square_wkt(520000, 480000, 300)})});
    write_file(folder_ / "no_crs.geojson",
               "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {\"ref\": "
               "\"F1\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": "
               "[[[400000, 300000], [400300, 300000], [400300, 300300], [400000, 300300], [400000, 300000]]]}}]}");
    write_file(
        folder_ / "link.kml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml "
        "xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>SSSI</name><NetworkLink><name>SSSI</name><Link>"
        "<href>https://example.org/sssi.kmz?a=1&amp;b=2</href></Link></NetworkLink></Document></kml>");
    write_file(folder_ / "county.toml", config("layer = \"in.gpkg#right\""));
  }
  static std::string config(const std::string& designated, const std::string& habitat = "layer = \"in.gpkg#right\"") {
    return "[project]\ndate = \"2026-01-01\"\n[layers.habitat]\n" + habitat +
           "\nid = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n[[layers.designated]]\n" + designated +
           "\nid = \"ref\"\n";
  }
  void designated(const std::string& text) const { write_file(folder_ / "county.toml", config(text)); }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  ToolRun sites(std::vector<std::string> more = {}, const std::string& wkt = square_wkt(400010, 300010, 90)) const {
    std::vector<std::string> words{"sites", "county.toml", "--wkt",      wkt, "--no-connectivity",
                                   "-o",    "s.gpkg",      "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }

 private:
  TempDir folder_;
};

TEST(LayerPlacesTool, LayerCommandsRefuseCoordinatesOfAnotherKindAndNameThem) {
  const Folder folder;
  const std::vector<std::pair<std::string, std::string>> wrong{{"in.gpkg#degrees", "EPSG:4326"},
                                                               {"in.gpkg#mercator", "EPSG:3857"},
                                                               {"in.gpkg#metres_called_mercator", "EPSG:27700"},
                                                               {"no_crs.geojson", "--assume-crs EPSG:27700"}};
  for (const auto& [name, remedy] : wrong) {
    const std::vector<std::vector<std::string>> commands{{"buffer", name, "--distance", "10"},
                                                         {"dissolve", name},
                                                         {"check-coverage", name},
                                                         {"near", "in.gpkg#right", name},
                                                         {"near", name, "in.gpkg#right"},
                                                         {"tabulate", "in.gpkg#right", name},
                                                         {"tabulate", name, "in.gpkg#right"},
                                                         {"overlay", "intersection", "in.gpkg#right", name},
                                                         {"overlay", "difference", name, "in.gpkg#right"}};
    for (std::vector<std::string> words : commands) {
      words.insert(words.end(), {"-o", "o.gpkg", "--overwrite", "-q"});
      const ToolRun run = folder.run(words);
      EXPECT_EQ(run.exit_code, 3) << words[0] << " " << name;
      EXPECT_THAT(run.err, AllOf(HasSubstr(name), HasSubstr(remedy), HasSubstr("--allow-elsewhere"))) << words[0];
    }
  }
}

TEST(LayerPlacesTool, LayersApartAreWarnedOfAlsoWhenQuietAndNamedIfTheyWouldFit) {
  const Folder folder;
  for (const auto& [name, word] : std::vector<std::pair<std::string, std::string>>{
           {"in.gpkg#swapped", "swapped"}, {"in.gpkg#kilometres", "kilometres"}, {"in.gpkg#other_county", "216 km"}})
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"overlay", "intersection", "in.gpkg#right", name},
          {"tabulate", "in.gpkg#right", name},
          {"near", "in.gpkg#right", name}}) {
      std::vector<std::string> all = words;
      all.insert(all.end(), {"-o", "o.gpkg", "--overwrite", "-q"});
      const ToolRun run = folder.run(all);
      EXPECT_EQ(run.exit_code, 0) << words[0] << " " << run.err;
      EXPECT_THAT(run.err, AllOf(HasSubstr("warning"), HasSubstr(name), HasSubstr(word))) << words[0];
      EXPECT_EQ(query(folder.file("o.gpkg"), "SELECT count(*) FROM issues WHERE rule = 'layer_elsewhere'"), "1")
          << words[0];
    }
}

TEST(LayerPlacesTool, AssumedCrsReachesGeoJsonWithoutOneButNotDegrees) {
  const Folder folder;
  ASSERT_EQ(folder.run({"buffer", "no_crs.geojson", "--distance", "0", "--assume-crs", "EPSG:27700", "-o", "b.gpkg"})
                .exit_code,
            0);
  EXPECT_EQ(query(folder.file("b.gpkg"), "SELECT area_ha FROM buffer"), "9.0");
  write_file(folder.file("standard.geojson"),
             "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {}, "
             "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": "
             "[[[-2.0014331, 52.5977924], [-1.997004, 52.5977924], [-1.9970039, 52.6004893], [-2.0014332, 52.6004894], "
             "[-2.0014331, 52.5977924]]]}}]}");
  ASSERT_EQ(folder.run({"buffer", "standard.geojson", "--distance", "0", "--assume-crs", "EPSG:27700", "-o", "c.gpkg"})
                .exit_code,
            0);
  EXPECT_NEAR(std::stod(query(folder.file("c.gpkg"), "SELECT area_ha FROM buffer")), 9, 0.01);
}

TEST(LayerPlacesTool, ALayerThatLostEverythingIsNoEmptyResult) {
  const Folder folder;
  for (const char* name : {"in.gpkg#far", "in.gpkg#null"}) {
    const ToolRun run = folder.run({"buffer", name, "--distance", "10", "-o", "o.gpkg", "--overwrite", "-q"});
    EXPECT_EQ(run.exit_code, 3) << name;
    EXPECT_THAT(run.err, HasSubstr(name));
    EXPECT_FALSE(std::filesystem::exists(folder.file("o.gpkg")));
  }
  // A layer that never had a feature is told, not refused.
  const ToolRun empty = folder.run({"buffer", "in.gpkg#empty", "--distance", "10", "-o", "o.gpkg", "-q"});
  EXPECT_EQ(empty.exit_code, 0) << empty.err;
  EXPECT_THAT(empty.err, HasSubstr("it has no features"));
}

TEST(LayerPlacesTool, KmlThatOnlyLinksIsNamedAsThat) {
  const Folder folder;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"near", "link.kml", "in.gpkg#right", "-o", "o.csv"},
        {"dissolve", "link.kml", "-o", "o.gpkg"},
        {"buffer", "link.kml", "--distance", "1", "-o", "o.gpkg"}}) {
    const ToolRun run = folder.run(words);
    EXPECT_EQ(run.exit_code, 3) << words[0];
    EXPECT_THAT(run.err, AllOf(HasSubstr("network link"), HasSubstr("https://example.org/sssi.kmz?a=1&b=2")))
        << words[0];
  }
  EXPECT_THAT(folder.run({"inspect", "link.kml"}).out,
              HasSubstr("KML network link to https://example.org/sssi.kmz?a=1&b=2"));
}

TEST(LayerPlacesTool, AKmlLinkStopsAMapAndACheckAtTheTop) {
  const Folder folder;
  const std::string text = Folder::config("layer = \"link.kml\"");
  write_file(folder.file("county.toml"), text.substr(0, text.rfind("id = \"ref\"")));
  for (const ToolRun& run : {folder.sites(), folder.run({"opportunities", "county.toml", "-o", "o.gpkg"}),
                             folder.run({"opportunities", "county.toml", "--dry-run"})}) {
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_THAT(run.err, AllOf(HasSubstr("link.kml"), HasSubstr("only links to https://example.org/sssi.kmz?a=1&b=2"),
                               Not(HasSubstr("none is mapped"))));
  }
}

TEST(LayerPlacesTool, ACheckNeverSaysNoneOfALayerThatTellsNothing) {
  const Folder folder;
  EXPECT_THAT(folder.sites().err, HasSubstr("the whole site lies in"));
  const std::vector<std::pair<std::string, std::string>> nothing{
      {"layer = \"in.gpkg#empty\"", "it has no features"},
      {"layer = \"in.gpkg#null\"", "none of its 2 features"},
      {"layer = \"in.gpkg#right\"\nwhere = \"class = 'w1f!'\"", "lets none of its features through"},
      {"layer = \"in.gpkg#other_county\"", "216 km from the habitat"},
      {"layer = \"in.gpkg#far\"", "km from the habitat"}};
  for (const auto& [text, why] : nothing) {
    folder.designated(text);
    const ToolRun run = folder.sites();
    EXPECT_EQ(run.exit_code, 3) << text << run.err;
    EXPECT_THAT(run.err, AllOf(HasSubstr(why), Not(HasSubstr("none is mapped")))) << text;
    EXPECT_EQ(folder.run({"opportunities", "county.toml", "-o", "o.gpkg", "--overwrite"}).exit_code, 3) << text;
    EXPECT_EQ(folder.run({"opportunities", "county.toml", "--dry-run"}).exit_code, 3) << text;
    const ToolRun allowed = folder.sites({"--allow-elsewhere"});
    EXPECT_EQ(allowed.exit_code, 0) << text << allowed.err;
    EXPECT_THAT(allowed.err, AllOf(HasSubstr("Designated sites: not checked"), HasSubstr("warning"),
                                   Not(HasSubstr("none is mapped"))))
        << text;
  }
}

TEST(LayerPlacesTool, ASecondLayerOfARoleThatIsEmptyIsNotHiddenByTheFirst) {
  const Folder folder;
  folder.designated("layer = \"in.gpkg#right\"\nid = \"ref\"\n[[layers.designated]]\nlayer = \"in.gpkg#empty\"");
  EXPECT_EQ(folder.sites().exit_code, 3);
  const ToolRun allowed = folder.sites({"--allow-elsewhere"});
  EXPECT_THAT(allowed.err, AllOf(HasSubstr("the whole site lies in"), HasSubstr("not everything was checked"),
                                 HasSubstr("in.gpkg#empty")));
}

TEST(LayerPlacesTool, SitesInAnotherKindOfCoordinatesAreRefused) {
  const Folder folder;
  for (const std::string& name : {std::string("in.gpkg#degrees"), std::string("in.gpkg#mercator"),
                                  std::string("in.gpkg#swapped"), std::string("no_crs.geojson")}) {
    const ToolRun run =
        folder.run({"sites", "county.toml", "--sites", name, "--no-connectivity", "-o", "s.gpkg", "--overwrite"});
    EXPECT_EQ(run.exit_code, 3) << name << run.err;
    EXPECT_THAT(run.err, HasSubstr(name));
  }
  EXPECT_EQ(
      folder
          .run({"sites", "county.toml", "--sites", "in.gpkg#right", "--no-connectivity", "-o", "s.gpkg", "--overwrite"})
          .exit_code,
      0);
}

TEST(LayerPlacesTool, SwappedAxesAndDegreesAreRefusedInEveryRole) {
  struct Asked {
    std::string role, more;
    bool one, map, check;  ///< a role with room for one layer; who reads it
  };
  const std::string factors = "class = \"class\"\nfactors = \"factors.csv\"\n",
                    matched = "class = \"class\"\ncrosswalk = \"ukhab\"\n";
  const Folder folder;
  write_file(folder.file("factors.csv"), "class,all\nw1f,0.5\n");
  for (const Asked& asked : std::vector<Asked>{{"study_area", "", true, true, true},
                                               {"boa", "", true, true, true},
                                               {"lws", "", false, true, true},
                                               {"designated", "", false, true, true},
                                               {"irreplaceable", "", false, true, true},
                                               {"habitat", "", false, true, true},
                                               {"exclusion", "", false, true, true},
                                               {"constraint", "", false, true, true},
                                               {"authority", "", true, true, true},
                                               {"suitability", factors, false, true, false},
                                               {"candidate", "[candidates]\nsource = \"layer\"\n", false, true, false},
                                               {"measure", matched, false, false, true},
                                               {"context", "", false, false, true}})
    for (const std::string& wrong : {std::string("swapped"), std::string("degrees")}) {
      const std::string table = "layers." + asked.role, place = "in.gpkg#" + wrong;
      const std::string ours = "layer = \"in.gpkg#right\"", theirs = "layer = \"" + place + "\"";
      write_file(folder.file("county.toml"), asked.role == "habitat"
                                                 ? Folder::config(ours, theirs)
                                                 : Folder::config(ours) +
                                                       (asked.one ? "[" + table + "]" : "[[" + table + "]]") + "\n" +
                                                       theirs + "\nid = \"ref\"\n" + asked.more);
      // Of two layers, one the other with east and north swapped, either may be the wrong one: the message names the
      // one and what it was held against.
      const auto named = testing::AnyOf(
          HasSubstr(place), AllOf(HasSubstr("outside of the " + (asked.one ? std::string("study area") : asked.role)),
                                  HasSubstr("east and north (or longitude and latitude) swapped")));
      if (asked.map) {
        const ToolRun map = folder.run({"opportunities", "county.toml", "-o", "o.gpkg"});
        EXPECT_EQ(map.exit_code, 3) << asked.role << map.err;
        EXPECT_THAT(map.err, named) << asked.role;
        EXPECT_FALSE(std::filesystem::exists(folder.file("o.gpkg"))) << asked.role;
      }
      if (asked.check) {
        const ToolRun check = folder.sites();
        EXPECT_EQ(check.exit_code, 3) << asked.role << check.err;
        EXPECT_THAT(check.err, named) << asked.role;
      }
    }
}

TEST(LayerPlacesTool, DryRunsFailAsTheRunWould) {
  const Folder folder;
  const std::string ours = "layer = \"in.gpkg#right\"";
  const std::vector<std::pair<std::string, std::string>> broken{
      {Folder::config(ours, "layer = \"inn.gpkg#right\""), "inn.gpkg does not exist"},
      {Folder::config(ours, "layer = \"in.gpkg#rigt\""), "has no layer 'rigt'"},
      {Folder::config("layer = \"in.gpkg#right\"\nname = \"nam\""), "has no field 'nam'"},
      {Folder::config("layer = \"in.gpkg#right\"\nwhere = \"nosuch = 1\""), "does not fit"},
      {Folder::config("layer = \"in.gpkg#degrees\""), "degrees"},
      {Folder::config(ours) +
           "[layers.boa]\nlayer = \"in.gpkg#right\"\n[layers.boa.targets]\nlayer = \"in.gpkg#right\"\n",
       "has no field 'boa_id'"},
      {Folder::config(ours) +
           "[[network]]\npreset = \"woodland\"\ndistance = \"least_cost\"\n[network.cost]\nraster = \"none.tif\"\n",
       "none.tif"},
      {Folder::config(ours) + "[[network]]\npreset = \"woodland\"\nlinks = \"none.csv\"\n", "none.csv"}};
  for (const auto& [text, why] : broken) {
    write_file(folder.file("county.toml"), text);
    for (const std::vector<std::string>& words : {std::vector<std::string>{"opportunities"},
                                                  {"network"},
                                                  {"select", "--budget-ha", "1", "--network", "woodland"}}) {
      std::vector<std::string> all{words[0], "county.toml", "-o", "o.gpkg", "--overwrite"};
      all.insert(all.end(), words.begin() + 1, words.end());
      const ToolRun real = folder.run(all);
      all.push_back("--dry-run");
      const ToolRun dry = folder.run(all);
      EXPECT_EQ(dry.exit_code, real.exit_code) << words[0] << ": " << text << dry.err;
      EXPECT_EQ(real.exit_code, 3) << words[0] << real.err;
      EXPECT_EQ(dry.err, real.err) << words[0];
      EXPECT_THAT(dry.err, HasSubstr(why)) << words[0];
    }
  }
  folder.designated(ours);
  EXPECT_EQ(folder.run({"opportunities", "county.toml", "--dry-run"}).exit_code, 0);
  EXPECT_EQ(folder.run({"sites", "county.toml", "--sites", "nothing.gpkg", "-o", "s.gpkg", "--dry-run"}).exit_code, 3);
  write_file(folder.file("old.gpkg"), "x");
  EXPECT_EQ(folder.run({"opportunities", "county.toml", "-o", "old.gpkg", "--dry-run"}).exit_code, 4);
}

TEST(LayerPlacesTool, FalseAreasAreRefusedUnlessAllowedInEveryCommand) {
  const Folder folder;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"buffer", "in.gpkg#right", "--distance", "100"},
        {"dissolve", "in.gpkg#right"},
        {"near", "in.gpkg#right", "in.gpkg#right"},
        {"check-coverage", "in.gpkg#right"},
        {"overlay", "union", "in.gpkg#right", "in.gpkg#right"},
        {"tabulate", "in.gpkg#right", "in.gpkg#right"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--crs", "EPSG:3857", "-o", "o.gpkg", "--overwrite", "-q"});
    const ToolRun refused = folder.run(all);
    EXPECT_EQ(refused.exit_code, 3) << words[0];
    EXPECT_THAT(refused.err, AllOf(HasSubstr("Pseudo-Mercator"), HasSubstr("% too large"), HasSubstr("EPSG:27700")))
        << words[0];
    all.push_back("--allow-false-areas");
    const ToolRun allowed = folder.run(all);
    EXPECT_EQ(allowed.exit_code, 0) << words[0] << allowed.err;
    EXPECT_THAT(allowed.err, HasSubstr("% too large")) << words[0];
  }
  for (const std::string& command : {std::string("opportunities"), std::string("network")})
    EXPECT_EQ(
        folder.run({command, "county.toml", "--set", "project.crs=EPSG:3857", "-o", "o.gpkg", "--overwrite"}).exit_code,
        3)
        << command;
}

TEST(LayerPlacesTool, InspectPrintsCoordinatesAsPeopleWriteThemAndWhatIsOdd) {
  const Folder folder;
  EXPECT_THAT(folder.run({"inspect", "in.gpkg#right"}).out,
              AllOf(HasSubstr("extent    400000 300000 to 400300 300300"), Not(HasSubstr("note"))));
  EXPECT_THAT(folder.run({"inspect", "in.gpkg#degrees"}).out, HasSubstr("as degrees of longitude and latitude"));
  EXPECT_THAT(folder.run({"inspect", "in.gpkg#metres_called_mercator"}).out, HasSubstr("EPSG:27700"));
  EXPECT_THAT(folder.run({"init", "in.gpkg#mercator"}).out, HasSubstr("Look here:"));
}

}  // namespace
}  // namespace spatial::test
