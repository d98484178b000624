// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <limits>

#include "county/plan_source.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {
namespace {

struct Statement {
  const char *code, *text, *concise, *theme, *habitat, *bng, *action, *core, *mapped;
  int rank;
};
constexpr std::array statements{
    Statement{"M01", "Restore species-rich chalk grassland on thin soils, with hay from the nearest good meadow",
              "Restore chalk grassland", "Grassland", "Lowland calcareous grassland",
              "Grassland - Lowland calcareous grassland", "restore", "core", "yes", 1},
    Statement{
        "M02",
        "Plant or let grow new broadleaved woodland that joins ancient woods, at least 20 m wide, with rides and "
        "a shrub edge, of native trees that suit the soil; keep archaeology, open habitats of value, peat and "
        "the nests of waders free of trees, and leave the fields that people look out over as they are",
        "Join ancient woods", "Woodland", "Lowland mixed deciduous woodland",
        "Woodland and forest - Lowland mixed deciduous woodland;Woodland and forest - Other woodland; broadleaved",
        "create", "core", "yes", 2},
    Statement{"M03", "Raise water levels and reconnect the river with its floodplain", "Reconnect floodplains", "Water",
              "Coastal and floodplain grazing marsh", "Grassland - Floodplain wetland mosaic and CFGM", "restore",
              "core", "yes", 3},
    Statement{"M04", "Dig clean-water ponds in clusters", "Dig ponds", "Water", "Ponds",
              "Lakes - Ponds (priority habitat)", "create", "supplementary", "yes", 4},
    Statement{"M05", "Advise farmers on pesticides", "Advice", "Farmland", "", "", "maintain", "supplementary", "no",
              5},
    Statement{"M06", "Bring back the large blue butterfly", "Large blue", "Species", "Lowland calcareous grassland", "",
              "restore", "supplementary", "yes", 6}};

/// Land of measures: groups of regions, so that the land shared by two measures is known.
class Measures {
 public:
  Measures(PlanSource& source, Numbers& numbers)
      : source_(source),
        numbers_(numbers),
        regions_(source.county.regions),
        styles_(source.county.regions.size(), BorderStyle{0.18F, 70}),
        any_(source.county.regions.size(), -1),
        layer_("measure", "Measures of the strategy", "A measure at a place",
               {{"measure_id", "Measure id", "Identifier of the place"},
                {"measure_code", "Measure", "Code of the measure"}}) {
    const Random random(source.county.options.seed, "measures");
    std::vector<std::pair<double, std::uint32_t>> order;
    for (std::uint32_t r = 0; r < regions_.size(); ++r)
      if (regions_.bounded(r) && deep(r)) order.emplace_back(random.uniform(r), r);
    std::sort(order.begin(), order.end());
    for (const auto& [draw, r] : order) starts_.push_back(r);
    if (starts_.size() < 24) throw Error(ErrorKind::internal, "too few regions lie well inside the county");
  }

  FeatureTable made() {
    static constexpr std::array codes{"M01", "M02", "M03", "M04"};
    std::size_t next = 0;
    for (std::size_t k = 0; k < 14; ++k) {
      const std::vector<std::uint32_t> place = place_at(starts_[next++], 1 + k % 3);
      put(codes[k % codes.size()], place);
      // Part of every other place belongs to the next measure too, so that two measures share land.
      if (k % 2 == 0) put(codes[(k + 1) % codes.size()], {place.front()});
    }
    put("M05", {starts_[next++]});  // not mapped, according to the statement
    put("M99", {starts_[next++]});  // unknown to the statement
    put("M01", place_at(edge_region(), 1));
    repeat_last_id();
    numbers_.add("strategy", "measures_flat", "1", "sum(area_ha)", hectares(union_land().view()), 1e-4);
    numbers_.add("strategy", "strategy_totals", "item = 'measures'", "area_ha", hectares(union_land().view()), 1e-4);
    for (const auto& [rule, count] : {std::pair{"measure_with_place", 1}, std::pair{"measure_unknown", 1},
                                      std::pair{"measure_without_place", 1}, std::pair{"measure_id_duplicate", 1},
                                      std::pair{"priority_unknown", 1}, std::pair{"outside_strategy_area", 1}})
      numbers_.add("strategy", "issues", fmt::format("rule = '{}'", rule), "count(*)", count);
    return layer_.polygons();
  }

 private:
  bool deep(std::uint32_t r) const {
    return source_.county.land.depth_m(regions_.sites()[r]) > 1.4 * source_.county.region_m;
  }
  std::vector<std::uint32_t> place_at(std::uint32_t start, std::size_t count) const {
    std::vector<std::uint32_t> place{start};
    for (const Coverage::Neighbour& n : regions_.neighbours(start))
      if (place.size() < count && regions_.bounded(n.cell) && deep(n.cell)) place.push_back(n.cell);
    return place;
  }
  /// A region of which about half lies in the county.
  std::uint32_t edge_region() const {
    std::vector<double> inside(regions_.size(), 0);
    for (std::uint32_t cell = 0; cell < source_.county.coverage.size(); ++cell)
      if (source_.county.habitat.cell_polygon[cell] >= 0)
        inside[source_.county.region_of_cell[cell]] += source_.county.habitat.cell_m2[cell];
    std::uint32_t best = Coverage::none;
    double off = 1;
    for (std::uint32_t r = 0; r < regions_.size(); ++r) {
      if (!regions_.bounded(r)) continue;
      const double away = std::abs(inside[r] / regions_.cell_area_m2(r) - 0.5);
      if (away < off) {
        off = away;
        best = r;
      }
    }
    return best;
  }
  void put(const char* code, const std::vector<std::uint32_t>& place) {
    std::vector<std::int32_t> labels(regions_.size(), -1);
    for (const std::uint32_t r : place) labels[r] = any_[r] = 0;
    const MultiPolygonColumn land = regions_.polygons(labels, 1, styles_);
    layer_.row({fmt::format("ME-{:03}", layer_.size() + 1), code}, land[0]);
  }
  /// Adds an id that is used twice, at the same place.
  void repeat_last_id() {
    std::vector<std::int32_t> labels(regions_.size(), -1);
    labels[starts_[3]] = any_[starts_[3]] = 0;
    const MultiPolygonColumn land = regions_.polygons(labels, 1, styles_);
    layer_.row({"ME-001", "M04"}, land[0]);
  }
  MultiPolygon union_land() const { return MultiPolygon(regions_.polygons(any_, 1, styles_)[0]); }

  PlanSource& source_;
  Numbers& numbers_;
  const Coverage& regions_;
  std::vector<BorderStyle> styles_;
  std::vector<std::int32_t> any_;
  std::vector<std::uint32_t> starts_;
  RowLayer layer_;
};

FeatureTable statement_table() {
  RowLayer table("measure_statement", "Statement of measures", "One measure of the strategy in words",
                 {{"measure_code", "Measure", "Code of the measure"},
                  {"measure_text", "Text", "The measure in words"},
                  {"concise_measure", "In short", "The measure in a few words"},
                  {"theme", "Theme", "What it is about"},
                  {"habitat_target", "Habitat", "Habitat it is for"},
                  {"bng_habitats", "Habitats of the metric", "Names of the statutory metric, parted by semicolons"},
                  {"action", "Action", "maintain, restore or create"},
                  {"core_supplementary", "Weight", "core or supplementary"},
                  {"mapped", "Mapped", "yes if the map has places for it"},
                  {"rank", "Rank", "Which measure comes first where several share land"}});
  for (const Statement& one : statements)
    table.row({one.code, one.text, one.concise, one.theme, one.habitat, one.bng, one.action, one.core, one.mapped,
               fmt::format("{}", one.rank)});
  return table.table();
}

FeatureTable pairs_table(const char* name, const char* title, const char* meaning, RowLayer::Column first,
                         RowLayer::Column second, const std::vector<std::vector<std::string>>& rows) {
  RowLayer table(name, title, meaning, {std::move(first), std::move(second)});
  for (const auto& row : rows) table.row(row);
  return table.table();
}

}  // namespace

void add_strategy(PlanSource& source, Plans& plans, Numbers& numbers) {
  plans.push_back(Measures(source, numbers).made());
  plans.push_back(statement_table());
  const RowLayer::Column code{"measure_code", "Measure", "Code of the measure"},
      priority{"priority_id", "Priority", "Identifier of the priority"};
  plans.push_back(pairs_table("priority", "Priorities", "One priority of the strategy", priority,
                              {"priority", "Text", "The priority in words"},
                              {{"P1", "More, and better joined, chalk grassland"},
                               {"P2", "Woods that are large enough to last"},
                               {"P3", "Rivers with room"}}));
  plans.push_back(pairs_table("measure_priority", "Measures and priorities", "A measure that serves a priority", code,
                              priority, {{"M01", "P1"}, {"M02", "P2"}, {"M03", "P3"}, {"M04", "P3"}, {"M06", "P9"}}));
  plans.push_back(pairs_table("measure_species", "Measures and species", "A species that a measure helps", code,
                              {"species", "Species", "Name of the species"},
                              {{"M01", "Adonis blue"}, {"M02", "Hazel dormouse"}, {"M04", "Great crested newt"}}));
}

}  // namespace spatial::county
