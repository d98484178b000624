// SPDX-License-Identifier: MIT
// lnrs opportunities from files to file, on a county so small that every number can be worked out by hand.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string rectangle(double x0, double y0, double x1, double y1) {
  const auto corner = [](double x, double y) { return std::to_string(500000 + x) + " " + std::to_string(100000 + y); };
  return "POLYGON((" + corner(x0, y0) + "," + corner(x1, y0) + "," + corner(x1, y1) + "," + corner(x0, y1) + "," +
         corner(x0, y0) + "))";
}

const char* const config =
    "[project]\nname = \"Two woods\"\ndate = \"2026-03-31\"\narea = \"county.gpkg#study\"\n"
    "[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n"
    "[layers.boa]\nlayer = \"county.gpkg#boa\"\nid = \"ref\"\nname = \"class\"\n"
    "[layers.boa.targets]\nlayer = \"county.gpkg#target\"\n"
    "[[layers.lws]]\nlayer = \"county.gpkg#lws\"\nid = \"ref\"\nname = \"class\"\n"
    "[[layers.constraint]]\nlayer = \"county.gpkg#alc\"\nid = \"ref\"\n"
    "[[network]]\npreset = \"woodland\"\np_min = 0\n"
    "[scoring]\ntarget_cover = 1\n";

/// 100 m squares in a row: wood, modified grassland (potential 0.6), arable (0.6), wood; the grassland is half inside a
/// BOA, a quarter of it is farmland of grade 1, and a wildlife site lies 50 m south of its western half.
std::vector<FixtureLayer> two_woods() {
  return {
      {"study", "EPSG:27700", "MultiPolygon", {"ref"}, {{rectangle(0, 0, 400, 100), {"county"}}}},
      {"habitat",
       "EPSG:27700",
       "MultiPolygon",
       {"ref", "class"},
       {{rectangle(0, 0, 100, 100), {"H1", "w1f"}},
        {rectangle(100, 0, 200, 100), {"H2", "g4"}},
        {rectangle(200, 0, 300, 100), {"H3", "c1"}},
        {rectangle(300, 0, 400, 100), {"H4", "w1f"}}}},
      {"boa", "EPSG:27700", "MultiPolygon", {"ref", "class"}, {{rectangle(150, 0, 200, 200), {"B1", "Two Woods"}}}},
      {"target",
       "EPSG:27700",
       "None",
       {"boa_id", "habitat", "action", "quantity_ha", "text"},
       {{"", {"B1", "Lowland mixed deciduous woodland", "create", "5", "more wood"}}}},
      {"lws", "EPSG:27700", "MultiPolygon", {"ref", "class"}, {{rectangle(0, -150, 150, -50), {"L1", "South Field"}}}},
      {"alc", "EPSG:27700", "MultiPolygon", {"ref"}, {{rectangle(100, 50, 150, 100), {"1"}}}}};
}

class County {
 public:
  explicit County(const std::vector<FixtureLayer>& layers = two_woods(), const std::string& text = config) {
    write_fixture(folder_ / "county.gpkg", "GPKG", layers);
    write_file(folder_ / "county.toml", text);
  }
  ToolRun run(std::vector<std::string> more = {}, const std::string& output = "map.gpkg") const {
    std::vector<std::string> words{"opportunities", "county.toml", "-o", output};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql, const std::string& file = "map.gpkg") const {
    return query(folder_ / file, sql);
  }
  double number(const std::string& column, const std::string& id) const {
    return std::stod(
        ask("SELECT printf('%.17g', " + column + ") FROM opportunity_areas WHERE source_id = '" + id + "'"));
  }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_.path()), {}));
  }

 private:
  TempDir folder_;
};

/// Every table of a map but the manifest (it holds the fingerprint of the input), as text.
std::string contents(const County& county, const std::string& file) {
  std::string text;
  for (const char* table :
       {"opportunity_areas", "core_patches", "links", "networks", "boa_summary", "evidence", "issues"}) {
    const std::string columns = county.ask(
        std::string("SELECT group_concat('quote(\"' || name || '\")', '||''|''||') FROM pragma_table_info('") + table +
            "')",
        file);
    text +=
        county.ask("SELECT group_concat(row, char(10)) FROM (SELECT " + columns + " AS row FROM " + table + ")", file) +
        "\n";
  }
  return text;
}

TEST(OpportunitiesTool, EveryIndicatorIsWhatAPencilSays) {
  const County county;
  const ToolRun run = county.run();
  ASSERT_EQ(run.exit_code, 0) << run.err;
  ASSERT_EQ(county.ask("SELECT count(*) FROM opportunity_areas"), "2");

  // Patches of 1 ha each, 200 m apart; the candidate of 0.6 ha touches one and is 100 m from the other.
  const auto p = [](double d) { return std::pow(0.5, d / 1000); };
  const double before = std::sqrt(2 + 2 * p(200)), after = std::sqrt(2 + 2 * p(100) + 0.36 + 2 * 0.6 * (1 + p(100)));
  EXPECT_NEAR(county.number("gain_ha", "H2"), after - before, 1e-12);
  EXPECT_NEAR(county.number("gain_ha", "H3"), after - before, 1e-12) << "the map is symmetric";
  EXPECT_NEAR(std::stod(county.ask("SELECT printf('%.17g', eca_ha) FROM networks")), before, 1e-12);

  // Land within 100 m of the wildlife site at x 0–150, y −150 to −50: y up to 50 for x ≤ 150, a quarter disc beyond.
  const double disc = 50 * 50.0 + [] {
    double area = 0;  // of the rim x 150–200 above y = 0: ∫ max(0, √(100² − (x−150)²) − 50) dx
    const int steps = 200000;
    for (int i = 0; i < steps; ++i)
      area += 50.0 / steps * std::max(0.0, std::sqrt(1e4 - std::pow(50.0 * (i + 0.5) / steps, 2)) - 50);
    return area;
  }();
  EXPECT_NEAR(county.number("better", "H2"), disc / 1e4, 5e-4) << "the buffer has 16 segments a quarter";
  EXPECT_NEAR(county.number("bigger", "H2"), 0.6 / 40, 1e-12);
  EXPECT_NEAR(county.number("more", "H2"), 0.5, 1e-9) << "2 ha of wood in 4 ha of county";
  EXPECT_NEAR(county.number("joined", "H2"), 1, 1e-12);
  EXPECT_NEAR(county.number("boa", "H2"), 0.5, 1e-12);
  EXPECT_NEAR(county.number("boa_target", "H2"), 0.5, 1e-12);
  EXPECT_NEAR(county.number("potential", "H2"), 0.6, 1e-12);
  EXPECT_NEAR(county.number("\"constraint\"", "H2"), 0.25, 1e-12);
  const double weighted =
      2 * county.number("better", "H2") + 2 * 0.015 + 1 * county.number("more", "H2") + 3 * 1 + 2 * 0.5 + 1 * 0.5;
  EXPECT_NEAR(county.number("score", "H2"), 100 * 0.6 * weighted / 11 * (1 - 0.5 * 0.25), 1e-9);
  EXPECT_EQ(county.ask("SELECT group_concat(source_id) FROM (SELECT source_id FROM opportunity_areas ORDER BY rank)"),
            "H2,H3");
  EXPECT_EQ(county.ask("SELECT boa_id || ' ' || boa_name FROM opportunity_areas WHERE source_id = 'H2'"),
            "B1 Two Woods");
}

TEST(OpportunitiesTool, ExplainsTheScoreItWrote) {
  const County county;
  ASSERT_EQ(county.run().exit_code, 0);
  const std::string id = county.ask("SELECT candidate_id FROM opportunity_areas WHERE source_id = 'H2'");
  const ToolRun told = run_tool({"explain", "map.gpkg", id}, county.folder());
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("feature H2"), HasSubstr("South Field"), HasSubstr("Two Woods"),
                              HasSubstr("woodland-1")));
  EXPECT_EQ(run_tool({"explain", "map.gpkg", "C99999"}, county.folder()).exit_code, 3);
}

TEST(OpportunitiesTool, DescribesTheRun) {
  const County county;
  ASSERT_EQ(county.run({"--csv", "tables"}).exit_code, 0);
  for (const char* key :
       {"version", "toml", "size_bytes", "sha256", "features_in", "features_dropped", "operation", "accuracy_m"})
    EXPECT_NE(county.ask(std::string("SELECT count(*) FROM run WHERE key = '") + key + "'"), "0") << key;
  EXPECT_THAT(county.ask("SELECT value FROM run WHERE key = 'toml'"), HasSubstr("target_cover = 1\n"));
  EXPECT_EQ(
      county.ask("SELECT count(*) FROM layer_styles WHERE useAsDefault = 1 AND f_table_name = 'opportunity_areas'"),
      "1");
  EXPECT_EQ(
      county.ask(
          "SELECT count(*) FROM pragma_table_info('opportunity_areas') c LEFT JOIN gpkg_data_columns d ON d.table_name "
          "= 'opportunity_areas' AND d.column_name = c.name WHERE d.title IS NULL AND c.name NOT IN ('fid', 'geom')"),
      "0");
  EXPECT_TRUE(std::filesystem::exists(county.file("tables") / "opportunity_areas.csv"));
}

TEST(OpportunitiesTool, TheNumberOfThreadsDoesNotShow) {
  const TempDir folder;
  const std::string sample = (source_dir() / "data/samples/county.toml").string();
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    // Under one name: the QGIS project in the file names the file it lies in.
    const ToolRun run =
        run_tool({"opportunities", sample, "-o", "o.gpkg", "--overwrite", "--threads", threads, "-q"}, folder.path());
    ASSERT_EQ(run.exit_code, 0) << run.err;
    bytes.push_back(read_file(folder / "o.gpkg"));
  }
  EXPECT_TRUE(bytes[0] == bytes[1]) << "2 threads differ from 1";
  EXPECT_TRUE(bytes[0] == bytes[2]) << "8 threads differ from 1";
}

TEST(OpportunitiesTool, TheOrderOfFeaturesInTheFilesDoesNotShow) {
  std::string first;
  for (unsigned seed = 0; seed < 4; ++seed) {
    std::vector<FixtureLayer> layers = two_woods();
    // A richer county: a grid of ten by ten squares with mixed codes.
    layers[0].rows = {{rectangle(0, 0, 1000, 1000), {"county"}}};
    layers[1].rows.clear();
    const char* const codes[] = {"w1f", "g4", "c1", "g3c", "h1a"};
    for (int row = 0; row < 10; ++row)
      for (int column = 0; column < 10; ++column)
        layers[1].rows.push_back(
            {rectangle(100.0 * column, 100.0 * row, 100.0 * column + 100, 100.0 * row + 100),
             {"H" + std::to_string(10 * row + column), codes[(7 * row + 3 * column * column) % 5]}});
    std::mt19937 random(seed);
    if (seed > 0)
      for (FixtureLayer& layer : layers)
        for (std::size_t i = layer.rows.size(); i > 1; --i) std::swap(layer.rows[i - 1], layer.rows[random() % i]);
    const County county(layers);
    ASSERT_EQ(county.run().exit_code, 0);
    const std::string now = contents(county, "map.gpkg");
    EXPECT_GT(now.size(), 20000u);
    if (seed == 0) first = now;
    EXPECT_TRUE(now == first) << "order " << seed;
  }
}

struct Fault {
  std::string name;
  int exit_code;
  std::vector<std::string> message;  ///< all of these are said
  std::vector<FixtureLayer> layers = two_woods();
  std::string config = spatial::test::config;
  std::vector<std::string> words;
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

std::string with(std::string text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  if (at == std::string::npos) throw std::logic_error("no '" + old + "' in the config");
  return text.replace(at, old.size(), now);
}
std::vector<FixtureLayer> changed(void (*change)(std::vector<FixtureLayer>&)) {
  std::vector<FixtureLayer> layers = two_woods();
  change(layers);
  return layers;
}

class BadInput : public testing::TestWithParam<Fault> {};
TEST_P(BadInput, StopsTheRunWithAReasonAndWritesNothing) {
  const County county(GetParam().layers, GetParam().config);
  const ToolRun run = county.run(GetParam().words);
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.err;
  for (const std::string& part : GetParam().message) EXPECT_THAT(run.err, HasSubstr(part));
  EXPECT_EQ(county.files(), 2u) << "nothing beside the input and the config";
}
INSTANTIATE_TEST_SUITE_P(
    MainJob, BadInput,
    testing::Values(
        Fault{
            "missing file", 3, {"nowhere.gpkg"}, two_woods(), with(config, "county.gpkg#lws", "nowhere.gpkg#lws"), {}},
        Fault{"missing layer",
              3,
              {"county.gpkg", "lwss", "lws"},
              two_woods(),
              with(config, "county.gpkg#lws", "county.gpkg#lwss"),
              {}},
        Fault{"missing field",
              3,
              {"clas", "class"},
              two_woods(),
              with(config, "class = \"class\"", "class = \"clas\""),
              {}},
        Fault{"missing target table",
              3,
              {"targets"},
              two_woods(),
              with(config, "county.gpkg#target", "county.gpkg#targets"),
              {}},
        Fault{"no CRS",
              3,
              {"county.gpkg", "coordinate reference system"},
              changed([](std::vector<FixtureLayer>& l) { l[1].crs = ""; }),
              config,
              {}},
        Fault{"unknown codes",
              3,
              {"zz9", "--allow-unknown"},
              changed([](std::vector<FixtureLayer>& l) { l[1].rows[1].values[1] = "zz9"; }),
              config,
              {}},
        Fault{"weights all zero",
              2,
              {"weights are zero"},
              two_woods(),
              std::string(config) + "[scoring.weights]\nbetter = 0\nbigger = 0\nmore = 0\njoined = 0\nboa = "
                                    "0\nboa_target = 0\npotential = 0\n",
              {}},
        Fault{"lines where polygons are expected",
              3,
              {"county.gpkg#habitat", "Line"},
              changed([](std::vector<FixtureLayer>& l) {
                l[1].geometry_type = "LineString";
                for (FixtureRow& row : l[1].rows) row.wkt = "LINESTRING(500000 100000,500100 100000)";
              }),
              config,
              {}},
        Fault{"no habitat at all",
              3,
              {"county.gpkg#habitat", "it has no features"},
              changed([](std::vector<FixtureLayer>& l) { l[1].rows.clear(); }),
              config,
              {}},
        Fault{"two BOA layers",
              2,
              {"boa"},
              two_woods(),
              std::string(config) + "[[layers.boa]]\nlayer = \"county.gpkg#lws\"\n",
              {}},
        Fault{"unknown key",
              2,
              {"targt_cover", "target_cover"},
              two_woods(),
              with(config, "target_cover", "targt_cover"),
              {}},
        Fault{"unknown network",
              2,
              {"wodland", "woodland"},
              two_woods(),
              with(config, "preset = \"woodland\"", "preset = \"wodland\""),
              {}}));

TEST(OpportunitiesTool, MapsACountyWithoutPatchesButNotOneWithoutCandidates) {
  std::vector<FixtureLayer> layers = two_woods();
  layers[1].rows[0].values[1] = layers[1].rows[3].values[1] = "g4";  // no wood
  const County bare(layers);
  ASSERT_EQ(bare.run().exit_code, 0) << bare.run({"--overwrite"}).err;
  EXPECT_EQ(bare.ask("SELECT patches || ' ' || eca_ha FROM networks"), "0 0.0");
  EXPECT_EQ(bare.ask("SELECT count(*) FROM opportunity_areas"), "4");

  for (int i : {0, 1, 2, 3}) layers[1].rows[static_cast<std::size_t>(i)].values[1] = "w1f";  // nothing but wood
  const County full(layers);
  const ToolRun run = full.run();
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, AllOf(HasSubstr("no candidate is left"), HasSubstr("min_unit_ha")))
      << "a map of nothing would hide a mistake in the config";
}

TEST(OpportunitiesTool, AccountsForEveryFeature) {
  std::vector<FixtureLayer> layers = two_woods();
  layers[1].rows.push_back({"", {"H5", "g4"}});
  layers[1].rows.push_back({"POLYGON EMPTY", {"H6", "g4"}});
  layers[1].rows.push_back(
      {"POLYGON Z ((500000 100100 5,500100 100200 5,500100 100100 5,500000 100200 5,500000 100100 5))",
       {"H7", "g4"}});  // a bow-tie with heights
  layers[1].rows.push_back(
      {"CURVEPOLYGON(CIRCULARSTRING(500200 100150,500250 100200,500300 100150,500250 100100,500200 100150))",
       {"H8", "g4"}});
  layers[1].rows.push_back({rectangle(300, 0, 400, 100), {"H4", "w1f"}});  // H4 again: id and place
  layers[1].rows.push_back({"LINESTRING(500000 100000,500100 100000)", {"H9", "g4"}});
  layers[1].geometry_type = "Unknown";
  layers[4].crs = "EPSG:3857";  // the wildlife sites in another system
  layers[4].rows[0].wkt = "POLYGON((-64862 6584161,-64625 6584157,-64622 6584315,-64862 6584161))";
  const County county(layers);
  const ToolRun run = county.run();
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const char* rule : {"empty_geometry", "invalid_repaired", "duplicate_id", "self_overlap", "wrong_geometry_type",
                           "reprojected", "z_or_m_dropped", "curve_linearised"})
    EXPECT_THAT(county.ask("SELECT group_concat(DISTINCT rule) FROM issues"), HasSubstr(rule));
  EXPECT_THAT(run.err, AllOf(HasSubstr("repaired"), HasSubstr("dropped")));
}

TEST(OpportunitiesTool, KeepsTheOldMap) {
  const County county;
  ASSERT_EQ(county.run().exit_code, 0);
  const std::string before = read_file(county.file("map.gpkg"));
  const ToolRun again = county.run();
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_THAT(again.err, AllOf(HasSubstr("map.gpkg"), HasSubstr("--overwrite")));
  EXPECT_TRUE(read_file(county.file("map.gpkg")) == before);
  EXPECT_EQ(county.run({"--overwrite"}).exit_code, 0);
  EXPECT_TRUE(read_file(county.file("map.gpkg")) == before) << "two runs do not differ";
}

TEST(OpportunitiesTool, AnInterruptLeavesTheOldMapAndNothingElse) {
  const TempDir folder;
  const std::string sample = (source_dir() / "data/samples/county.toml").string();
  write_file(folder / "map.gpkg", "the old map");
  for (const auto& [signal, exit_code] : std::map<int, int>{{2, 130}, {15, 143}, {9, 137}}) {
    const ToolRun run =
        run_tool({"opportunities", sample, "-o", "map.gpkg", "--overwrite", "-q"}, folder.path(), {signal, 0.15});
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_EQ(read_file(folder / "map.gpkg"), "the old map");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "signal " << signal;
  }
}

TEST(OpportunitiesTool, RefusesADamagedCounty) {
  const County county;
  const std::string whole = read_file(county.file("county.gpkg"));
  std::size_t refused = 0, tried = 0;
  ASSERT_EQ(county.run().exit_code, 0);
  const std::string right = contents(county, "map.gpkg");
  for (std::size_t at = 4096; at + 64 < whole.size(); at += 7919, ++tried) {
    write_file(county.file("county.gpkg"), whole);
    damage(county.file("county.gpkg"), at, 16);
    const ToolRun run = county.run({"--overwrite", "-q"});
    if (run.exit_code == 0)
      EXPECT_TRUE(contents(county, "map.gpkg") == right || !run.err.empty() ||
                  county.ask("SELECT count(*) FROM issues") != "0")
          << "damage at " << at << " went unnoticed";
    else
      ++refused;
  }
  write_file(county.file("county.gpkg"), whole.substr(0, whole.size() * 2 / 3));
  EXPECT_EQ(county.run({"--overwrite"}).exit_code, 3);
  EXPECT_GT(tried, 5u);
  EXPECT_GT(refused, 0u);
}

TEST(OpportunitiesTool, ItsMapPassesTheValidatorAndQgisDrawsIt) {
  const County county;
  ASSERT_EQ(county.run().exit_code, 0);
  const std::string script = (source_dir() / "scripts/render-map").string();
  const std::string command = "'" + script + "' '" + county.file("map.gpkg").string() + "' '" +
                              county.file("map.png").string() + "' > '" + county.file("out").string() + "' 2>&1";
  const int status = std::system(command.c_str());
  if (WEXITSTATUS(status) == 77)
    GTEST_SKIP() << "QGIS' Python module is not installed (python3-qgis): the map is not drawn";
  EXPECT_EQ(WEXITSTATUS(status), 0) << read_file(county.file("out"));
  EXPECT_THAT(read_file(county.file("out")),
              AllOf(HasSubstr("opportunity_areas: 2 features, categorizedSymbol"), HasSubstr("first field titled")));
  EXPECT_GT(std::filesystem::file_size(county.file("map.png")), 10000u);
}

}  // namespace
}  // namespace spatial::test
