// SPDX-License-Identifier: MIT
#include "libspatial/io/memory_layer.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "libspatial/core/error.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/inspect.hpp"
#include "libspatial/io/layer_kind.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/source_size.hpp"
#include "libspatial/io/wkb.hpp"
#include "tests/support/support.hpp"
#include "tests/support/wkb_file.hpp"

namespace spatial {
namespace {

using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;

/// ISO well-known binary from its text, by GDAL-free means: only what the tests need.
class Wkb {
 public:
  explicit Wkb(std::uint32_t type) { count(1, type); }
  Wkb& count(std::uint32_t n) { return put(n); }
  Wkb& number(double value) { return put(value); }
  Wkb& point(double x, double y) { return put(x).put(y); }
  Wkb& add(const Wkb& other) {
    bytes_ += other.bytes_;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void count(char order, std::uint32_t type) {
    bytes_ += order;
    put(type);
  }
  template <class T>
  Wkb& put(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  std::string bytes_;
};

Wkb square_z(double x, double z) {
  Wkb wkb(1003);
  wkb.count(1).count(5);
  for (const Point p : {Point{x, 0}, Point{x + 10, 0}, Point{x + 10, 10}, Point{x, 10}, Point{x, 0}})
    wkb.point(p.x, p.y).number(z);
  return wkb;
}

std::string square(double x, double side = 100) {
  MultiPolygonColumn column;
  for (const Point p : {Point{x, 200000}, Point{x + side, 200000}, Point{x + side, 200000 + side},
                        Point{x, 200000 + side}, Point{x, 200000}})
    column.add_point(p);
  column.end_ring();
  column.end_part();
  column.end_feature();
  return wkb_of(column[0]);
}

ColumnSpec spec(const std::string& name, ColumnType type) {
  ColumnSpec made;
  made.name = name;
  made.type = type;
  return made;
}

/// Rows of every kind that a frame may hold.
struct Mixed {
  std::vector<std::string> held{square(400000),
                                square(400300, 50),
                                std::string(wkb_of(Point{400010, 200010})),
                                Wkb(2).count(2).point(400000, 200000).point(400100, 200100).bytes(),
                                square_z(400500, 7).bytes(),
                                Wkb(7).count(2).add(square_z(400600, 1)).add(Wkb(1).point(1, 2)).bytes(),
                                Wkb(8).count(3).point(0, 0).point(1, 1).point(2, 0).bytes(),
                                Wkb(6).count(0).bytes()};
  MemoryLayer layer;

  Mixed() {
    layer.name = "woods";
    layer.crs = "EPSG:27700";
    for (const std::string& one : held) layer.wkb.push_back(one);
    layer.wkb.emplace_back();
    layer.columns.push_back(
        {spec("name", ColumnType::text), TextCells{"a", std::nullopt, "", "ü", "e", "f", "g", "h", "\xff"}});
    layer.columns.push_back(
        {spec("fid", ColumnType::integer), IntegerCells{1, 2, std::nullopt, 4, -5, 6, 7, 8, 9007199254740993}});
    layer.columns.push_back(
        {spec("share", ColumnType::real), RealCells{0.1, 12, std::nan(""), 1e300, -0.5, 0, 1, 2, 3.25}});
    layer.columns.push_back({spec("wet", ColumnType::boolean), IntegerCells{1, 0, std::nullopt, 1, 1, 1, 1, 0, 0}});
    layer.columns.push_back({spec("seen", ColumnType::date),
                             TextCells{"2026-03-31", "2026-02-30", std::nullopt, "2026-01-01", "", "", "", "", ""}});
  }
};

void expect_same(const FeaturesResult& a, const FeaturesResult& b) {
  const RawLayer &one = a.features.layer, &two = b.features.layer;
  EXPECT_EQ(one.fid, two.fid);
  EXPECT_EQ(one.id, two.id);
  EXPECT_EQ(one.name, two.name);
  EXPECT_EQ(one.code, two.code);
  ASSERT_EQ(one.extra.size(), two.extra.size());
  for (std::size_t c = 0; c < one.extra.size(); ++c) EXPECT_EQ(one.extra[c].text_cells(), two.extra[c].text_cells());
  EXPECT_EQ(one.features_in_file, two.features_in_file);
  EXPECT_EQ(one.dropped, two.dropped);
  ASSERT_EQ(one.issues.size(), two.issues.size());
  for (std::size_t i = 0; i < one.issues.size(); ++i) {
    EXPECT_EQ(one.issues[i].rule, two.issues[i].rule);
    EXPECT_EQ(one.issues[i].feature_id, two.issues[i].feature_id);
    EXPECT_EQ(one.issues[i].message, two.issues[i].message);
  }
  ASSERT_EQ(one.geometry.size(), two.geometry.size());
  for (std::size_t i = 0; i < one.geometry.size(); ++i) EXPECT_EQ(wkb_of(one.geometry[i]), wkb_of(two.geometry[i]));
  ASSERT_EQ(a.features.lines.size(), b.features.lines.size());
  for (std::size_t i = 0; i < a.features.lines.size(); ++i) {
    EXPECT_TRUE(std::ranges::equal(a.features.lines[i].points(), b.features.lines[i].points()));
    EXPECT_TRUE(std::ranges::equal(a.features.points[i], b.features.points[i]));
  }
  EXPECT_EQ(a.crs.source_crs, b.crs.source_crs);
  EXPECT_EQ(a.crs.operation, b.crs.operation);
  EXPECT_EQ(a.layer_name, b.layer_name);
}

TEST(MemoryLayer, IsReadAsAFileOfTheSameRowsIs) {
  const TempDir folder;
  Mixed mixed;
  test::write_wkb_file(folder / "woods.gpkg", mixed.layer);
  const MemorySource source(mixed.layer);
  std::vector<ReadOptions> all(7);
  for (ReadOptions& options : all) options.extra_fields = {"name", "fid", "share", "wet", "seen"};
  all[1].where = "share > 0.2 AND name <> 'ü'";
  all[2].bbox = Box{400290, 199990, 400360, 200200};
  all[3].window = {Box{400290, 199990, 400360, 200200}};
  all[4].numbers = NumberRange{2, 5};
  all[5].chosen = std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{1, 4, 9});
  all[5].where = "fid_ > 1 AND geom IS NOT NULL";
  all[5].id_field = "name";
  all[6].crs = "EPSG:32630";
  all[6].class_field = "SHARE";
  for (const ReadOptions& options : all) {
    const auto read = [&](const std::filesystem::path& file) {
      return read_features({file, "woods"}, Role::habitat, options, {.threads = 2});
    };
    const FeaturesResult file = read(folder / "woods.gpkg"), memory = read(source.path());
    expect_same(memory, file);
  }
}

TEST(MemoryLayer, OfAreasAloneSaysWhatAFileSays) {
  const TempDir folder;
  Mixed mixed;
  test::write_wkb_file(folder / "woods.gpkg", mixed.layer);
  const MemorySource source(mixed.layer);
  const auto read = [&](const std::filesystem::path& file) {
    ReadResult result = read_layer({file, "woods"}, Role::habitat, {}, {});
    return FeaturesResult{{std::move(result.layer), {}, {}}, result.crs, result.layer_name};
  };
  expect_same(read(source.path()), read(folder / "woods.gpkg"));
}

TEST(MemoryLayer, LooksToEveryQuestionAsAFileDoes) {
  const TempDir folder;
  Mixed mixed;
  mixed.layer.wkb.resize(6);  // GDAL looks at what is left out here
  for (Column& column : mixed.layer.columns) std::visit([](auto& cells) { cells.resize(6); }, column.cells);
  test::write_wkb_file(folder / "woods.gpkg", mixed.layer);
  const MemorySource source(mixed.layer);
  const LayerName memory{source.path(), "woods"}, file{folder / "woods.gpkg", ""};
  const LayerFields has = layer_fields(memory), had = layer_fields(file);
  ASSERT_EQ(has.fields.size(), had.fields.size());
  for (std::size_t f = 0; f < has.fields.size(); ++f) {
    EXPECT_EQ(has.fields[f].name, had.fields[f].name);
    EXPECT_EQ(has.fields[f].type, had.fields[f].type);
  }
  EXPECT_EQ(layer_rows(memory), layer_rows(file));
  EXPECT_EQ(layer_extent(memory, "EPSG:27700"), layer_extent(file, "EPSG:27700"));
  EXPECT_EQ(holds_lines_or_points(memory, "fid_ = 3", false), holds_lines_or_points(file, "fid_ = 3", false));
  EXPECT_TRUE(holds_lines_or_points(memory, "fid_ = 3", false));
  const LayerLook here = look_at_layer(memory, Role::habitat, {}), there = look_at_layer(file, Role::habitat, {});
  EXPECT_EQ(here.rows, there.rows);
  EXPECT_EQ(here.boxes, there.boxes);
  EXPECT_EQ(here.extent, there.extent);
  ReadOptions options;
  options.class_field = "wet";
  EXPECT_EQ(values_of_class(memory, Role::habitat, options), values_of_class(file, Role::habitat, options));
  const auto summary = inspect(memory, {}, false), of_file = inspect(file, {}, false);
  ASSERT_EQ(summary.size(), 1u);
  EXPECT_EQ(summary[0].features, of_file[0].features);
  const std::vector<TextColumn> table = read_table(memory, {"name", "share"}),
                                rows = read_table(file, {"name", "share"});
  EXPECT_EQ(table[0].values, rows[0].values);
  EXPECT_EQ(table[1].values, rows[1].values);
}

TEST(MemoryLayer, IsReadInPartsWithNothingLost) {
  MemoryLayer layer;
  layer.name = "many";
  layer.crs = "EPSG:27700";
  const std::string one = square(400000);
  layer.wkb.assign(10000, one);
  const MemorySource source(std::move(layer));
  const LayerName name{source.path(), ""};
  std::size_t rows = 0, parts = 0;
  read_layer_in_parts(name, Role::habitat, {}, 200'000,
                      [&](RawLayer part) {
                        if (!part.fid.empty()) {
                          EXPECT_EQ(part.fid.front(), static_cast<std::int64_t>(rows) + 1);
                        }
                        rows += part.fid.size();
                        ++parts;
                      },
                      {});
  EXPECT_EQ(rows, 10000u);
  EXPECT_GT(parts, 3u);
  const std::vector<NumberRange> ranges = number_ranges(name, {}, 7);
  EXPECT_EQ(ranges.size(), 7u);
  EXPECT_EQ(ranges.back().last, 10000);
}

TEST(MemoryLayer, RefusesWhatAFileWouldBeRefusedFor) {
  Mixed mixed;
  const MemorySource source(mixed.layer);
  const auto message_of = [&](const ReadOptions& options) {
    try {
      read_features({source.path(), "woods"}, Role::habitat, options, {});
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.message();
    }
    return std::string("no error");
  };
  ReadOptions options;
  options.where = "shar > 1";
  EXPECT_THAT(message_of(options), HasSubstr("no such column: shar"));
  options.where = "share > 1; DROP TABLE woods";
  EXPECT_THAT(message_of(options), HasSubstr("semicolon"));
  options.where = "ST_Area(geom) > 1";
  EXPECT_THAT(message_of(options), HasSubstr("not known for layers in memory"));
  options = {};
  options.id_field = "nam";
  EXPECT_THAT(message_of(options), HasSubstr("did you mean 'name'"));
}

TEST(MemoryLayer, NamesTheFeatureWhoseGeometryIsDamaged) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{20}, std::size_t{90}}) {
    const std::string whole = square(400000), cut = length == 0 ? whole + "x" : whole.substr(0, length);
    MemoryLayer layer;
    layer.name = "woods";
    layer.crs = "EPSG:27700";
    layer.wkb = {whole, cut};
    const MemorySource source(std::move(layer));
    try {
      read_layer({source.path(), ""}, Role::habitat, {}, {});
      FAIL() << "read";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_THAT(error.message(), HasSubstr("geometry of feature 2 is damaged"));
    }
  }
}

TEST(MemoryLayer, WithoutACrsStatesNone) {
  const std::string one = square(400000);
  MemoryLayer layer;
  layer.name = "woods";
  layer.wkb = {one};
  const MemorySource source(std::move(layer));
  EXPECT_THROW(read_layer({source.path(), ""}, Role::habitat, {}, {}), Error);
  ReadOptions options;
  options.assume_crs = "EPSG:27700";
  EXPECT_EQ(read_layer({source.path(), ""}, Role::habitat, options, {}).layer.fid.size(), 1u);
}

TEST(MemoryLayer, RefusesAColumnOfAnotherLengthAndAnUnknownCrs) {
  const auto kind_of = [&](MemoryLayer layer) {
    try {
      const MemorySource source(std::move(layer));
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::found;
  };
  const std::string one = square(400000);
  MemoryLayer layer;
  layer.wkb = {one};
  EXPECT_EQ(kind_of(layer), ErrorKind::found);
  layer.columns.push_back({spec("n", ColumnType::integer), IntegerCells{1, 2}});
  EXPECT_EQ(kind_of(layer), ErrorKind::internal);
  layer.columns.clear();
  layer.crs = "EPSG:999999";
  EXPECT_EQ(kind_of(layer), ErrorKind::input);
}

TEST(MemoryLayer, IsGoneWithItsSource) {
  const std::string one = square(400000);
  std::string path;
  {
    MemoryLayer layer;
    layer.name = "woods";
    layer.crs = "EPSG:27700";
    layer.wkb = {one};
    const MemorySource source(std::move(layer));
    path = source.path();
    EXPECT_NE(MemorySource::find(path), nullptr);
    EXPECT_EQ(parse_layer_name(path + "#a#b", "/base").file, path);
    EXPECT_EQ(parse_layer_name(path + "#a#b", "/base").layer, "a#b");
    EXPECT_GT(bytes_of_source(path), 90);
  }
  EXPECT_EQ(MemorySource::find(path), nullptr);
  EXPECT_THROW(read_layer({path, ""}, Role::habitat, {}, {}), Error);
}

TEST(MemoryLayer, IsCalledAsItSaysUnlessAnotherIs) {
  const std::string one = square(400000);
  MemoryLayer layer;
  layer.name = "woods";
  layer.path = "maps/woods.parquet";
  layer.crs = "EPSG:27700";
  layer.wkb = {one};
  EXPECT_FALSE(is_memory_path("maps/woods.parquet"));
  {
    const MemorySource first(layer), second(layer);
    EXPECT_EQ(first.path(), "maps/woods.parquet");
    EXPECT_TRUE(second.path().starts_with("memory:"));
    EXPECT_TRUE(is_memory_path("maps/woods.parquet") && is_memory_path("maps/woods.parquet#woods"));
    EXPECT_FALSE(is_memory_path("maps/woods") || is_memory_path("maps/woods.parquet.gpkg"));
    const LayerName name = parse_layer_name("maps/woods.parquet", "/base");
    EXPECT_EQ(name.text(), "maps/woods.parquet");
    EXPECT_EQ(read_layer(name, Role::habitat, {}, {}).layer.source, "maps/woods.parquet");
    // A number differs from run to run, so results have the name.
    EXPECT_EQ(read_layer({second.path(), "woods"}, Role::habitat, {}, {}).layer.source, "woods");
  }
  EXPECT_FALSE(is_memory_path("maps/woods.parquet"));
}

TEST(MemoryLayer, ThatIsReadOnceIsLetGoAndKeepsItsDigest) {
  const std::string one = square(400000);
  auto owner = std::make_shared<int>(1);
  const std::weak_ptr<int> held = owner;
  MemoryLayer layer;
  layer.name = "woods";
  layer.crs = "EPSG:27700";
  layer.wkb = {one, one};
  const MemorySource any(layer);
  const std::string sha256 = fingerprint(any.path(), "frame").sha256;
  layer.held = std::move(owner);
  const MemorySource source(std::move(layer), MemorySource::Reads::once);
  ReadOptions part;
  part.numbers = NumberRange{1, 1};
  EXPECT_EQ(read_layer({source.path(), ""}, Role::habitat, part, {}).layer.fid.size(), 1u);
  EXPECT_NE(MemorySource::find(source.path()), nullptr);  // a part is not all
  EXPECT_EQ(look_at_layer({source.path(), ""}, Role::habitat, {}).rows, 2u);
  EXPECT_FALSE(held.expired());
  EXPECT_EQ(read_layer({source.path(), ""}, Role::habitat, {}, {}).layer.fid.size(), 2u);
  EXPECT_TRUE(held.expired());
  EXPECT_EQ(MemorySource::find(source.path()), nullptr);
  EXPECT_THROW(read_layer({source.path(), ""}, Role::habitat, {}, {}), Error);
  EXPECT_EQ(fingerprint(source.path(), "frame").sha256, sha256);
  EXPECT_NE(MemorySource::find(any.path()), nullptr);
}

TEST(MemoryLayer, HasADigestOfAllThatItSays) {
  Mixed mixed;
  const auto digest = [](const MemoryLayer& layer) {
    const MemorySource source(layer);
    const InputFile file = fingerprint(source.path(), "frame");
    EXPECT_EQ(file.path, layer.name);
    return file.sha256;
  };
  const std::string first = digest(mixed.layer);
  EXPECT_EQ(first.size(), 64u);
  EXPECT_EQ(digest(mixed.layer), first);
  MemoryLayer other = mixed.layer;
  std::get<TextCells>(other.columns[0].cells)[1] = "";
  EXPECT_NE(digest(other), first);
  other = mixed.layer;
  std::swap(other.wkb[0], other.wkb[1]);
  EXPECT_NE(digest(other), first);
}

/// Two multipolygons, of which the second has a hole and a second part, and one without.
TEST(MemoryLayer, ReadsRaggedArraysAsTheirWellKnownBinary) {
  const std::vector<double> x{0, 10, 10, 0, 0, 100, 200, 200, 100, 100, 120, 120, 140, 120, 300, 310, 310, 300};
  const std::vector<double> y{0, 0, 10, 10, 0, 0, 0, 100, 100, 0, 20, 40, 40, 20, 0, 0, 10, 0};
  MemoryLayer layer;
  layer.name = "ragged";
  layer.crs = "EPSG:27700";
  RaggedRows rows;
  rows.kind = RaggedRows::Kind::multi_polygon;
  rows.rows = 3;
  rows.offsets = {{0, 1, 1, 3}, {0, 1, 3, 4}, {0, 5, 10, 14, 18}};
  rows.x = x.data();
  rows.y = y.data();
  rows.missing = {0, 1, 0};
  layer.ragged.push_back(rows);
  RaggedRows second = rows;
  second.kind = RaggedRows::Kind::polygon;
  second.first = 3;
  second.rows = 1;
  second.offsets = {{0, 1}, {0, 5}};
  second.missing.clear();
  layer.ragged.push_back(second);
  const MemorySource source(std::move(layer));
  const LayerName name{source.path(), ""};
  const ReadResult read = read_layer(name, Role::habitat, {}, {});
  ASSERT_EQ(read.layer.fid.size(), 4u);
  EXPECT_EQ(read.layer.geometry[2].part_count(), 2u);
  EXPECT_EQ(read.layer.geometry[2].part(0).ring_count(), 2u);
  EXPECT_EQ(read.layer.geometry[2].part(0).ring(1)[0], (Point{120, 20}));
  EXPECT_TRUE(read.layer.geometry[1].empty());
  EXPECT_EQ(wkb_of(read.layer.geometry[3]), wkb_of(read.layer.geometry[0]));
  // GDAL gets the same rows as well-known binary.
  EXPECT_EQ(layer_extent(name, "EPSG:27700"), (Box{0, 0, 310, 100}));
  EXPECT_FALSE(holds_lines_or_points(name, "", false));
}

TEST(MemoryLayer, ReadsRaggedLinesAndPoints) {
  const std::vector<double> interleaved{1, 2, 9, 3, 4, 9, 5, 6, 9, std::nan(""), std::nan(""), 9};
  const auto read = [&](RaggedRows::Kind kind, std::vector<std::vector<std::int64_t>> offsets, std::size_t count) {
    MemoryLayer layer;
    layer.name = "ragged";
    layer.crs = "EPSG:27700";
    RaggedRows rows;
    rows.kind = kind;
    rows.rows = count;
    rows.offsets = std::move(offsets);
    rows.x = interleaved.data();
    rows.y = interleaved.data() + 1;
    rows.stride = 3;
    rows.z_or_m = true;
    layer.ragged.push_back(std::move(rows));
    const MemorySource source(std::move(layer));
    EXPECT_EQ(layer_rows({source.path(), ""}), static_cast<std::int64_t>(count));
    EXPECT_TRUE(holds_lines_or_points({source.path(), ""}, "", false));
    return read_features({source.path(), ""}, Role::habitat, {}, {}).features;
  };
  using enum RaggedRows::Kind;
  const RawFeatures points = read(point, {}, 4);
  EXPECT_THAT(points.points[1], ElementsAre(Point{3, 4}));
  EXPECT_TRUE(points.points[3].empty());
  EXPECT_EQ(points.layer.issues.size(), 1u);  // heights were dropped
  const RawFeatures some = read(multi_point, {{0, 2, 3}}, 2);
  EXPECT_THAT(some.points[0], ElementsAre(Point{1, 2}, Point{3, 4}));
  const RawFeatures lines = read(line, {{0, 3}}, 1);
  EXPECT_THAT(lines.lines[0].line(0), ElementsAre(Point{1, 2}, Point{3, 4}, Point{5, 6}));
  const RawFeatures several = read(multi_line, {{0, 2}, {0, 2, 3}}, 1);
  EXPECT_EQ(several.lines[0].line_count(), 2u);
}

}  // namespace
}  // namespace spatial
