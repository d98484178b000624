// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/options.hpp"

namespace spatial {
namespace {

constexpr std::array<IndicatorInfo, indicator_count> table{{
    {Indicator::better, "better", "Better", "better",
     "Share of the candidate within buffer_m of a designated site, Local Wildlife Site or irreplaceable habitat.",
     "Area of the candidate within buffer_m of a site; overlaps are counted once.", "ha", 2},
    {Indicator::bigger, "bigger", "Bigger", "bigger",
     "Progress of adjoining patches towards the target core size T: sum over patches within join_m of "
     "(min(T, patch + candidate) - min(T, patch)) / T, at most 1; 0 where no patch adjoins.",
     "The same sum before it is capped at 1.", "0-1", 2},
    {Indicator::more, "more", "More", "more",
     "How short of core habitat the neighbourhood is: 1 - min(1, cover within neighbourhood_m / target_cover), from "
     "exact "
     "clipped areas.",
     "Core-habitat cover of the neighbourhood.", "0-1", 1},
    {Indicator::joined, "joined", "Joined", "joined",
     "Connectivity gain (ECA with minus ECA without the candidate) per hectare of candidate, divided by its 95th "
     "percentile over all candidates, at most 1; 0 in a network without patches.",
     "Connectivity gain per hectare of candidate.", "ha/ha", 3},
    {Indicator::boa, "boa", "In a BOA", "", "Share of the candidate inside any Biodiversity Opportunity Area.",
     "Area of the candidate inside any BOA; overlaps are counted once.", "ha", 2},
    {Indicator::boa_target, "boa_target", "Meets a BOA target", "",
     "Share of the candidate inside Biodiversity Opportunity Areas whose targets name the network's habitat.",
     "Area of the candidate inside BOAs that target the network's habitat.", "ha", 1},
    {Indicator::potential, "potential", "Potential", "",
     "Suitability: area-weighted potential of the land to become core habitat of the network. It multiplies the score, "
     "or is weighed like the others with scoring.suitability = \"weigh\".",
     "The same value: restored area divided by area.", "0-1", 1},
    {Indicator::constraint, "constraint", "Constraint", "",
     "Share of the candidate under constraint layers; it lowers the score: score x (1 - weight x share).",
     "Area of the candidate under constraint layers; overlaps are counted once.", "ha", 0.5},
}};

// Checks that each row's position is its enumerator, and that the defaults of ScoringOptions are those of the table.
constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].indicator) != i || table[i].default_weight != ScoringOptions{}.weights[i])
      return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const IndicatorInfo> indicators() noexcept { return table; }

}  // namespace spatial
