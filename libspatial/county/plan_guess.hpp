// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <span>
#include <string>

#include "libspatial/county/init_text.hpp"

namespace spatial {

/// The sections of a config that single commands read, guessed from layers: targets and projects, a strategy's
/// measures, protected land, greenspace and people, planting, pollinators, baseline. Each guess is marked; what a
/// command needs and no layer has stands as a comment to fill in. Sections of commands of which no layer says anything
/// are left out. The text parses as it is, and no run of another command changes by it. Pure.
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
