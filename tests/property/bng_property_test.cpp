// SPDX-License-Identifier: MIT
// Units of Biodiversity Net Gain on random rows of every type: linear in size, the same however a parcel is split or
// rows are ordered, retained as at baseline; pieces cut by authorities and measures add up.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/planning/bng_units.hpp"
#include "tests/support/bng_file.hpp"
#include "tests/support/bng_runs.hpp"
#include "tests/support/files.hpp"
#include "tests/support/raw_layer.hpp"

namespace spatial::test {
namespace {

using enum ParcelField;

const BngTables& known() {
  static const BngTables tables(
      [](const std::string& name) { return read_file(source_dir() / "data/presets/bng" / name); });
  return tables;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  template <class List>
  const auto& of(const List& list) {
    return list[below(list.size())];
  }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

std::vector<const BngType*> types_of(BngModule module) {
  std::vector<const BngType*> types;
  for (const BngType& type : known().types())
    if (type.module == module && type.broad != "Individual trees") types.push_back(&type);
  return types;
}

/// Words of a row; about half of the random rows have units after.
Parcel random_parcel(Dice& dice, std::size_t number) {
  constexpr std::array kinds{ParcelKind::habitat, ParcelKind::habitat, ParcelKind::hedgerow, ParcelKind::river};
  constexpr std::array retentions{"Retained", "Enhanced", "Lost", "Created"};
  const std::array<std::string, 4> significance{"High", "Medium", "Low", ""};
  const std::array<std::string, 4> channel{"No Encroachment", "Minor", "Major", "N/A - Culvert"};
  Parcel parcel;
  parcel.kind = dice.of(kinds);
  const BngModule module = parcel.kind == ParcelKind::habitat    ? BngModule::area
                           : parcel.kind == ParcelKind::hedgerow ? BngModule::hedgerow
                                                                 : BngModule::watercourse;
  const auto types = types_of(module);
  const BngType &before = *dice.of(types), &after = dice.below(3) == 0 ? before : *dice.of(types);
  parcel.reference = std::to_string(number);
  parcel.text = {{reference, parcel.reference},
                 {baseline_type, before.label()},
                 {baseline_condition, dice.of(before.conditions)},
                 {baseline_significance, dice.of(significance)},
                 {retention, dice.of(retentions)},
                 {proposed_type, after.label()},
                 {proposed_condition, dice.of(after.conditions)},
                 {proposed_significance, dice.of(significance)},
                 {advance, std::to_string(dice.below(4) == 0 ? dice.below(12) : 0)},
                 {delay, std::to_string(dice.below(5) == 0 ? dice.below(12) : 0)},
                 {location, dice.below(5) == 0 ? "Off-site" : "On-site"},
                 {spatial_risk, module == BngModule::watercourse
                                    ? "Outside waterbody catchment, but within operational catchment"
                                    : "Compensation outside LPA or NCA of impact site and neighbouring LPA or NCA"}};
  for (const auto& [field, type] : {std::pair{baseline_channel, &before}, {proposed_channel, &after}})
    parcel.text[field] = type->type == "Culvert" ? channel[3] : channel[dice.below(3)];
  for (const auto& [field, type] : {std::pair{baseline_banks, &before}, {proposed_banks, &after}})
    parcel.text[field] = type->type == "Culvert" ? "N/A - Culvert" : "Minor/Minor";
  return parcel;
}

/// Adds a row with a strip of land or a line from x0 to x1, on a track of its own.
void add(ParcelList& list, const Parcel& parcel, double x0, double x1) {
  const double y = 40.0 * static_cast<double>(list.parcels.size());
  if (parcel.kind == ParcelKind::habitat) {
    list.areas.append(polygon_of(Box{x0, y, x1, y + 20}).view());
  } else {
    list.areas.end_feature();
    list.lines.add_point({x0, y});
    list.lines.add_point({x1, y});
    list.lines.end_line();
  }
  list.lines.end_feature();
  list.points.end_feature();
  list.parcels.push_back(parcel);
}

BngResult units_of(ParcelList list) { return bng_units(std::move(list), {.tables = &known()}, {}); }

void same_accounts(const BngAccount& a, const BngAccount& b, double factor = 1) {
  for (std::size_t m = 0; m < bng_module_count; ++m) {
    const BngTotals &p = a.modules[m], &q = b.modules[m];
    for (const auto field :
         {&BngTotals::before, &BngTotals::retained, &BngTotals::created, &BngTotals::enhanced, &BngTotals::off_before,
          &BngTotals::off_after, &BngTotals::off_before_at_risk, &BngTotals::off_after_at_risk})
      EXPECT_NEAR(factor * p.*field, q.*field, 1e-9 * std::max(1.0, std::abs(q.*field))) << "module " << m;
  }
  ASSERT_EQ(a.trading.size(), b.trading.size());
  for (std::size_t t = 0; t < a.trading.size(); ++t) {
    EXPECT_EQ(a.trading[t].met, b.trading[t].met);
    for (const auto field : {&BngTrade::surplus, &BngTrade::deficit, &BngTrade::net, &BngTrade::cumulative})
      if (const double right = b.trading[t].*field; std::isfinite(right)) {
        EXPECT_NEAR(factor * a.trading[t].*field, right, 1e-9 * std::max(1.0, std::abs(right)));
      } else {
        EXPECT_TRUE(std::isnan(a.trading[t].*field));
      }
  }
}

TEST(BngProperty, UnitsAreLinearInSize) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Dice dice(seed);
    ParcelList small, large;
    for (std::size_t row = 0; row < 200; ++row) {
      const Parcel parcel = random_parcel(dice, row);
      add(small, parcel, 0, 16);
      add(large, parcel, 0, 16 * 3.5);
    }
    const BngResult a = units_of(std::move(small)), b = units_of(std::move(large));
    ASSERT_EQ(a.pieces.size(), b.pieces.size());
    std::size_t after = 0;
    for (std::size_t p = 0; p < a.pieces.size(); ++p) {
      ASSERT_EQ(std::isfinite(a.pieces[p].units), std::isfinite(b.pieces[p].units));
      if (!std::isfinite(a.pieces[p].units)) continue;
      EXPECT_NEAR(3.5 * a.pieces[p].units, b.pieces[p].units, 1e-12 * std::max(1.0, b.pieces[p].units));
      after += a.pieces[p].proposed() ? 1 : 0;
    }
    EXPECT_GT(after, 60u) << "the rows have units after";
    EXPECT_EQ(a.left_out, b.left_out);
    same_accounts(a.account, b.account, 3.5);
  }
}

TEST(BngProperty, SplittingParcelsChangesNoTotalAndNoBand) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Dice dice(seed + 100);
    ParcelList whole, parts;
    for (std::size_t row = 0; row < 200; ++row) {
      const Parcel parcel = random_parcel(dice, row);
      add(whole, parcel, 0, 64);
      double x = 0;
      while (x < 64) {
        const double to = std::min(64.0, x + 0.25 * static_cast<double>(1 + dice.below(150)));
        add(parts, parcel, x, to);
        x = to;
      }
    }
    EXPECT_GT(parts.parcels.size(), 350u);
    same_accounts(units_of(std::move(whole)).account, units_of(std::move(parts)).account);
  }
}

TEST(BngProperty, WhatIsRetainedIsWorthWhatItWas) {
  ParcelList list;
  std::size_t rows = 0;
  for (const BngType& type : known().types())
    for (const std::string& condition : type.conditions) {
      if (type.broad == "Individual trees" || type.always_irreplaceable) continue;
      Dice dice(++rows);
      Parcel parcel = random_parcel(dice, rows);
      parcel.kind = type.module == BngModule::area       ? ParcelKind::habitat
                    : type.module == BngModule::hedgerow ? ParcelKind::hedgerow
                                                         : ParcelKind::river;
      parcel.text[baseline_type] = type.label();
      parcel.text[baseline_condition] = condition;
      parcel.text[baseline_channel] = type.type == "Culvert" ? "N/A - Culvert" : "Major";
      parcel.text[baseline_banks] = type.type == "Culvert" ? "N/A - Culvert" : "Major/Minor";
      parcel.text[retention] = "Retained";
      parcel.text[location] = "On-site";
      add(list, parcel, 0, 50);
    }
  const BngResult result = units_of(std::move(list));
  ASSERT_EQ(result.pieces.size(), 2 * rows);
  EXPECT_EQ(result.left_out, 0u);
  for (std::size_t p = 0; p < result.pieces.size(); p += 2) {
    ASSERT_EQ(result.pieces[p + 1].part, BngPart::retained);
    ASSERT_TRUE(std::isfinite(result.pieces[p].units));
    EXPECT_EQ(result.pieces[p].units, result.pieces[p + 1].units);
  }
  for (const BngTotals& module : result.account.modules) EXPECT_EQ(module.net(), 0);
}

RoleFeatures random_measures(Dice& dice, std::size_t count) {
  RoleFeatures measures;
  measures.role = *site_role_named("measure");
  const std::array modules{BngModule::area, BngModule::area, BngModule::hedgerow, BngModule::watercourse};
  for (std::size_t m = 0; m < count; ++m) {
    measures.id.push_back("M" + std::to_string(m));
    measures.name.emplace_back();
    measures.source.emplace_back("measures.gpkg");
    std::string habitats;
    for (int k = 0; k < 30; ++k) habitats += dice.of(types_of(dice.of(modules)))->type + "; ";
    measures.code.push_back(habitats);
    measures.geometry.append(random_star(dice.engine()(),
                                         {static_cast<double>(dice.below(100)), static_cast<double>(dice.below(2400))},
                                         60 + static_cast<double>(dice.below(200)), 11)
                                 .view());
  }
  return measures;
}

TEST(BngProperty, PiecesCutByAuthoritiesAndMeasuresAddUpToTheParcel) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Dice dice(seed + 200);
    ParcelList list;
    for (std::size_t row = 0; row < 60; ++row) {
      const Parcel parcel = random_parcel(dice, row);
      add(list, parcel, -30.0 + static_cast<double>(dice.below(40)), 60.0 + static_cast<double>(dice.below(60)));
    }
    const RoleFeatures measures = random_measures(dice, 25);
    RawLayerBuilder builder(Role::authority);
    builder.add("A", polygon_of(Box{-1000, -1000, 31.5, 5000}));
    builder.add("B", polygon_of(Box{31.5, -1000, 1000, 700}));
    const Layer districts = clean(builder.build(), {}, {}).layer;
    const ParcelList before = list;
    const BngResult result = bng_units(std::move(list),
                                       {.tables = &known(),
                                        .measures = &measures,
                                        .authorities = &districts,
                                        .significance = SignificanceRule::mapped},
                                       {});
    std::map<std::pair<std::uint32_t, bool>, StableSum> sizes;
    std::size_t split = 0;
    for (const UnitPiece& piece : result.pieces) {
      sizes[{piece.parcel, piece.proposed()}].add(piece.size);
      EXPECT_GT(piece.size, 0);
      if (piece.area < 0) continue;
      EXPECT_NEAR(area_m2(result.areas[static_cast<std::size_t>(piece.area)]), piece.size, 1e-6);
    }
    for (const auto& [key, sum] : sizes) {
      const auto parcel = key.first;
      double length = 0;
      for (std::size_t l = 0; l < before.lines[parcel].line_count(); ++l)
        length += before.lines[parcel].line(l).back().x - before.lines[parcel].line(l).front().x;
      const double measured = length > 0 ? length : area_m2(before.areas[parcel]);
      EXPECT_NEAR(sum.value(), measured, 1e-9 * measured);
    }
    split = result.pieces.size() - sizes.size();
    EXPECT_GT(split, 60u) << "the cuts cut";
  }
}

TEST(BngProperty, NeitherTheOrderOfRowsNorThreadsShow) {
  const TempDir folder;
  const auto run = [&](const BngSite& site, unsigned threads) {
    write_bng_file(folder / "template.gpkg", site);
    const BngRun result = bng_run(folder / "template.gpkg", false, source_dir() / "data/presets/bng",
                                  {threads, threads == 1 ? Backend::serial : Backend::tbb});
    return result.json.dump() + result.summary;
  };
  BngSite site = busy_site();
  for (const std::size_t row : {1, 2, 3}) {  // the same words on several parcels, references or none
    site.push_back(site[row]);
    site.back().wkt = bng_box(10.0 * static_cast<double>(row), 200, 10.0 * static_cast<double>(row) + 8, 220);
  }
  const std::string first = run(site, 1);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Dice dice(seed);
    std::shuffle(site.begin(), site.end(), dice.engine());
    for (const unsigned threads : {1u, 2u, 8u}) {
      const std::string again = run(site, threads);
      EXPECT_EQ(again, first);
    }
  }
}

}  // namespace
}  // namespace spatial::test
