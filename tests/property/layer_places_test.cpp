// SPDX-License-Identifier: MIT
// Layers that lie about where they are: each kind of slip in each role is refused by name, and honest layers are taken.
#include "libspatial/county/layer_places.hpp"

#include <gmock/gmock.h>
#include <ogr_srs_api.h>

#include <functional>
#include <string>

#include "libspatial/core/error.hpp"
#include "libspatial/io/coordinate_text.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/run/place_findings.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using testing::HasSubstr;

/// Points of the National Grid in another system, east before north.
std::vector<Point> in_crs(std::vector<Point> points, const char* crs) {
  OGRSpatialReferenceH from = OSRNewSpatialReference(nullptr), to = OSRNewSpatialReference(nullptr);
  OSRSetFromUserInput(from, "EPSG:27700");
  OSRSetFromUserInput(to, crs);
  OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
  OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
  OGRCoordinateTransformationH way = OCTNewCoordinateTransformation(from, to);
  for (Point& p : points) EXPECT_TRUE(OCTTransform(way, 1, &p.x, &p.y, nullptr));
  OCTDestroyCoordinateTransformation(way);
  OSRDestroySpatialReference(from);
  OSRDestroySpatialReference(to);
  return points;
}

/// A slip: what the numbers are, and what the file says.
struct Slip {
  const char* name;
  std::function<std::vector<Point>(std::vector<Point>)> numbers;  ///< of points in the National Grid
  const char* stated;                                             ///< "" = GeoJSON without a member crs
  const char* named;                                              ///< what the message calls it
};

std::vector<Point> as_they_are(std::vector<Point> points) { return points; }
std::vector<Point> swapped(std::vector<Point> points) {
  for (Point& p : points) std::swap(p.x, p.y);
  return points;
}
std::vector<Point> scaled(std::vector<Point> points, double by) {
  for (Point& p : points) p = {p.x * by, p.y * by};
  return points;
}

const std::vector<Slip>& slips() {
  static const std::vector<Slip> all{
      {"metres without a crs", as_they_are, "", "--assume-crs EPSG:27700"},
      {"metres called degrees", as_they_are, "EPSG:4326", "EPSG:27700"},
      {"metres called Web Mercator", as_they_are, "EPSG:3857", "EPSG:27700"},
      {"metres called Irish Grid", as_they_are, "EPSG:29903", "EPSG:27700"},
      {"metres called UTM", as_they_are, "EPSG:32630", "EPSG:27700"},
      {"swapped metres", swapped, "EPSG:27700", "swapped"},
      {"kilometres", [](auto p) { return scaled(p, 1e-3); }, "EPSG:27700", "kilometres"},
      {"swapped kilometres", [](auto p) { return swapped(scaled(p, 1e-3)); }, "EPSG:27700", "kilometres"},
      {"degrees called National Grid", [](auto p) { return in_crs(p, "EPSG:4326"); }, "EPSG:27700", "degrees"},
      {"degrees with latitude first called National Grid", [](auto p) { return swapped(in_crs(p, "EPSG:4326")); },
       "EPSG:27700", "latitude first"},
      {"degrees with latitude first", [](auto p) { return swapped(in_crs(p, "EPSG:4326")); }, "EPSG:4326", "swapped"},
      {"degrees called Web Mercator", [](auto p) { return in_crs(p, "EPSG:4326"); }, "EPSG:3857", "degrees"},
      {"Web Mercator called National Grid", [](auto p) { return in_crs(p, "EPSG:3857"); }, "EPSG:27700",
       "Web Mercator"},
      {"Web Mercator called degrees", [](auto p) { return in_crs(p, "EPSG:3857"); }, "", "Web Mercator"},
      {"Irish Grid called National Grid", [](auto p) { return in_crs(p, "EPSG:29903"); }, "EPSG:27700", "Irish Grid"},
      {"Irish Transverse Mercator called National Grid", [](auto p) { return in_crs(p, "EPSG:2157"); }, "EPSG:27700",
       "Irish"},
      {"UTM called National Grid", [](auto p) { return in_crs(p, "EPSG:32630"); }, "EPSG:27700", "UTM zone 30N"},
      {"European grid called National Grid", [](auto p) { return in_crs(p, "EPSG:3035"); }, "EPSG:27700", "3035"},
  };
  return all;
}

std::string geojson(const std::vector<std::vector<Point>>& rings, const std::string& crs) {
  std::string text = "{\"type\": \"FeatureCollection\", ";
  if (!crs.empty())
    text +=
        "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::" + crs.substr(5) + "\"}}, ";
  text += "\"features\": [";
  for (std::size_t i = 0; i < rings.size(); ++i) {
    text += std::string(i > 0 ? ",\n" : "") + "{\"type\": \"Feature\", \"properties\": {\"id\": \"F" +
            std::to_string(i + 1) + "\", \"code\": \"w1f\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[";
    for (std::size_t k = 0; k < rings[i].size(); ++k)
      text += (k > 0 ? ", [" : "[") + coordinate_text(rings[i][k].x) + ", " + coordinate_text(rings[i][k].y) + "]";
    text += "]]}}";
  }
  return text + "]}";
}

std::vector<Point> square(double x, double y, double side) {
  return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}};
}

/// Nine squares around a place.
std::vector<std::vector<Point>> squares(Point place) {
  std::vector<std::vector<Point>> rings;
  for (int i = 0; i < 9; ++i) rings.push_back(square(place.x + 700 * (i % 3), place.y + 500 * (i / 3), 300));
  return rings;
}

/// The layers of a config: study area and habitat where they are, and the layer of one role.
class Project {
 public:
  explicit Project(Point place) : place_(place) {
    write("study.geojson", {square(place.x - 500, place.y - 500, 3500)}, "EPSG:27700");
    write("habitat.geojson", squares(place), "EPSG:27700");
  }
  void write(const std::string& file, const std::vector<std::vector<Point>>& rings, const std::string& crs) const {
    test::write_file(folder_ / file, geojson(rings, crs));
  }
  void write(const std::string& file, const Slip& slip) const {
    std::vector<std::vector<Point>> rings;
    for (const std::vector<Point>& ring : squares(place_)) rings.push_back(slip.numbers(ring));
    write(file, rings, slip.stated);
  }
  LayerPlaces places(Role role, const std::string& more = {}, bool study_area = true,
                     const std::vector<std::string>& set = {}) const {
    std::string text = more.starts_with("[project]") ? more : "[project]\nname = \"x\"\n" + more;
    const auto layer = [&](Role one, const std::string& file) {
      text += "[layers." + std::string(info(one).name) + "]\nlayer = \"" + file + "\"\n";
      if (one == Role::habitat || one == Role::measure) text += "class = \"code\"\n";
      if (one == Role::suitability) text += "class = \"code\"\nfactors = \"factors.csv\"\n";
      if (one == Role::habitat) text += "crosswalk = \"ukhab\"\n";
    };
    if (study_area && role != Role::study_area) layer(Role::study_area, "study.geojson");
    if (role != Role::habitat) layer(Role::habitat, "habitat.geojson");
    layer(role, "layer.geojson");
    return places_of_layers(parse_config(text, folder_ / "county.toml", set));
  }
  std::string refusal(Role role, bool study_area = true) const {
    try {
      places(role, {}, study_area);
      return "taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.message() + " " + error.remedy();
    }
  }

 private:
  test::TempDir folder_;
  Point place_;
};

// Cornwall, Kent, Northumberland and the middle.
const std::vector<Point> places{{180000, 42000}, {610000, 150000}, {410000, 630000}, {400000, 300000}};

TEST(LayerPlaces, EachSlipIsNamedInEachRoleWithAndWithoutAStudyArea) {
  for (std::size_t p = 0; p < places.size(); ++p)
    for (const Slip& slip : slips()) {
      const Project project(places[p]);
      project.write("layer.geojson", slip);
      for (const RoleInfo& role : roles()) {
        if (p > 0 && role.role != Role::designated) continue;
        for (const bool study_area : {true, false}) {
          if (role.role == Role::habitat && !study_area) continue;  // nothing to compare it with
          const std::string said = project.refusal(role.role, study_area);
          if (role.role == Role::study_area || role.role == Role::habitat) {
            // Of two layers that disagree, either may be the wrong one.
            EXPECT_NE(said, "taken") << slip.name << " as " << role.name;
            continue;
          }
          EXPECT_THAT(said, HasSubstr("layer.geojson")) << slip.name << " as " << role.name << " at " << places[p].x;
          EXPECT_THAT(said, HasSubstr(slip.named)) << slip.name << " as " << role.name << " at " << places[p].x;
        }
      }
    }
}

TEST(LayerPlaces, HonestLayersAreTakenInEverySystem) {
  for (const Point place : places) {
    const Project project(place);
    for (const char* crs :
         {"EPSG:27700", "EPSG:4326", "EPSG:3857", "EPSG:32630", "EPSG:25831", "EPSG:3035", "EPSG:4277", "EPSG:4258"}) {
      std::vector<std::vector<Point>> rings;
      for (const std::vector<Point>& ring : squares(place)) rings.push_back(in_crs(ring, crs));
      project.write("layer.geojson", rings, crs);
      for (const Role role : {Role::designated, Role::habitat, Role::study_area})
        EXPECT_EQ(project.refusal(role), "taken") << crs << " at " << place.x;
    }
    std::vector<std::vector<Point>> rings;
    for (const std::vector<Point>& ring : squares(place)) rings.push_back(in_crs(ring, "EPSG:4326"));
    project.write("layer.geojson", rings, "");
    EXPECT_EQ(project.refusal(Role::designated), "taken") << "GeoJSON by its standard";
  }
}

TEST(LayerPlaces, LayersOfMoreThanTheCountyAndStraysAreTaken) {
  const Project project({400000, 300000});
  std::vector<std::vector<Point>> england, strays = squares({400000, 300000}), across{square(395000, 295000, 4600)};
  for (double y = 30000; y < 650000; y += 50000)
    for (double x = 200000; x < 600000; x += 50000) england.push_back(square(x, y, 20000));
  strays.push_back(square(0, 0, 1));
  strays.push_back(square(-2, 52, 0.5));
  for (const auto& rings : {england, strays, across}) {
    project.write("layer.geojson", rings, "EPSG:27700");
    EXPECT_EQ(project.refusal(Role::boa), "taken");
  }
}

TEST(LayerPlaces, ALayerOfAnotherCountyStopsTheRunUnlessItIsAllowed) {
  const Project project({400000, 300000});
  project.write("layer.geojson", squares({520000, 480000}), "EPSG:27700");
  for (const bool study_area : {true, false}) {
    const std::string said = project.refusal(Role::lws, study_area);
    EXPECT_THAT(said, HasSubstr("km from the"));
    EXPECT_THAT(said, HasSubstr("--allow-elsewhere"));
  }
  const LayerPlaces allowed = project.places(Role::lws, "[project]\nallow_elsewhere = true\n");
  EXPECT_THAT(allowed.unchecked, testing::Contains(HasSubstr("km from the study area")));
  EXPECT_THAT(said_at_once(allowed.issues), testing::Contains(HasSubstr("says nothing about this place")));
}

TEST(LayerPlaces, EmptyLayersFiltersWithoutAnythingAndLostFeaturesStopTheRun) {
  const Project project({400000, 300000});
  project.write("layer.geojson", std::vector<std::vector<Point>>{}, "EPSG:27700");
  EXPECT_THAT(project.refusal(Role::designated), HasSubstr("it has no features"));
  project.write("layer.geojson", squares({400000, 300000}), "EPSG:27700");
  EXPECT_THROW(project.places(Role::designated, {}, true, {"layers.designated.where=\"id = 'F99'\""}), Error);
  EXPECT_NO_THROW(project.places(Role::designated, {}, true, {"layers.designated.where=\"id = 'F9'\""}));
}

TEST(LayerPlaces, SystemsWithFalseAreasAreRefusedUnlessAllowed) {
  const Project project({400000, 300000});
  project.write("layer.geojson", squares({400000, 300000}), "EPSG:27700");
  const auto with = [&](const std::string& crs, bool allowed) {
    return project.places(Role::lws,
                          "[project]\ncrs = \"" + crs + "\"\n" + (allowed ? "allow_false_areas = true\n" : ""));
  };
  for (const char* crs : {"EPSG:3857", "EPSG:3395", "EPSG:3034", "EPSG:32633", "EPSG:2154", "EPSG:4087"}) {
    EXPECT_THROW(with(crs, false), Error) << crs;
    EXPECT_THAT(said_at_once(with(crs, true).issues), testing::Contains(HasSubstr("% too"))) << crs;
  }
  for (const char* crs : {"EPSG:27700", "EPSG:3035", "EPSG:32630", "EPSG:25830"})
    EXPECT_NO_THROW(with(crs, false)) << crs;
}

/// Closed forms: Web Mercator enlarges areas by about 1/cos² of the latitude; an equal-area projection does not.
TEST(Placement, MeasuresHowFalseAreasAre) {
  LayerLook look;
  look.source = "x";
  look.crs = "EPSG:4326";
  for (const double latitude : {0.5, 40.0, 52.0, 60.0}) {
    look.boxes = {{-2.001, latitude - 0.001, -1.999, latitude + 0.001}};
    const double cosine = std::cos(latitude * 3.14159265358979 / 180);
    EXPECT_NEAR(Placement("EPSG:3857").area_error(std::vector{look}), 1 / (cosine * cosine) - 1,
                0.007 / (cosine * cosine))
        << latitude;
    EXPECT_NEAR(Placement("EPSG:6933").area_error(std::vector{look}), 0, 1e-7) << latitude;
  }
  look.boxes = {{-2.001, 51.999, -1.999, 52.001}};
  EXPECT_NEAR(Placement("EPSG:27700").area_error(std::vector{look}), 0.9996012717 * 0.9996012717 - 1, 1e-7);
}

/// The National Grid is taken in and around Great Britain, not where it is false on other land.
TEST(Placement, ToleratesTheNationalGridInGreatBritainOnly) {
  const auto tolerated = [](const char* crs, Point lonlat) {
    LayerLook look;
    look.crs = "EPSG:4326";
    look.boxes = {{lonlat.x, lonlat.y, lonlat.x, lonlat.y}};
    Placement placement(crs);
    return std::abs(placement.area_error(std::vector{look})) <= placement.tolerated_error(std::vector{look});
  };
  for (const Point p : {Point{-6.3, 49.9}, Point{1.7, 52.5}, Point{-7.6, 57.5}, Point{-1, 60.7}, Point{-8, 49}})
    EXPECT_TRUE(tolerated("EPSG:27700", p)) << p.x << " " << p.y;
  for (const Point p : {Point{7.1, 52.6}, Point{12, 50}, Point{-74, 40.7}, Point{-14, 52}})
    EXPECT_FALSE(tolerated("EPSG:27700", p)) << p.x << " " << p.y;
  EXPECT_TRUE(tolerated("EPSG:32630", {-1.5, 52}));
  EXPECT_FALSE(tolerated("EPSG:32632", {-1.5, 52}));
}

TEST(Placement, NoticesFeaturesInDegreesAmongMetres) {
  LayerLook look;
  look.source = "x";
  look.crs = "EPSG:27700";
  look.boxes = {{400000, 300000, 400300, 300300}, {-2, 52.5, -1.99, 52.51}, {400400, 300000, 400700, 300300}};
  look.extent = {-2, 52.5, 400700, 300300};
  EXPECT_THAT(Placement("EPSG:27700").odd_place(look).value_or(""),
              HasSubstr("1 of the first 3 features look like degrees"));
  look.boxes.erase(look.boxes.begin() + 1);
  EXPECT_EQ(Placement("EPSG:27700").odd_place(look), std::nullopt);
}

TEST(Placement, WritesCoordinatesAsPeopleDo) {
  EXPECT_EQ(coordinate_text(400000), "400000");
  EXPECT_EQ(coordinate_text(5e7), "50000000");
  EXPECT_EQ(coordinate_text(-123456.7894), "-123456.789");
  EXPECT_EQ(coordinate_text(-1.9970041234), "-1.997004");
  EXPECT_EQ(coordinate_text(-0.0), "0");
  EXPECT_EQ(lonlat_text({-2.0014, 52.5978}), "52.598° N 2.001° W");
}

TEST(GeoJsonCrs, IsFoundBesideFeaturesOnly) {
  const test::TempDir folder;
  const auto states = [&](const std::string& text) {
    test::write_file(folder / "a.geojson", text);
    return geojson_states_crs((folder / "a.geojson").string());
  };
  EXPECT_TRUE(states("{\"type\": \"FeatureCollection\", \"features\": [], \"crs\" : null}"));
  EXPECT_FALSE(states(
      "{\"type\": \"FeatureCollection\", \"name\": \"crs\", \"features\": [{\"crs\": 1, \"a\": \"\\\"crs\\\": {\"}]}"));
  EXPECT_FALSE(states("{\"xcrs\": 1, \"crsx\": 2, \"a\": {\"crs\": 1}, \"features\": []}"));
}

}  // namespace
}  // namespace spatial
