// SPDX-License-Identifier: MIT
// lnrs sites: layers that are reported and never judged, credits and old editions, rules of consultation, plain words.
#include <gmock/gmock.h>

#include <cctype>
#include <regex>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// One SSSI, one SPA further out, an ancient woodland, a road drawn as a line, risk zones whose one field is an
/// address.
class SiteContext : public testing::Test {
 protected:
  SiteContext() {
    write_fixture(
        folder_ / "county.gpkg", "GPKG",
        {{"sssi", "EPSG:27700", "Unknown", {"ref", "name"}, {{square_wkt(375000, 165000, 100), {"S1", "Down"}}}},
         {"spa", "EPSG:27700", "Unknown", {"ref", "name"}, {{square_wkt(375300, 165000, 100), {"P1", "Marsh"}}}},
         {"aw", "EPSG:27700", "Unknown", {"ref", "name"}, {{square_wkt(377000, 165000, 100), {"W1", "Old Wood"}}}},
         {"alc", "EPSG:27700", "Unknown", {"ref"}, {{square_wkt(390000, 165000, 2000), {"A1"}}}},
         {"road",
          "EPSG:27700",
          "Unknown",
          {"ref", "name"},
          {{"LINESTRING(376000 165250,376500 165250)", {"R1", "A36"}}}},
         {"irz",
          "EPSG:27700",
          "Unknown",
          {"url"},
          {{square_wkt(374000, 164000, 2500), {"https://example.org/irz?a=1&b=2"}}}}});
    config(folder_ / "county.toml", "consultations = \"england\"\n");
  }
  static std::string base() {
    return "[project]\nname = \"Test\"\ndate = \"2026-03-31\"\nmax_age_days = 400\n"
           "[[layers.designated]]\nlayer = \"county.gpkg#sssi\"\nid = \"ref\"\nname = \"name\"\ntitle = \"SSSI\"\n"
           "date = \"2026-03\"\nlicence = \"Open Government Licence v3.0\"\nattribution = \"© Natural England "
           "<2026>\"\n"
           "[[layers.designated]]\nlayer = \"county.gpkg#spa\"\nid = \"ref\"\nname = \"name\"\ntitle = \"SPA\"\ndate = "
           "\"2025\"\n"
           "[[layers.irreplaceable]]\nlayer = \"county.gpkg#aw\"\nid = \"ref\"\nname = \"name\"\ntitle = \"Ancient "
           "woodland\"\ndate = \"2019-05-01\"\n"
           "[[layers.constraint]]\nlayer = \"county.gpkg#alc\"\nid = \"ref\"\ntitle = \"Best and most versatile "
           "land\"\ndate = \"unknown\"\nmax_age_days = 4000\n"
           "[[layers.context]]\nlayer = \"county.gpkg#road\"\nid = \"ref\"\nname = \"name\"\ntitle = \"Roads\"\ndate = "
           "\"2026-01-01\"\n"
           "[[layers.context]]\nlayer = \"county.gpkg#irz\"\nname = \"url\"\ntitle = \"SSSI Impact Risk Zones\"\n";
  }
  static void config(const std::filesystem::path& file, const std::string& sites) {
    write_file(file, base() + "[sites]\n" + sites);
  }
  ToolRun check(double x, double y, double side, std::vector<std::string> more = {},
                const std::string& config = "county.toml") const {
    std::vector<std::string> words{"sites", config, "--wkt",    square_wkt(x, y, side), "--ref",
                                   "A",     "-o",   "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  std::string consulted() const {
    return ask("SELECT group_concat(who || '|' || feature || '|' || round(distance_m), ';') FROM site_consultations");
  }
  TempDir folder_;
};

TEST_F(SiteContext, IsReportedAndNeverJudged) {
  const ToolRun out = check(376100, 165200, 100, {"--html", "out.html"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT relation || '|' || kind FROM site_features WHERE role = 'context' AND feature_name = 'A36'"),
            "overlaps|Roads");
  const std::string summary = ask("SELECT summary FROM sites");
  EXPECT_THAT(summary, HasSubstr("Roads: A36 on or beside the site."));
  EXPECT_THAT(summary, HasSubstr("SSSI Impact Risk Zones: https://example.org/irz?a=1&b=2 on or beside the site."));
  const std::string page = read_file(folder_ / "out.html");
  EXPECT_THAT(page, HasSubstr("https://example.org/irz?a=1&amp;b=2"));
  EXPECT_THAT(page, Not(HasSubstr("href=https://example.org"))) << "a text of a layer is no link";
  const ToolRun asked = check(376100, 165200, 100, {"--fail-on", "overlap:context"});
  EXPECT_EQ(asked.exit_code, 2);
  EXPECT_THAT(asked.err, HasSubstr("layers of context are never judged"));
  // Other commands do not read it.
  EXPECT_EQ(ask("SELECT count(*) FROM run WHERE section = 'layer' AND key = 'role' AND value = 'context'"), "2");
}

TEST_F(SiteContext, ALayerWithNothingNearTheSiteIsNotCalledEmpty) {
  const ToolRun out = check(375010, 165010, 20, {"--radius", "500"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_THAT(out.err, Not(HasSubstr("no feature"))) << "farmland lies 15 km away";
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'empty_layer'"), "0");
}

TEST_F(SiteContext, CreditsStandInTheReportAndTheFile) {
  ASSERT_EQ(check(376100, 165200, 100, {"--html", "out.html"}).exit_code, 0);
  EXPECT_EQ(
      ask("SELECT group_concat(value, '|') FROM run WHERE section = 'layer' AND item = 'county.gpkg#sssi' AND key IN "
          "('date', 'licence', 'attribution')"),
      "2026-03|Open Government Licence v3.0|© Natural England <2026>");
  const std::string page = read_file(folder_ / "out.html");
  EXPECT_THAT(page, HasSubstr("Credits and licences"));
  EXPECT_THAT(page, HasSubstr("<dt>SSSI (county.gpkg#sssi)<dd>edition 2026-03; Open Government Licence v3.0; "));
  EXPECT_THAT(page, HasSubstr("Natural England &lt;2026&gt;"));
  EXPECT_THAT(page, HasSubstr("the config states no edition, licence or attribution"));
}

TEST_F(SiteContext, WarnsOfOldEditionsAndOfThoseWithoutADate) {
  const ToolRun out = check(376100, 165200, 100);
  EXPECT_THAT(out.err,
              HasSubstr("county.gpkg#aw (Irreplaceable habitat): its edition of 2019-05-01 is 2,526 days old on "
                        "2026-03-31, and max_age_days is 400"));
  EXPECT_THAT(out.err,
              HasSubstr("county.gpkg#alc (Constraints): its date 'unknown' cannot be read as a day, month or year"));
  EXPECT_THAT(out.err, HasSubstr("county.gpkg#irz (Around the site) states no date"));
  EXPECT_THAT(out.err, Not(HasSubstr("#sssi (Designated sites): its edition")));
  EXPECT_THAT(out.err, Not(HasSubstr("#spa (Designated sites): its edition"))) << "2025 may be its last day";
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'layer_outdated'"), "3");
  write_file(folder_ / "undated.toml", [] {
    std::string text = base();
    text.erase(text.find("date = \"2026-03-31\"\n"), 20);
    return text;
  }());
  const ToolRun undated = check(376100, 165200, 100, {}, "undated.toml");
  EXPECT_THAT(undated.err, HasSubstr("county.gpkg#aw (Irreplaceable habitat): its edition of 2019-05-01"));
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'layer_outdated'"), "0")
      << "a file does not depend on the day on which it is made";
}

TEST_F(SiteContext, ConsultationsOfEnglandFireByTheirNumbers) {
  // In the SSSI and its risk zone, 200 m from the SPA.
  ASSERT_EQ(check(375050, 165050, 50).exit_code, 0);
  EXPECT_EQ(
      consulted(),
      "Natural England|https://example.org/irz?a=1&b=2 (SSSI Impact Risk Zones)|0.0;Natural England|Down (SSSI)|0.0");
  EXPECT_THAT(ask("SELECT source FROM site_consultations WHERE feature LIKE 'Down%'"), HasSubstr("Schedule 4"));
  EXPECT_THAT(
      ask("SELECT summary FROM sites"),
      HasSubstr("Because of: Down (SSSI). Source: Town and Country Planning (Development Management Procedure)"));
  // 499 and 501 m from the ancient woodland, beyond no risk zone.
  ASSERT_EQ(check(377599, 165000, 50).exit_code, 0);
  EXPECT_EQ(consulted(), "Forestry Commission|Old Wood (Ancient woodland)|499.0");
  ASSERT_EQ(check(377601, 165000, 50).exit_code, 0);
  EXPECT_EQ(ask("SELECT count(*) FROM site_consultations"), "0");
  // 19.5 and 20.25 ha of the best and most versatile land.
  ASSERT_EQ(check(390100, 165100, 441.6).exit_code, 0);
  EXPECT_EQ(ask("SELECT count(*) FROM site_consultations"), "0");
  ASSERT_EQ(check(390100, 165100, 450).exit_code, 0);
  EXPECT_THAT(consulted(), HasSubstr("Natural England|A1 (Best and most versatile land)"));
}

TEST_F(SiteContext, ARuleWithoutADistanceAsksOnceTheConfigGivesOne) {
  // 1,550 m from the SSSI: beyond the search distance, with the SPA nearer.
  ASSERT_EQ(check(376650, 165000, 50, {"--html", "out.html"}).exit_code, 0);
  EXPECT_EQ(consulted(), "Forestry Commission|Old Wood (Ancient woodland)|300.0");
  EXPECT_THAT(read_file(folder_ / "out.html"), HasSubstr("no distance is set, so nothing is asked"));
  config(folder_ / "near.toml",
         "consultations = \"england\"\n[[sites.consult]]\nid = \"near_sssi\"\ndistance_m = 2000\n[[sites.consult]]\n"
         "role = \"designated\"\nlayer = \"SPA\"\ndistance_m = 1300\nwho = \"RSPB\"\n");
  ASSERT_EQ(check(376650, 165000, 50, {}, "near.toml").exit_code, 0);
  EXPECT_EQ(consulted(),
            "Natural England|Down (SSSI)|1550.0;Forestry Commission|Old Wood (Ancient woodland)|300.0;RSPB|"
            "Marsh (SPA)|1250.0");
  EXPECT_EQ(ask("SELECT count(*) FROM site_features WHERE role = 'designated' AND distance_m > 1250"), "0")
      << "what only a rule asks for is no finding";
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"consultations = \"wales\"\n", "there is no set of consultation rules 'wales'"},
           {"consultations = \"england\"\n[[sites.consult]]\nid = \"near_ssi\"\ndistance_m = 9\n",
            "no rule of [sites] consultations = \"england\" has it; did you mean 'near_sssi'?"},
           {"[[sites.consult]]\nid = \"near_sssi\"\ndistance_m = 9\n",
            "Write consultations = \"england\" in [sites]"}}) {
    config(folder_ / "wrong.toml", text);
    const ToolRun wrong = check(376650, 165000, 50, {}, "wrong.toml");
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.err, HasSubstr(said));
  }
}

TEST_F(SiteContext, RulesThatCannotBeReadStopTheCheck) {
  config(folder_ / "own.toml", "consultations = \"rules.toml\"\n");
  const auto refused = [&](const std::string& said) {
    const ToolRun out = check(376650, 165000, 50, {}, "own.toml");
    EXPECT_EQ(out.exit_code, 2) << said;
    EXPECT_THAT(out.err, HasSubstr(said));
    EXPECT_THAT(out.err, HasSubstr("rules.toml"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg")) << said;
  };
  const std::filesystem::path rules = folder_ / "rules.toml";
  refused("do not exist");
  write_file(rules, "");
  refused("cannot read the consultation rules");
  write_file(rules, "# none yet\n");
  refused("hold no [[consult]]");
  write_file(rules, "[[consult]]\nrole = \"designated\n");
  refused("rules.toml:2:");
  write_file(rules, "[[consult]]\nrole = \"designated\"\nrelation = \"overlaps\"\n");
  refused("does not say who is to be consulted");
  write_file(rules, "[[consult]]\nrole = \"designated\"\nwho = \"Nobody\"\ndistance_m = 5\n");
  ASSERT_EQ(check(376650, 165000, 50, {}, "own.toml").exit_code, 0);
  std::filesystem::remove(folder_ / "out.gpkg");
  std::filesystem::remove(rules);
  std::filesystem::create_directory(rules);
  refused("cannot read the consultation rules");
}

/// Syllables of a word as Flesch's readers count them: runs of vowels, silent endings aside; a number is one word.
int syllables(std::string word) {
  std::string letters;
  for (const char c : word)
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) letters += static_cast<char>(std::tolower(c));
  if (letters.empty()) return 1;
  int count = 0;
  bool vowel = false;
  for (const char c : letters) {
    const bool now = std::string("aeiouy").find(c) != std::string::npos;
    count += now && !vowel ? 1 : 0;
    vowel = now;
  }
  const auto ends = [&](std::initializer_list<const char*> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](const char* one) { return letters.ends_with(one); });
  };
  if (count > 1 && letters.ends_with("e") && !ends({"le", "ee", "ie", "ye", "oe"})) --count;
  if (count > 1 && letters.ends_with("es") && !ends({"ses", "zes", "ces", "ges", "ches", "shes", "xes", "ies"}))
    --count;
  if (count > 1 && letters.ends_with("ed") && !ends({"ted", "ded"})) --count;
  return std::max(count, 1);
}

/// Flesch–Kincaid grade: 0.39 words a sentence + 11.8 syllables a word − 15.59 (Kincaid et al. 1975).
double grade(const std::string& text) {
  static const std::regex word("[A-Za-z0-9][A-Za-z0-9'.,/&-]*"), end("[.!?](\\s|$)|\\n");
  double words = 0, spoken = 0;
  for (std::sregex_iterator it(text.begin(), text.end(), word), last; it != last; ++it) {
    ++words;
    spoken += syllables(it->str());
  }
  const double sentences =
      static_cast<double>(std::distance(std::sregex_iterator(text.begin(), text.end(), end), std::sregex_iterator()));
  return 0.39 * words / std::max(sentences, 1.0) + 11.8 * spoken / words - 15.59;
}

TEST(Readability, IsThatOfFleschAndKincaid) {
  EXPECT_EQ(syllables("boundary"), 3);
  EXPECT_EQ(syllables("site"), 1);
  EXPECT_EQ(syllables("habitat"), 3);
  EXPECT_EQ(syllables("mapped"), 1);
  EXPECT_EQ(syllables("designated"), 4);
  EXPECT_EQ(syllables("60.30"), 1);
  // 6 words, 1 sentence, 6 syllables; 14 words, 2 sentences, 18 syllables.
  EXPECT_NEAR(grade("The cat sat on the mat."), 0.39 * 6 + 11.8 - 15.59, 1e-9);
  EXPECT_NEAR(grade("The site takes in land of a nature reserve. A survey may be needed."),
              0.39 * 7 + 11.8 * 18 / 14 - 15.59, 1e-9);
}

TEST(Readability, ThePlannersSummaryOfRealSitesIsPlain) {
  if (shared_dir().empty() || !std::filesystem::exists(shared_dir() / "data" / "bath.gpkg"))
    GTEST_SKIP() << "the folder with real layers is absent (LNRS_SHARED)";
  const TempDir folder;
  const std::string bath = (shared_dir() / "data" / "bath.gpkg").string();
  std::string config = run_tool({"init", bath}, folder.path()).out;
  config = std::regex_replace(
      config, std::regex("# (\\[layers.authority\\]\\n)# (layer = .*#ward\".*\\n)# (id = .*\\n)# (name = .*\\n)"),
      "$1$2$3$4");
  write_file(folder / "bath.toml", config);
  const ToolRun out =
      run_tool({"sites", "bath.toml", "--sites", bath + "#planning_site", "--ref-field", "site_ref", "-o", "out.gpkg"},
               folder.path());
  ASSERT_EQ(out.exit_code, 0) << out.err;
  const int sites = std::stoi(query(folder / "out.gpkg", "SELECT count(*) FROM sites"));
  EXPECT_GE(sites, 30);
  for (int s = 0; s < sites; ++s) {
    const std::string summary =
        query(folder / "out.gpkg", "SELECT summary FROM sites ORDER BY site_id LIMIT 1 OFFSET " + std::to_string(s));
    EXPECT_LE(grade(summary), 10.0) << summary;
  }
}

}  // namespace
}  // namespace spatial::test
