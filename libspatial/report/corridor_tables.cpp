// SPDX-License-Identifier: MIT
#include "libspatial/report/corridor_tables.hpp"

#include "libspatial/report/columns.hpp"
#include "libspatial/report/network_tables.hpp"

namespace spatial {

FeatureTable corridors_table(const std::vector<CorridorSet>& sets) {
  NetworkSurvey survey;
  TextCells habitats;
  RealCells loss;
  for (const CorridorSet& set : sets) {
    survey.networks.push_back(set.network);
    habitats.insert(habitats.end(), set.habitats.begin(), set.habitats.end());
    for (const double one : set.losses.eca_loss_m2) loss.push_back(one / 1e4);
  }
  FeatureTable paths = paths_table(survey);
  paths.table.name = "corridors";
  paths.table.title = "Corridors";
  const auto add = [&](ColumnSpec spec, Cells cells) {
    paths.table.columns.push_back({std::move(spec), std::move(cells)});
  };
  add({"eca_loss_ha",
       "ECA lost without it (ha)",
       "Equivalent connected area now, minus that without the link.",
       "ha",
       ColumnType::real,
       {}},
      std::move(loss));
  add({"habitats",
       "Habitats crossed",
       "What the path crosses between the patches, with shares of its length, the largest first.",
       "",
       ColumnType::text,
       {}},
      std::move(habitats));
  return paths;
}

FeatureTable pinch_points_table(const std::vector<CorridorSet>& sets) {
  TableBuilder table("pinch_points", "Pinch points",
                     "Cells outside patches where losing the least-cost paths through them would reduce connectivity "
                     "most. Detours around a cell are not considered.");
  TextCells network;
  IntegerCells rank, paths;
  RealCells loss;
  PointColumn points;
  for (const CorridorSet& set : sets) {
    std::int64_t place = 0;
    for (const PinchPoint& pinch : set.losses.pinch) {
      network.push_back(set.network.profile.id);
      rank.push_back(++place);
      paths.push_back(pinch.paths);
      loss.push_back(pinch.eca_loss_m2 / 1e4);
      points.push_back(set.network.cost->grid().centre(pinch.cell));
    }
  }
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  table.integer("rank", "Rank", "1 = the largest loss of connectivity in the network.", "", std::move(rank));
  table.integer("paths", "Paths", "Least-cost paths through the cell.", "", std::move(paths));
  table.real("eca_loss_ha", "Connectivity lost without these links (ha)",
             "Sum of the equivalent connected area (ECA) lost with each link through the cell.", "ha", std::move(loss));
  return {table.done(), std::move(points)};
}

}  // namespace spatial
