// SPDX-License-Identifier: MIT
#include "libspatial/report/opportunity_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

struct ClassLabel {
  OpportunityClass value;
  const char* code;
  const char* label;
};
constexpr std::array<ClassLabel, class_count> class_labels{{
    {OpportunityClass::top_5, "1_top_5", "Highest: top 5 %"},
    {OpportunityClass::top_10, "2_top_10", "High: top 10 %"},
    {OpportunityClass::top_25, "3_top_25", "Medium: top 25 %"},
    {OpportunityClass::other, "4_other", "Lower: all others"},
}};

struct ActionLabel {
  LandAction value;
  const char* code;
  const char* label;
};
constexpr std::array<ActionLabel, 2> action_labels{{
    {LandAction::create, "create", "Create: outside areas of particular importance"},
    {LandAction::restore, "restore", "Restore: inside an area of particular importance"},
}};

/// The sites that contain parts of a candidate, the largest share first: "Rainbow Wood SSSI; Rainbow Wood".
std::string sites_within(const OpportunityResult& result, std::size_t c) {
  constexpr std::size_t most_names = 5;
  const std::span<const ZoneShare> own = result.facts.places.inside_shares[c];
  std::vector<ZoneShare> shares(own.begin(), own.end());
  std::stable_sort(shares.begin(), shares.end(),
                   [](const ZoneShare& a, const ZoneShare& b) { return a.area_m2 > b.area_m2; });
  std::vector<std::string> names;
  for (const ZoneShare& share : shares) {
    if (share.area_m2 < 1 || names.size() == most_names) break;
    const Sites& sites = result.sites;
    std::string name = sites.name[share.zone].empty() ? sites.id[share.zone] : sites.name[share.zone];
    if (share.zone < sites.kind.size() && !sites.kind[share.zone].empty()) name += " (" + sites.kind[share.zone] + ")";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return joined(names, "; ");
}

void add_place_columns(TableBuilder& table, const OpportunityResult& result) {
  const std::size_t count = result.candidates.size();
  const auto place = [&](std::size_t c) -> const CandidatePlace& { return result.places[c]; };
  table.text("place", "Place", "Where it is, in words: grid reference, authority, site, BOA or what is nearest.",
             cells_of<TextCells>(count, [&](std::size_t c) { return text_or_null(place(c).name); }));
  table.text("grid_ref", "Grid reference", "Ordnance Survey grid reference of a point of its land (10 m).",
             cells_of<TextCells>(count, [&](std::size_t c) { return text_or_null(place(c).grid_reference); }));
  table.real("centre_x", "Easting", "Of the same point: the centroid, where that lies on the candidate's land.", "m",
             cells_of<RealCells>(count, [&](std::size_t c) { return place(c).inside.x; }));
  table.real("centre_y", "Northing", "Of the same point.", "m",
             cells_of<RealCells>(count, [&](std::size_t c) { return place(c).inside.y; }));
  const bool known = result.facts.places.has_sites;
  table.real("in_site_ha", "In a site (ha)",
             "Area inside designated sites, Local Wildlife Sites and irreplaceable habitat (overlaps counted once); "
             "empty without such layers.",
             "ha", cells_of<RealCells>(count, [&](std::size_t c) {
               return known ? result.facts.places.in_sites_m2[c] / hectare : no_number;
             }));
  table.real("in_site_share", "Share in a site", "The same as a share of the candidate.", "0-1",
             cells_of<RealCells>(count, [&](std::size_t c) {
               return known ? result.facts.places.in_sites_m2[c] / result.candidates.areas_m2[c] : no_number;
             }));
  table.text("site_name", "Sites", "The sites it shares at least 1 m² with, the largest share first, up to five.",
             cells_of<TextCells>(count, [&](std::size_t c) { return text_or_null(sites_within(result, c)); }));
}

/// A table and the areas of its rows, sorted into the given order.
FeatureTable in_order(Table table, const MultiPolygonColumn& areas, const std::vector<std::uint32_t>& order) {
  for (Column& column : table.columns)
    std::visit(
        [&](auto& cells) {
          std::decay_t<decltype(cells)> sorted;
          sorted.reserve(cells.size());
          for (const std::uint32_t row : order) sorted.push_back(std::move(cells[row]));
          cells = std::move(sorted);
        },
        column.cells);
  return {std::move(table), areas.chosen(order)};
}

}  // namespace

std::string class_code(OpportunityClass value) { return class_labels[static_cast<std::size_t>(value)].code; }

std::string class_title(const std::string& code) {
  for (const ClassLabel& row : class_labels)
    if (row.code == code) return row.label;
  return code;
}
std::string action_code(LandAction value) { return action_labels[static_cast<std::size_t>(value)].code; }

std::string patch_id(const HabitatNetwork& network, std::size_t patch) {
  return fmt::format("{}-{}", network.profile.id, patch + 1);
}

/// One call for each column, in the order of the table.
FeatureTable opportunity_areas_table(const OpportunityResult& result) {
  const CandidateSet& set = result.candidates;
  const Scores& scores = result.scores;
  const std::size_t count = set.size(), networks = set.networks;
  TableBuilder table("opportunity_areas", "Opportunity areas",
                     "One row per candidate: land that could become core habitat, with its score and how the score is "
                     "made up. Indicators are those of the best network.");
  const auto action = [&](std::size_t c) { return static_cast<std::size_t>(set.action_of(c)); };
  const auto best = [&](std::size_t c) { return c * networks + scores.best_network[c]; };
  const auto network_of = [&](std::size_t c) -> const HabitatNetwork& {
    return result.networks[scores.best_network[c]];
  };
  const auto fact_of = [&](std::size_t c) -> const NetworkFact& {
    return result.facts.networks[scores.best_network[c]][c];
  };

  table.text("candidate_id", "Candidate",
             "Names a place: the source's id, the cell of a large feature (lower left corner in metres), and site for "
             "the part inside sites.",
             TextCells(set.id.begin(), set.id.end()));
  table.text("action", "Action", "Create or restore habitat; each action is ranked separately.",
             cells_of<TextCells>(count, [&](std::size_t c) { return action_labels[action(c)].code; }), "action");
  table.integer(
      "rank", "Rank",
      "Place by score among the candidates of the same action (among all with inside_sites = \"together\"); 1 "
      "is best, equal scores share a rank.",
      "", cells_of<IntegerCells>(count, [&](std::size_t c) { return scores.rank[c]; }));
  table.real("score", "Score",
             "100 x suitability x weighted mean of the other indicators x constraint (docs/methods.md section 9).",
             "0-100", RealCells(scores.score));
  table.text("class", "Opportunity class", "Quantile class of the rank within its ranking.",
             cells_of<TextCells>(
                 count, [&](std::size_t c) { return class_labels[static_cast<std::size_t>(scores.classes[c])].code; }),
             "opportunity_class");
  table.text("best_network", "Best network", "The network for which the candidate scores highest.",
             cells_of<TextCells>(count, [&](std::size_t c) { return network_of(c).profile.id; }), "network");
  add_place_columns(table, result);
  table.real("area_ha", "Area (ha)", "Measured area of the candidate.", "ha",
             cells_of<RealCells>(count, [&](std::size_t c) { return set.areas_m2[c] / hectare; }));
  table.real("suitable_ha", "Suitable area (ha)", "Area with potential for the best network.", "ha",
             cells_of<RealCells>(count, [&](std::size_t c) { return set.suitable_m2[best(c)] / hectare; }));
  table.real("restored_ha", "Restored area (ha)",
             "Suitable area weighted by its potential: the a_c of the connectivity gain.", "ha",
             cells_of<RealCells>(count, [&](std::size_t c) { return set.restored_m2[best(c)] / hectare; }));
  table.text("habitat", "Habitat now", "Label of the habitat it stands on (the largest share).",
             cells_of<TextCells>(count, [&](std::size_t c) { return text_or_null(set.habitat[c]); }));
  table.text("boa_id", "BOA id",
             "The Biodiversity Opportunity Area with the largest share of the candidate; ties by id.", {});
  table.text("boa_name", "BOA", "Its name.", {});
  table.real("boa_share", "Share in that BOA", "Share of the candidate inside that BOA.", "0-1", {});
  table.text("authority", "Authority", "The authority with the largest share of the candidate.",
             cells_of<TextCells>(count, [&](std::size_t c) {
               return result.authority.empty() ? std::nullopt : text_or_null(result.authority[c]);
             }));
  table.real("gain_ha", "Connectivity gain (ha)", "ECA of the best network with the candidate minus without it.", "ha",
             cells_of<RealCells>(count, [&](std::size_t c) { return fact_of(c).gain.eca_gain_m2 / hectare; }));
  table.real("gain_per_ha", "Connectivity gain per ha", "The gain divided by the candidate's area.", "ha/ha",
             cells_of<RealCells>(count, [&](std::size_t c) { return fact_of(c).gain.eca_gain_m2 / set.areas_m2[c]; }));
  const auto share_of_gain = [&](double Gain::*part) {
    return cells_of<RealCells>(count, [&, part](std::size_t c) {
      const Gain& gain = fact_of(c).gain;
      const double sum = gain.intra + gain.flux + gain.connector;
      return sum > 0 ? 100 * gain.*part / sum : no_number;
    });
  };
  table.real("gain_intra", "Gain: own area (%)",
             "Part of the gain in the PC numerator that is the candidate's own area.", "%",
             share_of_gain(&Gain::intra));
  table.real("gain_flux", "Gain: flux (%)",
             "Part of the gain in the PC numerator from exchange between the candidate and patches.", "%",
             share_of_gain(&Gain::flux));
  table.real("gain_connector", "Gain: connector (%)",
             "Part of the gain in the PC numerator from better paths between other patches.", "%",
             share_of_gain(&Gain::connector));
  table.integer("linked_patches", "Linked patches", "Core patches of the best network within its link limit.", "",
                cells_of<IntegerCells>(count, [&](std::size_t c) { return fact_of(c).linked; }));
  table.integer("adjoining_patches", "Adjoining patches", "Of these, within join_m: the candidate makes them bigger.",
                "", cells_of<IntegerCells>(count, [&](std::size_t c) { return fact_of(c).adjoining; }));
  table.real(
      "nearest_patch_m", "Nearest patch (m)", "Edge-to-edge distance to the nearest patch within the link limit.", "m",
      cells_of<RealCells>(
          count, [&](std::size_t c) { return fact_of(c).linked > 0 ? fact_of(c).nearest[0].distance_m : no_number; }));
  std::vector<IndicatorTable::Row> raw;
  for (std::size_t c = 0; c < count; ++c) raw.push_back(raw_indicators(set, result.facts, c, scores.best_network[c]));
  for (const IndicatorInfo& indicator : indicators()) {
    const auto k = static_cast<std::size_t>(indicator.indicator);
    const std::string name(indicator.name), title(indicator.title);
    const bool known = result.indicators.available[k];
    table.real(name, title, std::string(indicator.definition) + " Empty if its layers are not configured.", "0-1",
               cells_of<RealCells>(
                   count, [&](std::size_t c) { return known ? result.indicators.scaled[best(c)][k] : no_number; }));
    table.real(name + "_raw", title + fmt::format(" (raw, {})", indicator.raw_unit),
               std::string(indicator.raw_definition), std::string(indicator.raw_unit),
               cells_of<RealCells>(count, [&](std::size_t c) { return known ? raw[c][k] : no_number; }));
  }
  for (std::size_t n = 0; n < networks; ++n) {
    const NetworkProfile& profile = result.networks[n].profile;
    table.real("score_" + profile.id, "Score: " + profile.title,
               "Score for this network; empty without potential for it.", "0-100",
               cells_of<RealCells>(count, [&](std::size_t c) { return scores.network_score[c * networks + n]; }));
    table.integer("rank_" + profile.id, "Rank: " + profile.title,
                  "Rank for this network; empty without potential for it.", "",
                  cells_of<IntegerCells>(count, [&](std::size_t c) {
                    const std::uint32_t rank = scores.network_rank[c * networks + n];
                    return rank == 0 ? std::nullopt : std::optional<std::int64_t>(rank);
                  }));
  }
  const Sensitivity& s = result.sensitivity;
  const bool runs = !s.rank_p50.empty() || count == 0;
  const auto ranks = [&](const std::vector<std::uint32_t>& values) {
    return cells_of<IntegerCells>(
        count, [&](std::size_t c) { return runs ? std::optional<std::int64_t>(values[c]) : std::nullopt; });
  };
  table.integer("rank_p05", "Rank, 5th percentile", "Rank reached or bettered in 5 % of the sensitivity runs.", "",
                ranks(s.rank_p05));
  table.integer("rank_p50", "Rank, median", "Median rank of the sensitivity runs.", "", ranks(s.rank_p50));
  table.integer("rank_p95", "Rank, 95th percentile", "Rank reached or bettered in 95 % of the sensitivity runs.", "",
                ranks(s.rank_p95));
  table.real("share_top10", "Runs in top tenth",
             "Share of the sensitivity runs in which the candidate is among the top 10 %.", "0-1",
             cells_of<RealCells>(count, [&](std::size_t c) { return runs ? s.share_top10[c] : no_number; }));
  table.text("source_layer", "Source layer", "FILE#LAYER the candidate comes from.",
             TextCells(set.source_layer.begin(), set.source_layer.end()));
  table.text("source_id", "Source feature", "Id of the feature it was cut from.",
             TextCells(set.source_id.begin(), set.source_id.end()));

  Table done = table.done();
  const auto column = [&](const std::string& name) -> Cells& {
    for (Column& one : done.columns)
      if (one.spec.name == name) return one.cells;
    return done.columns.front().cells;
  };
  TextCells ids(count), names(count);
  RealCells shares(count, no_number);
  for (std::size_t c = 0; c < count && c < result.facts.places.boa_shares.size(); ++c) {
    const ZoneShare* largest = nullptr;
    for (const ZoneShare& share : result.facts.places.boa_shares[c])
      if (largest == nullptr || share.area_m2 > largest->area_m2) largest = &share;
    if (largest == nullptr) continue;
    ids[c] = result.boas.id[largest->zone];
    names[c] = text_or_null(result.boas.name[largest->zone]);
    shares[c] = std::min(1.0, largest->area_m2 / set.areas_m2[c]);
  }
  column("boa_id") = std::move(ids);
  column("boa_name") = std::move(names);
  column("boa_share") = std::move(shares);
  return in_order(std::move(done), set.geometry, in_order_of_rank(set, scores));
}

FeatureTable core_patches_table(const OpportunityResult& result) {
  TableBuilder table("core_patches", "Core patches",
                     "One row per patch: core habitat of a network that touches or lies within join_m.");
  TextCells id, network;
  IntegerCells component, features, links;
  RealCells area, shape;
  MultiPolygonColumn geometry;
  for (const HabitatNetwork& one : result.networks) {
    geometry.append(one.patches.geometry);
    for (std::uint32_t p = 0; p < one.patches.size(); ++p) {
      id.push_back(patch_id(one, p));
      network.push_back(one.profile.id);
      component.push_back(one.metrics.component_of[p] + 1);
      area.push_back(one.patches.areas_m2[p] / hectare);
      features.push_back(static_cast<std::int64_t>(one.patches.members[p].size()));
      links.push_back(static_cast<std::int64_t>(one.graph.arcs(p).size()));
      shape.push_back(shape_index(one.patches.geometry[p]));
    }
  }
  table.text("patch_id", "Patch", "Network and number; numbered by the lowest habitat feature.", std::move(id));
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  table.integer("component", "Component", "Number of the connected component within the network.", "",
                std::move(component));
  table.real("area_ha", "Area (ha)", "Area of the union of its features; overlaps are counted once.", "ha",
             std::move(area));
  table.integer("features", "Features", "Habitat features it is made of.", "", std::move(features));
  table.integer("links", "Links", "Links to other patches.", "", std::move(links));
  table.real("shape_index", "Shape index", "Perimeter / (2 sqrt(pi area)): 1 for a disc (Patton 1975).", "",
             std::move(shape));
  return {table.done(), std::move(geometry)};
}

FeatureTable links_table(const OpportunityResult& result) {
  TableBuilder table("links", "Links",
                     "One row per pair of patches within the link limit, drawn where they are nearest.");
  TextCells network, from, to;
  RealCells distance, probability;
  LineColumn lines;
  for (const HabitatNetwork& one : result.networks) {
    const DispersalKernel kernel = kernel_of(one.profile);
    for (const EdgeLink& link : one.links) {
      network.push_back(one.profile.id);
      from.push_back(patch_id(one, link.link.a));
      to.push_back(patch_id(one, link.link.b));
      distance.push_back(link.link.distance_m);
      probability.push_back(kernel.probability(link.link.distance_m));
      const Point line[] = {link.on_a, link.on_b};
      lines.append(line);
    }
  }
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  table.text("patch_a", "From patch", "The patch with the lower number.", std::move(from));
  table.text("patch_b", "To patch", "The patch with the higher number.", std::move(to));
  table.real("distance_m", "Distance (m)",
             "Edge to edge, or the cost of the way of least resistance (metres x resistance).", "m",
             std::move(distance));
  table.real("probability", "Dispersal probability", "exp(-lambda distance), lambda from the network's dispersal.",
             "0-1", std::move(probability));
  return {table.done(), std::move(lines)};
}

/// One call for each column, in the order of the table.
FeatureTable networks_table(const OpportunityResult& result) {
  const std::size_t count = result.networks.size();
  TableBuilder table("networks", "Networks", "One row per network: how its core habitat is connected today.");
  const auto text = [&](auto value) {
    return cells_of<TextCells>(count,
                               [&](std::size_t n) { return std::optional<std::string>(value(result.networks[n])); });
  };
  const auto real = [&](auto value) {
    return cells_of<RealCells>(count, [&](std::size_t n) { return static_cast<double>(value(result.networks[n])); });
  };
  const auto integer = [&](auto value) {
    return cells_of<IntegerCells>(count, [&](std::size_t n) {
      return std::optional<std::int64_t>(static_cast<std::int64_t>(value(result.networks[n])));
    });
  };
  using N = const HabitatNetwork&;
  table.text("network", "Network", "Id of the network.", text([](N n) { return n.profile.id; }));
  table.text("title", "Title", "Name people read.", text([](N n) { return n.profile.title; }));
  table.real("dispersal_m", "Dispersal (m)", "Distance of dispersal probability p_ref.", "m",
             real([](N n) { return n.profile.dispersal_m; }));
  table.real("p_ref", "Reference probability", "Dispersal probability at dispersal_m.", "0-1",
             real([](N n) { return n.profile.p_ref; }));
  table.real("max_link_m", "Link limit (m)", "Patches further apart are not linked.", "m",
             real([](N n) { return n.profile.link_limit_m(); }));
  table.integer("patches", "Patches", "Core patches of at least min_patch_ha.", "",
                integer([](N n) { return n.metrics.patches; }));
  table.integer("links", "Links", "Pairs of patches within the link limit.", "",
                integer([](N n) { return n.metrics.links; }));
  table.integer("components", "Components", "Groups of patches joined by links.", "",
                integer([](N n) { return n.metrics.components; }));
  table.real("habitat_ha", "Core habitat (ha)", "Area of all patches.", "ha",
             real([](N n) { return n.metrics.habitat_m2 / hectare; }));
  table.real("largest_component_ha", "Largest component (ha)",
             "Habitat in the largest component (LCC, Urban & Keitt 2001).", "ha",
             real([](N n) { return n.metrics.largest_component_m2 / hectare; }));
  table.integer("small_patches", "Small patches", "Patches under min_patch_ha, left out.", "",
                integer([](N n) { return n.patches.too_small.size(); }));
  table.real("small_ha", "Small patches (ha)", "Their area.", "ha", real([](N n) {
               StableSum sum;
               for (const double area : n.patches.too_small_areas_m2) sum.add(area);
               return sum.value() / hectare;
             }));
  table.real("pc", "PC", "Probability of connectivity (Saura & Pascual-Hortal 2007).", "0-1",
             real([](N n) { return n.metrics.pc; }));
  table.real("iic", "IIC",
             "Integral index of connectivity (Pascual-Hortal & Saura 2006); empty in large networks (issue "
             "iic_left_out says from which size on).",
             "0-1", real([](N n) { return n.metrics.iic; }));
  table.real("eca_ha", "ECA (ha)",
             "Equivalent connected area, the square root of the PC numerator (Saura et al. 2011).", "ha",
             real([](N n) { return n.metrics.eca_m2 / hectare; }));
  table.real("mesh_ha", "Mesh size (ha)", "Effective mesh size of the components (Jaeger 2000).", "ha",
             real([](N n) { return n.metrics.mesh_m2 / hectare; }));
  table.real("intra_percent", "PC within patches (%)", "Share of the PC numerator from habitat within patches.", "%",
             real([](N n) { return n.metrics.intra_percent; }));
  table.real("direct_percent", "PC by direct links (%)", "Share from direct links.", "%",
             real([](N n) { return n.metrics.direct_percent; }));
  table.real("step_percent", "PC by stepping stones (%)", "Share that only paths over other patches add.", "%",
             real([](N n) { return n.metrics.step_percent; }));
  table.real("neglected_percent", "PC left out at most (%)",
             "Upper bound of what paths less likely than p_min would add to the PC numerator.", "%", real([](N n) {
               return n.metrics.pc_numerator > 0 ? 100 * n.metrics.neglected_numerator_bound / n.metrics.pc_numerator
                                                 : 0;
             }));
  table.real("landscape_ha", "Landscape (ha)", "A_L: the study area, or all mapped habitat without one.", "ha",
             cells_of<RealCells>(count, [&](std::size_t) { return result.landscape_m2 / hectare; }));
  table.real("gain_p95", "Gain that scores 1",
             "95th percentile of connectivity gain per ha, by which `joined` is scaled; empty where no candidates were "
             "asked for.",
             "ha/ha", cells_of<RealCells>(count, [&](std::size_t n) { return result.indicators.gain_scale[n]; }));
  return {table.done(), std::monostate{}};
}

FeatureTable boa_summary_table(const OpportunityResult& result) {
  const Layer& boas = result.boas;
  const std::vector<BoaRow>& rows = result.boa_rows;
  TableBuilder table(
      "boa_summary", "BOA summary",
      "One row per Biodiversity Opportunity Area; areas are clipped to it, and overlapping areas are counted once.");
  const auto hectares = [&](auto value) {
    return cells_of<RealCells>(rows.size(), [&](std::size_t b) { return value(rows[b]) / hectare; });
  };
  table.text("boa_id", "BOA id", "As in the source.", TextCells(boas.id.begin(), boas.id.end()));
  table.text("boa_name", "BOA", "Name.",
             cells_of<TextCells>(boas.size(), [&](std::size_t b) { return text_or_null(boas.name[b]); }));
  table.real("area_ha", "Area (ha)", "Area of the BOA.", "ha", hectares([](const BoaRow& row) { return row.area_m2; }));
  for (std::size_t n = 0; n < result.networks.size(); ++n)
    table.real("core_" + result.networks[n].profile.id + "_ha",
               "Core habitat: " + result.networks[n].profile.title + " (ha)", "Core habitat of the network.", "ha",
               hectares([n](const BoaRow& row) { return row.core_m2[n]; }));
  table.real("designated_ha", "Designated sites (ha)", "Land in a designated site; overlaps are counted once.", "ha",
             hectares([](const BoaRow& row) { return row.designated_m2; }));
  table.real("lws_ha", "Local Wildlife Sites (ha)", "Land in a Local Wildlife Site; overlaps are counted once.", "ha",
             hectares([](const BoaRow& row) { return row.lws_m2; }));
  table.real("designated_or_lws_ha", "Designated or local sites (ha)", "Land in either; overlaps are counted once.",
             "ha", hectares([](const BoaRow& row) { return row.designated_or_lws_m2; }));
  for (const ClassLabel& one : class_labels)
    table.real(fmt::format("opportunity_{}_ha", std::string_view(one.code).substr(2)),
               fmt::format("Opportunity, {} (ha)", one.label), "Candidates of this class.", "ha",
               hectares([&one](const BoaRow& row) { return row.opportunity_m2[static_cast<std::size_t>(one.value)]; }));
  table.real("opportunity_ha", "Opportunity (ha)", "All candidates of the main ranking.", "ha",
             hectares([](const BoaRow& row) {
               StableSum sum;
               for (const double area : row.opportunity_m2) sum.add(area);
               return sum.value();
             }));
  table.real("restore_ha", "To restore (ha)",
             "Candidates inside designated sites, Local Wildlife Sites and irreplaceable habitat; with inside_sites = "
             "\"together\" they are among the others.",
             "ha", hectares([](const BoaRow& row) { return row.restore_m2; }));
  table.integer("candidates", "Candidates", "Of the main ranking that share an area with the BOA.", "",
                cells_of<IntegerCells>(rows.size(),
                                       [&](std::size_t b) { return static_cast<std::int64_t>(rows[b].candidates); }));
  table.real("mean_score", "Mean score", "Of the candidates, weighted by their area in the BOA.", "0-100",
             cells_of<RealCells>(rows.size(), [&](std::size_t b) { return rows[b].mean_score; }));
  return {table.done(), boas.geometry};
}

FeatureTable issues_table(const Issues& issues) {
  TableBuilder table("issues", "Issues",
                     "One row per thing found in the data: what was repaired, dropped or left as it is. Points, where "
                     "there is a place.");
  const std::size_t count = issues.size();
  table.text(
      "severity", "Severity", "How serious it is.",
      cells_of<TextCells>(count, [&](std::size_t i) { return std::string(to_string(info(issues[i].rule).severity)); }),
      "severity");
  table.text("rule", "Rule", "Code of the finding.",
             cells_of<TextCells>(count, [&](std::size_t i) { return std::string(info(issues[i].rule).code); }),
             "issue_rule");
  table.text(
      "outcome", "Outcome", "What became of the feature.",
      cells_of<TextCells>(count, [&](std::size_t i) { return std::string(to_string(info(issues[i].rule).outcome)); }),
      "outcome");
  table.text("role", "Role", "Role of the layer.",
             cells_of<TextCells>(count, [&](std::size_t i) { return text_or_null(issues[i].role); }));
  table.text("source", "Source", "FILE#LAYER.",
             cells_of<TextCells>(count, [&](std::size_t i) { return text_or_null(issues[i].source); }));
  table.text("feature_id", "Feature", "Id of the feature.",
             cells_of<TextCells>(count, [&](std::size_t i) { return text_or_null(issues[i].feature_id); }));
  table.text("message", "Message", "What was found, with the numbers that matter.",
             cells_of<TextCells>(count, [&](std::size_t i) { return issues[i].message; }));
  PointColumn points;
  for (const Issue& issue : issues)
    points.push_back(issue.place ? std::optional(Point{issue.place->x, issue.place->y}) : std::nullopt);
  return {table.done(), std::move(points)};
}

std::vector<Domain> opportunity_domains(const std::vector<HabitatNetwork>& networks) {
  std::vector<Domain> domains{
      {"opportunity_class", "Quantile classes of the rank", {}},
      {"severity", "How serious an issue is", {{"info", "Information"}, {"warning", "Warning"}, {"error", "Error"}}},
      {"outcome",
       "What became of a feature",
       {{"kept", "Kept as it is"}, {"repaired", "Repaired for this run"}, {"dropped", "Left out of this run"}}},
      {"issue_rule", "What an issue's rule means", {}},
      {"network", "Ecological networks of this map", {}},
      {"action", "Create or restore habitat", {}},
      {"map_legend", "Networks by class, as the map colours them", {}}};
  for (const ClassLabel& one : class_labels) domains[0].values.emplace_back(one.code, one.label);
  for (const HabitatNetwork& network : networks) {
    const NetworkProfile& profile = network.profile;
    for (const ClassLabel& one : class_labels)
      domains[6].values.emplace_back(profile.id + " " + one.code, fmt::format("{}: {}", profile.title, one.label));
    domains[6].values.emplace_back(profile.id + " restore", profile.title + ": restore, inside a site");
  }
  for (const ActionLabel& one : action_labels) domains[5].values.emplace_back(one.code, one.label);
  for (const IssueRuleInfo& rule : issue_rules()) domains[3].values.emplace_back(rule.code, rule.meaning);
  for (const HabitatNetwork& network : networks)
    domains[4].values.emplace_back(network.profile.id, network.profile.title);
  return domains;
}

}  // namespace spatial
