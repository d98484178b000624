// SPDX-License-Identifier: MIT
// Rows are numbered by their position in the file if its feature numbers repeat; values that do not fit their fields
// are reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::square_wkt;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const Executor one_thread{1, Backend::serial, nullptr};

std::vector<Issue> of_rule(const Issues& issues, IssueRule rule) {
  std::vector<Issue> found;
  for (const Issue& issue : issues)
    if (issue.rule == rule) found.push_back(issue);
  return found;
}

std::string geojson_square(const std::string& id, const std::string& properties, double x) {
  return "{\"type\":\"Feature\"," + (id.empty() ? "" : "\"id\":" + id + ",") + "\"properties\":{" + properties +
         "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" + std::to_string(x) + ",0],[" +
         std::to_string(x + 100) + ",0],[" + std::to_string(x + 100) + ",100],[" + std::to_string(x) + ",0]]]}}";
}

std::string collection(const std::vector<std::string>& features) {
  std::string text =
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}})"
      R"(,"features":[)";
  for (std::size_t i = 0; i < features.size(); ++i) text += (i > 0 ? "," : "") + features[i];
  return text + "]}";
}

RawLayer read(const std::filesystem::path& file, ReadOptions options = {}, const std::string& layer = {}) {
  return read_layer({file, layer}, Role::habitat, options, one_thread).layer;
}

TEST(RowNumbers, OfGeoJsonArePlacesWhereIdsRepeatOrLack) {
  const TempDir dir;
  const auto numbers = [&](const std::vector<std::string>& ids) {
    std::vector<std::string> features;
    for (std::size_t i = 0; i < ids.size(); ++i)
      features.push_back(
          geojson_square("", "\"id\":" + ids[i] + ",\"place\":" + std::to_string(i), 1000.0 * static_cast<double>(i)));
    test::write_file(dir / "a.geojson", collection(features));
    return read(dir / "a.geojson");
  };
  const RawLayer repeated = numbers({"null", "3", "null", "1", "null", "2"});
  EXPECT_THAT(repeated.fid, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(of_rule(repeated.issues, IssueRule::feature_number_repeated), SizeIs(1));
  const RawLayer unique = numbers({"30", "10", "20"});
  EXPECT_THAT(unique.fid, ElementsAre(30, 10, 20));
  EXPECT_THAT(of_rule(unique.issues, IssueRule::feature_number_repeated), SizeIs(0));
  EXPECT_THAT(numbers({"99999999999999999999", "99999999999999999998", "5"}).fid, ElementsAre(1, 2, 3));
}

TEST(RowNumbers, DoNotDependOnTheFilter) {
  const TempDir dir;
  std::vector<std::string> features;
  for (int i = 0; i < 6; ++i) features.push_back(geojson_square("7", "\"place\":" + std::to_string(i), 1000.0 * i));
  test::write_file(dir / "a.geojson", collection(features));
  ReadOptions options;
  options.where = "place >= 3";
  EXPECT_THAT(read(dir / "a.geojson", options).fid, ElementsAre(4, 5, 6));
  options.where.clear();
  options.bbox = Box{2999, 10, 3101, 20};
  EXPECT_THAT(read(dir / "a.geojson", options).fid, ElementsAre(4));
  options.window = {*options.bbox};
  options.bbox.reset();
  for (const std::int64_t number : read(dir / "a.geojson", options).fid) EXPECT_LE(number, 6);
}

/// Two tables and views over both: with numbers that repeat, that are NULL, and without any.
std::filesystem::path views_in(const TempDir& dir) {
  const std::filesystem::path file = dir / "v.gpkg";
  test::write_fixture(file, "GPKG",
                      {{"woods",
                        "EPSG:27700",
                        "Polygon",
                        {"ref"},
                        {{square_wkt(0, 0, 100), {"w1"}}, {square_wkt(1000, 0, 100), {"w2"}}}},
                       {"meadows",
                        "EPSG:27700",
                        "Polygon",
                        {"ref"},
                        {{square_wkt(2000, 0, 100), {"m1"}}, {square_wkt(3000, 0, 100), {"m2"}}}}});
  const auto view = [&](const std::string& name, const std::string& body) {
    test::run_sql(file, "CREATE VIEW " + name + " AS " + body +
                            "; INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('" + name +
                            "', 'features', '" + name + "', 27700); INSERT INTO gpkg_geometry_columns VALUES ('" +
                            name + "', 'geom', 'POLYGON', 27700, 0, 0)");
  };
  view("both", "SELECT fid AS OGC_FID, geom, ref FROM woods UNION ALL SELECT fid, geom, ref FROM meadows");
  view("some",
       "SELECT CASE WHEN ref LIKE 'w%' THEN fid END AS OGC_FID, geom, ref FROM woods UNION ALL SELECT fid, geom, ref "
       "FROM meadows");
  view("none", "SELECT geom, ref FROM woods UNION ALL SELECT geom, ref FROM meadows");
  view("good", "SELECT fid AS OGC_FID, geom, ref FROM woods UNION ALL SELECT fid + 10, geom, ref FROM meadows");
  view("quoted", "SELECT fid AS OGC_FID, geom, ref FROM woods WHERE ref <> \"w1\"");
  return file;
}

TEST(RowNumbers, OfViewsArePlacesWhereTheyRepeat) {
  const TempDir dir;
  const std::filesystem::path file = views_in(dir);
  ReadOptions options;
  options.id_field = "ref";
  for (const char* view : {"both", "some", "none"}) {
    const RawLayer all = read(file, options, view);
    EXPECT_THAT(all.fid, ElementsAre(1, 2, 3, 4)) << view;
    EXPECT_THAT(all.id, ElementsAre("w1", "w2", "m1", "m2")) << view;
    EXPECT_THAT(of_rule(all.issues, IssueRule::feature_number_repeated), SizeIs(view == std::string("none") ? 0 : 1))
        << view;
    ReadOptions some = options;
    some.where = "ref IN ('w2', 'm2')";
    EXPECT_THAT(read(file, some, view).fid, ElementsAre(2, 4)) << view;
    some.where.clear();
    some.bbox = Box{2010, 10, 2020, 20};
    EXPECT_THAT(read(file, some, view).fid, ElementsAre(3)) << view;
  }
  EXPECT_THAT(read(file, options, "good").fid, ElementsAre(1, 2, 11, 12));
  EXPECT_THAT(read(file, options, "quoted").id, ElementsAre("w2"));
}

TEST(RowNumbers, ARowsIssueIsItsOwn) {
  const TempDir dir;
  test::write_file(dir / "a.csv", "id,WKT\nA,POLYGON((0 0\nA,\nA,\"POLYGON((0 0,100 0,100 100,0 0))\"\n");
  ReadOptions options;
  options.id_field = "id";
  options.assume_crs = "EPSG:27700";
  const RawLayer layer = read(dir / "a.csv", options);
  ASSERT_THAT(layer.issue_row, SizeIs(1));
  EXPECT_EQ(layer.issue_row[0], 0u);
  EXPECT_EQ(layer.issues[0].rule, IssueRule::null_geometry);
}

std::string told(const Issues& issues) {
  std::string text;
  for (const Issue& issue : of_rule(issues, IssueRule::value_misfit))
    text += issue.feature_id + ": " + issue.message + "\n";
  return text;
}

TEST(Misfits, OfAGeoPackageAreToldAndKept) {
  const TempDir dir;
  const std::filesystem::path file = dir / "a.gpkg";
  test::write_fixture(file, "GPKG",
                      {{"a",
                        "EPSG:27700",
                        "Polygon",
                        {"n:Integer", "r:Real", "d:Date", "t:DateTime", "s"},
                        {{square_wkt(0, 0, 100), {"1", "1.5", "2026/01/31", "2026/01/31 12:00:00", "x"}},
                         {square_wkt(1000, 0, 100), {}}}}});
  test::run_sql(file,
                "DROP TRIGGER rtree_a_geom_update1; DROP TRIGGER rtree_a_geom_update2; DROP TRIGGER "
                "rtree_a_geom_update3; DROP TRIGGER rtree_a_geom_update4;"
                "UPDATE a SET n = 12.5, r = 'n/a', d = '2026-02-30', t = 'yesterday', s = 12.5 WHERE fid = 2");
  ReadOptions options;
  options.extra_fields = {"n", "r", "d", "t", "s"};
  for (const char* where : {"", "fid > 1", "ST_IsEmpty(geom) = 0"}) {
    options.where = where;
    const RawLayer layer = read(file, options);
    std::vector<std::string> cells;
    for (const AttributeColumn& column : layer.extra) cells.push_back(column.text(column.size() - 1));
    EXPECT_THAT(cells, ElementsAre("12.5", "n/a", "2026-02-30", "yesterday", "12.5")) << where;
    const std::string all = told(layer.issues);
    for (const char* part : {"2: '12.5' in field 'n'", "2: 'n/a' in field 'r'", "2: '2026-02-30' in field 'd'",
                             "2: 'yesterday' in field 't'"})
      EXPECT_THAT(all, HasSubstr(part)) << where;
    EXPECT_THAT(of_rule(layer.issues, IssueRule::value_misfit), SizeIs(4)) << where;
  }
}

TEST(Misfits, OfGeoJsonNumbersBeyond64BitsStayText) {
  const TempDir dir;
  const std::vector<std::string> features{
      geojson_square("1", R"("n":12345678901234567890,"r":1.5,"m":7)", 0),
      geojson_square("2", R"("n":-5,"r":99999999999999999999999,"m":9007199254740993)", 1000)};
  test::write_file(dir / "a.geojson", collection(features));
  test::write_file(dir / "a.geojsonl", features[0] + "\n" + features[1] + "\n");
  ReadOptions options;
  options.extra_fields = {"n", "r", "m"};
  for (const char* file : {"a.geojson", "a.geojsonl"}) {
    options.crs = file == std::string("a.geojson") ? "EPSG:27700" : "EPSG:3857";
    const RawLayer layer = read(dir / file, options);
    EXPECT_THAT(layer.extra[0].texts(), ElementsAre("12345678901234567890", "-5")) << file;
    EXPECT_THAT(layer.extra[1].texts(), ElementsAre("1.5", "99999999999999999999999")) << file;
    EXPECT_THAT(layer.extra[2].texts(), ElementsAre("7", "9007199254740993")) << file;
    EXPECT_THAT(of_rule(layer.issues, IssueRule::value_misfit), SizeIs(2)) << file << told(layer.issues);
  }
}

TEST(Misfits, OfADbfAreToldAndKept) {
  const TempDir dir;
  test::write_fixture(dir / "a.shp", "ESRI Shapefile",
                      {{"a",
                        "EPSG:27700",
                        "Polygon",
                        {"n:Integer", "r:Real", "d:Date"},
                        {{square_wkt(0, 0, 100), {"1", "1.5", "2026/01/31"}},
                         {square_wkt(1000, 0, 100), {"2", "2.5", "2026/02/01"}}}}});
  std::string dbf = test::read_file(dir / "a.dbf");
  const auto put = [&](const std::string& old, std::string text) {
    const std::size_t at = dbf.rfind(old);
    ASSERT_NE(at, std::string::npos);
    dbf.replace(at, old.size(), text.append(old.size() - text.size(), ' '));
  };
  put("2.500000000", "n/a");
  put("20260201", "20260230");
  test::write_file(dir / "a.dbf", dbf);
  ReadOptions options;
  options.extra_fields = {"n", "r", "d"};
  const RawLayer layer = read(dir / "a.shp", options);
  EXPECT_THAT(layer.extra[0].texts(), ElementsAre("1", "2"));
  EXPECT_EQ(layer.extra[1].text(0), "1.5");
  EXPECT_THAT(layer.extra[1].text(1), HasSubstr("n/a"));
  EXPECT_THAT(layer.extra[2].texts(), ElementsAre("2026-01-31", "20260230"));
  EXPECT_THAT(of_rule(layer.issues, IssueRule::value_misfit), SizeIs(2)) << told(layer.issues);
}

TEST(TypedColumn, IsTheNarrowestThatKeepsEveryCell) {
  const auto type_of = [](std::vector<std::string> text, ColumnType declared) {
    return typed_column(text, declared).type;
  };
  EXPECT_EQ(type_of({"1", "", "2"}, ColumnType::integer), ColumnType::integer);
  EXPECT_EQ(type_of({"1", "", "2.5"}, ColumnType::integer), ColumnType::real);
  EXPECT_EQ(type_of({"1", "n/a"}, ColumnType::integer), ColumnType::text);
  EXPECT_EQ(type_of({"1.5", "n/a"}, ColumnType::real), ColumnType::text);
  EXPECT_EQ(type_of({"1", "7"}, ColumnType::boolean), ColumnType::integer);
  EXPECT_EQ(type_of({"1", "12345678901234567890"}, ColumnType::integer), ColumnType::text);
  EXPECT_EQ(type_of({"2.5", "9007199254740993"}, ColumnType::integer), ColumnType::text);
  EXPECT_EQ(type_of({"2.5", "9007199254740992"}, ColumnType::integer), ColumnType::real);
  EXPECT_EQ(type_of({"2026-02-28", "2026-02-30"}, ColumnType::date), ColumnType::text);
  EXPECT_EQ(type_of({"2026-02-28T01:02:03Z", "2026-02-28"}, ColumnType::date_time), ColumnType::date_time);
  const TypedColumn mixed = typed_column({"2026-02-28T13:00:00+01:00", "soon", ""}, ColumnType::date_time);
  EXPECT_EQ(mixed.type, ColumnType::text);
  EXPECT_THAT(std::get<TextCells>(mixed.cells), ElementsAre(std::optional<std::string>("2026-02-28T12:00:00.000Z"),
                                                            std::optional<std::string>("soon"), std::nullopt));
}

TEST(NumbersOf, TextAreReadAsPeopleTypeThem) {
  const FieldNumbers numbers = numbers_of({"10348", "  4.4625455", "1,234.5", "1 234", "-3", "", "  "});
  EXPECT_THAT(numbers.wrong, SizeIs(0));
  EXPECT_THAT(std::vector<double>(numbers.values.begin(), numbers.values.begin() + 5),
              ElementsAre(10348, 4.4625455, 1234.5, 1234, -3));
  EXPECT_TRUE(std::isnan(numbers.values[5]) && std::isnan(numbers.values[6]));
  EXPECT_THAT(numbers_of({"5", "n/a", "12 ha"}).wrong, ElementsAre(1, 2));
}

}  // namespace
}  // namespace spatial
