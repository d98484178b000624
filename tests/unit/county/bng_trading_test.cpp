// SPDX-License-Identifier: MIT
// The trading rules band by band, three exchanges each, with figures worked out by hand. Everything is created more
// than 30 years in advance, so that time and difficulty are 1 and units are size x distinctiveness x condition.
#include <gtest/gtest.h>

#include "tests/support/bng_file.hpp"
#include "tests/support/bng_runs.hpp"
#include "tests/support/files.hpp"

namespace spatial::test {
namespace {

/// What is lost or made: hectares of an area habitat, kilometres of a line, or one tree (size 1, its class as the
/// type).
struct Deal {
  const char* kind;  ///< area, hedgerow, watercourse, tree
  bool made;
  const char* type;
  const char* condition;
  double size;
};

struct Exchange {
  std::vector<Deal> deals;
  const char* module;
  const char* band;
  bool met;
  const char* field;
  double value;
};

BngFileRow row_of(const Deal& deal, std::size_t place) {
  const auto at = static_cast<double>(place);
  const std::string kind = deal.kind, retention = deal.made ? "Created" : "Lost";
  const std::string stage = deal.made ? "Proposed" : "Baseline", ref = "F" + std::to_string(place);
  std::map<std::string, std::string> cells{{"Retention Category", retention}, {stage + " Condition", deal.condition}};
  cells[kind == "tree" ? "Tree Ref" : "Parcel Ref"] = ref;
  if (kind == "tree") {
    cells[stage + " Tree Size"] = deal.type;
    cells[stage + " Rural or Urban Tree"] = "Rural";
    cells["Habitat Created/Enhanced in advance/years"] = "30+";
    return {"Urban Trees", "POINT(" + std::to_string(400010 + at) + " 200010)", cells};
  }
  if (deal.made) cells["Habitat created in advance/years"] = "30+";
  if (kind == "area") {
    cells[stage + " Habitat Type"] = deal.type;
    if (!deal.made) {
      cells["Proposed Habitat Type"] = "Developed land; sealed surface";
      cells["Proposed Condition"] = "N/A - Other";
    }
    return {"Habitats", bng_box(0, 200 * at, deal.size * 100, 200 * at + 100), cells};
  }
  const bool hedge = kind == "hedgerow";
  cells[stage + (hedge ? " Hedge Type" : " River Type")] = deal.type;
  if (!hedge) {
    const bool culvert = std::string(deal.type) == "Culvert";
    cells[stage + " Encroachment into Watercourse"] = culvert ? "N/A - Culvert" : "No Encroachment";
    cells[stage + " Encroachment into riparian zone"] = culvert ? "N/A - Culvert" : "No Encroachment/No Encroachment";
  }
  return {hedge ? "Hedgerows" : "Rivers", bng_line(0, 200 * at + 150, deal.size * 1000, 200 * at + 150), cells};
}

class BngTrading : public testing::Test {
 protected:
  nlohmann::json trading(const std::vector<Deal>& deals) const {
    BngSite site{{"Red Line Boundary", bng_box(-100, -100, 5000, 5000), {}}};
    for (std::size_t k = 0; k < deals.size(); ++k) site.push_back(row_of(deals[k], k));
    write_bng_file(folder_ / "trade.gpkg", site);
    const BngRun run = bng_run(folder_ / "trade.gpkg");
    EXPECT_EQ(run.json.at("left_out"), 0) << run.summary;
    return run.json.at("trading");
  }
  void are_as_reckoned(const std::vector<Exchange>& exchanges) const {
    for (std::size_t k = 0; k < exchanges.size(); ++k) {
      const Exchange& one = exchanges[k];
      SCOPED_TRACE(std::string(one.module) + " " + one.band + ", exchange " + std::to_string(k + 1));
      bool found = false;
      for (const nlohmann::json& trade : trading(one.deals)) {
        if (trade.at("module") != one.module || trade.at("band") != one.band) continue;
        found = true;
        EXPECT_EQ(trade.at("met").get<bool>(), one.met);
        EXPECT_NEAR(trade.at(one.field).get<double>(), one.value, 1e-9);
      }
      EXPECT_TRUE(found);
    }
  }
  TempDir folder_;
};

constexpr bool lost = false, made = true;

TEST_F(BngTrading, OfAreaHabitats) {
  const char *a = "area", *meadow = "Lowland meadows", *hay = "Upland hay meadows", *orchard = "Traditional orchards",
             *chalk = "Lowland calcareous grassland", *neutral = "Other neutral grassland", *scrub = "Mixed scrub",
             *modified = "Modified grassland", *wood = "Lowland mixed deciduous woodland";
  are_as_reckoned({
      // V.High: each habitat on its own.
      {{{a, lost, meadow, "Good", 0.5}, {a, made, meadow, "Moderate", 0.75}}, a, "V.High", true, "deficit", 0},
      {{{a, lost, meadow, "Good", 0.5}, {a, made, hay, "Good", 1}}, a, "V.High", false, "deficit", -12},
      {{{a, lost, hay, "Poor", 0.25}, {a, made, hay, "Good", 0.1}}, a, "V.High", true, "surplus", 0.4},
      // High: each on its own, and V.High does not help.
      {{{a, lost, wood, "Moderate", 0.5}, {a, made, meadow, "Good", 1}}, a, "High", false, "deficit", -6},
      {{{a, lost, chalk, "Good", 0.2}, {a, made, orchard, "Good", 1}}, a, "High", false, "surplus", 18},
      {{{a, lost, orchard, "Poor", 0.5}, {a, made, orchard, "Good", 0.2}}, a, "High", true, "surplus", 0.6},
      // Medium: each broad habitat on its own, or the surplus of the bands above.
      {{{a, lost, scrub, "Good", 0.5}, {a, made, neutral, "Good", 1}}, a, "Medium", false, "cumulative", 6},
      {{{a, lost, scrub, "Good", 0.5}, {a, made, neutral, "Good", 1}, {a, made, chalk, "Moderate", 0.5}},
       a,
       "Medium",
       true,
       "cumulative",
       12},
      {{{"tree", lost, "Medium", "Good", 1}, {"tree", made, "Large", "Good", 1}}, a, "Medium", true, "surplus", 0.2436},
      // Low: the sum, with what is left above.
      {{{a, lost, modified, "Good", 0.5}, {a, made, "Cereal crops", "Condition Assessment N/A", 1}},
       a,
       "Low",
       false,
       "cumulative",
       -1},
      {{{a, lost, scrub, "Good", 0.5}, {a, made, neutral, "Good", 1}, {a, lost, modified, "Good", 1}},
       a,
       "Low",
       true,
       "cumulative",
       0},
      {{{a, lost, modified, "Poor", 1}, {a, made, orchard, "Poor", 0.25}}, a, "Low", false, "cumulative", -0.5},
  });
}

TEST_F(BngTrading, KeepsStructuresInTheTidalZoneApartFromSediments) {
  const char* greened = "Artificial hard structures with integrated greening of grey infrastructure (IGGI)";
  const char* sediment = "Littoral coarse sediment";
  are_as_reckoned({
      {{{"area", lost, greened, "Good", 0.5}, {"area", made, sediment, "Good", 1}},
       "area",
       "Medium",
       false,
       "deficit",
       -6},
      {{{"area", lost, sediment, "Good", 0.5}, {"area", made, greened, "Good", 1}},
       "area",
       "Medium",
       false,
       "surplus",
       12},
      {{{"area", lost, greened, "Poor", 0.5}, {"area", made, greened, "Good", 0.25}},
       "area",
       "Medium",
       true,
       "surplus",
       1},
  });
}

TEST_F(BngTrading, HasNoRuleForVeryLowAreaHabitats) {
  for (const std::vector<Deal>& deals :
       {std::vector<Deal>{{"area", lost, "Unvegetated garden", "N/A - Other", 1}},
        std::vector<Deal>{{"area", made, "Built linear features", "N/A - Other", 1}},
        std::vector<Deal>{{"area", lost, "Artificial unvegetated, unsealed surface", "N/A - Other", 0.3},
                          {"area", made, "Unvegetated garden", "N/A - Other", 0.1}}})
    for (const nlohmann::json& trade : trading(deals)) {
      EXPECT_TRUE(trade.at("met").get<bool>()) << trade;
      EXPECT_FALSE(trade.at("module") == "area" && trade.at("band") == "V.Low");
    }
}

TEST_F(BngTrading, OfHedgerows) {
  const char *h = "hedgerow", *best = "Species-rich native hedgerow with trees - associated with bank or ditch",
             *high = "Species-rich native hedgerow with trees",
             *other_high = "Species-rich native hedgerow - associated with bank or ditch",
             *medium = "Species-rich native hedgerow", *other_medium = "Native hedgerow with trees",
             *low = "Native hedgerow", *other_low = "Line of trees", *garden = "Non-native and ornamental hedgerow";
  are_as_reckoned({
      {{{h, lost, best, "Poor", 0.1}, {h, made, best, "Good", 0.1}}, h, "V.High", true, "surplus", 1.6},
      {{{h, lost, best, "Good", 0.1}, {h, made, high, "Good", 1}}, h, "V.High", false, "deficit", -2.4},
      {{{h, lost, best, "Moderate", 0.1}, {h, made, best, "Poor", 0.2}}, h, "V.High", true, "deficit", 0},
      // High: V.High helps, another High hedgerow does not.
      {{{h, lost, high, "Good", 0.1}, {h, made, best, "Good", 0.1}}, h, "High", true, "deficit", -1.8},
      {{{h, lost, high, "Good", 0.1}, {h, made, other_high, "Good", 0.1}}, h, "High", false, "surplus", 1.8},
      {{{h, lost, high, "Good", 0.1}, {h, made, best, "Moderate", 0.1}}, h, "High", false, "deficit", -1.8},
      // From Medium down the sum counts, with what is left above.
      {{{h, lost, medium, "Good", 0.1}, {h, made, other_medium, "Good", 0.1}}, h, "Medium", true, "cumulative", 0},
      {{{h, lost, medium, "Good", 0.2}, {h, made, high, "Good", 0.1}}, h, "Medium", false, "cumulative", -0.6},
      {{{h, lost, medium, "Good", 0.2}, {h, lost, high, "Good", 0.1}, {h, made, best, "Good", 0.2}},
       h,
       "Medium",
       true,
       "cumulative",
       0.6},
      {{{h, lost, low, "Good", 0.2}, {h, made, other_low, "Good", 0.2}}, h, "Low", true, "cumulative", 0},
      {{{h, lost, low, "Good", 0.2}, {h, made, medium, "Poor", 0.2}}, h, "Low", false, "cumulative", -0.4},
      {{{h, lost, low, "Good", 0.1}, {h, lost, medium, "Good", 0.1}, {h, made, high, "Good", 0.1}},
       h,
       "Low",
       true,
       "cumulative",
       0},
      {{{h, lost, garden, "Poor", 0.5}, {h, made, low, "Poor", 0.3}}, h, "V.Low", true, "cumulative", 0.1},
      {{{h, lost, garden, "Poor", 0.5}}, h, "V.Low", false, "cumulative", -0.5},
      {{{h, lost, garden, "Poor", 0.5}, {h, lost, low, "Good", 0.1}, {h, made, medium, "Good", 0.1}},
       h,
       "V.Low",
       true,
       "cumulative",
       0.1},
  });
}

TEST_F(BngTrading, OfWatercourses) {
  const char *w = "watercourse", *priority = "Priority habitat", *river = "Other rivers and streams",
             *ditch = "Ditches", *canal = "Canals", *culvert = "Culvert";
  are_as_reckoned({
      {{{w, lost, priority, "Poor", 0.1}, {w, made, priority, "Moderate", 0.1}}, w, "V.High", true, "surplus", 0.8},
      {{{w, lost, priority, "Good", 0.1}, {w, made, river, "Good", 1}}, w, "V.High", false, "deficit", -2.4},
      {{{w, lost, priority, "Fairly Good", 0.1}, {w, made, priority, "Good", 0.05}},
       w,
       "V.High",
       false,
       "deficit",
       -0.8},
      {{{w, lost, river, "Good", 0.1}, {w, made, priority, "Good", 0.1}}, w, "High", false, "deficit", -1.8},
      {{{w, lost, river, "Poor", 0.3}, {w, made, river, "Good", 0.1}}, w, "High", true, "deficit", 0},
      {{{w, lost, river, "Good", 0.1}, {w, made, ditch, "Good", 1}}, w, "High", false, "deficit", -1.8},
      {{{w, lost, ditch, "Good", 0.1}, {w, made, canal, "Good", 0.2}}, w, "Medium", false, "surplus", 2.4},
      {{{w, lost, canal, "Good", 0.1}, {w, made, priority, "Good", 0.1}}, w, "Medium", false, "deficit", -1.2},
      {{{w, lost, ditch, "Good", 0.1}, {w, made, ditch, "Fairly Poor", 0.2}}, w, "Medium", true, "deficit", 0},
      {{{w, lost, culvert, "Poor", 0.1}, {w, made, ditch, "Poor", 0.05}}, w, "Low", true, "cumulative", 0.064},
      {{{w, lost, culvert, "Poor", 0.1}, {w, made, culvert, "Poor", 0.05}}, w, "Low", false, "net", -0.068},
      {{{w, lost, culvert, "Poor", 0.1}, {w, made, canal, "Poor", 0.02}}, w, "Low", false, "cumulative", -0.056},
  });
}

}  // namespace
}  // namespace spatial::test
