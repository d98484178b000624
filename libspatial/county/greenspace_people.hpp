// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/section_layers.hpp"
#include "libspatial/strategy/greenspace.hpp"

namespace spatial {

/// Where people live and how many, from a layer of units or points and perhaps a table.

/// Wants the layer; returns its number.
std::size_t want_people(const Config& config, SectionLayers& layers);
/// The units in natural order of ids. Issues: people_unreadable, unit_without_people, people_without_unit.
/// Errors: Error(input) if the table cannot be read or says two things of one unit.
PeopleUnits people_of(const Config& config, SectionLayers& layers, std::size_t number, const Executor& executor);

}  // namespace spatial
