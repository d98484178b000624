// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/config/config.hpp"

namespace spatial {

/// Sentences on what an opportunity map leaves out because the config lacks a layer; none if it has them all.
///
///     page.absent = absent_layers(config);    // "No layer of Local Wildlife Sites was given: …"
std::vector<std::string> absent_layers(const Config& config);

}  // namespace spatial
