// SPDX-License-Identifier: MIT
#include "libspatial/io/write.hpp"

#include <gdal.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogr_api.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

#include "libspatial/core/cancel.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::query;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Executor one_thread{1, Backend::serial, nullptr};
const double missing = std::numeric_limits<double>::quiet_NaN();

/// Every kind of geometry and cell, with n areas.
Dataset sample(int n) {
  Dataset data;
  data.timestamp = "2026-01-02T03:04:05.000Z";
  data.domains = {{"score_class", "Opportunity class", {{"1", "High"}, {"2", "Low"}}}};

  FeatureTable areas;
  areas.table = {"opportunity \"areas\"", "Opportunity areas", "One row per candidate.", {}};
  TextCells ids;
  IntegerCells ranks;
  RealCells scores;
  MultiPolygonColumn shapes;
  for (int i = 0; i < n; ++i) {
    ids.push_back(i % 5 == 4 ? std::nullopt : std::optional("C" + std::to_string(i)));
    ranks.push_back(i % 3 == 2 ? std::nullopt : std::optional<std::int64_t>(i));
    scores.push_back(i % 4 == 3 ? missing : i / 8.0);
    if (i % 10 == 9)
      shapes.end_feature();
    else
      shapes.append(test::random_star(static_cast<std::uint64_t>(i),
                                      {400000.0 + i % 100 * 200, 150000.0 + i / 100 * 200}, 90, 12));
  }
  areas.table.columns = {
      {{"id", "Candidate", "Name of the candidate.", "", ColumnType::text, ""}, ids},
      {{"rank", "Rank", "1 is best.", "", ColumnType::integer, "score_class"}, ranks},
      {{"fid", "Rank", "A column named as the key and titled as another.", "0-1", ColumnType::real, ""}, scores}};
  areas.geometry = std::move(shapes);

  FeatureTable links;
  links.table = {
      "links", "Opportunity areas", "", {{{"a", "From", "", "", ColumnType::text, ""}, TextCells{"x", "=1+2"}}}};
  LineColumn lines;
  const std::vector<Point> line{{0, 0}, {3, 4}};
  lines.append(line);
  lines.append({});
  links.geometry = std::move(lines);

  FeatureTable issues;
  issues.table = {"issues",
                  "Issues",
                  "",
                  {{{"what", "What", "", "", ColumnType::text, ""}, TextCells{"say \"hi\", twice", std::nullopt}}}};
  issues.geometry = PointColumn{Point{1.5, 2}, std::nullopt};

  FeatureTable run;
  run.table = {"run",
               "Run",
               "",
               {{{"key", "Key", "", "", ColumnType::text, ""}, TextCells{"-5", "two\nlines"}},
                {{"value", "", "", "", ColumnType::real, ""}, RealCells{100000, 0.1}}}};

  data.layers = {std::move(areas), std::move(links), std::move(issues), std::move(run)};
  data.styles = {{"opportunity \"areas\"", "Class", "<qgis/>", true}};
  return data;
}

std::string refusal(const std::function<void()>& act, ErrorKind kind = ErrorKind::output) {
  try {
    act();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  return {};
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(WriteGeopackage, GivesBackWhatWasWritten) {
  const TempDir dir;
  const Dataset data = sample(300);
  write_geopackage(dir / "a.gpkg", data, {});
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a.gpkg"));

  ReadOptions options;
  options.id_field = "id";
  options.extra_fields = {"rank"};
  const RawLayer raw = read_layer({dir / "a.gpkg", "opportunity \"areas\""}, Role::habitat, options, one_thread).layer;
  const auto& shapes = std::get<MultiPolygonColumn>(data.layers[0].geometry);
  ASSERT_EQ(raw.geometry.size(), 300u);
  for (std::size_t i = 0; i < 300; ++i) {
    EXPECT_EQ(raw.id[i], i % 5 == 4 ? "" : "C" + std::to_string(i));
    EXPECT_EQ(raw.extra[0].text(i), i % 3 == 2 ? "" : std::to_string(i));
    ASSERT_EQ(raw.geometry[i].point_count(), shapes[i].point_count());
    EXPECT_TRUE(
        std::equal(raw.geometry[i].points().begin(), raw.geometry[i].points().end(), shapes[i].points().begin()));
  }
  const auto run = read_table({dir / "a.gpkg", "run"});
  EXPECT_THAT(run.at(0).values, ElementsAre("-5", "two\nlines"));
  EXPECT_THAT(run.at(1).values, ElementsAre("100000", "0.1"));
  EXPECT_THAT(table_names(dir / "a.gpkg"),
              ElementsAre("opportunity \"areas\"", "links", "issues", "run", "layer_styles"));
}

TEST(WriteGeopackage, StoresTitlesDomainsAndStyles) {
  const TempDir dir;
  write_geopackage(dir / "a.gpkg", sample(3), {});
  const auto ask = [&](const std::string& sql) { return query(dir / "a.gpkg", sql); };
  EXPECT_EQ(ask("SELECT group_concat(name, '|') FROM (SELECT name FROM gpkg_data_columns WHERE table_name LIKE 'opp%' "
                "ORDER BY rowid)"),
            "Candidate|Rank|fid");
  EXPECT_EQ(ask("SELECT description FROM gpkg_data_columns WHERE column_name = 'rank'"), "1 is best.");
  EXPECT_EQ(ask("SELECT constraint_name FROM gpkg_data_columns WHERE column_name = 'rank'"), "score_class");
  EXPECT_EQ(ask("SELECT description FROM gpkg_data_column_constraints WHERE value = '2'"), "Low");
  EXPECT_EQ(ask("SELECT styleQML || useAsDefault || f_geometry_column || update_time FROM layer_styles"),
            "<qgis/>1geom2026-01-02T03:04:05.000Z");
  EXPECT_EQ(ask("SELECT min_x || ' ' || max_y FROM gpkg_contents WHERE table_name = 'links'"), "0.0 4.0");
  EXPECT_EQ(ask("SELECT count(*) FROM gpkg_contents WHERE last_change <> '2026-01-02T03:04:05.000Z'"), "0");
}

TEST(WriteGeopackage, ShowsItsDomainsToGdal) {
  const TempDir dir;
  write_geopackage(dir / "a.gpkg", sample(3), {});
  GDALAllRegister();
  GDALDatasetH file = GDALOpenEx((dir / "a.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr);
  ASSERT_NE(file, nullptr);
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(GDALDatasetGetLayer(file, 0));
  OGRFieldDefnH rank = OGR_FD_GetFieldDefn(definition, OGR_FD_GetFieldIndex(definition, "rank"));
  const std::string domain_name = OGR_Fld_GetDomainName(rank);
  OGRFieldDomainH domain = GDALDatasetGetFieldDomain(file, domain_name.c_str());
  ASSERT_NE(domain, nullptr);
  const std::string second = OGR_CodedFldDomain_GetEnumeration(domain)[1].pszValue;
  GDALClose(file);
  EXPECT_EQ(domain_name, "score_class");
  EXPECT_EQ(second, "Low");
}

TEST(WriteGeopackage, StopsWhenInterruptedAndLeavesNothing) {
  const TempDir dir;
  test::write_file(dir / "a.gpkg", "old");
  const Dataset data = sample(10);
  CancelToken stop;
  stop.request();
  try {
    const CancelScope scope(&stop);
    write_geopackage(dir / "a.gpkg", data, {.overwrite = true});
    FAIL() << "it was written";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
  EXPECT_EQ(test::read_file(dir / "a.gpkg"), "old");
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a.gpkg"));
}

TEST(WriteGeopackage, RemovesWhatAKilledRunLeft) {
  const TempDir dir;
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  const std::string stem = std::string(".a.gpkg.") + host.data() + "-";
  test::write_file(dir / (stem + "999999999.part"), "half");  // above any process number
  test::write_file(dir / (stem + std::to_string(getppid()) + ".part"), "alive");
  write_geopackage(dir / "a.gpkg", sample(1), {});
  EXPECT_THAT(files_in(dir.path()), ElementsAre(stem + std::to_string(getppid()) + ".part", "a.gpkg"));
}

TEST(WriteGeopackage, BuildsAnRtreeThatSqliteFindsInOrder) {
  const TempDir dir;
  for (const int n : {0, 1, 9, 10, 51, 57, 58, 300, 3000, 6000}) {
    write_geopackage(dir / "a.gpkg", sample(n), {.overwrite = true});
    EXPECT_EQ(query(dir / "a.gpkg", "SELECT rtreecheck('rtree_opportunity \"areas\"_geom')"), "ok") << n;
    EXPECT_EQ(query(dir / "a.gpkg", "SELECT count(*) FROM \"rtree_opportunity \"\"areas\"\"_geom\""),
              std::to_string(n - n / 10))
        << n;
  }
  // Every window finds what a scan finds.
  const Dataset data = sample(6000);
  const auto& shapes = std::get<MultiPolygonColumn>(data.layers[0].geometry);
  for (int k = 0; k < 20; ++k) {
    const double x = 400000 + k * 977.0, y = 150000 + k * 611.0;
    const Box window{x, y, x + 1000, y + 1000};
    int expected = 0, sure = 0;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      if (shapes[i].empty()) continue;
      expected += box_of(shapes[i]).intersects(window.grown(0.1)) ? 1 : 0;
      sure += box_of(shapes[i]).intersects(window) ? 1 : 0;
    }
    const int found = std::stoi(
        query(dir / "a.gpkg", "SELECT count(*) FROM \"rtree_opportunity \"\"areas\"\"_geom\" WHERE maxx >= " +
                                  std::to_string(x) + " AND minx <= " + std::to_string(x + 1000) +
                                  " AND maxy >= " + std::to_string(y) + " AND miny <= " + std::to_string(y + 1000)));
    EXPECT_GE(found, sure);
    EXPECT_LE(found, expected);
  }
}

TEST(WriteGeopackage, WritesTheSameBytesEachTime) {
  const TempDir dir;
  write_geopackage(dir / "a.gpkg", sample(2000), {});
  write_geopackage(dir / "b.gpkg", sample(2000), {});
  EXPECT_TRUE(test::read_file(dir / "a.gpkg") == test::read_file(dir / "b.gpkg"));
}

TEST(WriteGeopackage, PassesTheValidator) {
  const std::string validator = "/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py";
  if (!std::filesystem::exists(validator)) GTEST_SKIP() << "python3-gdal with validate_gpkg.py is not installed";
  const TempDir dir;
  Dataset data = sample(200);
  data.layers[0].table.name = "areas";  // the validator itself stumbles over quotes
  data.styles[0].layer = "areas";
  write_geopackage(dir / "a.gpkg", data, {});
  const std::string command =
      "/usr/bin/python3 " + validator + " " + (dir / "a.gpkg").string() + " > " + (dir / "log").string() + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << test::read_file(dir / "log");
}

TEST(WriteGeopackage, RefusesPlacesItMayNotWriteTo) {
  const TempDir dir;
  write_geopackage(dir / "a.gpkg", sample(1), {});
  std::filesystem::create_directory(dir / "folder.gpkg");
  const auto text = [&](const std::filesystem::path& file, bool overwrite) {
    return refusal([&] { check_writable(file, {overwrite}); });
  };
  EXPECT_THAT(text(dir / "a.gpkg", false), HasSubstr("--overwrite"));
  EXPECT_EQ(text(dir / "a.gpkg", true), "");
  EXPECT_EQ(text(dir / "new.gpkg", false), "");
  EXPECT_THAT(text(dir / "folder.gpkg", true), HasSubstr("is a folder"));
  EXPECT_THAT(text(dir / "a.shp", true), HasSubstr("does not end in .gpkg"));
  EXPECT_THAT(text(dir / "none" / "a.gpkg", true), HasSubstr("there is no folder"));
  test::write_file(dir / "a.gpkg-wal", "frames");
  EXPECT_THAT(text(dir / "a.gpkg", true), HasSubstr("is open in another program"));
}

TEST(WriteGeopackage, LeavesTheOldFileWhenItFails) {
  const TempDir dir;
  test::write_file(dir / "a.gpkg", "old");
  Dataset data = sample(50);
  data.layers[2].table.name = data.layers[1].table.name;
  EXPECT_THAT(refusal([&] { write_geopackage(dir / "a.gpkg", data, {.overwrite = true}); }),
              HasSubstr("layer 'links'"));
  data = sample(50);
  data.crs = "EPSG:0";
  EXPECT_THROW(write_geopackage(dir / "a.gpkg", data, {.overwrite = true}), Error);
  EXPECT_EQ(test::read_file(dir / "a.gpkg"), "old");
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a.gpkg"));
}

/// A folder of 2 MB that is really full when it is full.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& folder, unsigned long flags = 0) : folder_(folder) {
    std::filesystem::create_directory(folder);
    mounted_ = mount("tmpfs", folder.c_str(), "tmpfs", flags, "size=2m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount(folder_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  std::filesystem::path folder_;
  bool mounted_;
};

TEST(WriteGeopackage, SaysThatTheDiskIsFullAndLeavesNothing) {
  const TempDir dir;
  const SmallDisk disk(dir / "disk");
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small tmpfs needs more rights";
  test::write_file(dir / "disk" / "a.gpkg", "old");
  EXPECT_THAT(refusal([&] { write_geopackage(dir / "disk" / "a.gpkg", sample(20000), {.overwrite = true}); }),
              HasSubstr("full"));
  EXPECT_EQ(test::read_file(dir / "disk" / "a.gpkg"), "old");
  EXPECT_THAT(files_in(dir / "disk"), ElementsAre("a.gpkg"));
  EXPECT_THAT(refusal([&] { write_csv(dir / "disk" / "csv", sample(200000), {}); }), HasSubstr("full"));
  EXPECT_THAT(files_in(dir / "disk"), ElementsAre("a.gpkg"));
}

TEST(WriteGeopackage, RefusesAReadOnlyFolder) {
  const TempDir dir;
  const SmallDisk disk(dir / "disk", MS_RDONLY);
  if (!disk.mounted()) GTEST_SKIP() << "mounting a read-only tmpfs needs more rights";
  EXPECT_THAT(refusal([&] { check_writable(dir / "disk" / "a.gpkg", {}); }), HasSubstr("read-only"));
  EXPECT_THAT(refusal([&] { write_csv(dir / "disk", sample(1), {}); }), HasSubstr("read-only"));
}

TEST(WriteCsv, QuotesAndGuardsFormulas) {
  const TempDir dir;
  write_csv(dir / "csv", sample(2), {});
  EXPECT_THAT(files_in(dir / "csv"), ElementsAre("issues.csv", "links.csv", "opportunity _areas_.csv", "run.csv"));
  EXPECT_EQ(test::read_file(dir / "csv" / "links.csv"), "a\r\nx\r\n'=1+2\r\n");
  EXPECT_EQ(test::read_file(dir / "csv" / "issues.csv"), "x,y,what\r\n1.5,2,\"say \"\"hi\"\", twice\"\r\n,,\r\n");
  EXPECT_EQ(test::read_file(dir / "csv" / "run.csv"), "key,value\r\n-5,100000\r\n\"two\nlines\",0.1\r\n");
}

TEST(WriteCsv, LeavesNumbersInTextsAlone) {
  const TempDir dir;
  const std::vector<std::pair<std::string, bool>> texts{
      {"-32768", false}, {"+5", false},  {"-1.5e3", false}, {"-.5", false}, {"+2.", false},   {"-1E-7", false},
      {"-1e999", false}, {"5", false},   {"-", true},       {"+", true},    {"--5", true},    {"+-5", true},
      {"-+5", true},     {"-5-5", true}, {"-5+A1", true},   {"-inf", true}, {"+nan", true},   {"-1e", true},
      {"-0x10", true},   {"=5", true},   {"@5", true},      {"-5 ", true},  {"-1.5.2", true}, {"\t-5", true}};
  Dataset dataset;
  TextCells cells;
  std::string expected = "class\r\n";
  for (const auto& [text, guarded] : texts) {
    cells.emplace_back(text);
    expected += (guarded ? "'" : "") + text + "\r\n";
  }
  dataset.layers = {{{"t", "", "", {{{"class", "", "", "", ColumnType::text, ""}, cells}}}, std::monostate{}}};
  write_csv_file(dir / "t.csv", dataset, {});
  EXPECT_EQ(test::read_file(dir / "t.csv"), expected);
}

TEST(PendingFiles, GoBackWhenOneCannotBeMoved) {
  const TempDir dir;
  test::write_file(dir / "a", "old a");
  std::filesystem::create_directory(dir / "c");
  {
    PendingFiles pending;
    for (const char* name : {"a", "b", "c"}) test::write_file(pending.add(dir / name), "new");
    EXPECT_THAT(refusal([&] { pending.commit(); }), HasSubstr("replacing"));
  }
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a", "c"));
  EXPECT_EQ(test::read_file(dir / "a"), "old a");
}

TEST(PendingFiles, ReplaceTogetherAndKeepLinks) {
  const TempDir dir;
  test::write_file(dir / "real", "old");
  std::filesystem::create_symlink(dir / "real", dir / "a");
  PendingFiles pending;
  for (const char* name : {"a", "b"}) test::write_file(pending.add(dir / name), std::string("new ") + name);
  pending.commit();
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a", "b", "real"));
  EXPECT_TRUE(std::filesystem::is_symlink(dir / "a"));
  EXPECT_EQ(test::read_file(dir / "real"), "new a");
}

TEST(PendingFiles, RemoveWhatIsStaleOnlyWithTheRest) {
  const TempDir dir;
  for (const char* name : {"a", "stale"}) test::write_file(dir / name, std::string("old ") + name);
  std::filesystem::create_directory(dir / "c");
  {
    PendingFiles pending;
    pending.remove(dir / "stale");
    for (const char* name : {"a", "c"}) test::write_file(pending.add(dir / name), "new");
    EXPECT_THAT(refusal([&] { pending.commit(); }), HasSubstr("replacing"));
  }
  {
    PendingFiles given_up;
    given_up.remove(dir / "stale");
    test::write_file(given_up.add(dir / "a"), "new");
  }
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a", "c", "stale"));
  EXPECT_EQ(test::read_file(dir / "a"), "old a");
  EXPECT_EQ(test::read_file(dir / "stale"), "old stale");
  PendingFiles pending;
  for (const char* name : {"stale", "was never there"}) pending.remove(dir / name);
  test::write_file(pending.add(dir / "a"), "new");
  pending.commit();
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a", "c"));
  EXPECT_EQ(test::read_file(dir / "a"), "new");
}

TEST(WriteCsv, WritesAllOrNone) {
  const TempDir dir;
  std::filesystem::create_directories(dir / "csv" / "run.csv");  // a folder where the last file should go
  EXPECT_THAT(refusal([&] { write_csv(dir / "csv", sample(2), {}); }), HasSubstr("is a folder"));
  test::write_file(dir / "csv" / "links.csv", "old");
  EXPECT_THROW(write_csv(dir / "csv", sample(2), {.overwrite = true}), Error);
  EXPECT_THAT(files_in(dir / "csv"), ElementsAre("links.csv", "run.csv"));
  EXPECT_EQ(test::read_file(dir / "csv" / "links.csv"), "old");
}

}  // namespace
}  // namespace spatial
