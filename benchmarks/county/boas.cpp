// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "county/county.hpp"
#include "county/layer_tables.hpp"
#include "county/names.hpp"

namespace spatial::county {
namespace {

constexpr double boa_share = 0.38;  // of the county's regions

enum class Landscape : std::uint8_t { marsh, downs, sand, vale };

struct Target {
  std::string_view habitat, text;
};

std::span<const Target> targets_of(Landscape landscape) {
  static constexpr std::array marsh{
      Target{"Coastal and floodplain grazing marsh", "Bring drained levels back to wet grassland with breeding waders"},
      Target{"Reedbeds", "Grow reedbeds large enough for bittern beside existing ones"},
      Target{"Coastal saltmarsh", "Hold the saltmarsh along the sea wall and let it move inland where land allows"},
      Target{"Ponds", "Dig clean-water ponds in clusters away from roads"}};
  static constexpr std::array downs{
      Target{"Lowland calcareous grassland", "Restore and recreate chalk grassland to create large, continuous blocks"},
      Target{"Lowland beech and yew woodland", "Keep the hanging woods of the scarp and thin dense stands"},
      Target{"Lowland mixed deciduous woodland", "Join woods along the dip slope"},
      Target{"Arable field margins", "Sow flower-rich margins between chalk grassland sites"}};
  static constexpr std::array sand{
      Target{"Lowland heathland", "Take conifers off former heath and join what is left"},
      Target{"Lowland dry acid grassland", "Graze commons to bring back open acid grassland"},
      Target{"Traditional orchards", "Plant gaps in old orchards and keep their grass uncut until July"},
      Target{"Wood-pasture and parkland", "Plant the next generation of parkland trees"}};
  static constexpr std::array vale{
      Target{"Lowland meadows", "Restore hay meadows with green hay from the nearest good meadow"},
      Target{"Lowland mixed deciduous woodland", "Enlarge small ancient woods and join them by shaws"},
      Target{"Ponds", "Restore field ponds for great crested newt"},
      Target{"Wet woodland", "Let stream-side corners become wet woodland"},
      Target{"Lowland fens", "Raise water levels around valley fens"}};
  switch (landscape) {
    case Landscape::marsh:
      return marsh;
    case Landscape::downs:
      return downs;
    case Landscape::sand:
      return sand;
    case Landscape::vale:
      return vale;
  }
  return {};
}

/// Share of semi-natural land in each region of the county, smoothed over its surroundings; negative outside.
std::vector<double> richness(const County& county) {
  std::vector<double> semi_natural(county.regions.size(), 0), all(county.regions.size(), 0);
  for (std::uint32_t cell = 0; cell < county.coverage.size(); ++cell) {
    if (county.habitat.cell_polygon[cell] < 0) continue;
    const std::uint32_t region = county.region_of_cell[cell];
    all[region] += county.habitat.cell_m2[cell];
    if (cover(county.habitat.cell_cover[cell]).semi_natural) semi_natural[region] += county.habitat.cell_m2[cell];
  }
  for (int round = 0; round < 2; ++round) {
    std::vector<double> a = semi_natural, b = all;
    for (std::uint32_t region = 0; region < county.regions.size(); ++region)
      for (const Coverage::Neighbour& n : county.regions.neighbours(region)) {
        a[region] += 0.5 * semi_natural[n.cell];
        b[region] += 0.5 * all[n.cell];
      }
    semi_natural = std::move(a);
    all = std::move(b);
  }
  const Random random(county.options.seed, "opportunity areas");
  std::vector<double> result(county.regions.size(), -1);
  for (std::uint32_t region = 0; region < county.regions.size(); ++region) {
    const Point p = county.regions.sites()[region];
    // A region at the county's edge would extend beyond it.
    if (county.regions.bounded(region) && all[region] > 0 && county.land.depth_m(p) > 0.5 * county.region_m)
      result[region] = semi_natural[region] / all[region] + 0.25 + 0.16 * random.noise(p, 9 * county.region_m, 3);
  }
  return result;
}

/// Regions that belong to opportunity areas: the richest ones, without isolated small groups.
std::vector<std::int32_t> chosen_regions(const County& county) {
  const std::vector<double> rich = richness(county);
  std::vector<double> ranked;
  for (const double r : rich)
    if (r >= 0) ranked.push_back(r);
  std::sort(ranked.begin(), ranked.end(), std::greater<>());
  const double least =
      ranked.empty() ? 0 : ranked[static_cast<std::size_t>(boa_share * static_cast<double>(ranked.size()))];
  std::vector<std::int32_t> chosen(rich.size());
  for (std::size_t i = 0; i < rich.size(); ++i) chosen[i] = rich[i] > least ? 0 : -1;
  const std::vector<std::uint32_t> piece = county.regions.pieces(chosen);
  std::vector<int> size(rich.size(), 0);
  for (const std::uint32_t p : piece)
    if (p != Coverage::none) ++size[p];
  for (std::size_t i = 0; i < rich.size(); ++i)
    if (piece[i] != Coverage::none && size[piece[i]] < 4) chosen[i] = -1;
  return chosen;
}

/// Spreads the centres: each one is the chosen region furthest from those before.
std::vector<Point> spread_centres(const County& county, const std::vector<std::int32_t>& chosen, std::size_t count) {
  std::vector<Point> centres;
  std::vector<double> nearest(chosen.size(), 1e12);
  std::size_t next = static_cast<std::size_t>(std::find(chosen.begin(), chosen.end(), 0) - chosen.begin());
  while (centres.size() < count && next < chosen.size()) {
    const Point c = county.regions.sites()[next];
    centres.push_back(c);
    double farthest = 0;
    next = chosen.size();
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i] < 0) continue;
      const Point p = county.regions.sites()[i];
      nearest[i] = std::min(nearest[i], std::hypot(p.x - c.x, p.y - c.y));
      if (nearest[i] > farthest) {
        farthest = nearest[i];
        next = i;
      }
    }
  }
  return centres;
}

FeatureTable target_table(const Random& random, const std::vector<Landscape>& landscapes) {
  FeatureTable table =
      layer_of("boa_target", "Targets", "One numbered target of a Biodiversity Opportunity Area", std::monostate{});
  TextCells boas, habitats, actions, texts;
  IntegerCells years;
  RealCells quantities;
  static constexpr std::array actions_known{"restore", "create", "maintain", "link"};
  for (std::size_t boa = 0; boa < landscapes.size(); ++boa) {
    const std::span<const Target> targets = targets_of(landscapes[boa]);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const std::uint64_t item = boa * 100 + t;
      boas.emplace_back(fmt::format("BOA{:02}", boa + 1));
      habitats.emplace_back(targets[t].habitat);
      actions.emplace_back(actions_known[t == 0 ? 0 : random.below(actions_known.size(), item, 50)]);
      const bool stated = random.uniform(item, 51) < 0.75;
      quantities.push_back(stated ? 5.0 * std::ceil(40 * random.uniform(item, 52))
                                  : std::numeric_limits<double>::quiet_NaN());
      years.emplace_back(2030 + 5 * static_cast<std::int64_t>(random.below(3, item, 53)));
      texts.emplace_back(targets[t].text);
    }
  }
  add_text(table, "boa_id", "BOA id", "The opportunity area the target belongs to", std::move(boas));
  add_text(table, "habitat", "Habitat", "Habitat class the target is about", std::move(habitats));
  add_text(table, "action", "Action", "maintain, restore, create or link", std::move(actions));
  add_hectares(table, "quantity_ha", "Quantity (ha)", "Area to be reached; empty if none is stated",
               std::move(quantities));
  add_integer(table, "by_year", "By year", "Year by which it is to be reached", std::move(years));
  add_text(table, "text", "Target", "The target in words", std::move(texts));
  return table;
}

}  // namespace

std::vector<FeatureTable> boa_layers(const County& county) {
  const Random random(county.options.seed, "opportunity area names");
  const Random warp(county.options.seed, "opportunity area edges");
  std::vector<std::int32_t> labels = chosen_regions(county);
  const std::size_t wanted = std::clamp<std::size_t>(4 + county.options.polygons / 8000, 4, 16);
  const std::vector<Point> centres = spread_centres(county, labels, wanted);
  std::vector<std::array<double, 4>> ground_of(centres.size(), {0, 0, 0, 0.1});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) continue;
    Point p = county.regions.sites()[i];
    const Ground g = county.land.ground(p);
    p = {p.x + 2 * county.region_m * warp.noise(p, 6 * county.region_m, 2),
         p.y + 2 * county.region_m * warp.noise({p.y, p.x}, 6 * county.region_m, 2)};
    double nearest = 1e12;
    for (std::size_t c = 0; c < centres.size(); ++c) {
      const double d = std::hypot(p.x - centres[c].x, p.y - centres[c].y);
      if (d < nearest) {
        nearest = d;
        labels[i] = static_cast<std::int32_t>(c);
      }
    }
    std::array<double, 4>& sum = ground_of[static_cast<std::size_t>(labels[i])];
    sum[0] += g.marsh;
    sum[1] += g.chalk + g.scarp;
    sum[2] += g.sand;
    sum[3] += g.clay;
  }
  std::vector<Landscape> landscapes;
  TextCells ids, names;
  static constexpr std::array suffix{"Marshes", "Downs and Scarp", "Sandlands", "Vale Woods and Meadows"};
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const auto main =
        static_cast<std::size_t>(std::max_element(ground_of[i].begin(), ground_of[i].end()) - ground_of[i].begin());
    landscapes.push_back(static_cast<Landscape>(main));
    ids.emplace_back(fmt::format("BOA{:02}", i + 1));
    names.emplace_back(fmt::format("{} {}", village_name(random, i), suffix[main]));
  }
  const std::vector<BorderStyle> styles(county.regions.size(), BorderStyle{0.22F, 14});
  FeatureTable boas =
      layer_of("boa", "Biodiversity Opportunity Areas", "One opportunity area, drawn in a generalised way",
               county.regions.polygons(labels, centres.size(), styles));
  add_text(boas, "boa_id", "BOA id", "Identifier of the opportunity area", std::move(ids));
  add_text(boas, "boa_name", "Name", "Name of the opportunity area", std::move(names));
  std::vector<FeatureTable> layers;
  layers.push_back(std::move(boas));
  layers.push_back(target_table(random, landscapes));
  return layers;
}

}  // namespace spatial::county
