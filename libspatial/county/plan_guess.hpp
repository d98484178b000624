// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <span>
#include <string>

#include "libspatial/county/init_text.hpp"

namespace spatial {

/// Guesses config sections that single commands read, from the layers: targets and projects, a strategy's measures,
/// protected land, greenspace and people, planting, pollinators, baseline. Each guess is marked. A value that a command
/// needs and no layer provides is a comment to fill in. Sections for which there is no layer are left out. The text can
/// be used as it is, and does not change the runs of other commands. Pure.
///
///   const PlanSections plans = guessed_plans(guesses, crosswalks);
///   text += plans.text;
struct PlanSections {
  std::string text;
  std::set<const LayerSummary*> named;  ///< layers that a section reads
};
PlanSections guessed_plans(std::span<const GuessedLayer> layers, std::span<const Crosswalk> crosswalks);

/// Category of `lnrs strategy` and `lnrs protected` for a layer of designated sites, Local Wildlife Sites or
/// irreplaceable habitat, by its title; "" if nothing is known.
std::string site_category(const LayerGuess& guess);

}  // namespace spatial
