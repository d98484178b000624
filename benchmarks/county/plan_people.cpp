// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "county/plan_source.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {
namespace {

double from_segment(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  const double t = length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// Distance to an area by testing every edge: slow, but simple enough to be trusted.
double from_area(Point p, MultiPolygonView area) {
  double nearest = std::numeric_limits<double>::infinity();
  bool inside = false;
  for (std::size_t r = 0; r < area.ring_count(); ++r) {
    const RingView ring = area.ring(r);
    for (std::size_t k = 0; k + 1 < ring.size(); ++k) {
      const Point a = ring[k], b = ring[k + 1];
      nearest = std::min(nearest, from_segment(p, a, b));
      if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
    }
  }
  return inside ? 0 : nearest;
}

struct Standard {
  const char* name;
  double size_ha, within_m;
};
constexpr std::array standards{Standard{"doorstep", 0.5, 200},      Standard{"local", 2, 300},
                               Standard{"neighbourhood", 10, 1000}, Standard{"wider_neighbourhood", 20, 2000},
                               Standard{"district", 100, 5000},     Standard{"sub_regional", 500, 10000}};

/// Numbers as census tables often have them: "1,234".
std::string with_comma(long long people) {
  return people < 1000 ? fmt::format("{}", people) : fmt::format("{},{:03}", people / 1000, people % 1000);
}

class People {
 public:
  People(PlanSource& source, Numbers& numbers) : source_(source), numbers_(numbers) {}

  void add(Plans& plans) {
    plans.push_back(output_areas());
    plans.push_back(greenspace());
    plans.push_back(access_points());
    FeatureTable ways =
        layer_of("way", "Roads and paths", "The middle of a road between two places", road_lines(source_.county));
    TextCells ids;
    for (std::size_t i = 0; i < std::get<LineColumn>(ways.geometry).size(); ++i)
      ids.emplace_back(fmt::format("WA-{:03}", i + 1));
    add_text(ways, "way_id", "Way id", "Identifier of the road or path", std::move(ids));
    plans.push_back(std::move(ways));
    tell();
  }

 private:
  FeatureTable output_areas();
  FeatureTable greenspace();
  FeatureTable access_points();
  void tell();

  PlanSource& source_;
  Numbers& numbers_;
  MultiPolygonColumn units_;
  std::vector<long long> people_;
  MultiPolygonColumn open_;  // greenspace that is open to the public
  std::vector<Point> doors_;
};

/// Output areas: the regions nearest to a village, or to a farm between villages.
FeatureTable People::output_areas() {
  const County& county = source_.county;
  const Random random(county.options.seed, "output areas");
  std::vector<Point> seeds;
  for (const Settlement& s : county.land.settlements())
    if (seeds.size() < 40) seeds.push_back(s.centre);
  for (std::uint64_t item = 0; seeds.size() < 64 && item < 10'000; ++item) {
    const Point p = county.regions.sites()[random.below(county.regions.size(), item)];
    if (county.land.depth_m(p) > county.region_m) seeds.push_back(p);
  }
  std::vector<double> urban(county.regions.size(), 0);
  std::vector<std::int32_t> labels(county.regions.size(), -1);
  for (std::uint32_t cell = 0; cell < county.coverage.size(); ++cell)
    if (county.habitat.cell_polygon[cell] >= 0 && cover(county.habitat.cell_cover[cell]).code.front() == 'u')
      urban[county.region_of_cell[cell]] += county.habitat.cell_m2[cell];
  std::vector<double> built(seeds.size(), 0);
  for (std::uint32_t r = 0; r < county.regions.size(); ++r) {
    const Point p = county.regions.sites()[r];
    if (!county.regions.bounded(r) || !county.land.inside(p)) continue;
    const auto nearest = std::min_element(seeds.begin(), seeds.end(), [&](Point a, Point b) {
      return std::hypot(a.x - p.x, a.y - p.y) < std::hypot(b.x - p.x, b.y - p.y);
    });
    labels[r] = static_cast<std::int32_t>(nearest - seeds.begin());
    built[static_cast<std::size_t>(labels[r])] += urban[r];
  }
  const std::vector<BorderStyle> styles(county.regions.size(), BorderStyle{0.12F, 120});
  const MultiPolygonColumn drawn = county.regions.polygons(labels, seeds.size(), styles);
  RowLayer layer(
      "output_area", "Output areas", "An area with the people who live there",
      {{"oa_code", "Code", "Code of the area"}, {"people", "People", "Usual residents, as text with commas"}});
  for (std::size_t k = 0; k < seeds.size(); ++k) {
    if (drawn[k].empty()) continue;
    const long long people = std::llround(built[k] / 10'000 * random.between(28, 44, k) + random.between(0, 60, k, 1));
    people_.push_back(layer.size() == 7 ? 0 : people);  // one area has no residents
    layer.row({fmt::format("E0099{:04}", layer.size() + 1), with_comma(people_.back())}, drawn[k]);
    units_.append(drawn[k]);
  }
  return layer.polygons();
}

FeatureTable People::greenspace() {
  RowLayer layer("greenspace", "Greenspace", "A park, playing field or other green land",
                 {{"site_id", "Site id", "Identifier of the site"},
                  {"function", "Function", "Kind of greenspace"},
                  {"name", "Name", "Name of the site"}});
  const HabitatMap& map = source_.county.habitat;
  std::map<CoverId, int> taken;
  for (std::size_t i = 0; i < map.polygon_cover.size() && layer.size() < 26; ++i) {
    const CoverId id = map.polygon_cover[i];
    const bool park = id == CoverId::park || id == CoverId::parkland,
               wood = id == CoverId::oakwood || id == CoverId::other_broadleaved;
    if ((!park && !wood) || source_.spoiled(i) || source_.field(i).point_count() > 500 || source_.field_ha(i) < 0.4)
      continue;
    if (++taken[id] > (park ? 10 : 4)) continue;
    const std::string kind = wood                  ? "Woodland"
                             : taken[id] % 5 == 4  ? "Golf Course"
                             : id == CoverId::park ? "Public Park Or Garden"
                                                   : "Parkland";
    layer.row({fmt::format("GS-{:02}", layer.size() + 1), kind, fmt::format("{} {}", kind, layer.size() + 1)},
              source_.field(i));
    if (kind != "Golf Course") open_.append(source_.field(i));
  }
  if (open_.size() < 6) throw Error(ErrorKind::internal, "the county has too little greenspace");
  return layer.polygons();
}

/// Two entrances at vertices of each site; every fifth site has none.
FeatureTable People::access_points() {
  FeatureTable layer = layer_of("access_point", "Entrances", "Where people enter a greenspace", std::monostate{});
  TextCells ids;
  PointColumn points;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    if (i % 5 == 4) continue;
    const RingView shell = open_[i].part(0).shell();
    for (const std::size_t corner : {std::size_t{0}, shell.size() / 2}) {
      points.emplace_back(shell[corner]);
      doors_.push_back(shell[corner]);
      ids.emplace_back(fmt::format("AP-{:03}", ids.size() + 1));
    }
  }
  layer.geometry = std::move(points);
  add_text(layer, "access_id", "Access id", "Identifier of the entrance", std::move(ids));
  return layer;
}

void People::tell() {
  long long all = 0;
  for (const long long people : people_) all += people;
  for (const bool doors : {false, true}) {
    const char* command = doors ? "greenspace --set greenspace.distance=access" : "greenspace";
    // An entrance counts for every site within 10 m.
    std::vector<std::vector<Point>> of(open_.size());
    for (std::size_t s = 0; s < open_.size() && doors; ++s)
      for (const Point p : doors_)
        if (from_area(p, open_[s]) <= 10) of[s].push_back(p);
    for (const Standard& standard : standards) {
      long long served = 0;
      for (std::size_t u = 0; u < units_.size(); ++u) {
        const Point home = centroid(units_[u]);
        bool near = false;
        for (std::size_t s = 0; s < open_.size() && !near; ++s) {
          if (hectares(open_[s]) < standard.size_ha) continue;
          if (of[s].empty()) near = from_area(home, open_[s]) <= standard.within_m;
          for (const Point p : of[s]) near = near || std::hypot(p.x - home.x, p.y - home.y) <= standard.within_m;
        }
        served += near ? people_[u] : 0;
      }
      const std::string row = fmt::format("authority = 'all' AND standard = '{}'", standard.name);
      numbers_.add(command, "ags_authority", row, "people", static_cast<double>(all));
      numbers_.add(command, "ags_authority", row, "served", static_cast<double>(served));
    }
  }
}

}  // namespace

void add_people(PlanSource& source, Plans& plans, Numbers& numbers) { People(source, numbers).add(plans); }

}  // namespace spatial::county
