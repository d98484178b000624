// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "libspatial/opportunity/map_areas.hpp"

namespace spatial {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// Squares in a row, each touching the next, with two networks.
CandidateSet row_of(const std::vector<std::pair<LandAction, std::array<double, 2>>>& squares) {
  CandidateSet set;
  set.networks = 2;
  for (const auto& [action, restored] : squares) {
    const double x = 10 * static_cast<double>(set.id.size());
    set.id.push_back("C" + std::to_string(set.id.size()));
    set.action.push_back(action);
    set.geometry.append(polygon_of(Box{x, 0, x + 10, 10}));
    set.areas_m2.push_back(100);
    for (const double m2 : restored) set.restored_m2.push_back(m2), set.suitable_m2.push_back(m2);
  }
  return set;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_of(const CandidateSet& set) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const FeatureContact& contact : map_contacts(set, {}))
    pairs.emplace_back(std::min(contact.a, contact.b), std::max(contact.a, contact.b));
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

constexpr LandAction create = LandAction::create, restore = LandAction::restore;

TEST(MapContacts, AreOfCandidatesThatMayShareAnArea) {
  EXPECT_THAT(pairs_of(row_of({{create, {50, 0}}, {create, {50, 20}}, {create, {0, 20}}, {restore, {0, 20}}})),
              ElementsAre(Pair(0, 1), Pair(1, 2)));
  EXPECT_THAT(pairs_of(row_of({{create, {50, 0}}, {create, {0, 20}}})), ElementsAre());
}

TEST(MapContacts, CandidatesWithoutPotentialCountForTheFirstNetwork) {
  // The best network of a candidate without potential is the first (scores_of).
  EXPECT_THAT(
      pairs_of(row_of({{create, {0, 0}}, {create, {0, 0}}, {create, {9, 0}}, {create, {0, 0}}, {create, {0, 9}}})),
      ElementsAre(Pair(0, 1), Pair(1, 2), Pair(2, 3)));
}

/// Whatever the scores say, areas are the same with contacts that are known before.
TEST(MapContacts, GiveTheSameAreasForAnyScores) {
  std::vector<std::pair<LandAction, std::array<double, 2>>> squares;
  for (int k = 0; k < 60; ++k)
    squares.push_back({k % 7 == 0 ? restore : create, {k % 3 == 0 ? 0.0 : 50.0, k % 4 == 0 ? 0.0 : 20.0}});
  const CandidateSet set = row_of(squares);
  const std::vector<FeatureContact> contacts = map_contacts(set, {});
  const KnownContacts known{std::vector<std::uint32_t>(set.size(), 0),
                            [&](const std::function<void(FeatureContact)>& take) {
                              for (const FeatureContact& contact : contacts) take(contact);
                            }};
  for (std::size_t draw = 0; draw < 20; ++draw) {
    Scores scores;
    for (std::size_t c = 0; c < set.size(); ++c) {
      const bool first = set.restored(c, 0) > 0, second = set.restored(c, 1) > 0;
      scores.best_network.push_back(second && (!first || (c * 31 + draw * 17) % 5 < 2) ? 1 : 0);
      scores.classes.push_back(static_cast<OpportunityClass>((c / 3 + draw) % 2));
      scores.score.push_back(1);
    }
    const MapAreas expected = map_areas(set, scores, {}), result = map_areas(set, scores, {}, known);
    ASSERT_EQ(result.rows.size(), expected.rows.size());
    EXPECT_LT(expected.geometry[0].part_count(), expected.rows[0].candidates);  // some are joined
    for (std::size_t a = 0; a < expected.rows.size(); ++a) {
      EXPECT_EQ(result.rows[a].area_m2, expected.rows[a].area_m2);
      EXPECT_EQ(result.geometry[a].part_count(), expected.geometry[a].part_count());
    }
  }
}

}  // namespace
}  // namespace spatial
