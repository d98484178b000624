// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "county/plan_source.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {
namespace {

const std::set<std::string> farmed{"c1c", "c1d", "c1b", "g4", "g3c6"};

bool apart(GeosContext& geos, MultiPolygonView a, MultiPolygonView b) {
  return !box_of(a).intersects(box_of(b)) || intersection(geos, a, b).empty();
}

/// SSSIs cut in two units, with the condition of each.
FeatureTable unit_layer(const PlanSource& source, std::vector<MultiPolygon>& accepted,
                        std::vector<MultiPolygon>& others) {
  static constexpr std::array conditions{"Favourable", "Unfavourable - Recovering", "Unfavourable - Declining", "",
                                         "Favourable"};
  GeosContext geos;
  RowLayer layer("sssi_unit", "Units of SSSIs", "A unit of a Site of Special Scientific Interest",
                 {{"unit_id", "Unit id", "Identifier of the unit"},
                  {"ref_code", "Reference", "Reference code of the site"},
                  {"condition", "Condition", "Condition of the unit; empty if it was not assessed"}});
  const MultiPolygonColumn& sites = source.polygons("sssi");
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const MultiPolygon site = tidy(geos, sites[i]);
    const Box box = box_of(site.view());
    const double middle = on_grid(box.centre().x);
    for (const auto& half :
         {Box{box.min_x, box.min_y, middle, box.max_y}, Box{middle, box.min_y, box.max_x, box.max_y}}) {
      const MultiPolygon unit = tidy(geos, clip(geos, site, half));
      if (unit.empty()) continue;
      const std::string condition = conditions[layer.size() % conditions.size()];
      layer.row({fmt::format("U{:03}", layer.size() + 1), source.text("sssi", "ref_code")[i].value_or(""), condition},
                unit);
      (condition == "Favourable" || condition == "Unfavourable - Recovering" ? accepted : others).push_back(unit);
    }
  }
  return layer.polygons();
}

MultiPolygon all_of(GeosContext& geos, const std::vector<MultiPolygon>& features) {
  return union_of(geos, std::vector<MultiPolygonView>(features.begin(), features.end()));
}

FeatureTable agreement_layer(PlanSource& source, Numbers& numbers) {
  GeosContext geos;
  const MultiPolygon sssi = source.land("sssi"), lws = source.land("lws"), county = source.land("study_area");
  const std::vector<std::size_t> fields = source.take_fields(3, farmed, [&](std::size_t i) {
    return apart(geos, source.field(i), sssi) && apart(geos, source.field(i), lws) &&
           difference(geos, source.field(i), county).empty();
  });
  if (fields.size() < 3) throw Error(ErrorKind::internal, "no farmland is left for agreements");
  RowLayer layer("agreement", "Agreements", "Land that its owner agreed to keep for nature",
                 {{"agreement_id", "Agreement id", "Identifier of the agreement"},
                  {"end_date", "End", "Last day of the agreement; empty if none is stated"}});
  const std::array ends{"2060-03-31", "2030-03-31", ""};
  for (std::size_t k = 0; k < 3; ++k) layer.row({fmt::format("AG-{}", k + 1), ends[k]}, source.field(fields[k]));
  const auto number = [&](const char* status, double ha) {
    numbers.add("protected", "thirty_by_thirty",
                fmt::format("authority = 'all' AND category = 'agreement' AND status = '{}'", status), "once_ha", ha,
                1e-4);
  };
  number("counts", source.field_ha(fields[0]));
  number("potential", source.field_ha(fields[1]) + source.field_ha(fields[2]));
  return layer.polygons();
}

}  // namespace

void add_protection(PlanSource& source, Plans& plans, Numbers& numbers) {
  GeosContext geos;
  std::vector<MultiPolygon> accepted, others;
  plans.push_back(unit_layer(source, accepted, others));
  const MultiPolygon county = source.land("study_area"), good = all_of(geos, accepted);
  const double counts = hectares(intersection(geos, good, county).view());
  const double may = hectares(intersection(geos, difference(geos, all_of(geos, others), good), county).view());
  for (const auto& [status, ha] : {std::pair{"counts", counts}, std::pair{"potential", may}})
    numbers.add("protected", "thirty_by_thirty",
                fmt::format("authority = 'all' AND category = 'sssi' AND status = '{}'", status), "once_ha", ha, 1e-4);
  plans.push_back(agreement_layer(source, numbers));
}

void add_planting(PlanSource& source, Plans& plans, Numbers& numbers) {
  GeosContext geos;
  const MultiPolygon sssi = source.land("sssi"), lws = source.land("lws"), old = source.land("ancient_woodland");
  std::vector<MultiPolygonView> best;
  const MultiPolygonColumn& grades = source.polygons("alc");
  for (std::size_t i = 0; i < grades.size(); ++i)
    if (const std::string grade = source.text("alc", "alc_grade")[i].value_or("");
        grade == "Grade 1" || grade == "Grade 2")
      best.push_back(grades[i]);
  const MultiPolygon farmland = union_of(geos, best);
  std::vector<Box> near_others;  // keeps peat drawn around one parcel off all others
  const auto free = [&](std::size_t i) {
    const MultiPolygonView field = source.field(i);
    const Box around = box_of(field).grown(60);
    for (const Box& other : near_others)
      if (other.intersects(around)) return false;
    const bool fits = source.field_ha(i) > 2 && apart(geos, field, sssi) && apart(geos, field, lws) &&
                      apart(geos, field, old) && apart(geos, field, farmland);
    if (fits) near_others.push_back(around);
    return fits;
  };
  const std::vector<std::size_t> fields = source.take_fields(3, farmed, free);
  if (fields.size() < 3) throw Error(ErrorKind::internal, "no farmland without constraints is left for parcels");
  RowLayer parcels("parcel", "Parcels", "Land that somebody would like to plant with trees",
                   {{"parcel_id", "Parcel id", "Identifier of the parcel"}});
  for (std::size_t k = 0; k < 3; ++k) parcels.row({fmt::format("PA-{}", k + 1)}, source.field(fields[k]));
  RowLayer peat("deep_peat", "Deep peat", "Peat deeper than 30 cm", {{"peat_id", "Peat id", "Identifier of the area"}});
  const Box all = box_of(source.field(fields[1])).grown(15), half = box_of(source.field(fields[2]));
  // Rectangles, so that the land below them is known. The first parcel is clear of both.
  const Box part{half.min_x - 5, half.min_y - 5, on_grid(half.centre().x), half.max_y + 5};
  peat.row({"DP-1"}, polygon_of(all));
  peat.row({"DP-2"}, polygon_of(part));
  const double clear_ha =
      source.field_ha(fields[0]) -
      hectares(
          union_of(geos, clip(geos, source.field(fields[0]), all), clip(geos, source.field(fields[0]), part)).view());
  const auto number = [&](const char* parcel, const char* column, double ha) {
    numbers.add("planting", "tree_parcels", fmt::format("parcel_id = '{}'", parcel), column, ha, 1e-5);
  };
  number("PA-1", "low_ha", clear_ha);
  number("PA-1", "plantable_ha", clear_ha);
  number("PA-2", "unsuitable_ha", source.field_ha(fields[1]));
  number("PA-2", "plantable_ha", 0);
  number("PA-3", "unsuitable_ha", hectares(clip(geos, source.field(fields[2]), part).view()));
  plans.push_back(parcels.polygons());
  plans.push_back(peat.polygons());
}

void add_pollinators(PlanSource& source, Plans& plans, Numbers& numbers) {
  static const std::set<std::string> flowers{"g3a", "g2a", "g1a", "h1a"};
  GeosContext geos;
  const MultiPolygonColumn& habitat = source.polygons("habitat");
  const TextCells& codes = source.text("habitat", "ukhab");
  const Box county = extent_of(source.polygons("study_area"));
  constexpr double half = 1500, length = 5000;
  LineColumn lines;
  const double x = std::round(county.centre().x), y = std::round(county.centre().y);
  double flower_ha = -1;
  Point from, to;
  for (double step = 0; step < 2000 && flower_ha < 0; step += 100) {
    from = {x - length / 2, y + (std::fmod(step, 200) < 100 ? step : -step)};
    to = {from.x + length, from.y};
    const Box box{from.x, from.y - half, to.x, to.y + half};
    double ha = 0;
    bool sure = true;
    for (std::size_t i = 0; i < habitat.size() && sure; ++i) {
      if (!codes[i] || !flowers.contains(*codes[i]) || habitat[i].empty() || !box_of(habitat[i]).intersects(box))
        continue;
      sure = !source.spoiled(i);
      if (sure) ha += hectares(clip(geos, habitat[i], box).view());
    }
    if (sure && ha > 1) flower_ha = ha;
  }
  if (flower_ha < 0) throw Error(ErrorKind::internal, "no line crosses flower-rich land that is free of faults");
  lines.append(std::array{from, to});
  lines.append(std::array{Point{x + 2000, y - 2500}, Point{x + 3200, y + 2500}});
  RowLayer layer("bline", "B-Lines", "The middle of an insect pathway that is 3 km wide",
                 {{"bline_id", "B-Line id", "Identifier of the B-Line"}, {"name", "Name", "Name of the B-Line"}});
  layer.row({"BL-1", "Vale line"});
  layer.row({"BL-2", "Downs line"});
  plans.push_back(layer.done(std::move(lines)));
  numbers.add("pollinators", "bline_progress", "bline_id = 'BL-1'", "area_ha", length * 2 * half / 10'000, 1e-4);
  numbers.add("pollinators", "bline_progress", "bline_id = 'BL-1'", "flower_rich_ha", flower_ha, 1e-5);
}

namespace {

struct Surveyed {
  const char *code, *kind, *date;
};
constexpr std::array surveyed{
    Surveyed{"g3a", "nvc_quadrats", "2025-06-20"}, Surveyed{"g3c5", "phase1_notes", "2023-07-11"},
    Surveyed{"w1f", "nvc_rapid", "2019-06-02"},    Surveyed{"g3c", "phase1_map", "1998-08-15"},
    Surveyed{"f2b", "nvc_rapid", "2024-07-30"},    Surveyed{"g3c8", "aerial", "2022-05-05"}};

/// Regions as a satellite classification might show them: coarse, with one class each.
FeatureTable satellite_layer(const PlanSource& source, MultiPolygon& land) {
  const Coverage& regions = source.county.regions;
  static constexpr std::array names{"Arable", "Improved grassland", "Woodland"};
  std::vector<std::int32_t> labels(regions.size(), -1), any(regions.size(), -1);
  const Box box = extent_of(source.polygons("study_area"));
  const double x = box.min_x + 0.3 * box.width(), y = box.centre().y;
  const Random random(source.county.options.seed, "satellite");
  for (std::uint32_t r = 0; r < regions.size(); ++r) {
    const Point p = regions.sites()[r];
    if (!regions.bounded(r) || std::hypot(p.x - x, p.y - y) > 3 * source.county.region_m ||
        source.county.land.depth_m(p) < source.county.region_m)
      continue;
    labels[r] = static_cast<std::int32_t>(random.below(names.size(), r));
    any[r] = 0;
  }
  const std::vector<BorderStyle> styles(regions.size(), BorderStyle{0.18F, 80});
  const MultiPolygonColumn classes = regions.polygons(labels, names.size(), styles);
  land = MultiPolygon(regions.polygons(any, 1, styles)[0]);
  RowLayer layer("satellite", "Classified images", "Land of one class",
                 {{"class_id", "Class id", "Identifier of the class"}, {"class", "Class", "What the image shows"}});
  for (std::size_t k = 0; k < names.size(); ++k)
    if (!classes[k].empty()) layer.row({fmt::format("IM-{}", k + 1), names[k]}, classes[k]);
  return layer.polygons();
}

}  // namespace

void add_surveys(PlanSource& source, Plans& plans, Numbers& numbers) {
  GeosContext geos;
  MultiPolygon seen;
  FeatureTable satellite = satellite_layer(source, seen);
  const std::vector<std::size_t> fields =
      source.take_fields(surveyed.size(), farmed, [&](std::size_t i) { return apart(geos, source.field(i), seen); });
  if (fields.size() < surveyed.size()) throw Error(ErrorKind::internal, "no farmland is left for surveys");
  RowLayer layer("survey", "Habitat surveys", "A field that somebody surveyed",
                 {{"survey_id", "Survey id", "Identifier of the survey"},
                  {"ukhab", "UKHab code", "UK Habitat Classification"},
                  {"kind", "Kind", "Kind of survey"},
                  {"surveyed", "Date", "Day of the survey"}});
  double all_ha = 0;
  const auto held = [&](const std::string& row, double ha) {
    numbers.add("baseline", "baseline_codes", row, "area_ha", ha, 1e-4);
  };
  for (std::size_t k = 0; k < surveyed.size(); ++k) {
    layer.row({fmt::format("SU-{}", k + 1), surveyed[k].code, surveyed[k].kind, surveyed[k].date},
              source.field(fields[k]));
    all_ha += source.field_ha(fields[k]);
    held(fmt::format("source = 'Field surveys' AND code = '{}'", surveyed[k].code), source.field_ha(fields[k]));
  }
  // The same field surveyed twice: within a source, the feature with the lower id keeps the land.
  layer.row({"SU-7", "c1d", "expert", "2024-01-01"}, source.field(fields.back()));
  numbers.add("baseline", "baseline_sources", "source = 'Field surveys' AND held_by = 'Field surveys'", "area_ha",
              all_ha, 1e-4);
  double over_ha = 0;
  const MultiPolygonColumn& habitat = source.polygons("habitat");
  for (std::size_t i = 0; i < source.county.habitat.polygon_cover.size(); ++i)
    if (farmed.contains(source.code(i)) && !apart(geos, habitat[i], seen))
      over_ha += hectares(intersection(geos, tidy(geos, habitat[i]), seen).view());
  // Defects of the base map, such as a field that overlaps its neighbours, change this value slightly.
  numbers.add("baseline", "baseline_sources", "source = 'Images' AND held_by = 'Images'", "area_ha", over_ha, 0.5);
  plans.push_back(layer.polygons());
  plans.push_back(std::move(satellite));
  RowLayer classes("satellite_class", "Classes of the images", "What a class of the images is in UKHab",
                   {{"code", "Code", "Class of the image"}, {"class", "Class", "UKHab code"}});
  for (const auto& [name, code] :
       {std::pair{"Arable", "c1"}, std::pair{"Improved grassland", "g4"}, std::pair{"Woodland", "w1"}})
    classes.row({name, code});
  plans.push_back(classes.table());
}

}  // namespace spatial::county
