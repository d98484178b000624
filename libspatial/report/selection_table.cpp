// SPDX-License-Identifier: MIT
#include "libspatial/report/selection_table.hpp"

#include "libspatial/report/columns.hpp"

namespace spatial {

FeatureTable chosen_table(const Selection& selection, const CandidateSet& candidates, const std::string& network) {
  TableBuilder table("chosen", "Chosen candidates",
                     "One row per candidate chosen under the budget, in the order of choice: each adds most ECA per "
                     "hectare to the network with those before it.");
  const std::size_t rows = selection.steps.size();
  using Step = Selection::Step;
  const auto real = [&](auto value) {
    return cells_of<RealCells>(rows, [&](std::size_t s) { return value(selection.steps[s]); });
  };
  const auto text = [&](const std::vector<std::string>& values) {
    return cells_of<TextCells>(rows, [&](std::size_t s) { return text_or_null(values[selection.steps[s].candidate]); });
  };
  table.integer("step", "Step", "Order of choice, from 1.", "",
                cells_of<IntegerCells>(rows, [](std::size_t s) { return static_cast<std::int64_t>(s) + 1; }));
  table.text("candidate_id", "Candidate", "As in an opportunity map of the same config.", text(candidates.id));
  table.text("network", "Network", "The network it is chosen for.",
             cells_of<TextCells>(rows, [&](std::size_t) { return network; }), "network");
  table.real("area_ha", "Area (ha)", "Measured area of the candidate, which counts against the budget.", "ha",
             real([&](const Step& s) { return candidates.areas_m2[s.candidate] / 1e4; }));
  table.real("gain_ha", "ECA gain (ha)", "What it adds to the network with those chosen before.", "ha",
             real([](const Step& s) { return s.gain_m2 / 1e4; }));
  table.real("spent_ha", "Area so far (ha)", "Area of all candidates chosen so far: one axis of the curve.", "ha",
             real([](const Step& s) { return s.spent_m2 / 1e4; }));
  table.real("eca_ha", "ECA so far (ha)", "ECA of the network with all candidates chosen so far: the other axis.", "ha",
             real([](const Step& s) { return s.eca_m2 / 1e4; }));
  table.text("chosen_with", "Chosen together with",
             "The other candidate of a pair, with --pairs: the two gain more "
             "per ha together than any single candidate.",
             cells_of<TextCells>(rows, [&](std::size_t s) {
               return selection.steps[s].with ? text_or_null(candidates.id[*selection.steps[s].with]) : std::nullopt;
             }));
  table.text("habitat", "Habitat now", "Label of the habitat it stands on (the largest share).",
             text(candidates.habitat));
  table.text("source_layer", "Source layer", "FILE#LAYER the candidate comes from.", text(candidates.source_layer));
  table.text("source_id", "Source feature", "Id of the feature it was cut from.", text(candidates.source_id));
  MultiPolygonColumn geometry;
  for (const Step& step : selection.steps) geometry.append(candidates.geometry[step.candidate]);
  return {table.done(), std::move(geometry)};
}

}  // namespace spatial
