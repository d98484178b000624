// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/score.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "libspatial/core/error.hpp"
#include "libspatial/opportunity/score_change.hpp"
#include "libspatial/opportunity/sensitivity.hpp"

namespace spatial {
namespace {

using Row = IndicatorTable::Row;

/// Candidates of one hectare with potential for every network, and indicators as given.
struct Scene {
  CandidateSet candidates;
  IndicatorTable table;
  explicit Scene(std::vector<Row> scaled, std::size_t networks = 1) {
    const std::size_t count = scaled.size() / networks;
    candidates.networks = networks;
    for (std::size_t c = 0; c < count; ++c) candidates.id.push_back("C" + std::to_string(c + 1));
    candidates.areas_m2.assign(count, 10000);
    candidates.restored_m2.assign(scaled.size(), 5000);
    table.networks = networks;
    table.scaled = std::move(scaled);
    table.available.fill(true);
  }
};

// better, bigger, more, joined, boa, boa_target, potential, constraint
TEST(Score, IsTheWeightedMeanLoweredByConstraints) {
  const ScoringOptions options;  // 2, 2, 1, 3, 2, 1, 1; w_c = 0.5
  const auto score = [&](const Row& row) { return score_of(row, options.weights, SuitabilityRule::weigh); };
  EXPECT_DOUBLE_EQ(score({1, 1, 1, 1, 1, 1, 1, 0}), 100);
  EXPECT_DOUBLE_EQ(score({1, 1, 1, 1, 1, 1, 1, 1}), 50);
  EXPECT_DOUBLE_EQ(score({0, 0, 0, 1, 0, 0, 0, 0}), 25);  // 3 of 12
  EXPECT_DOUBLE_EQ(score({0.5, 0, 0, 1, 0, 0, 0, 0.4}), 100.0 * 4 / 12 * 0.8);
}

TEST(Score, SuitabilityMultipliesAndIsNotWeighedAsWell) {
  const ScoringOptions options;
  const Row row{0.5, 0, 0, 1, 0, 0, 0.3, 0.4};
  const ScoreFactors factors = factors_of(row, options.weights, SuitabilityRule::multiply);
  EXPECT_DOUBLE_EQ(factors.suitability, 0.3);
  EXPECT_DOUBLE_EQ(factors.merit, 4.0 / 11);  // all weights but that of the potential: 11
  EXPECT_DOUBLE_EQ(factors.constraint, 0.8);
  EXPECT_DOUBLE_EQ(factors.score(), 100 * 0.3 * 4 / 11 * 0.8);
  // Perfect in all else, land of 0.3 cannot pass land of 0.7 that is half as good.
  EXPECT_LT(score_of({1, 1, 1, 1, 1, 1, 0.3, 0}, options.weights, SuitabilityRule::multiply),
            score_of({1, 1, 0, 1, 0, 0, 0.7, 0}, options.weights, SuitabilityRule::multiply));
  // Scored by the land alone.
  EXPECT_DOUBLE_EQ(score_of(row, {0, 0, 0, 0, 0, 0, 1, 0.5}, SuitabilityRule::multiply), 100 * 0.3 * 0.8);
}

TEST(Score, ActionsAreRankedApartUnlessTheyAreAskedToBeTogether) {
  const Row low{0, 0, 0, 1, 0, 0, 0.5, 0}, high{1, 1, 1, 1, 1, 1, 1, 0}, middle{1, 0, 0, 1, 0, 0, 0.5, 0};
  Scene scene({low, high, middle, low});
  using enum LandAction;
  scene.candidates.action = {create, restore, create, restore};
  const Scores apart = scores_of(scene.candidates, scene.table, {});
  EXPECT_EQ(apart.rank, (std::vector<std::uint32_t>{2, 1, 1, 2}));
  EXPECT_EQ(apart.ranked, (std::array<std::size_t, 2>{2, 2}));
  EXPECT_EQ(in_order_of_rank(scene.candidates, apart), (std::vector<std::uint32_t>{2, 0, 1, 3}));
  scene.candidates.ranked_together = true;
  const Scores together = scores_of(scene.candidates, scene.table, {});
  EXPECT_EQ(together.rank, (std::vector<std::uint32_t>{3, 1, 2, 3})) << "equal scores share a rank";
}

TEST(Score, EqualScoresShareARank) {
  EXPECT_EQ(ranks_of({5, 9, 7, 7, 1}), (std::vector<std::uint32_t>{4, 1, 2, 2, 5}));
  EXPECT_EQ(ranks_of({7, 7 + 1e-12, 7 - 1e-12}), (std::vector<std::uint32_t>{1, 1, 1}));
  EXPECT_EQ(ranks_of(std::vector<double>{}), std::vector<std::uint32_t>{});
}

TEST(Score, ManyAreRankedLikeFew) {
  std::uint64_t state = 7;
  const auto draw = [&] { return (state = state * 6364136223846793005u + 1442695040888963407u) >> 33; };
  for (const std::string kind : {"spread", "crowded", "few values", "one value", "below 0"}) {
    std::vector<double> score;
    for (int k = 0; k < 20'000; ++k) {
      const double one = static_cast<double>(draw()) / 0x1p31;
      score.push_back(kind == "spread"       ? one
                      : kind == "crowded"    ? (k == 5 ? 1 : 1e-6 * one)  // nearly all in a few steps of height
                      : kind == "few values" ? std::floor(20 * one) / 20
                      : kind == "one value"  ? 0.25
                      : one < 0.3            ? -1
                                             : one);
    }
    const std::vector<std::uint32_t> rank = ranks_of(score);
    std::vector<std::uint32_t> order(score.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return score[a] > score[b]; });
    std::uint32_t first = 0;  // ranks by their definition: as many are better, and one more
    for (std::uint32_t k = 0; k < order.size(); ++k) {
      if (score[order[first]] - score[order[k]] > 1e-9) first = k;
      ASSERT_EQ(rank[order[k]], first + 1) << kind << " " << k;
    }
  }
}

TEST(ScoreChange, PartsAddUpToTheChange) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> share(0, 1);
  for (int trial = 0; trial < 2000; ++trial) {
    std::array<ScoreTerms, 2> terms;
    for (ScoreTerms& one : terms) {
      Row row{};
      std::array<double, indicator_count> weights{};
      for (double& x : row) x = share(random) < 0.2 ? 0 : share(random);
      for (double& w : weights) w = share(random) < 0.2 ? 0 : 4 * share(random);
      weights.back() = share(random);
      for (double& w : weights) w += 0.01;  // without any weights there are no merits to attribute
      one = terms_of(row, weights, trial % 3 == 0 ? SuitabilityRule::weigh : SuitabilityRule::multiply);
    }
    const ScoreChange change = change_between(terms[0], terms[1]);
    double merit = 0;
    for (std::size_t k = 0; k < indicator_count; ++k) merit += terms[1].weight_share[k] * terms[1].scaled[k];
    if (merit > 0) {
      EXPECT_NEAR(merit, terms[1].factors.merit, 1e-12);
    }
    EXPECT_NEAR(change.total(), terms[1].factors.score() - terms[0].factors.score(), 1e-9) << trial;
  }
}

TEST(ScoreChange, OneChangeAloneGetsAllOfIt) {
  const ScoringOptions options;
  const Row before{0.5, 0, 0, 1, 0, 0, 0.5, 0.4};
  Row after = before;
  after[static_cast<std::size_t>(Indicator::better)] = 1;
  const auto terms = [&](const Row& row) { return terms_of(row, options.weights, SuitabilityRule::multiply); };
  const ScoreChange change = change_between(terms(before), terms(after));
  EXPECT_NEAR(change.indicators[0], 100 * 0.5 * (2 * 0.5 / 11) * 0.8, 1e-12);
  EXPECT_NEAR(change.total(), change.indicators[0], 1e-12);
  EXPECT_EQ(change.weights, 0);
}

TEST(Score, LeavesOutIndicatorsWithoutLayers) {
  Scene scene({Row{0, 0, 0, 1, 0, 0, 0, 0}});
  scene.table.available[static_cast<std::size_t>(Indicator::better)] = false;
  scene.table.available[static_cast<std::size_t>(Indicator::boa)] = false;
  ScoringOptions weigh;
  weigh.suitability = SuitabilityRule::weigh;
  const Scores scores = scores_of(scene.candidates, scene.table, weigh);
  EXPECT_DOUBLE_EQ(scores.score[0], 100.0 * 3 / 8);
  ScoringOptions only_boa;
  only_boa.weights = {0, 0, 0, 0, 1, 0, 0, 0};
  EXPECT_THROW(scores_of(scene.candidates, scene.table, only_boa), Error);
}

TEST(Score, RanksByScoreAndTakesTheBestNetwork) {
  const Row low{}, high{1, 1, 1, 1, 1, 1, 1, 0}, middle{1, 0, 0, 0, 0, 0, 0, 0};
  const Scene scene({low, middle, high, low, middle, low, low, middle}, 2);  // four candidates × two networks
  ScoringOptions weigh;
  weigh.suitability = SuitabilityRule::weigh;
  const Scores scores = scores_of(scene.candidates, scene.table, weigh);
  EXPECT_EQ(scores.best_network, (std::vector<std::uint32_t>{1, 0, 0, 1}));
  EXPECT_EQ(scores.rank, (std::vector<std::uint32_t>{2, 1, 2, 2}));
  EXPECT_EQ(scores.network_rank, (std::vector<std::uint32_t>{3, 1, 1, 3, 2, 3, 3, 1}));
}

TEST(Score, CandidatesWithoutPotentialAreNotRankedForTheNetwork) {
  Scene scene({Row{1}, Row{1}, Row{1}, Row{0}}, 2);
  scene.candidates.restored_m2 = {5000, 0, 5000, 5000};
  const Scores scores = scores_of(scene.candidates, scene.table, {});
  EXPECT_TRUE(std::isnan(scores.network_score[1]));
  EXPECT_EQ(scores.network_rank, (std::vector<std::uint32_t>{1, 0, 1, 1}));
}

TEST(Score, ClassesAreQuantilesOfTheRank) {
  std::array<int, 4> counts{};
  for (std::size_t rank = 1; rank <= 200; ++rank) ++counts[static_cast<std::size_t>(class_of(rank, 200))];
  EXPECT_EQ(counts, (std::array<int, 4>{10, 10, 30, 150}));
  EXPECT_EQ(class_of(1, 1), OpportunityClass::top_5);
}

TEST(Indicators, FollowTheirDefinitions) {
  CandidateSet candidates;
  candidates.networks = 1;
  candidates.id = {"C1", "C2"};
  candidates.areas_m2 = {20000, 10000};
  candidates.restored_m2 = {10000, 5000};
  Facts facts;
  facts.places.has_sites = facts.places.has_boas = facts.places.has_constraints = facts.places.has_targets = true;
  facts.places.near_sites_m2 = {5000, 0};
  facts.places.in_boa_m2 = {20000, 0};
  facts.places.boa_target_m2 = {10000, 0};
  facts.places.constraint_m2 = {15000, 0};
  facts.cover = {0.05, 0.5};
  facts.networks.resize(1);
  facts.networks[0].resize(2);
  facts.patches = {3};
  facts.networks[0][0].progress = 1.4;
  facts.networks[0][0].gain.eca_gain_m2 = 40000;
  facts.networks[0][1].gain.eca_gain_m2 = 10000;
  const IndicatorTable table = indicators_of(candidates, facts, {});
  // Gains per ha 2 and 1; their 95th percentile by linear interpolation is 1.95.
  EXPECT_DOUBLE_EQ(table.gain_scale[0], 1.95);
  const Row expected{0.25, 1, 0.75, 1, 1, 0.5, 0.5, 0.75};
  for (std::size_t k = 0; k < indicator_count; ++k)
    EXPECT_DOUBLE_EQ(table.scaled[0][k], expected[k]) << indicators()[k].name;
  const Row raw{0.5, 1.4, 0.05, 2, 2, 1, 0.5, 1.5};
  for (std::size_t k = 0; k < indicator_count; ++k)
    EXPECT_DOUBLE_EQ(raw_indicators(candidates, facts, 0, 0)[k], raw[k]) << indicators()[k].name;
  candidates.restored_m2[0] = 0;
  EXPECT_EQ(raw_indicators(candidates, facts, 0, 0), Row{});
  EXPECT_DOUBLE_EQ(table.scaled[1][static_cast<std::size_t>(Indicator::more)], 0);
  EXPECT_DOUBLE_EQ(table.scaled[1][static_cast<std::size_t>(Indicator::joined)], 1 / 1.95);
}

TEST(Indicators, NothingIsJoinedInANetworkWithoutPatches) {
  CandidateSet candidates;
  candidates.networks = 1;
  candidates.id = {"C1", "C2"};
  candidates.areas_m2 = {20000, 10000};
  candidates.restored_m2 = {10000, 5000};
  Facts facts;
  facts.places.near_sites_m2 = facts.places.in_boa_m2 = facts.places.boa_target_m2 =
      facts.places.constraint_m2 = {0, 0};
  facts.cover = {0, 0};
  facts.networks.resize(1);
  facts.networks[0].resize(2);
  facts.networks[0][0].gain.eca_gain_m2 = 10000;  // its own area: nothing else is there
  facts.networks[0][1].gain.eca_gain_m2 = 5000;
  const auto joined_with = [&](std::size_t patches) {
    facts.patches = {patches};
    return indicators_of(candidates, facts, {}).scaled[0][static_cast<std::size_t>(Indicator::joined)];
  };
  EXPECT_EQ(joined_with(0), 0);
  EXPECT_EQ(joined_with(1), 1);
}

TEST(Sensitivity, DrawsAreAroundTheWeightsWithTheAskedSpread) {
  const ScoringOptions options;
  const int runs = 4000;
  std::array<double, indicator_count> mean{}, square{};
  for (int run = 0; run < runs; ++run) {
    const auto drawn = drawn_weights(options.weights, 0.3, 7, static_cast<std::uint64_t>(run));
    EXPECT_NEAR(std::accumulate(drawn.begin(), drawn.end() - 1, 0.0), 12, 1e-9);
    EXPECT_EQ(drawn.back(), 0.5);
    for (std::size_t k = 0; k < indicator_count; ++k) {
      mean[k] += drawn[k] / runs;
      square[k] += drawn[k] * drawn[k] / runs;
    }
  }
  // Seven weights: concentration 6 / 0.09 − 1; variance of a share m is m (1 − m) / (concentration + 1).
  const double concentration = 6 / 0.09 - 1;
  for (std::size_t k = 0; k + 1 < indicator_count; ++k) {
    const double share = options.weights[k] / 12, deviation = 12 * std::sqrt(share * (1 - share) / (concentration + 1));
    EXPECT_NEAR(mean[k], options.weights[k], 4 * deviation / std::sqrt(runs)) << k;
    EXPECT_NEAR(std::sqrt(square[k] - mean[k] * mean[k]), deviation, 0.08 * deviation) << k;
  }
}

TEST(Sensitivity, ClearWinnersStayAndThreadsDoNotShow) {
  std::vector<Row> rows;
  for (int c = 0; c < 40; ++c) {
    Row row{};
    for (std::size_t k = 0; k < 7; ++k) row[k] = c == 0 ? 1.0 : 0.02 * ((c * 7 + static_cast<int>(k) * 13) % 40);
    rows.push_back(row);
  }
  const Scene scene(rows);
  const Scores scores = scores_of(scene.candidates, scene.table, {});
  SensitivityOptions options;
  options.runs = 100;
  const Sensitivity one = sensitivity_of(scene.candidates, scene.table, scores, options, {.threads = 1});
  EXPECT_EQ(one.rank_p05[0], 1u);
  EXPECT_EQ(one.rank_p95[0], 1u);
  EXPECT_EQ(one.share_top10[0], 1);
  bool some_rank_moves = false;
  for (std::size_t c = 0; c < 40; ++c) {
    EXPECT_LE(one.rank_p05[c], one.rank_p50[c]);
    EXPECT_LE(one.rank_p50[c], one.rank_p95[c]);
    some_rank_moves = some_rank_moves || one.rank_p05[c] < one.rank_p95[c];
  }
  EXPECT_TRUE(some_rank_moves);
  const Sensitivity eight = sensitivity_of(scene.candidates, scene.table, scores, options, {.threads = 8});
  EXPECT_EQ(one.rank_p05, eight.rank_p05);
  EXPECT_EQ(one.rank_p95, eight.rank_p95);
  EXPECT_EQ(one.share_top10, eight.share_top10);
  options.runs = 0;
  EXPECT_TRUE(sensitivity_of(scene.candidates, scene.table, scores, options, {}).rank_p50.empty());
}

TEST(Sensitivity, IsWhatEachRunWouldGive) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> share(0, 1);
  for (const SuitabilityRule rule : {SuitabilityRule::multiply, SuitabilityRule::weigh})
    for (const std::size_t count : {1u, 7u, 6000u}) {  // the last is sorted in steps
      std::vector<Row> rows(3 * count);
      for (Row& row : rows)
        for (double& value : row) value = share(random) < 0.2 ? 0 : share(random);
      Scene scene(rows, 3);
      for (double& restored : scene.candidates.restored_m2) restored = share(random) < 0.3 ? 0 : 5000;
      for (std::size_t c = 0; c < count; ++c)
        scene.candidates.action.push_back(c % 5 == 0 ? LandAction::restore : LandAction::create);
      ScoringOptions scoring;
      scoring.suitability = rule;
      const Scores scores = scores_of(scene.candidates, scene.table, scoring);
      for (const int runs : {1, 2, 13}) {
        SensitivityOptions options;
        options.runs = runs;
        std::vector<std::vector<std::uint32_t>> ranks(count);
        for (int run = 0; run < runs; ++run) {
          const auto weights =
              drawn_weights(scores.weights, options.spread, options.seed, static_cast<std::uint64_t>(run));
          std::vector<double> score(count, 0);
          for (std::size_t c = 0; c < count; ++c)
            for (std::size_t n = 0; n < 3; ++n)
              if (scene.candidates.restored(c, n) > 0)
                score[c] = std::max(score[c], score_of(scene.table.scaled[c * 3 + n], weights, rule));
          const std::vector<std::uint32_t> rank = ranks_of(scene.candidates, score);
          for (std::size_t c = 0; c < count; ++c) ranks[c].push_back(rank[c]);
        }
        const Sensitivity found = sensitivity_of(scene.candidates, scene.table, scores, options, {.threads = 2});
        for (std::size_t c = 0; c < count; ++c) {
          std::sort(ranks[c].begin(), ranks[c].end());
          const auto nearest = [&](double p) {
            return ranks[c][static_cast<std::size_t>(std::ceil(p * runs - 1e-9)) - 1];
          };
          ASSERT_EQ(found.rank_p05[c], nearest(0.05)) << runs << " " << c;
          ASSERT_EQ(found.rank_p50[c], nearest(0.50)) << runs << " " << c;
          ASSERT_EQ(found.rank_p95[c], nearest(0.95)) << runs << " " << c;
          const double tenth = std::ceil(0.1 * static_cast<double>(scores.ranked[scene.candidates.ranking_of(c)]));
          const auto in_tenth = std::count_if(ranks[c].begin(), ranks[c].end(), [&](auto one) { return one <= tenth; });
          ASSERT_EQ(found.share_top10[c], static_cast<double>(in_tenth) / runs);
        }
      }
    }
}

}  // namespace
}  // namespace spatial
