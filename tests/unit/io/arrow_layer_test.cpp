// SPDX-License-Identifier: MIT
#include "libspatial/io/arrow_layer.hpp"

#include <gmock/gmock.h>
#include <ogr_recordbatch.h>

#include <cmath>
#include <cstring>
#include <deque>
#include <memory>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/wkb.hpp"

namespace spatial {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

int alive = 0;  ///< schemas, arrays and streams that nobody has released

template <class T>
void released(T* one) {
  one->release = nullptr;
  --alive;
}

/// A column as a program that speaks Arrow has it in memory.
struct Node {
  std::string format, name, metadata{};
  std::int64_t length = 0, offset = 0, null_count = 0;
  std::deque<std::string> bytes{};  ///< one a buffer; "" with `no_validity` for none
  std::vector<const void*> buffers{};
  std::vector<std::shared_ptr<Node>> children{};
  std::shared_ptr<Node> dictionary{};
  std::vector<ArrowSchema> schemas{};
  std::vector<ArrowSchema*> schema_pointers{};
  std::vector<ArrowArray> arrays{};
  std::vector<ArrowArray*> array_pointers{};
  ArrowSchema dictionary_schema{};
  ArrowArray dictionary_array{};

  template <class T>
  Node& add(const std::vector<T>& values) {
    return text({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
  }
  Node& text(std::string_view all) {
    bytes.emplace_back(all);
    buffers.push_back(bytes.back().data());
    return *this;
  }
  Node& all_valid() {
    buffers.push_back(nullptr);
    return *this;
  }
  Node& valid(std::uint8_t bits) {
    null_count = -1;
    return add(std::vector<std::uint8_t>{bits});
  }
  Node& extension(const std::string& extension_name, const std::string& parameters) {
    const auto add_text = [&](const std::string& one) {
      const auto size = static_cast<std::int32_t>(one.size());
      metadata.append(reinterpret_cast<const char*>(&size), sizeof size);
      metadata += one;
    };
    const std::int32_t pairs = 2;
    metadata.assign(reinterpret_cast<const char*>(&pairs), sizeof pairs);
    for (const std::string& one :
         {std::string("ARROW:extension:name"), extension_name, std::string("ARROW:extension:metadata"), parameters})
      add_text(one);
    return *this;
  }

  ArrowSchema schema() {
    schemas.clear();
    schema_pointers.clear();
    for (const auto& child : children) schemas.push_back(child->schema());
    for (ArrowSchema& one : schemas) schema_pointers.push_back(&one);
    if (dictionary) dictionary_schema = dictionary->schema();
    ArrowSchema made{};
    made.format = format.c_str();
    made.name = name.c_str();
    made.metadata = metadata.empty() ? nullptr : metadata.c_str();
    made.n_children = static_cast<std::int64_t>(children.size());
    made.children = schema_pointers.data();
    made.dictionary = dictionary ? &dictionary_schema : nullptr;
    made.release = released<ArrowSchema>;
    return made;
  }
  ArrowArray array() {
    arrays.clear();
    array_pointers.clear();
    for (const auto& child : children) arrays.push_back(child->array());
    for (ArrowArray& one : arrays) array_pointers.push_back(&one);
    if (dictionary) dictionary_array = dictionary->array();
    ArrowArray made{};
    made.length = length;
    made.offset = offset;
    made.null_count = null_count;
    made.n_buffers = static_cast<std::int64_t>(buffers.size());
    made.buffers = buffers.data();
    made.n_children = static_cast<std::int64_t>(children.size());
    made.children = array_pointers.data();
    made.dictionary = dictionary ? &dictionary_array : nullptr;
    made.release = released<ArrowArray>;
    return made;
  }
};

std::shared_ptr<Node> node(const std::string& format, const std::string& name, std::int64_t length) {
  auto made = std::make_shared<Node>();
  made->format = format;
  made->name = name;
  made->length = length;
  return made;
}

std::shared_ptr<Node> texts(const std::string& name, const std::vector<std::string>& values, const char* format = "u") {
  auto made = node(format, name, static_cast<std::int64_t>(values.size()));
  std::vector<std::int32_t> offsets{0};
  std::string all;
  for (const std::string& one : values) offsets.push_back(static_cast<std::int32_t>((all += one).size()));
  made->all_valid().add(offsets).text(all);
  return made;
}

/// A stream of tables of the same columns.
struct Stream {
  std::deque<Node> tables{};
  std::size_t next = 0;
  int fails = 0;
  ArrowArrayStream stream{};

  explicit Stream(const std::vector<std::vector<std::shared_ptr<Node>>>& batches) {
    for (const auto& columns : batches) {
      Node& table = tables.emplace_back();
      table.format = "+s";
      table.length = columns[0]->length;
      table.children = columns;
      table.all_valid();
    }
    stream.private_data = this;
    stream.get_schema = [](ArrowArrayStream* of, ArrowSchema* out) {
      *out = static_cast<Stream*>(of->private_data)->tables[0].schema();
      ++alive;
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* of, ArrowArray* out) {
      auto& self = *static_cast<Stream*>(of->private_data);
      if (self.fails != 0) return self.fails;
      *out = {};
      if (self.next == self.tables.size()) return 0;
      *out = self.tables[self.next++].array();
      ++alive;
      return 0;
    };
    stream.get_last_error = [](ArrowArrayStream*) { return "the disk is gone"; };
    stream.release = released<ArrowArrayStream>;
    ++alive;
  }
};

std::string square(double x) {
  MultiPolygonColumn column;
  for (const Point p : {Point{x, 0}, Point{x + 10, 0}, Point{x + 10, 10}, Point{x, 10}, Point{x, 0}})
    column.add_point(p);
  column.end_ring();
  column.end_part();
  column.end_feature();
  return wkb_of(column[0]);
}

std::shared_ptr<Node> squares(const std::vector<double>& at, const char* name = "geometry") {
  std::vector<std::string> all;
  for (const double x : at) all.push_back(square(x));
  return texts(name, all, "z");
}

RawLayer read_layer_of(const ArrowLayer& taken, const std::vector<std::string>& fields = {}) {
  MemoryLayer layer = taken.layer;
  if (layer.crs.empty()) layer.crs = "EPSG:27700";
  const MemorySource source(std::move(layer));
  ReadOptions options;
  options.extra_fields = fields;
  return read_layer({source.path(), ""}, Role::habitat, options, {}).layer;
}

TEST(ArrowLayer, TakesBatchesOfWellKnownBinaryWhereTheyLie) {
  alive = 0;
  {
    auto first = squares({400000, 400100}), second = squares({400200, 400300, 400400});
    first->extension("geoarrow.wkb", R"({"crs": {"id": {"authority": "EPSG", "code": 27700}}, "edges": "planar"})");
    second->valid(0b101);
    std::rotate(second->buffers.begin(), second->buffers.end() - 1, second->buffers.end());
    second->buffers.erase(second->buffers.begin() + 1);
    Stream stream({{first, texts("code", {"w1", "g3"})}, {second, texts("code", {"c1", "", "h2"})}});
    const ArrowLayer taken = layer_of_arrow(stream.stream, "habitat");
    EXPECT_EQ(stream.stream.release, nullptr);
    EXPECT_EQ(taken.layer.crs, "EPSG:27700");
    EXPECT_EQ(taken.geometry_column, "geometry");
    EXPECT_EQ(taken.layer.rows(), 5u);
    EXPECT_EQ(static_cast<const void*>(taken.layer.wkb[0].data()), first->buffers[2]);  // not copied
    const RawLayer layer = read_layer_of(taken, {"code"});
    EXPECT_THAT(layer.extra[0].texts(), ElementsAre("w1", "g3", "c1", "", "h2"));
    EXPECT_EQ(layer.geometry[1].points()[0], (Point{400100, 0}));
    EXPECT_TRUE(layer.geometry[3].empty());
    EXPECT_GT(alive, 0);
  }
  EXPECT_EQ(alive, 0);  // everything was released
}

/// List arrays for a multipolygon of one square ring and one of two parts, seen from an offset.
std::shared_ptr<Node> multipolygons(bool interleaved, bool large) {
  const std::vector<double> x{9, 0, 10, 10, 0, 0, 100, 110, 110, 100, 200, 210, 210, 200},
      y{9, 0, 0, 10, 0, 0, 0, 0, 10, 0, 0, 0, 10, 0};
  const auto count = static_cast<std::int64_t>(x.size());
  std::shared_ptr<Node> coordinates;
  if (interleaved) {
    coordinates = node("+w:2", "xy", count - 1);
    std::vector<double> both;
    for (std::size_t i = 0; i < x.size(); ++i) both.insert(both.end(), {x[i], y[i]});
    auto values = node("g", "", 2 * count);
    values->all_valid().add(both);
    coordinates->children = {values};
  } else {
    coordinates = node("+s", "xy", count - 1);
    for (const auto* axis : {&x, &y}) {
      auto values = node("g", axis == &x ? "x" : "y", count);
      values->all_valid().add(*axis);
      coordinates->children.push_back(values);
    }
  }
  coordinates->all_valid();
  coordinates->offset = 1;
  const auto list = [&](const char* name, const std::vector<std::int32_t>& offsets,
                        const std::shared_ptr<Node>& child) {
    auto made = node(large ? "+L" : "+l", name, static_cast<std::int64_t>(offsets.size()) - 1);
    made->all_valid();
    large ? made->add(std::vector<std::int64_t>(offsets.begin(), offsets.end())) : made->add(offsets);
    made->children = {child};
    return made;
  };
  const auto rings = list("rings", {0, 5, 9, 13}, coordinates), polygons = list("polygons", {0, 1, 2, 3}, rings);
  auto all = list("geometry", {0, 0, 1, 3}, polygons);
  all->length = 2;
  all->offset = 1;
  all->extension("geoarrow.multipolygon", R"({"crs": "EPSG:27700"})");
  return all;
}

TEST(ArrowLayer, TakesGeoArrowInEveryLayout) {
  for (const bool interleaved : {false, true})
    for (const bool large : {false, true}) {
      Stream stream({{multipolygons(interleaved, large), texts("code", {"a", "b"})}});
      const ArrowLayer taken = layer_of_arrow(stream.stream, "habitat");
      const RawLayer layer = read_layer_of(taken, {"code"});
      ASSERT_EQ(layer.geometry.size(), 2u);
      EXPECT_EQ(layer.geometry[0].points()[1], (Point{10, 0}));
      EXPECT_EQ(layer.geometry[0].point_count(), 5u);
      EXPECT_EQ(layer.geometry[1].part_count(), 2u);
      EXPECT_EQ(layer.geometry[1].part(1).ring(0)[2], (Point{210, 10}));
    }
}

TEST(ArrowLayer, TakesPointsAndLinesWithHeights) {
  auto values = node("g", "", 9);
  values->all_valid().add(std::vector<double>{1, 2, 50, 3, 4, 50, 5, 6, 50});
  auto points = node("+w:3", "geometry", 3);
  points->valid(0b101);
  points->children = {values};
  points->extension("geoarrow.point", "{}");
  Stream stream({{points}});
  const ArrowLayer taken = layer_of_arrow(stream.stream, "sites");
  EXPECT_EQ(taken.layer.crs, "");
  MemoryLayer layer = taken.layer;
  layer.crs = "EPSG:27700";
  const MemorySource source(std::move(layer));
  const RawFeatures read = read_features({source.path(), ""}, Role::habitat, {}, {}).features;
  EXPECT_THAT(read.points[0], ElementsAre(Point{1, 2}));
  EXPECT_TRUE(read.points[1].empty());
  EXPECT_THAT(read.points[2], ElementsAre(Point{5, 6}));
  ASSERT_EQ(read.layer.issues.size(), 1u);
  EXPECT_EQ(read.layer.issues[0].rule, IssueRule::z_or_m_dropped);
}

TEST(ArrowLayer, TypesEveryColumn) {
  const auto numbers = [](const char* format, const std::string& name, const auto& values) {
    auto made = node(format, name, static_cast<std::int64_t>(values.size()));
    made->valid(0b01).add(values);
    return made;
  };
  auto flags = node("b", "flag", 2);
  flags->all_valid().add(std::vector<std::uint8_t>{0b10});
  auto codes = numbers("c", "habitat", std::vector<std::int8_t>{1, 0});
  codes->dictionary = texts("", {"grass", "wood"});
  auto huge = node("L", "huge", 2);
  huge->all_valid().add(std::vector<std::uint64_t>{5, 18446744073709551615u});
  auto views = node("vu", "view", 2);
  std::string view(32, '\0');
  const std::string longer = "longer than twelve bytes";
  const std::int32_t short_size = 3, long_size = static_cast<std::int32_t>(longer.size());
  std::memcpy(view.data(), &short_size, 4);
  std::memcpy(view.data() + 4, "abc", 3);
  std::memcpy(view.data() + 16, &long_size, 4);
  views->all_valid().text(view).text(longer).add(std::vector<std::int64_t>{long_size});
  Stream stream({{squares({400000, 400100}), numbers("s", "small", std::vector<std::int16_t>{-7, 0}),
                  numbers("f", "real", std::vector<float>{0.5F, 0}), flags, codes, huge, views,
                  numbers("tdD", "day", std::vector<std::int32_t>{20543, 0}),
                  numbers("tdm", "day_ms", std::vector<std::int64_t>{-86400000, 0}),
                  numbers("tsu:Europe/London", "time", std::vector<std::int64_t>{1774915200123456, 0}),
                  numbers("tss:", "local", std::vector<std::int64_t>{-1, 0}), node("+l", "list", 2)}});
  const ArrowLayer taken = layer_of_arrow(stream.stream, "habitat");
  ASSERT_EQ(taken.unread.size(), 1u);
  EXPECT_EQ(taken.unread[0].first, "list");
  const std::vector<std::string> names{"small", "real", "flag",   "habitat", "huge",
                                       "view",  "day",  "day_ms", "time",    "local"};
  const std::vector<std::string> first{"-7",
                                       "0.5",
                                       "0",
                                       "wood",
                                       "5",
                                       "abc",
                                       "2026-03-31",
                                       "1969-12-31",
                                       "2026-03-31T00:00:00.123Z",
                                       "1969-12-31T23:59:59.000"};
  const std::vector<std::string> second{"", "", "1", "", "18446744073709551615", longer, "", "", "", ""};
  const RawLayer layer = read_layer_of(taken, names);
  for (std::size_t c = 0; c < names.size(); ++c)
    EXPECT_THAT(layer.extra[c].texts(), ElementsAre(first[c], second[c])) << names[c];
  EXPECT_TRUE(layer.issues.empty());
}

TEST(ArrowLayer, RefusesWhatHasNoGeometryOrSeveral) {
  const auto message_of = [](const std::vector<std::shared_ptr<Node>>& columns, int fails = 0) {
    Stream stream({columns});
    stream.fails = fails;
    try {
      layer_of_arrow(stream.stream, "habitat");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_FALSE(error.remedy().empty());
      EXPECT_THAT(error.message(), HasSubstr("habitat"));
      return error.message();
    }
    return std::string("none");
  };
  alive = 0;
  EXPECT_THAT(message_of({texts("code", {"a"})}), HasSubstr("has no column of geometry"));
  EXPECT_THAT(message_of({squares({1}, "a"), squares({1}, "b")}), HasSubstr("several columns of geometry: 'a', 'b'"));
  EXPECT_EQ(message_of({squares({1}, "a"), squares({1}, "geom")}), "none");
  EXPECT_THAT(message_of({squares({1})}, 5), HasSubstr("the disk is gone"));
  auto text = texts("geometry", {"POINT (1 2)"});
  text->extension("geoarrow.wkt", "{}");
  EXPECT_THAT(message_of({text}), HasSubstr("of type geoarrow.wkt, which lnrs does not read"));
  auto flat = squares({1});
  flat->extension("geoarrow.polygon", "{}");
  EXPECT_THAT(message_of({flat}), HasSubstr("is not valid geoarrow.polygon"));
  EXPECT_EQ(alive, 0);
}

}  // namespace
}  // namespace spatial
