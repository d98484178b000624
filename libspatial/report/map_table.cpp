// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <utility>

#include "libspatial/report/columns.hpp"
#include "libspatial/report/opportunity_tables.hpp"

namespace spatial {

FeatureTable opportunity_map_table(const OpportunityResult& result, MultiPolygonColumn geometry) {
  const std::vector<MapArea>& rows = result.map.rows;
  TableBuilder table("opportunity_map", "Opportunity map",
                     "Candidates united by action, best network and class: the map to look at. Single candidates with "
                     "all their numbers are in opportunity_areas.");
  const auto text = [&](auto value) {
    return cells_of<TextCells>(rows.size(), [&](std::size_t i) { return std::optional<std::string>(value(rows[i])); });
  };
  const auto network = [&](const MapArea& row) -> const NetworkProfile& {
    return result.networks[row.network].profile;
  };
  table.text("legend", "Legend", "Network and class, or network and restore: one colour each.",
             text([&](const MapArea& row) { return map_legend_code(row, network(row).id); }), "map_legend");
  table.text("action", "Action", "What there is to do.",
             text([](const MapArea& row) { return action_code(row.action); }), "action");
  table.text("network", "Network", "The network for which the candidates score highest.",
             text([&](const MapArea& row) { return network(row).id; }), "network");
  table.text("class", "Opportunity class", "Quantile class of the rank within its ranking.",
             text([](const MapArea& row) { return class_code(row.opportunity_class); }), "opportunity_class");
  table.integer("candidates", "Candidates", "How many were united.", "",
                cells_of<IntegerCells>(rows.size(),
                                       [&](std::size_t i) { return static_cast<std::int64_t>(rows[i].candidates); }));
  table.real("area_ha", "Area (ha)", "Of the united area.", "ha",
             cells_of<RealCells>(rows.size(), [&](std::size_t i) { return rows[i].area_m2 / 1e4; }));
  table.real("mean_score", "Mean score", "Of the candidates, weighted by area.", "0-100",
             cells_of<RealCells>(rows.size(), [&](std::size_t i) { return rows[i].mean_score; }));
  return {table.done(), std::move(geometry)};
}

std::string map_legend_code(const MapArea& row, const std::string& network) {
  return row.action == LandAction::restore ? network + " restore" : network + " " + class_code(row.opportunity_class);
}

}  // namespace spatial
