// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include "libspatial/api/command.hpp"

namespace spatial::tool {

/// The command line derives from the rows of api/: an option is its row, and nothing is declared here.

/// Declares one row on `app`; its target is filled in by parsing.
void add_parameter(CLI::App& app, const api::Parameter& row);
void add_parameters(CLI::App& app, const api::Parameters& rows);

}  // namespace spatial::tool
