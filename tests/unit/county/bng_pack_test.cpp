// SPDX-License-Identifier: MIT
// Every case of the pack of Biodiversity Net Gain: what Defra's statutory tool gives, beside what this project gives.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/bng_form.hpp"
#include "libspatial/county/bng_source.hpp"
#include "libspatial/landscape/csv.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

namespace fs = std::filesystem;

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const fs::path& file) {
  const CsvFile csv = parse_csv(read_file(file), file.filename().string());
  std::vector<Row> rows;
  for (std::size_t r = 1; r < csv.rows.size(); ++r) {
    Row row;
    for (std::size_t c = 0; c < csv.rows[r].cells.size(); ++c)
      row[trimmed(csv.rows[0].cells[c].text)] = trimmed(csv.rows[r].cells[c].text);
    rows.push_back(std::move(row));
  }
  return rows;
}

fs::path pack() {
  const fs::path shared = shared_dir();
  return !shared.empty() && fs::exists(shared / "bng") ? shared / "bng" : fs::path();
}

BngTables our_tables() { return read_bng_tables(source_dir() / "data/presets/bng"); }

BngModule module_named(const std::string& name) {
  for (const BngModuleInfo& one : bng_modules())
    if (one.name == name) return one.module;
  ADD_FAILURE() << "no module " << name;
  return BngModule::area;
}

/// The layer's word in the pack for a role of issues.
std::string layer_of(const std::string& role) {
  const std::map<std::string, std::string> names{
      {"habitat", "habitats"}, {"hedgerow", "hedgerows"}, {"river", "rivers"}, {"tree", "trees"}, {"site", "red"}};
  const auto found = names.find(role);
  return found == names.end() ? role : found->second;
}

/// What one case gives under one rule of significance.
class Result {
 public:
  Result(const fs::path& file, const BngTables& tables, SignificanceRule rule) {
    Config config;
    SiteRunOptions options;
    options.sites = file.string();
    options.bng = true;
    BngSource source = read_bng_source(config, options, {1, Backend::serial});
    repair_parcels(source.parcels);
    issues_ = source.parcels.issues;
    for (Issue& one : bng_geometry_checks(source.parcels, source.site.raw.layer.geometry[0], tables))
      issues_.push_back(std::move(one));
    BngInputs inputs;
    inputs.tables = &tables;
    inputs.significance = rule;
    result_ = bng_units(std::move(source.parcels), inputs, {});
    issues_.insert(issues_.end(), result_.issues.begin(), result_.issues.end());
    tables_ = &tables;
  }

  /// NaN: no figure.
  double total(const std::string& module, const std::string& stage, bool percent) const {
    const BngAccount& account = result_.account;
    if (module == "tree")
      return stage == "baseline" ? account.trees_before
             : stage == "post"   ? account.trees_after
                                 : account.trees_after - account.trees_before;
    const BngTotals& t = account.modules[static_cast<std::size_t>(module_named(module))];
    if (percent) return stage == "net" ? t.net_percent() : t.total_percent();
    const std::map<std::string, double> values{{"baseline", t.before},         {"post", t.after()},
                                               {"retained", t.retained},       {"created", t.created},
                                               {"enhanced", t.enhanced},       {"net", t.net()},
                                               {"off_baseline", t.off_before}, {"off_post", t.off_after},
                                               {"off_net", t.off_net()},       {"off_net_srm", t.off_net_at_risk()},
                                               {"total_net", t.total_net()}};
    return values.at(stage);
  }

  const UnitPiece* piece(const std::string& layer, const std::string& reference, bool post) const {
    for (const UnitPiece& one : result_.pieces) {
      const Parcel& parcel = result_.list.parcels[one.parcel];
      if (one.proposed() == post && parcel.reference == reference &&
          layer_of(std::string(info(parcel.kind).name)) == layer)
        return &one;
    }
    return nullptr;
  }

  const BngTrade& trade(const std::string& module, const std::string& band) const {
    for (const BngTrade& one : result_.account.trading)
      if (one.module == module_named(module) && band_name(one.band) == band) return one;
    throw std::runtime_error("no band " + module + " " + band);
  }

  std::set<std::string> findings() const {
    std::set<std::string> found;
    for (const Issue& issue : issues_) {
      const BngCheck* check = tables_->check(info(issue.rule).code, issue.role);
      if (check == nullptr) continue;
      std::string reference = issue.feature_id;
      if (check->key == "parcels_overlap") {
        const std::size_t first = issue.message.find('\''), last = issue.message.rfind('\'');
        std::string other = issue.message.substr(first + 1, last - first - 1);
        if (other < reference) std::swap(other, reference);
        reference += "|" + other;
      }
      const bool of_layer = check->key == "habitats_none" || check->key == "red_line_many";
      found.insert(of_layer ? "file " + check->key : layer_of(issue.role) + " " + reference + " " + check->key);
    }
    return found;
  }

 private:
  BngResult result_;
  Issues issues_;
  const BngTables* tables_ = nullptr;
};

double field_of(const UnitPiece* piece, const std::string& field) {
  if (piece == nullptr) return std::nan("");
  if (field == "units") return piece->units;
  if (field == "years") return piece->years ? *piece->years : std::nan("");
  return field == "time" ? piece->time : piece->difficulty;
}

double trade_field(const BngTrade& trade, const std::string& field) {
  return field == "surplus"   ? trade.surplus
         : field == "deficit" ? trade.deficit
         : field == "net"     ? trade.net
                              : trade.cumulative;
}

/// Figures that hold for the rule: its own where there is one, else the statutory tool's.
std::map<std::string, Row> expected(const std::vector<Row>& rows, const std::string& rule) {
  std::map<std::string, Row> result;
  for (const std::string& wanted : {std::string("statutory"), rule})
    for (const Row& row : rows)
      if (row.at("rule") == wanted && row.at("field") != "finding")
        result[row.at("stage") + " " + row.at("module") + " " + row.at("ref") + " " + row.at("field")] = row;
  return result;
}

void check_figure(const Row& row, const Result& result, std::size_t& compared) {
  const std::string &stage = row.at("stage"), &module = row.at("module"), &reference = row.at("ref"),
                    &field = row.at("field"), &value = row.at("value");
  // The pack leaves the parts of the trees, which are part of the area account, at 0.
  if (module == "tree" && stage != "baseline" && stage != "post" && stage != "net") return;
  double ours = 0;
  if (stage == "trading") {
    const BngTrade& trade = result.trade(module, reference);
    if (field == "met") {
      EXPECT_EQ(trade.met ? "yes" : "no", value) << module << ' ' << reference;
      ++compared;
      return;
    }
    ours = trade_field(trade, field);
  } else {
    ours = reference.empty() ? result.total(module, stage, field == "percent")
                             : field_of(result.piece(module, reference, stage == "post"), field);
  }
  ++compared;
  if (value == "none") {
    EXPECT_TRUE(std::isnan(ours)) << ours;
    return;
  }
  const double right = value == "30+" ? more_than_30_years : std::strtod(value.c_str(), nullptr);
  if (right == 0 && std::isnan(ours)) return;  // what is not there is 0
  const double tolerance = std::strtod(row.at("tolerance").c_str(), nullptr);
  EXPECT_NEAR(ours, right, std::max(tolerance, 1e-9));
}

class BngPack : public testing::Test {
 protected:
  void SetUp() override {
    if (pack().empty()) GTEST_SKIP() << "the folder with the cases of Biodiversity Net Gain is absent (LNRS_SHARED)";
  }
};

TEST_F(BngPack, EveryCaseGivesTheStatutoryToolsFigures) {
  const BngTables tables = our_tables();
  std::size_t compared = 0, cases = 0;
  for (const Row& one : rows_of(pack() / "cases/index.csv")) {
    const fs::path folder = pack() / "cases" / one.at("case");
    if (!fs::exists(folder / "site.gpkg")) continue;
    const std::vector<Row> rows = rows_of(folder / "expected.csv");
    const bool has_figures =
        std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.at("field") != "finding"; });
    if (!has_figures) continue;
    ++cases;
    for (const auto& [name, rule] :
         {std::pair{"statutory", SignificanceRule::stated}, std::pair{"statutory_low", SignificanceRule::low}}) {
      SCOPED_TRACE(one.at("case") + " " + name);
      const Result result(folder / "site.gpkg", tables, rule);
      for (const auto& [key, row] : expected(rows, name)) {
        SCOPED_TRACE(key);
        // The pack has the trading summary only by the significance stated.
        if (name != row.at("rule") && row.at("stage") == "trading") continue;
        check_figure(row, result, compared);
      }
    }
  }
  EXPECT_GT(cases, 40u);
  RecordProperty("figures", static_cast<int>(compared));
  std::printf("%zu cases, %zu figures compared\n", cases, compared);
}

TEST_F(BngPack, EveryCaseGivesTheFindingsOfThePack) {
  const BngTables tables = our_tables();
  for (const Row& one : rows_of(pack() / "cases/index.csv")) {
    const fs::path folder = pack() / "cases" / one.at("case");
    if (one.at("kind") == "file" || !fs::exists(folder / "site.gpkg")) continue;
    SCOPED_TRACE(one.at("case"));
    std::set<std::string> wanted;
    bool stops = false;
    for (const Row& row : rows_of(folder / "expected.csv")) {
      if (row.at("field") != "finding") continue;
      const bool file = row.at("module") == "file";
      stops = stops || row.at("value") == "red_line_none" || row.at("value") == "geometry_unreadable";
      wanted.insert(file ? "file " + row.at("value") : row.at("module") + " " + row.at("ref") + " " + row.at("value"));
    }
    if (stops) continue;  // refused as a whole: see the tests of the command
    std::set<std::string> found = Result(folder / "site.gpkg", tables, SignificanceRule::stated).findings();
    if (std::any_of(wanted.begin(), wanted.end(), [](const std::string& key) { return key.starts_with("file "); }))
      std::erase_if(found, [](const std::string& key) { return !key.starts_with("file "); });
    EXPECT_THAT(found, testing::ContainerEq(wanted));
  }
}

TEST_F(BngPack, EveryCaseGivesTheFindingsOfItsForm) {
  const BngTables tables = our_tables();
  std::size_t found_in_all = 0;
  for (const Row& one : rows_of(pack() / "cases/index.csv")) {
    const fs::path folder = pack() / "cases" / one.at("case");
    if (!fs::exists(folder / "site.gpkg")) continue;
    SCOPED_TRACE(one.at("case"));
    std::set<std::string> wanted, found;
    for (const Row& row : rows_of(folder / "expected.csv"))
      if (row.at("field") == "finding" && (one.at("kind") == "file" || row.at("value") == "geometry_unreadable"))
        wanted.insert(row.at("ref") + " " + row.at("value"));
    for (const Issue& issue : bng_form_checks(folder / "site.gpkg", one.at("case"), tables)) {
      const BngCheck* check = tables.check(info(issue.rule).code, issue.role);
      ASSERT_NE(check, nullptr) << info(issue.rule).code;
      found.insert(issue.feature_id + " " + check->key);
    }
    found_in_all += found.size();
    EXPECT_THAT(found, testing::ContainerEq(wanted));
  }
  EXPECT_GT(found_in_all, 9u);
}

/// Without comments and blanks: file by file what the pack has.
TEST_F(BngPack, EveryTableOfThePackIsHereWithEveryRow) {
  for (const char* name :
       {"aliases", "area_habitats", "area_time_creation", "area_time_enhancement", "condition_scores", "difficulty",
        "encroachment", "england_outline", "hedgerow_enhancement", "hedgerows", "spatial_risk",
        "strategic_significance", "template_columns", "temporal_multipliers", "trading_members", "tree_sizes",
        "watercourse_time", "watercourses"}) {
    const std::string file = std::string(name) + ".csv";
    std::vector<Row> theirs = rows_of(pack() / "tables" / file);
    for (Row& row : theirs)
      if (file == "trading_members.csv" && row.at("label").ends_with("(IGGI)"))
        row.at("group") = "Intertidal hard structures";  // the pack lists the tool's fault, and says not to copy it
    EXPECT_EQ(rows_of(source_dir() / "data/presets/bng" / file), theirs) << file;
  }
  std::set<std::string> ours, theirs;
  for (const Row& row : rows_of(source_dir() / "data/presets/bng/checks.csv")) ours.insert(row.at("key"));
  for (const Row& row : rows_of(pack() / "tables/checks.csv")) theirs.insert(row.at("key"));
  EXPECT_EQ(ours, theirs);
}

TEST_F(BngPack, EveryTypeConditionAndMultiplierIsKnownToTheReader) {
  const BngTables tables = our_tables();
  std::size_t types = 0;
  for (const auto& [file, module] :
       {std::pair{"area_habitats.csv", BngModule::area}, std::pair{"hedgerows.csv", BngModule::hedgerow},
        std::pair{"watercourses.csv", BngModule::watercourse}})
    for (const Row& row : rows_of(pack() / "tables" / file)) {
      const BngType* type = tables.type(module, row.at("type"));
      ASSERT_NE(type, nullptr) << row.at("type");
      EXPECT_EQ(type->score, std::strtod(row.at("score").c_str(), nullptr)) << row.at("type");
      EXPECT_EQ(band_name(type->band), row.at("band"));
      EXPECT_EQ(joined(type->conditions, ";"), row.at("conditions"));
      ++types;
    }
  EXPECT_EQ(types, 132u + 13u + 5u);
  for (const Row& row : rows_of(pack() / "tables/area_time_creation.csv"))
    for (const auto& [column, text] : row) {
      if (column == "broad" || column == "type") continue;
      const auto& create = tables.type(BngModule::area, row.at("type"))->create;
      EXPECT_EQ(create.contains(column) ? years_text(create.at(column)) : "", text) << row.at("type") << column;
    }
  for (const Row& row : rows_of(pack() / "tables/temporal_multipliers.csv"))
    if (row.at("years") != "31") {
      EXPECT_EQ(tables.time_multiplier(row.at("years") == "30+" ? more_than_30_years : std::stoi(row.at("years"))),
                std::strtod(row.at("multiplier").c_str(), nullptr));
    }
}

}  // namespace
}  // namespace spatial::test
