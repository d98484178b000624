// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_units.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MultiPolygon square(double x, double y, double side) { return polygon_of(Box{x, y, x + side, y + side}); }

BngTables habitats() {
  return BngTables([](const std::string& name) { return read_file(source_dir() / "data/presets/bng" / name); });
}

/// Builds a list of parcels.
class Parcels {
 public:
  Parcels() { list_.source = "template.gpkg"; }
  Parcels& habitat(const std::string& reference, const MultiPolygon& area, const std::string& broad,
                   const std::string& type, const std::string& condition, const std::string& retention = "",
                   const std::string& proposed_broad = "", const std::string& proposed = "",
                   const std::string& proposed_condition = "") {
    Parcel parcel = named(ParcelKind::habitat, reference, type, condition, retention, proposed, proposed_condition);
    parcel.text[ParcelField::baseline_broad] = broad;
    parcel.text[ParcelField::proposed_broad] = proposed_broad;
    list_.areas.append(area.view());
    return done(std::move(parcel));
  }
  Parcels& line(ParcelKind kind, const std::string& reference, const std::vector<Point>& points,
                const std::string& type, const std::string& condition, const std::string& retention = "",
                const std::string& proposed = "", const std::string& proposed_condition = "") {
    Parcel parcel = named(kind, reference, type, condition, retention, proposed, proposed_condition);
    for (const Point p : points) list_.lines.add_point(p);
    list_.lines.end_line();
    list_.areas.end_feature();
    list_.points.end_feature();
    list_.lines.end_feature();
    list_.parcels.push_back(std::move(parcel));
    return *this;
  }
  Parcels& tree(const std::string& reference, Point at, const std::string& size, const std::string& condition) {
    Parcel parcel = named(ParcelKind::tree, reference, "", condition, "", "", "");
    parcel.text[ParcelField::tree_size] = size;
    list_.points.add_point(at);
    list_.areas.end_feature();
    list_.points.end_feature();
    list_.lines.end_feature();
    list_.parcels.push_back(std::move(parcel));
    return *this;
  }
  Parcels& says(ParcelField field, const std::string& text) {
    list_.parcels.back().text[field] = text;
    return *this;
  }
  const ParcelList& list() const { return list_; }

 private:
  static Parcel named(ParcelKind kind, const std::string& reference, const std::string& type,
                      const std::string& condition, const std::string& retention, const std::string& proposed,
                      const std::string& proposed_condition) {
    Parcel parcel;
    parcel.kind = kind;
    parcel.reference = reference;
    parcel.text = {{ParcelField::baseline_type, type},
                   {ParcelField::baseline_condition, condition},
                   {ParcelField::retention, retention},
                   {ParcelField::proposed_type, proposed},
                   {ParcelField::proposed_condition, proposed_condition}};
    return parcel;
  }
  Parcels& done(Parcel parcel) {
    list_.points.end_feature();
    list_.lines.end_feature();
    list_.parcels.push_back(std::move(parcel));
    return *this;
  }
  ParcelList list_;
};

RoleFeatures measures(const std::vector<std::pair<std::string, MultiPolygon>>& rows) {
  RoleFeatures result;
  result.role = *site_role_named("measure");
  for (const auto& [habitat, area] : rows) {
    result.id.push_back("M" + std::to_string(result.id.size() + 1));
    result.name.emplace_back();
    result.source.emplace_back("measures.gpkg");
    result.code.push_back(habitat);
    result.geometry.append(area.view());
  }
  return result;
}

Layer authorities(const std::vector<std::pair<std::string, MultiPolygon>>& rows) {
  RawLayerBuilder builder(Role::authority);
  for (const auto& [id, area] : rows) builder.add(id, area);
  return clean(builder.build(), {}, {}).layer;
}

std::vector<std::string> told(const BngResult& result) {
  std::vector<std::string> lines;
  for (const UnitPiece& u : result.pieces) {
    char line[160];
    std::snprintf(line, sizeof line, "%s %s %.4f x %g x %g x %.2f = %.6f",
                  result.list.parcels[u.parcel].reference.c_str(), u.proposed() ? "proposed" : "baseline", u.size,
                  u.distinctiveness, u.condition, u.significance, u.units);
    lines.push_back(line);
  }
  return lines;
}

TEST(BngUnits, AreThoseOfTheStatutoryMetric) {
  const BngTables known = habitats();
  const Parcels parcels = Parcels()
                              .habitat("P1", square(0, 0, 100), "Grassland", "Modified grassland", "3. Moderate",
                                       "Lost", "Grassland", "Modified grassland", "Moderate")
                              .line(ParcelKind::hedgerow, "H1", {{0, 0}, {0, 250}}, "Native hedgerow", "Poor",
                                    "Enhanced", "Native hedgerow", "Good")
                              .line(ParcelKind::hedgerow, "H2", {{0, 0}, {0, 250}}, "Native hedgerow", "Poor", "Lost",
                                    "Native hedgerow", "Good")
                              .tree("T1", {5, 5}, "Medium", "Moderate");
  const BngResult result = bng_units(parcels.list(), {.tables = &known}, {});
  // Created: 4 years to Moderate, 0.965^4. Enhanced: 5 years; ((1.5 - 0.5) x 0.965^5 + 0.5). Lost hedgerows leave
  // nothing.
  EXPECT_THAT(
      told(result),
      ElementsAre("P1 baseline 10000.0000 x 2 x 2 x 1.00 = 4.000000",
                  "P1 proposed 10000.0000 x 2 x 2 x 1.00 = 3.468720", "H1 baseline 250.0000 x 2 x 1 x 1.00 = 0.500000",
                  "H1 proposed 250.0000 x 2 x 3 x 1.00 = 1.336829", "H2 baseline 250.0000 x 2 x 1 x 1.00 = 0.500000",
                  "T1 baseline 163.0000 x 4 x 2 x 1.00 = 0.130400"));
  EXPECT_THAT(texts_of(result.issues), ElementsAre(HasSubstr("bng_retention_missing T1")));
  EXPECT_NEAR(result.account.modules[0].before, 4.1304, 1e-9) << "trees belong to the area account";
  EXPECT_NEAR(result.account.modules[1].after(), 1.3368287006, 1e-9);
  EXPECT_TRUE(result.proposes);
  EXPECT_EQ(result.left_out, 1u) << "the tree";
}

TEST(BngUnits, SplittingAParcelChangesNoTotalAndSizeIsLinear) {
  const BngTables known = habitats();
  const auto total = [&](const Parcels& parcels) {
    return bng_units(parcels.list(), {.tables = &known}, {}).account.modules[0];
  };
  const auto meadow = [](Parcels& parcels, const std::string& reference, const Box& box) {
    parcels.habitat(reference, polygon_of(box), "Grassland", "Modified grassland", "Poor", "Enhanced", "Grassland",
                    "Other neutral grassland", "Good");
  };
  Parcels whole, halves, doubled;
  meadow(whole, "A", {0, 0, 100, 100});
  meadow(halves, "A", {0, 0, 37, 100});
  meadow(halves, "B", {37, 0, 100, 100});
  meadow(doubled, "A", {0, 0, 200, 100});
  EXPECT_NEAR(total(whole).after(), total(halves).after(), 1e-9);
  EXPECT_NEAR(2 * total(whole).after(), total(doubled).after(), 1e-9);
  EXPECT_GT(total(whole).after(), total(whole).before);
}

TEST(BngUnits, HighOnlyWherePlaceAndHabitatMatchAMeasure) {
  const BngTables known = habitats();
  const RoleFeatures mapped =
      measures({{"Lowland meadows", square(0, 0, 40)}, {"Woodland and forest", square(60, 0, 40)}});
  const auto pieces = [&](const std::string& broad, const std::string& type) {
    const BngResult result = bng_units(
        Parcels()
            .habitat("P", square(0, 0, 100), "Grassland", "Modified grassland", "Poor", "Created", broad, type, "Good")
            .list(),
        {.tables = &known, .measures = &mapped, .significance = SignificanceRule::mapped}, {});
    std::vector<std::string> lines;
    for (const UnitPiece& u : result.pieces)
      if (u.proposed())
        lines.push_back(std::to_string(std::lround(u.size)) + " " + std::string(significance_name(u.significance)) +
                        " " + u.measure);
    return lines;
  };
  EXPECT_THAT(pieces("Grassland", "Lowland meadows"), ElementsAre("1600 high M1", "8400 low "));
  EXPECT_THAT(pieces("Woodland and forest", "Wet woodland"), ElementsAre("1600 high M2", "8400 low "))
      << "a measure may name the broad type";
  EXPECT_THAT(pieces("Wetland", "Reedbeds"), ElementsAre("10000 low "));
  EXPECT_THAT(pieces("", "Grassland - Lowland meadows"), ElementsAre("1600 high M1", "8400 low "));
}

TEST(BngUnits, SplitsAtAuthoritiesAndFollowsTheirStrategies) {
  const BngTables known = habitats();
  const RoleFeatures mapped = measures({{"Lowland meadows", square(0, 0, 100)}});
  const Layer districts = authorities({{"A", square(-1000, -1000, 1030)}, {"B", square(30, -1000, 2000)}});
  SiteOptions options;
  options.without_lnrs = {"B"};
  const BngResult result = bng_units(
      Parcels()
          .habitat("P", square(0, 0, 30), "Grassland", "Modified grassland", "Poor")
          .habitat("Q", square(10, 0, 40), "Grassland", "Modified grassland", "Poor", "Lost", "Grassland",
                   "Lowland meadows", "Good")
          .list(),
      {.tables = &known, .measures = &mapped, .authorities = &districts, .significance = SignificanceRule::mapped},
      options);
  std::vector<std::string> lines;
  double total = 0;
  for (const UnitPiece& u : result.pieces) {
    if (u.parcel == 1 && u.proposed()) {
      lines.push_back(u.authority + " " + std::string(significance_name(u.significance)) + " " +
                      std::to_string(std::lround(u.size)));
      total += u.size;
    }
    if (u.area >= 0) {
      EXPECT_NEAR(area_m2(result.areas[static_cast<std::size_t>(u.area)]), u.size, 1e-6);
    }
  }
  // Districts are 'name of A' by the builder; B has no strategy, so land of the measure is medium there. A corner lies
  // in neither.
  EXPECT_THAT(lines, ElementsAre("name of A high 600", "name of B medium 800", " high 200"));
  EXPECT_NEAR(total, 1600, 1e-6);
}

TEST(BngUnits, SplitsHedgerowsByLength) {
  const BngTables known = habitats();
  const RoleFeatures mapped = measures({{"Native hedgerow", square(0, -10, 100)}});
  const BngResult result = bng_units(
      Parcels()
          .line(ParcelKind::hedgerow, "H", {{50, 0}, {200, 0}}, "", "", "Created", "Native hedgerow", "Moderate")
          .list(),
      {.tables = &known, .measures = &mapped, .significance = SignificanceRule::mapped}, {});
  EXPECT_THAT(told(result), ElementsAre("H proposed 50.0000 x 2 x 2 x 1.15 = 0.192471",
                                        "H proposed 100.0000 x 2 x 2 x 1.00 = 0.334731"));
}

TEST(BngUnits, SaysWhatItDoesNotKnow) {
  const BngTables known = habitats();
  const RoleFeatures none = measures({});
  const BngResult result =
      bng_units(Parcels()
                    .habitat("P", square(0, 0, 10), "Grassland", "Lowland medows", "Splendid", "Retained")
                    .habitat("Q", square(0, 0, 10), "Grassland", "Lowland meadows", "Splendid", "Retained")
                    .habitat("S", square(20, 0, 10), "Grassland", "Modified grassland", "Good", "Lost", "Grassland",
                             "Lowland meadows", "Good")
                    .says(ParcelField::proposed_significance, "High strategic significance")
                    .list(),
                {.tables = &known, .measures = &none, .significance = SignificanceRule::mapped}, {});
  EXPECT_THAT(
      texts_of(result.issues),
      ElementsAre(
          HasSubstr(
              "bng_habitat_unknown P: 'Lowland medows' is not a habitat type of the statutory metric; did you mean "
              "'Lowland meadows'?"),
          HasSubstr("bng_condition_unknown Q: baseline condition 'Splendid'"),
          HasSubstr("bng_significance_differs S: proposed significance is stated as high; by the mapped measures it is "
                    "low")));
  EXPECT_TRUE(std::isnan(result.pieces[0].units));
  EXPECT_EQ(result.left_out, 2u);
}

TEST(BngUnits, RetainedHabitatKeepsItsUnits) {
  const BngTables known = habitats();
  const BngResult result = bng_units(
      Parcels()
          .habitat("P", square(0, 0, 100), "Urban", "Developed land; sealed surface", "N/A - Other", "Retained")
          .list(),
      {.tables = &known}, {});
  EXPECT_THAT(told(result), ElementsAre("P baseline 10000.0000 x 0 x 0 x 1.00 = 0.000000",
                                        "P proposed 10000.0000 x 0 x 0 x 1.00 = 0.000000"));
  EXPECT_THAT(result.issues, IsEmpty());
}

TEST(BngChecks, FindsWhatDefrasServiceFinds) {
  const BngTables known = habitats();
  const MultiPolygon red_line = square(0, 0, 100);
  ParcelList good = Parcels()
                        .habitat("A", polygon_of(Box{0, 0, 50, 100}), "", "", "")
                        .habitat("B", polygon_of(Box{50, 0, 100, 100}), "", "", "")
                        .list();
  EXPECT_THAT(texts_of(bng_geometry_checks(good, red_line, known)), ElementsAre(HasSubstr("bng_outside_england")))
      << "nothing else; the origin of the grid lies in the sea";
  ParcelList bad = Parcels()
                       .habitat("over", polygon_of(Box{0, 0, 51, 100}), "", "", "")
                       .habitat("out", polygon_of(Box{50, 0, 101, 100}), "", "", "")
                       .says(ParcelField::stated_size, "999")
                       .habitat("tiny", polygon_of(Box{10, 10, 10.5, 10.5}), "", "", "")
                       .habitat("bow", polygon({{200, 0}, {210, 10}, {210, 0}, {200, 10}}), "", "", "")
                       .line(ParcelKind::hedgerow, "hedge", {{50, 50}, {150, 50}}, "", "")
                       .tree("tree", {100.2, 50}, "Small", "Good")
                       .list();
  repair_parcels(bad);
  EXPECT_THAT(texts_of(bad.issues), ElementsAre(HasSubstr("bng_self_intersection bow")));
  const std::vector<std::string> found = texts_of(bng_geometry_checks(bad, red_line, known));
  const auto has = [&](const char* text) { return testing::Value(found, testing::Contains(HasSubstr(text))); };
  EXPECT_TRUE(has("bng_parcel_outside out: 100.00 m² of 5100.00 m²")) << testing::PrintToString(found);
  EXPECT_TRUE(has("bng_parcel_outside hedge: 50.00 m of 100.00 m"));
  EXPECT_TRUE(has("bng_parcel_outside tree: the tree stands 0.20 m"));
  EXPECT_TRUE(
      has("bng_parcels_overlap over: shares 100.00 m² with parcel 'out', which count twice: cut one of them back"));
  EXPECT_TRUE(has("bng_parcel_too_small tiny"));
  EXPECT_TRUE(has("bng_size_differs out: 999 is stated"));
  EXPECT_TRUE(has("bng_area_sum"));
}

TEST(BngTemplate, FindsColumnsByTheTemplatesNamesAndTheUsualRenamings) {
  const ParcelColumns template_names =
      parcel_columns(ParcelKind::habitat, {"fid", "Parcel Ref", "Baseline Broad Habitat Type", "Baseline Habitat Type",
                                           "Area", "Baseline Condition", "Proposed Habitat Type"});
  EXPECT_THAT(template_names.missing, IsEmpty());
  EXPECT_EQ(template_names.column.at(ParcelField::reference), "Parcel Ref");
  const ParcelColumns underscored = parcel_columns(ParcelKind::habitat, {"parcel_ref", "habitat_type", "condition"});
  EXPECT_THAT(underscored.missing, IsEmpty());
  EXPECT_EQ(underscored.column.at(ParcelField::baseline_type), "habitat_type");
  EXPECT_THAT(parcel_columns(ParcelKind::habitat, {"Parcel Ref", "Baseline Habitat Type", "Cond"}).missing,
              ElementsAre("Baseline Condition"));
  EXPECT_EQ(table_called("Red Line Boundary", {"habitats", "red_line_boundary"}), "red_line_boundary");
  EXPECT_EQ(table_called("Urban Trees", {"Urban Tree"}), "Urban Tree");
  EXPECT_EQ(table_called("Rivers", {"Habitats"}), std::nullopt);
}

TEST(BngTables, ReadConditionsWhateverTheirSpelling) {
  const BngTables known = habitats();
  for (const auto& [text, score] :
       {std::pair{"Good", 3.0}, std::pair{"Fairly Good", 2.5}, std::pair{"3. Moderate", 2.0},
        std::pair{"fairly poor ", 1.5}, std::pair{"Condition Assessment N/A", 1.0}})
    EXPECT_EQ(known.condition_score(known.condition(text).value_or("N/A - Other")), score) << text;
  EXPECT_EQ(known.condition("gut"), std::nullopt) << "translated";
  EXPECT_TRUE(says_nothing("N/A") && says_nothing("Null") && says_nothing(" "));
  EXPECT_FALSE(says_nothing("N/A - Other"));
}

TEST(BngMetric, CountsYearsWithAdvanceAndDelay) {
  EXPECT_EQ(years_left(10, {0, 0}), 10);
  EXPECT_EQ(years_left(10, {4, 0}), 6);
  EXPECT_EQ(years_left(10, {12, 0}), 0);
  EXPECT_EQ(years_left(10, {0, 20}), 30);
  EXPECT_EQ(years_left(10, {0, 21}), more_than_30_years);
  EXPECT_EQ(years_left(more_than_30_years, {0, 5}), more_than_30_years);
  EXPECT_EQ(years_left(more_than_30_years, {30, 0}), 0);
  EXPECT_EQ(years_left(more_than_30_years, {more_than_30_years, 0}), 0);
}

TEST(BngMetric, AnAccountWithoutBaselineHasNoPercentage) {
  const BngTables known = habitats();
  const BngType* hedge = known.type(BngModule::hedgerow, "Native hedgerow");
  const std::vector<BngEntry> entries{{hedge, BngPart::created, false, false, 2.0, 1}};
  const BngAccount account = bng_account(entries);
  EXPECT_TRUE(std::isnan(account.modules[1].net_percent()));
  EXPECT_EQ(account.modules[2].net_percent(), 0);
}

TEST(BngTables, ABrokenTableIsAConfigErrorThatNamesFileAndLine) {
  try {
    const BngTables broken([](const std::string& name) {
      std::string text = read_file(source_dir() / "data/presets/bng" / name);
      if (name == "hedgerows.csv") text.replace(text.find("V.High,8"), 8, "V.High,x");
      return text;
    });
    FAIL() << "read in spite of it";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.message(), HasSubstr("hedgerows.csv:4: score 'x' is not a number"));
  }
}

}  // namespace
}  // namespace spatial::test
