// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "libspatial/core/issue.hpp"
#include "libspatial/planning/bng_tables.hpp"

namespace spatial {

/// Checks whether a file is built like Natural England's template, which Defra's service does first: the checks of the
/// group `file`, and geometries that cannot be read. The role of each issue is "file"; its feature is the layer or
/// "Layer.Column". After an issue with severity error Defra would not read on. Throws Error(input) for a file that does
/// not exist. O(bytes), one thread.
///
///     const Issues issues = bng_form_checks("template.gpkg", "template.gpkg", read_bng_tables());
Issues bng_form_checks(const std::filesystem::path& file, const std::string& as_named, const BngTables& tables);

}  // namespace spatial
