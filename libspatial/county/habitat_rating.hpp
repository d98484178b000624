// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "libspatial/county/project.hpp"
#include "libspatial/landscape/code_field.hpp"

namespace spatial {

/// Private to county/: makes the networks and the habitat map of a project from its habitat layers.
///   rate_habitats(project, false);
///   const HabitatMap woods = habitat_of(project.config, layers, project.networks);

/// Rates the habitat of project.layers: networks, habitat map and issues. The map takes over the geometry of the
/// habitat layers, which are left without. Errors as load_project.
void rate_habitats(Project& project, bool may_be_empty);

/// For projects whose layers hold only part of the habitat: networks and unknown codes are determined from `codes`, all
/// codes of each habitat source with their numbers of features.
void rate_habitats(Project& project, const std::vector<ValueCounts>& codes);

/// The habitat layers among `layers`, rated for the networks.
HabitatMapResult habitat_of(const Config& config, std::span<const ProjectLayer> layers,
                            const std::vector<NetworkProfile>& networks);

/// One feature without geometry per code.
Layer layer_of_codes(const std::set<std::string>& codes);

}  // namespace spatial
