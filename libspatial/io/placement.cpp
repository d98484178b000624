// SPDX-License-Identifier: MIT
#include "libspatial/io/placement.hpp"

#include <fmt/format.h>
#include <ogr_srs_api.h>
#include <proj.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/io/coordinate_text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/proj_bridge.hpp"

namespace spatial {
namespace {

constexpr double near_degrees = 1;       // distance from the area of use that is still tolerated
constexpr double strict_degrees = 0.05;  // distance from the area of use above which a note is given
constexpr const char* lonlat_crs = "EPSG:4326";
constexpr const char* national_grid = "EPSG:27700";

/// One interpretation of a layer's coordinates.
struct Reading {
  const char* crs;  ///< "": the stated CRS; "result": the CRS of the result
  bool swapped;
  double scale;
  const char* words;
  const char* remedy;  ///< "": set the layer's CRS to `crs`
};
constexpr Reading as_stated{"", false, 1, "", ""};
constexpr const char* swap_remedy = "Swap them and export the layer again (in QGIS: Swap X and Y coordinates).";
constexpr std::array readings{
    Reading{"", true, 1, "with east and north (or longitude and latitude) swapped", swap_remedy},
    Reading{"EPSG:4326", false, 1, "as degrees of longitude and latitude (EPSG:4326)", ""},
    Reading{"EPSG:4326", true, 1, "as degrees with latitude first (EPSG:4326)",
            "Swap them (in QGIS: Swap X and Y coordinates), and set the layer's CRS to EPSG:4326."},
    Reading{"result", false, 1, "", ""},
    Reading{"EPSG:27700", false, 1, "as metres of the British National Grid (EPSG:27700)", ""},
    Reading{"EPSG:27700", true, 1, "as northings and eastings of the British National Grid (EPSG:27700)",
            "Swap them (in QGIS: Swap X and Y coordinates), and set the layer's CRS to EPSG:27700."},
    Reading{"", false, 1000, "as kilometres",
            "Multiply them by 1,000 and export the layer again (in QGIS: Affine transform)."},
    Reading{"", true, 1000, "as kilometres with east and north swapped",
            "Swap them, multiply them by 1,000 and export the layer again (in QGIS: Swap X and Y coordinates, Affine "
            "transform)."},
    Reading{"EPSG:27700", false, 1000, "as kilometres of the British National Grid",
            "Multiply them by 1,000 (in QGIS: Affine transform), and set the layer's CRS to EPSG:27700."},
    Reading{"EPSG:3857", false, 1, "as Web Mercator (EPSG:3857)", ""},
    Reading{"EPSG:3857", true, 1, "as Web Mercator (EPSG:3857) with east and north swapped",
            "Swap them (in QGIS: Swap X and Y coordinates), and set the layer's CRS to EPSG:3857."},
    Reading{"EPSG:29903", false, 1, "as the Irish Grid (EPSG:29903, 29902 or 29901)", ""},
    Reading{"EPSG:2157", false, 1, "as Irish Transverse Mercator (EPSG:2157)", ""},
    Reading{"EPSG:32630", false, 1, "as UTM zone 30N (EPSG:32630 or 25830)", ""},
    Reading{"EPSG:32631", false, 1, "as UTM zone 31N (EPSG:32631 or 25831)", ""},
    Reading{"EPSG:32629", false, 1, "as UTM zone 29N (EPSG:32629 or 25829)", ""},
    Reading{"EPSG:3035", false, 1, "as the European equal-area grid (EPSG:3035)", ""},
    Reading{"EPSG:3395", false, 1, "as World Mercator (EPSG:3395)", ""},
    Reading{"", false, 0.3048, "as feet",
            "Multiply them by 0.3048 and export the layer again (in QGIS: Affine transform)."},
    Reading{"", false, 0.001, "as millimetres",
            "Divide them by 1,000 and export the layer again (in QGIS: Affine transform)."},
    Reading{"", false, 0.01, "as centimetres",
            "Divide them by 100 and export the layer again (in QGIS: Affine transform)."},
};

std::size_t rank_of(const Reading& reading) { return static_cast<std::size_t>(&reading - readings.data()); }

struct AreaOfUse {
  double west = -180, south = -90, east = 180, north = 90;
  bool worldwide() const { return width() > 170; }
  double width() const { return east >= west ? east - west : east - west + 360; }
  bool contains(Point lonlat, double by) const {
    if (!std::isfinite(lonlat.x) || !std::isfinite(lonlat.y) || lonlat.y < south - by || lonlat.y > north + by)
      return false;
    double from_west = std::fmod(lonlat.x - (west - by), 360);
    if (from_west < 0) from_west += 360;
    return from_west <= width() + 2 * by;
  }
};

/// Properties of a CRS. Longitude and latitude are on its own datum: they differ by about 100 m from those on another
/// datum, which does not matter here, and avoiding the datum shift is ten times faster.
struct System {
  std::string name;
  bool degrees = false;
  AreaOfUse use;
  double semi_major_m = 6378137, flattening = 1 / 298.257223563;
  std::optional<Transformer> to_lonlat, from_lonlat;  ///< none if the CRS is longitude and latitude
};

std::optional<AreaOfUse> area_of_use(PJ_CONTEXT* context, const PJ* stated, const CrsDescription& known) {
  AreaOfUse use;
  const auto has = [&](const PJ* pj) {
    return pj != nullptr &&
           proj_get_area_of_use(context, pj, &use.west, &use.south, &use.east, &use.north, nullptr) != 0 &&
           use.west > -1000;
  };
  // WKT in files often lacks the area of use; the EPSG register has it.
  if (known.code > 0) {
    const Proj listed(proj_create_from_database(context, known.organization.c_str(), std::to_string(known.code).c_str(),
                                                PJ_CATEGORY_CRS, 0, nullptr));
    if (has(listed.get())) return use;
  }
  return has(stated) ? std::optional(use) : std::nullopt;
}

/// PROJ pipeline between a CRS and its base longitude and latitude; "" if there is none.
std::string pipeline_of(PJ_CONTEXT* context, const PJ* from, const PJ* to) {
  const Proj found(proj_create_crs_to_crs_from_pj(context, from, to, nullptr, nullptr));
  const Proj ordered(found ? proj_normalize_for_visualization(context, found.get()) : nullptr);
  const char* text = ordered ? proj_as_proj_string(context, ordered.get(), PJ_PROJ_5, nullptr) : nullptr;
  return text != nullptr ? text : "";
}

bool is_in_degrees(const std::string& crs) {
  const gdal::ErrorScope errors;
  OGRSpatialReferenceH srs = OSRNewSpatialReference(nullptr);
  const bool degrees = OSRSetFromUserInput(srs, crs.c_str()) == OGRERR_NONE && OSRIsGeographic(srs) != 0;
  OSRDestroySpatialReference(srs);
  return degrees;
}

System system_of(const std::string& crs) {
  System system;
  const CrsDescription known = describe_crs(crs);
  const ProjContext context = quiet_context();
  const Proj stated(proj_create(context.get(), known.code > 0 && known.organization == "EPSG"
                                                   ? fmt::format("EPSG:{}", known.code).c_str()
                                                   : crs.c_str()));
  system.name = known.name;
  system.degrees = is_in_degrees(crs);
  system.use = area_of_use(context.get(), stated.get(), known).value_or(AreaOfUse());
  if (const Proj ellipsoid(stated ? proj_get_ellipsoid(context.get(), stated.get()) : nullptr); ellipsoid) {
    double inverse = 0;
    proj_ellipsoid_get_parameters(context.get(), ellipsoid.get(), &system.semi_major_m, nullptr, nullptr, &inverse);
    system.flattening = inverse > 0 ? 1 / inverse : 0;
  }
  if (system.degrees) return system;
  const Proj base(stated ? proj_crs_get_geodetic_crs(context.get(), stated.get()) : nullptr);
  std::string there = base ? pipeline_of(context.get(), stated.get(), base.get()) : "",
              back = base ? pipeline_of(context.get(), base.get(), stated.get()) : "";
  if (there.empty()) there = crs_plan(crs, "", lonlat_crs, crs).pipeline;
  if (back.empty()) back = crs_plan(lonlat_crs, "", crs, crs).pipeline;
  system.to_lonlat.emplace(there);
  system.from_lonlat.emplace(back);
  return system;
}

/// Whether the coordinates could be kilometres of the National Grid: within its land area, and not all whole numbers.
bool could_be_kilometres(const LayerLook& look) {
  const Box& all = look.extent;
  const auto whole = [](double v) { return v == std::floor(v); };
  return all.min_x >= 80 && all.max_x <= 660 && all.min_y >= 5 && all.max_y <= 1220 &&
         !std::all_of(look.boxes.begin(), look.boxes.end(), [&](const Box& box) {
           return whole(box.min_x) && whole(box.min_y) && whole(box.max_x) && whole(box.max_y);
         });
}

Point middle(const Box& box, bool swapped, double scale) {
  const Point at = box.centre();
  return swapped ? Point{at.y * scale, at.x * scale} : Point{at.x * scale, at.y * scale};
}

Box read_as(const Box& box, bool swapped, double scale) {
  return swapped ? Box{box.min_y * scale, box.min_x * scale, box.max_y * scale, box.max_x * scale}
                 : Box{box.min_x * scale, box.min_y * scale, box.max_x * scale, box.max_y * scale};
}

bool could_be_degrees(Point p) { return std::abs(p.x) <= 360.001 && std::abs(p.y) <= 90.001; }

template <class Test>
bool most(std::span<const Point> points, Test&& test) {
  return !points.empty() &&
         2 * static_cast<std::size_t>(std::count_if(points.begin(), points.end(), test)) >= points.size();
}

/// Area on the map divided by area on the ellipsoid at a place, from the derivatives of the projection; NaN if
/// undefined.
double areal_scale(const System& system, Point lonlat) {
  if (!std::isfinite(lonlat.x) || !std::isfinite(lonlat.y) || std::abs(lonlat.y) > 89.9) return std::nan("");
  constexpr double step = 1e-4, radian = std::numbers::pi / 180;  // degrees, about 11 m
  std::vector<Point> cross{{lonlat.x - step, lonlat.y},
                           {lonlat.x + step, lonlat.y},
                           {lonlat.x, lonlat.y - step},
                           {lonlat.x, lonlat.y + step}};
  system.from_lonlat->transform(cross);
  const double mapped = std::abs((cross[1].x - cross[0].x) * (cross[3].y - cross[2].y) -
                                 (cross[1].y - cross[0].y) * (cross[3].x - cross[2].x));
  // Radii of curvature in the meridian and in the prime vertical.
  const double a = system.semi_major_m, e2 = system.flattening * (2 - system.flattening),
               sine = std::sin(lonlat.y * radian), w2 = 1 - e2 * sine * sine;
  const double ground = a * (1 - e2) / (w2 * std::sqrt(w2)) * a / std::sqrt(w2) * std::cos(lonlat.y * radian) *
                        std::pow(2 * step * radian, 2);
  return mapped / ground;
}

}  // namespace

class Placement::Impl {
 public:
  explicit Impl(std::string crs) : crs_(std::move(crs)), result_(system(crs_)) {}

  System& system(const std::string& crs) {
    const auto known = systems_.find(crs);
    return known != systems_.end() ? known->second : systems_.emplace(crs, system_of(crs)).first->second;
  }

  System& result() { return result_; }
  const std::string& crs() const { return crs_; }

  std::vector<Point> lonlat_of(std::vector<Point> points, const std::string& crs) {
    System& from = system(crs);
    if (from.degrees)
      for (Point& p : points)
        if (!could_be_degrees(p)) p = {HUGE_VAL, HUGE_VAL};
    if (from.to_lonlat) from.to_lonlat->transform(points);
    return points;
  }

  std::vector<Point> in_result(std::vector<Point> points, const std::string& crs) {
    if (is_result(crs)) return points;
    points = lonlat_of(std::move(points), crs);
    if (result_.from_lonlat) result_.from_lonlat->transform(points);
    return points;
  }

  /// Bounding box, in the CRS of the result, of a box in another CRS; empty if no point of it can be transformed.
  Box in_result(const Box& box, const std::string& crs) {
    if (box.empty() || is_result(crs)) return box;
    constexpr int steps = 8;
    std::vector<Point> points;
    for (int i = 0; i <= steps; ++i)
      for (int k = 0; k <= steps; ++k)
        points.push_back({box.min_x + box.width() * i / steps, box.min_y + box.height() * k / steps});
    Box result;
    for (const Point p : in_result(std::move(points), crs))
      if (std::isfinite(p.x) && std::isfinite(p.y)) result.add(p);
    return result;
  }

  bool is_result(const std::string& crs) {
    const auto known = is_result_.find(crs);
    return known != is_result_.end() ? known->second : is_result_.emplace(crs, same_crs(crs, crs_)).first->second;
  }

  std::string crs_of(const Reading& reading, const LayerLook& look) const {
    const std::string_view named = reading.crs;
    return named.empty() ? look.crs : named == "result" ? crs_ : std::string(named);
  }

  std::vector<Point> middles(const LayerLook& look, const Reading& reading) const {
    std::vector<Point> points;
    for (const Box& box : look.boxes) points.push_back(middle(box, reading.swapped, reading.scale));
    return points;
  }

  std::string words_of(const Reading& reading) {
    return std::string_view(reading.crs) == "result" ? fmt::format("as '{}' ({})", result_.name, crs_)
                                                     : std::string(reading.words);
  }

  std::string remedy_of(const Reading& reading, const LayerLook& look) {
    return "If that is what they are: " + cure_of(reading, look) +
           " If the layer is right as it is, give --allow-elsewhere.";
  }

  std::string cure_of(const Reading& reading, const LayerLook& look) {
    if (*reading.remedy != '\0') return reading.remedy;
    const std::string crs = crs_of(reading, look);
    if (look.crs_by_standard)
      return fmt::format("give --assume-crs {0}, or assume_crs = \"{0}\" in the layer's table of a config.", crs);
    if (look.crs_assumed) return fmt::format("assume {} instead.", crs);
    return fmt::format("set the layer's CRS to {} (in QGIS: Set layer CRS) and export the layer again.", crs);
  }

  /// Whether the interpretation differs from the stated one and the numbers are valid in its CRS.
  bool can_be_read(const LayerLook& look, const Reading& reading) {
    const bool own = *reading.crs == '\0', degrees = system(look.crs).degrees;
    if (own && (degrees ? !reading.swapped || reading.scale != 1 : !reading.swapped && reading.scale == 1))
      return false;
    if (!own && !reading.swapped && reading.scale == 1 && same_crs(crs_of(reading, look), look.crs)) return false;
    return !system(crs_of(reading, look)).degrees || most(middles(look, reading), could_be_degrees);
  }

  std::string title(const LayerLook& look) {
    if (look.crs_by_standard)
      return fmt::format(
          "{} has no member crs, so by the GeoJSON standard its coordinates are longitude and latitude. It",
          look.source);
    return fmt::format("{} {} in '{}'. As such it", look.source, look.crs_assumed ? "is taken to be" : "says it is",
                       system(look.crs).name);
  }

  std::string numbers(const LayerLook& look) const {
    const Point at = look.boxes.front().centre();
    return fmt::format("Its coordinates, such as {} {},", coordinate_text(at.x), coordinate_text(at.y));
  }

  std::string place_text(const LayerLook& look) {
    const std::vector<Point> places = lonlat_of({look.boxes.front().centre()}, look.crs);
    return std::isfinite(places[0].x) && std::isfinite(places[0].y) ? "lies around " + lonlat_text(places[0])
                                                                    : "lies nowhere on Earth";
  }

 private:
  std::string crs_;
  std::map<std::string, System> systems_;
  std::map<std::string, bool> is_result_;
  System& result_;
};

Placement::Placement(std::string crs) : impl_(std::make_unique<Impl>(std::move(crs))) {}
Placement::~Placement() = default;

const std::string& Placement::crs_name() const { return impl_->result().name; }

Box Placement::extent_of(const LayerLook& look) { return impl_->in_result(look.extent, look.crs); }

/// Its branches tell a layer in the wrong place from one that rightly lies elsewhere.
std::optional<Misplacement> Placement::misplaced(const LayerLook& look) {
  if (look.boxes.empty()) return std::nullopt;
  const AreaOfUse& use = impl_->result().use;
  const System& own = impl_->system(look.crs);
  const std::vector<Point> stated = impl_->middles(look, as_stated), places = impl_->lonlat_of(stated, look.crs);
  const auto near = [&](const AreaOfUse& area) {
    return most(places, [&](Point p) { return area.contains(p, near_degrees); });
  };
  const bool no_degrees = own.degrees && most(stated, [](Point p) { return !could_be_degrees(p); });
  // Metres within 360 m of the origin are probably degrees, kilometres or invented numbers.
  const bool small = !own.degrees && std::all_of(look.boxes.begin(), look.boxes.end(), [](const Box& box) {
    return could_be_degrees({box.min_x, box.min_y}) && could_be_degrees({box.max_x, box.max_y});
  });
  const bool elsewhere = no_degrees || !near(use);
  const bool right_and_elsewhere = elsewhere && !own.use.worldwide() && near(own.use);
  for (const Reading& reading : readings) {
    const bool degrees = std::string_view(reading.crs) == lonlat_crs;
    if (reading.scale < 1) continue;  // too rare to be recognised without another layer
    if (right_and_elsewhere || !impl_->can_be_read(look, reading) || !(elsewhere || (small && degrees)) ||
        (small && !degrees && reading.scale < 1000))
      continue;
    if (!most(impl_->lonlat_of(impl_->middles(look, reading), impl_->crs_of(reading, look)),
              [&](Point p) { return use.contains(p, 0); }))
      continue;
    const std::string place = no_degrees ? "lies nowhere on Earth" : impl_->place_text(look);
    const std::string away =
        elsewhere ? fmt::format("outside the area of use of '{}'", crs_name()) : "in the sea beside the false origin";
    return Misplacement{fmt::format("{} {}, {}. {} would lie in that area {}", impl_->title(look), place, away,
                                    impl_->numbers(look), impl_->words_of(reading)),
                        impl_->remedy_of(reading, look), rank_of(reading)};
  }
  if (!no_degrees) return std::nullopt;
  return Misplacement{
      fmt::format("{} lies nowhere on Earth. {} are not degrees", impl_->title(look), impl_->numbers(look)),
      look.crs_by_standard ? "Name the CRS it is in with --assume-crs, or assume_crs in the layer's table of a config."
                           : "Set the CRS it is in (in QGIS: Set layer CRS) and export it again.",
      readings.size()};
}

std::optional<Misplacement> Placement::misplaced(const LayerLook& look, const Box& around, const std::string& what) {
  if (look.boxes.empty() || around.empty()) return std::nullopt;
  for (const Reading& reading : readings) {
    if (!impl_->can_be_read(look, reading)) continue;
    const std::string crs = impl_->crs_of(reading, look);
    const bool inside = most(impl_->in_result(impl_->middles(look, reading), crs), [&](Point p) {
      return around.contains(Box{p.x, p.y, p.x, p.y});
    });
    // A national layer lies mostly outside a county but covers it.
    const bool covers = !inside &&
                        impl_->in_result(read_as(look.extent, reading.swapped, reading.scale), crs).contains(around) &&
                        most(impl_->lonlat_of(impl_->middles(look, reading), crs),
                             [&](Point p) { return impl_->result().use.contains(p, 0); });
    if (!inside && !covers) continue;
    return Misplacement{fmt::format("{} {}, outside of {}. {} would lie there {}", impl_->title(look),
                                    impl_->place_text(look), what, impl_->numbers(look), impl_->words_of(reading)),
                        impl_->remedy_of(reading, look), rank_of(reading)};
  }
  return std::nullopt;
}

std::optional<std::string> Placement::odd_place(const LayerLook& look) {
  if (look.boxes.empty()) return std::nullopt;
  const std::vector<Point> places = impl_->lonlat_of(impl_->middles(look, as_stated), look.crs);
  for (const bool own : {true, false}) {
    const System& system = own ? impl_->system(look.crs) : impl_->result();
    const auto outside = static_cast<std::size_t>(
        std::count_if(places.begin(), places.end(), [&](Point p) { return !system.use.contains(p, strict_degrees); }));
    if (outside == 0) continue;
    const auto first =
        std::find_if(places.begin(), places.end(), [&](Point p) { return !system.use.contains(p, strict_degrees); });
    const std::string where =
        std::isfinite(first->x) && std::isfinite(first->y) ? lonlat_text(*first) : "nowhere on Earth";
    return fmt::format("{}: {} outside the area of use of '{}' (at {}), where its areas and distances are not promised",
                       look.source,
                       outside == places.size() && look.all_rows
                           ? "all features lie"
                           : fmt::format("{} of the first {} features lie", outside, places.size()),
                       system.name, where);
  }
  const auto degrees =
      static_cast<std::size_t>(std::count_if(look.boxes.begin(), look.boxes.end(), [&](const Box& box) {
        return !impl_->system(look.crs).degrees && could_be_degrees(box.centre()) &&
               impl_->result().use.contains(box.centre(), 0);
      }));
  if (degrees > 0 && degrees < look.boxes.size())
    return fmt::format(
        "{}: the coordinates of {} of the first {} features look like degrees, those of the others do not", look.source,
        degrees, look.boxes.size());
  if (could_be_kilometres(look) && same_crs(look.crs, national_grid))
    return fmt::format(
        "{}: its coordinates, such as {} {}, lie within 1.5 km of the origin of '{}', in the sea; are they kilometres?",
        look.source, coordinate_text(look.boxes.front().min_x), coordinate_text(look.boxes.front().min_y),
        impl_->system(look.crs).name);
  return std::nullopt;
}

double Placement::area_error(std::span<const LayerLook> looks) {
  const System& result = impl_->result();
  if (!result.from_lonlat) return 0;
  double sum = 0;
  std::size_t count = 0;
  for (const LayerLook& look : looks)
    for (const Box& box : look.boxes)
      for (const Point p : impl_->lonlat_of({{box.min_x, box.min_y},
                                             {box.max_x, box.min_y},
                                             {box.min_x, box.max_y},
                                             {box.max_x, box.max_y},
                                             box.centre()},
                                            look.crs)) {
        const double scale = areal_scale(result, p);
        if (!std::isfinite(scale)) continue;
        sum += scale - 1;
        ++count;
      }
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

double Placement::tolerated_error(std::span<const LayerLook> looks) {
  constexpr double around_degrees = 3;
  if (!impl_->is_result(national_grid)) return 0.001;
  std::vector<Point> places;
  for (const LayerLook& look : looks)
    for (const Point p : impl_->lonlat_of(impl_->middles(look, as_stated), look.crs)) places.push_back(p);
  return most(places, [&](Point p) { return impl_->result().use.contains(p, around_degrees); }) ? 0.01 : 0.001;
}

std::string Placement::place_text(std::span<const LayerLook> looks) {
  for (const LayerLook& look : looks) {
    if (look.boxes.empty()) continue;
    const Point at = impl_->lonlat_of({look.boxes.front().centre()}, look.crs)[0];
    if (!std::isfinite(at.x) || !std::isfinite(at.y)) continue;
    const AreaOfUse& use = impl_->result().use;
    return fmt::format("around {}{}", lonlat_text(at),
                       use.contains(at, strict_degrees)
                           ? ""
                           : fmt::format(", outside its area of use ({} to {})", lonlat_text({use.west, use.south}),
                                         lonlat_text({use.east, use.north})));
  }
  return "nowhere on Earth";
}

std::string Placement::better_crs(std::span<const LayerLook> looks) {
  for (const LayerLook& look : looks) {
    if (look.boxes.empty()) continue;
    const Point at = impl_->lonlat_of({look.boxes.front().centre()}, look.crs)[0];
    if (!std::isfinite(at.x) || !std::isfinite(at.y) || at.y < -80 || at.y > 84) continue;
    if (impl_->system(national_grid).use.contains(at, 0)) return national_grid;
    const int zone = static_cast<int>(std::floor((at.x + 180) / 6)) % 60 + 1;
    return fmt::format("EPSG:{}{:02}", at.y < 0 ? 327 : 326, zone);
  }
  return {};
}

bool are_degrees_within(std::span<const Box> boxes, const std::string& crs) {
  if (boxes.empty()) return false;
  const AreaOfUse use = system_of(crs).use;
  return std::all_of(boxes.begin(), boxes.end(), [&](const Box& box) {
    return use.contains(box.centre(), near_degrees) && could_be_degrees({box.max_x, box.max_y});
  });
}

}  // namespace spatial
