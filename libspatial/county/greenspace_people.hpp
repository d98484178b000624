// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/section_layers.hpp"
#include "libspatial/strategy/greenspace.hpp"

namespace spatial {

/// Reads where people live and how many, from a layer of units or points and an optional table.

/// Requests the layer; returns its number.
std::size_t want_people(const Config& config, SectionLayers& layers);
/// The units in natural order of ids. Issues: people_unreadable, unit_without_people, people_without_unit. Errors:
/// Error(input) if the table cannot be read or contradicts itself about a unit.
PeopleUnits people_of(const Config& config, SectionLayers& layers, std::size_t number, const Executor& executor);

}  // namespace spatial
