// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "libspatial/core/issue.hpp"
#include "libspatial/planning/bng_tables.hpp"

namespace spatial {

/// Whether a file is built like Natural England's template, as Defra's service looks at it before anything else: the
/// checks of the groups `file` and, where a layer has rows but none of its kind, `shape`. The role of each issue is
/// "file", its feature the layer or "Layer.Column". An issue with severity error means that Defra would not read on.
/// Throws Error(input) for a file that does not exist, which is no finding about one.
Issues bng_form_checks(const std::filesystem::path& file, const std::string& as_named, const BngTables& tables);

}  // namespace spatial
