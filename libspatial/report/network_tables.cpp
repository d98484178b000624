// SPDX-License-Identifier: MIT
#include "libspatial/report/network_tables.hpp"

#include <cmath>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"
#include "libspatial/report/opportunity_tables.hpp"

namespace spatial {
namespace {

std::string component_id(const HabitatNetwork& network, std::uint32_t component) {
  return network.profile.id + "-" + std::to_string(component + 1);
}

}  // namespace

OpportunityResult networks_only(const NetworkSurvey& survey) {
  OpportunityResult result;
  result.networks = survey.networks;
  result.landscape_m2 = survey.landscape_m2;
  result.indicators.gain_scale.assign(survey.networks.size(), no_number);
  return result;
}

/// One list for each column, filled together and then handed over in the order of the table.
FeatureTable patches_table(const NetworkSurvey& survey) {
  TableBuilder table("patches", "Patches",
                     "One row per patch: core habitat of a network that touches or lies within join_m, and what it is "
                     "worth to the network.");
  TextCells id, network, component;
  IntegerCells features, links;
  RealCells area, quality, core, shape, d_pc, intra, flux, connector, bc, d_iic;
  MultiPolygonColumn geometry;
  for (std::size_t n = 0; n < survey.networks.size(); ++n) {
    const HabitatNetwork& one = survey.networks[n];
    geometry.append(one.patches.geometry);
    for (std::uint32_t p = 0; p < one.patches.size(); ++p) {
      id.push_back(patch_id(one, p));
      network.push_back(one.profile.id);
      component.push_back(component_id(one, one.metrics.component_of[p]));
      features.push_back(static_cast<std::int64_t>(one.patches.members[p].size()));
      links.push_back(static_cast<std::int64_t>(one.graph.arcs(p).size()));
      area.push_back(one.patches.areas_m2[p] / hectare);
      quality.push_back(one.graph.areas()[p] / one.patches.areas_m2[p]);
      core.push_back(survey.core_area_m2[n][p] / hectare);
      shape.push_back(shape_index(one.patches.geometry[p]));
      const bool known = !one.metrics.dpc.empty();
      const NodeImportance importance =
          known ? one.metrics.dpc[p] : NodeImportance{no_number, no_number, no_number, no_number};
      d_pc.push_back(importance.d);
      intra.push_back(importance.intra);
      flux.push_back(importance.flux);
      connector.push_back(importance.connector);
      bc.push_back(known ? one.metrics.bc_pc[p] / (hectare * hectare) : no_number);
      d_iic.push_back(one.metrics.diic.empty() ? no_number : one.metrics.diic[p].d);
    }
  }
  table.text("patch_id", "Patch", "Network and number; numbered by the lowest habitat feature.", std::move(id));
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  table.text("component_id", "Component", "The connected component it belongs to.", std::move(component));
  table.real("area_ha", "Area (ha)", "Area of the union of its features; overlaps are counted once.", "ha",
             std::move(area));
  table.real("quality", "Quality",
             "Mean quality of its habitat; the patch counts with area times quality in all metrics. 1 where none is "
             "configured.",
             "0-1", std::move(quality));
  table.real("core_area_ha", "Interior (ha)", "Area further than the edge depth from the patch's edge.", "ha",
             std::move(core));
  table.real("shape_index", "Shape index", "Perimeter / (2 sqrt(pi area)): 1 for a disc (Patton 1975).", "",
             std::move(shape));
  table.integer("features", "Features", "Habitat features it is made of.", "", std::move(features));
  table.integer("links", "Links", "Links to other patches.", "", std::move(links));
  table.real("d_pc", "Importance dPC (%)",
             "Loss of PC without the patch (Saura & Rubio 2010); the sum of the next three.", "%", std::move(d_pc));
  table.real("d_pc_intra", "dPC: own area (%)", "The part that is habitat within the patch.", "%", std::move(intra));
  table.real("d_pc_flux", "dPC: flux (%)", "The part that is exchange between the patch and others.", "%",
             std::move(flux));
  table.real(
      "d_pc_connector", "dPC: connector (%)",
      "The part from connecting other patches, as a stepping stone for which there is no equally good way round.", "%",
      std::move(connector));
  table.real(
      "bc_pc", "Betweenness",
      "Exchange between other patches whose best path leads through it, sum of a_i a_j p_ij (Bodin & Saura 2010).",
      "ha2", std::move(bc));
  table.real("d_iic", "Importance dIIC (%)",
             "Loss of IIC without the patch; empty in large networks (issue "
             "iic_left_out says from which size on).",
             "%", std::move(d_iic));
  return {table.done(), std::move(geometry)};
}

FeatureTable patch_members_table(const NetworkSurvey& survey, const HabitatMap& habitat) {
  TableBuilder table("patch_members", "Features of patches",
                     "One row per patch and habitat feature in it: which features make a patch. Patches out of a "
                     "raster have none.");
  TextCells patch, network, layer, id, label;
  RealCells area, quality;
  for (const HabitatNetwork& one : survey.networks)
    for (std::uint32_t p = 0; p < one.patches.size(); ++p)
      for (const std::uint32_t feature : one.patches.members[p]) {
        patch.push_back(patch_id(one, p));
        network.push_back(one.profile.id);
        layer.push_back(habitat.sources[habitat.source_of[feature]]);
        id.push_back(text_or_null(habitat.id[feature]));
        label.push_back(text_or_null(habitat.label[feature]));
        area.push_back(habitat.areas_m2[feature] / hectare);
        quality.push_back(habitat.quality.empty() ? 1 : habitat.quality[feature]);
      }
  table.text("patch_id", "Patch", "The patch, as in the layer patches.", std::move(patch));
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  table.text("layer", "Layer", "FILE#LAYER of the habitat feature.", std::move(layer));
  table.text("feature_id", "Feature", "Id of the feature in that layer.", std::move(id));
  table.text("habitat", "Habitat", "The crosswalk's label of the feature.", std::move(label));
  table.real("area_ha", "Area in the patch (ha)",
             "Area of the feature, all of which lies in the patch. Land that features of a patch share counts in each "
             "of them, and once in the patch.",
             "ha", std::move(area));
  table.real("quality", "Quality", "Quality of the feature; 1 where none is configured.", "0-1", std::move(quality));
  return {table.done(), std::monostate{}};
}

FeatureTable components_table(const NetworkSurvey& survey) {
  TableBuilder table("components", "Components",
                     "One row per connected component, drawn as the convex hull of its patches.");
  TextCells id, network;
  IntegerCells patches, links;
  RealCells area, eca, share;
  MultiPolygonColumn geometry;
  for (std::size_t n = 0; n < survey.networks.size(); ++n) {
    const HabitatNetwork& one = survey.networks[n];
    const std::size_t count = one.metrics.components;
    std::vector<std::int64_t> patch_count(count, 0), link_count(count, 0);
    std::vector<StableSum> habitat(count), importance(count);
    for (std::uint32_t p = 0; p < one.patches.size(); ++p) {
      const std::uint32_t c = one.metrics.component_of[p];
      ++patch_count[c];
      habitat[c].add(one.patches.areas_m2[p]);
      // A component's part of the numerator is the sum of its patches' own area and flux; flux is counted from both
      // ends, so it is halved.
      if (!one.metrics.dpc.empty()) importance[c].add(one.metrics.dpc[p].intra + one.metrics.dpc[p].flux / 2);
    }
    for (const Link& link : one.graph.links()) ++link_count[one.metrics.component_of[link.a]];
    for (std::uint32_t c = 0; c < count; ++c) {
      id.push_back(component_id(one, c));
      network.push_back(one.profile.id);
      patches.push_back(patch_count[c]);
      links.push_back(link_count[c]);
      area.push_back(habitat[c].value() / hectare);
      share.push_back(one.metrics.dpc.empty() ? no_number : importance[c].value());
      eca.push_back(one.metrics.dpc.empty() ? no_number
                    : !(one.metrics.pc_numerator > 0)
                        ? 0
                        : std::sqrt(importance[c].value() / 100 * one.metrics.pc_numerator) / hectare);
    }
    geometry.append(survey.hulls[n]);
  }
  table.text("component_id", "Component", "Network and number; numbered by the lowest patch.", std::move(id));
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  table.integer("patches", "Patches", "Patches in it.", "", std::move(patches));
  table.integer("links", "Links", "Links between them.", "", std::move(links));
  table.real("habitat_ha", "Habitat (ha)", "Area of its patches.", "ha", std::move(area));
  table.real("eca_ha", "ECA (ha)", "Equivalent connected area of the component alone.", "ha", std::move(eca));
  table.real("pc_share", "Share of PC (%)", "Its part of the network's PC numerator.", "%", std::move(share));
  return {table.done(), std::move(geometry)};
}

FeatureTable paths_table(const NetworkSurvey& survey) {
  TableBuilder table(
      "paths", "Least-cost paths",
      "One row per least-cost link: the way of least resistance between two patches, over centres of cells.");
  TextCells network, from, to;
  RealCells cost, length, straight, ratio, probability;
  LineColumn lines;
  for (const HabitatNetwork& one : survey.networks) {
    const DispersalKernel kernel = kernel_of(one.profile);
    for (const CostLink& link : one.paths) {
      const RasterGrid& grid = *one.grid;
      std::vector<Point> line;
      for (const std::size_t cell : link.path) line.push_back(grid.centre(cell));
      if (line.size() == 1) line.push_back(line.front());  // both patches lie in one cell
      const double metres = path_length_m(grid, link.path),
                   direct = std::hypot(line.front().x - line.back().x, line.front().y - line.back().y);
      network.push_back(one.profile.id);
      from.push_back(patch_id(one, link.link.a));
      to.push_back(patch_id(one, link.link.b));
      cost.push_back(link.link.distance_m);
      length.push_back(metres);
      straight.push_back(direct);
      ratio.push_back(direct > 0 ? metres / direct : no_number);
      probability.push_back(kernel.probability(link.link.distance_m));
      lines.append(line);
    }
  }
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  table.text("patch_a", "From patch", "The patch with the lower number.", std::move(from));
  table.text("patch_b", "To patch", "The patch with the higher number.", std::move(to));
  table.real("cost", "Cost", "Accumulated cost, metres x resistance.", "m", std::move(cost));
  table.real("length_m", "Length (m)", "Length of the path.", "m", std::move(length));
  table.real("straight_m", "Straight line (m)", "Between the ends of the path.", "m", std::move(straight));
  table.real("detour", "Detour", "Length of the path divided by the straight line.", "", std::move(ratio));
  table.real("probability", "Dispersal probability", "exp(-lambda cost), lambda from the network's dispersal.", "0-1",
             std::move(probability));
  return {table.done(), std::move(lines)};
}

}  // namespace spatial
