// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "libspatial/report/columns.hpp"
#include "libspatial/report/opportunity_beside.hpp"

namespace spatial {

/// Adds their columns to a table of `rows` rows; `place(i)` is the place of row i. `areas`: places are areas, in
/// hectares; otherwise lines, in metres. `one_network`: adds a column with opportunities for other networks. Without a
/// map all cells are empty.
template <class Place>
void add_opportunity_columns(TableBuilder& table, const OpportunitiesBeside& beside, std::size_t rows, Place&& place,
                             bool areas, bool one_network) {
  const double unit = areas ? 1e4 : 1;
  const char* word = areas ? "ha" : "m";
  const std::string suffix = areas ? "_ha" : "_m", size = areas ? " (ha)" : " (m)";
  const auto real = [&](const std::string& name, const std::string& title, const std::string& meaning,
                        const std::string& of, const std::vector<double>& values, double by) {
    table.real(name, title, meaning, of, cells_of<RealCells>(rows, [&](std::size_t i) {
                 return beside.given() ? values[place(i)] / by : std::numeric_limits<double>::quiet_NaN();
               }));
  };
  const auto text = [&](const char* name, const char* title, const char* meaning,
                        const std::vector<std::string>& values) {
    table.text(name, title, meaning, cells_of<TextCells>(rows, [&](std::size_t i) {
                 return beside.given() ? text_or_null(values[place(i)]) : std::nullopt;
               }));
  };
  const std::string which = one_network ? "opportunities of the network that the config names" : "opportunities";
  real("opportunity" + suffix, "Opportunity" + size,
       "What of it the opportunity map scores (" + which +
           "), each place once; empty without a map. It has no weight in the other columns.",
       word, beside.here, unit);
  real("opportunity_score", "Opportunity score", "Mean score there, weighted by size; empty where the map has none.",
       "0-100", beside.score, 1);
  text("opportunity_id", "Best opportunity", "Candidate of the opportunity map with the highest score there.",
       beside.best);
  text("opportunity_network", "Best network", "Network for which that candidate scores highest.", beside.network);
  if (one_network)
    real("opportunity_other" + suffix, "Opportunity for others" + size,
         "What of it the opportunity map holds better for another network.", word, beside.other, unit);
}

}  // namespace spatial
