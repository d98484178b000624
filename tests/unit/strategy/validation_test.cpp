// SPDX-License-Identifier: MIT
#include "libspatial/strategy/validation.hpp"

#include <gtest/gtest.h>

#include <map>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/strategy/options.hpp"

namespace spatial::test {
namespace {

/// A strategy area of 1 km², a site in its west, measure M1 with a place that reaches out of the area, M2 without one.
StrategyInput input() {
  StrategyInput strategy;
  strategy.categories = apib_categories();
  strategy.area.append(polygon_of(Box{0, 0, 1000, 1000}));
  strategy.sites.push_back({0, "S"});
  strategy.site_land.append(polygon_of(Box{0, 0, 500, 1000}));
  for (const char* code : {"M1", "M2"}) {
    strategy.measures.emplace_back();
    strategy.measures.back().code = code;
    strategy.measures.back().mapped = true;
  }
  strategy.places.push_back({"a", 0});
  strategy.place_land.append(polygon_of(Box{900, 0, 1100, 100}));
  return strategy;
}

std::map<IssueRule, std::string> found(const Issues& issues) {
  std::map<IssueRule, std::string> rules;
  for (const Issue& issue : issues) rules[issue.rule] += issue.feature_id + ";";
  return rules;
}

TEST(StrategyTables, MustFitTheMap) {
  StrategyInput strategy = input();
  strategy.measures.emplace_back();
  strategy.measures.back().code = "M9";
  strategy.measures.back().stated = false;
  strategy.places.push_back({"b", 2});
  strategy.place_land.append(polygon_of(Box{600, 0, 700, 100}));
  StrategyTables tables;
  tables.priorities = {"P1"};
  tables.priorities_known = true;
  tables.priority.pairs = {{"M1", "P1"}, {"M1", "P2"}, {"M7", "P1"}};
  auto rules = found(check_tables(strategy, tables));
  EXPECT_EQ(rules[IssueRule::measure_without_place], "M2;");
  EXPECT_EQ(rules[IssueRule::priority_unknown], "M1 P2;");
  EXPECT_EQ(rules[IssueRule::measure_unknown], "b;M7 P1;");
  strategy.measures[0].mapped = false;
  rules = found(check_tables(strategy, {}));
  EXPECT_EQ(rules[IssueRule::measure_with_place], "M1;");
  EXPECT_EQ(rules.count(IssueRule::priority_unknown), 0u) << "no list of priorities is known";
}

TEST(StrategyPlaces, BeyondTheAreaAndSmallPartsAreTold) {
  StrategyInput strategy = input();
  strategy.places.push_back({"inside", 1});
  strategy.place_land.append(polygon_of(Box{495, 500, 505, 501}));  // 5 m² beside the site
  const StrategyProducts products = strategy_products(strategy, {});
  auto rules = found(check_places(strategy, products, "measures"));
  EXPECT_EQ(rules[IssueRule::outside_strategy_area], "a;");
  EXPECT_EQ(std::count(rules[IssueRule::acib_small_part].begin(), rules[IssueRule::acib_small_part].end(), ';'), 1);
}

TEST(StrategyTexts, AreMeasuredInBytesAsAShapefileHasThem) {
  StrategyInput strategy = input();
  strategy.measures[0].text = std::string(254, 'm');
  strategy.measures[1].text = std::string(253, 'm') + "\xC3\xA9";  // 254 letters, 255 bytes
  EXPECT_EQ(found(check_texts(strategy, {}))[IssueRule::text_too_long], "M2;");
}

TEST(SuppliedProducts, AreComparedWithTheirSources) {
  const StrategyInput strategy = input();
  const StrategyProducts products = strategy_products(strategy, {});
  SuppliedProducts supplied;
  supplied.apib.given = supplied.acib.given = true;
  supplied.apib.id = {"1"};
  supplied.apib.site_ref = {"S"};
  supplied.apib.code = {""};
  supplied.apib.land = products.apib;
  supplied.acib.id = {"1"};
  supplied.acib.site_ref = supplied.acib.code = {""};
  supplied.acib.land = products.acib;
  EXPECT_TRUE(found(check_supplied(supplied, strategy, products, {})).empty());
  supplied.apib.land = {};
  supplied.apib.land.append(polygon_of(Box{0, 0, 499, 1000}));
  supplied.acib.land = {};
  supplied.acib.land.append(polygon_of(Box{400, 0, 600, 100}));
  auto rules = found(check_supplied(supplied, strategy, products, {}));
  EXPECT_EQ(rules[IssueRule::apib_incomplete], "1;") << "the supplied row of site S";
  EXPECT_EQ(rules.count(IssueRule::acib_in_apib), 1u);
  EXPECT_EQ(rules.count(IssueRule::acib_mismatch), 1u);
}

TEST(TreeSensitivities, HaveWords) {
  for (const std::string& word : tree_sensitivity_words()) {
    ASSERT_TRUE(tree_sensitivity_named(word).has_value()) << word;
    EXPECT_EQ(word_of(*tree_sensitivity_named(word)), word);
  }
  EXPECT_EQ(tree_sensitivity_named("unsuitable"), TreeSensitivity::unsuitable);
  EXPECT_FALSE(tree_sensitivity_named("High").has_value());
  EXPECT_EQ(apib_categories().front(), "sssi");
  EXPECT_EQ(apib_categories().back(), "irreplaceable_other");
}

}  // namespace
}  // namespace spatial::test
