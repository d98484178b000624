// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "county/plan_source.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {
namespace {

bool before(Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; }

/// Habitat polygons around one place as mapped in 2016: today's map with changes undone.
class OldHabitat {
 public:
  OldHabitat(PlanSource& source, RowLayer& projects, Numbers& numbers)
      : source_(source), projects_(projects), numbers_(numbers) {
    find_area();
    for (const std::size_t i : polygons_) {
      code_[i] = source.code(i);
      source.keep_out(i);
    }
  }

  void add(Plans& plans) {
    undo_gains();
    undo_losses();
    const std::size_t unmapped = find({"c1c", "c1d", "c1b", "g4"});
    drop(unmapped);
    count("unmapped", source_.code(unmapped), source_.field_ha(unmapped));
    const std::size_t shared = find_with_room();
    redraw_one_border();
    RowLayer layer("habitat_2016", "Habitats in 2016", "One habitat polygon as it was mapped in 2016",
                   {{"hab_id", "Habitat id", "Identifier of the polygon"},
                    {"ukhab", "UKHab codes", "UK Habitat Classification: primary code, then secondary codes"}});
    for (const std::size_t i : polygons_) {
      if (i == unmapped) continue;
      const auto redrawn = redrawn_.find(i);
      layer.row({source_.id(i), code_[i]}, redrawn == redrawn_.end() ? source_.field(i) : redrawn->second.view());
      if (redrawn == redrawn_.end()) count(code_[i], source_.code(i), source_.field_ha(i));
    }
    // A pond drawn on top of its field: two classes overlap.
    layer.row({"H-800001", "r1g"}, polygon_of(pond_));
    const double pond_ha = hectares(pond_.width() * pond_.height());
    count(code_[shared], source_.code(shared), -pond_ha);
    count("double", source_.code(shared), pond_ha);
    plans.push_back(layer.polygons());
    plans.push_back(area_layer());
    tell();
  }

 private:
  void find_area();
  std::vector<std::size_t> grown_from(std::size_t start) const;

  /// A field in the area that has not been changed yet and has one of these codes.
  std::size_t find(const std::set<std::string>& codes) {
    for (const std::size_t i : polygons_)
      if (!used_.contains(i) && codes.contains(source_.code(i)) && source_.field(i).ring_count() == 1 &&
          source_.field_ha(i) < 12) {
        used_.insert(i);
        return i;
      }
    throw Error(ErrorKind::internal, "the resurveyed land has no field left to plant a change in");
  }
  void drop(std::size_t i) { used_.insert(i); }
  void count(const std::string& from, const std::string& to, double ha) { matrix_[{from, to}] += ha; }

  void undo_gains() {
    for (const char* project : {"PR-31", "PR-32", "", ""}) {
      const std::size_t i = find({"g3c", "g3a", "w1g", "w1f", "w1h", "g3c,27", "h3h", "g1d", "g3c6", "g2a"});
      code_[i] = "c1c";
      additions_[source_.code(i)] += source_.field_ha(i);
      if (project[0] == '\0') continue;
      managed_[source_.code(i)] += source_.field_ha(i);
      projects_.row({project, "Field " + source_.id(i) + " taken out of ploughing", "", "", "Other habitat", "restore",
                     "completed", "2018-09-01", "2021-03-31", "Sampleshire Farm Cluster", "no", ""},
                    source_.field(i));
    }
  }
  void undo_losses() {
    for (int k = 0; k < 3; ++k) code_[find({"c1c", "c1d", "g4"})] = "g3c8";
  }
  std::size_t find_with_room();
  void redraw_one_border();
  bool redraw(std::size_t a, std::size_t b);
  FeatureTable area_layer() const;
  void tell();

  PlanSource& source_;
  RowLayer& projects_;
  Numbers& numbers_;
  GeosContext geos_;
  std::vector<std::size_t> polygons_;  // in ascending order
  std::map<std::size_t, std::string> code_;
  std::set<std::size_t> used_;
  std::map<std::size_t, MultiPolygon> redrawn_;
  Box pond_;
  std::map<std::pair<std::string, std::string>, double> matrix_, noise_;
  std::map<std::string, double> additions_, managed_;
};

/// Connected polygons without defects, until their outlines have 8,500 vertices.
std::vector<std::size_t> OldHabitat::grown_from(std::size_t start) const {
  const HabitatMap& map = source_.county.habitat;
  std::map<std::size_t, std::set<std::size_t>> neighbours;
  for (std::uint32_t cell = 0; cell < map.cell_polygon.size(); ++cell)
    for (const Coverage::Neighbour& n : source_.county.coverage.neighbours(cell)) {
      const std::int32_t a = map.cell_polygon[cell], b = map.cell_polygon[n.cell];
      if (a >= 0 && b >= 0 && a != b) neighbours[static_cast<std::size_t>(a)].insert(static_cast<std::size_t>(b));
    }
  std::vector<std::size_t> found{start};
  std::set<std::size_t> seen{start};
  std::size_t points = 0;
  for (std::size_t next = 0; next < found.size() && points < 8'500; ++next) {
    points += source_.field(found[next]).point_count();
    for (const std::size_t n : neighbours[found[next]]) {
      if (source_.spoiled(n) || source_.field(n).point_count() > 320 || !seen.insert(n).second) continue;
      found.push_back(n);
    }
    if (points >= 8'500) found.resize(next + 1);
  }
  std::sort(found.begin(), found.end());
  return found;
}

void OldHabitat::find_area() {
  const Box box = extent_of(source_.polygons("study_area"));
  std::vector<std::pair<double, std::size_t>> starts;
  for (std::size_t i = 0; i < source_.county.habitat.polygon_cover.size(); ++i) {
    const Point p = centroid(source_.field(i));
    if (!source_.spoiled(i) && source_.field(i).point_count() < 150)
      starts.emplace_back(std::hypot(p.x - box.centre().x, p.y - box.centre().y), i);
  }
  std::sort(starts.begin(), starts.end());
  for (const auto& [away, start] : starts) {
    polygons_ = grown_from(start);
    if (polygons_.size() >= 60) return;
  }
  throw Error(ErrorKind::internal, "no land free of faults is large enough for a second survey");
}

/// A field with room in the middle for a pond 60 m wide.
std::size_t OldHabitat::find_with_room() {
  for (;;) {
    const std::size_t i = find({"c1c", "c1d", "c1b", "g4", "g3c6"});
    const Point p = point_on_surface(geos_, source_.field(i));
    pond_ = {std::round(p.x) - 30, std::round(p.y) - 30, std::round(p.x) + 30, std::round(p.y) + 30};
    if (hectares(intersection(geos_, source_.field(i), polygon_of(pond_)).view()) > 0.36 - 1e-9) return i;
  }
}

/// Moves the border of two fields by half a metre, as another surveyor might draw it.
void OldHabitat::redraw_one_border() {
  for (const std::size_t a : polygons_)
    for (const std::size_t b : polygons_)
      if (a < b && !used_.contains(a) && !used_.contains(b) && source_.code(a) != source_.code(b) && redraw(a, b))
        return;
  throw Error(ErrorKind::internal, "no border of the resurveyed land can be drawn again");
}

bool OldHabitat::redraw(std::size_t a, std::size_t b) {
  if (!box_of(source_.field(a)).intersects(box_of(source_.field(b))) || source_.field(a).ring_count() != 1 ||
      source_.field(b).ring_count() != 1)
    return false;
  const std::pair there{code_[a], source_.code(b)}, back{code_[b], source_.code(a)};
  for (const std::size_t i : polygons_)
    if (std::pair now{code_[i], source_.code(i)}; now == there || now == back) return false;
  std::map<Point, int, bool (*)(Point, Point)> walkers(before);
  for (std::size_t i = 0; i < source_.county.habitat.polygon_cover.size(); ++i) {
    if (!box_of(source_.field(i)).intersects(box_of(source_.field(a)))) continue;
    std::set<Point, bool (*)(Point, Point)> own(before);
    for (const Point p : source_.field(i).points()) own.insert(p);
    for (const Point p : own) walkers[p] += i == a || i == b ? 1 : 100;
  }
  std::size_t common = 0;
  for (const auto& [p, walks] : walkers) common += walks == 2 ? 1 : 0;
  if (common < 8) return false;
  for (const std::size_t i : {a, b}) {
    std::vector<Point> shell;
    for (const Point p : source_.field(i).part(0).shell())
      shell.push_back(walkers[p] == 2 ? on_grid({p.x + 0.4, p.y + 0.3}) : p);
    redrawn_.insert_or_assign(i, polygon_of(shell));
  }
  const MultiPolygon &old_a = redrawn_.at(a), &old_b = redrawn_.at(b);
  if (validity(geos_, old_a) || validity(geos_, old_b) || !intersection(geos_, old_a, old_b).empty()) {
    redrawn_.clear();
    return false;
  }
  noise_[there] = hectares(intersection(geos_, old_a, source_.field(b)).view());
  noise_[back] = hectares(intersection(geos_, old_b, source_.field(a)).view());
  for (const auto& [change, ha] : noise_) count(change.first, change.second, ha);
  count(code_[a], source_.code(a), hectares(old_a.view()) - noise_[there]);
  count(code_[b], source_.code(b), hectares(old_b.view()) - noise_[back]);
  return true;
}

FeatureTable OldHabitat::area_layer() const {
  const HabitatMap& map = source_.county.habitat;
  std::vector<std::int32_t> labels(map.cell_polygon.size(), -1);
  for (std::size_t cell = 0; cell < labels.size(); ++cell)
    if (map.cell_polygon[cell] >= 0 &&
        std::binary_search(polygons_.begin(), polygons_.end(), static_cast<std::size_t>(map.cell_polygon[cell])))
      labels[cell] = 0;
  FeatureTable layer = layer_of("resurvey_area", "Land surveyed twice", "The land that was mapped in 2016 and again",
                                source_.county.coverage.polygons(labels, 1, map.styles));
  add_text(layer, "area_id", "Area id", "Identifier of the land", {"RESURVEY"});
  return layer;
}

void OldHabitat::tell() {
  double changed = 0, noise = 0, total = 0;
  for (const auto& [change, ha] : matrix_) {
    const std::string row =
        fmt::format("zone_id = 'all' AND from_class = '{}' AND to_class = '{}'", change.first, change.second);
    total += ha;
    if (change.first == change.second) continue;
    changed += ha;
    numbers_.add("change", "change_matrix", row, "area_ha", ha);
    numbers_.add("change", "change_matrix", row, "boundary_ha", noise_[change]);
    noise += noise_[change];
  }
  const auto summary = [&](const char* column, double ha) {
    numbers_.add("change", "change_summary", "zone_id = 'all'", column, ha);
  };
  summary("total_ha", total);
  summary("changed_ha", changed);
  summary("boundary_ha", noise);
  for (const auto& [code, ha] : managed_) {
    const std::string row = fmt::format("zone_id = 'all' AND class = '{}'", code);
    numbers_.add("change", "extent_account", row, "managed_expansion_ha", ha);
    numbers_.add("change", "extent_account", row, "unmanaged_expansion_ha", additions_[code] - ha);
  }
}

}  // namespace

std::vector<RowLayer::Column> project_columns() {
  return {{"project_id", "Project id", "Identifier of the project"},
          {"title", "Title", "What is done"},
          {"target_id", "Target id", "The target that the project serves, if it names one"},
          {"boa_id", "BOA id", "The opportunity area, for projects without a polygon"},
          {"habitat", "Habitat", "Habitat that is made or lost"},
          {"action", "Action", "maintain, restore, create or link"},
          {"status", "Status", "planned, underway, completed or abandoned"},
          {"start", "Start", "When work began"},
          {"end", "End", "When it was, or will be, done"},
          {"organisation", "Organisation", "Who does it"},
          {"loss", "Loss", "yes: habitat was lost here"},
          {"stated_ha", "Stated area (ha)", "Hectares that the project states", "ha"}};
}

void add_resurvey(PlanSource& source, Plans& plans, Numbers& numbers) {
  RowLayer projects("project", "Projects", "Work on habitat, or a loss of it", project_columns());
  OldHabitat(source, projects, numbers).add(plans);
  add_targets(source, plans, projects, numbers);
  plans.push_back(projects.polygons());
}

}  // namespace spatial::county
