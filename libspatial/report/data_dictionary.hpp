// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// docs/data.md: every layer and column of an opportunity map with unit and meaning, the coded values and the rules of
/// issues, as Markdown. Derived from the tables themselves.
std::string data_dictionary();

/// The tables that a command writes, without rows: first its own, then those that it shares with an opportunity map.
/// Throws Error(internal) for a command that is not in the dictionary.
///
///     for (const FeatureTable& layer : dictionary_tables("network")) describe(layer.table);
std::vector<FeatureTable> dictionary_tables(std::string_view command);

}  // namespace spatial
