// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/api/command.hpp"

namespace spatial::api {

/// Stores the options of a command as values by parameter name, and restores them exactly, numbers to the last bit.
/// O(parameters).
///
///     const std::string kept = option_values(command, fresh_one_of_the_same);   // {"LAYER":"a.gpkg","within":500.0}
///     fill_options(other, kept);                                               // as if the words had been given again

/// The options that differ from the defaults, as a JSON object.
std::string option_values(const Command& filled, const Command& fresh);
/// Restores options. Throws Error(input) for an unknown name or a value of another kind.
void fill_options(Command& command, const std::string& values);

/// Whether the command has a parameter of this name.
bool has_option(const Command& command, const std::string& name);
void set_option(Command& command, const std::string& name, const std::string& text);
void set_option(Command& command, const std::string& name, bool on);

/// Every input file that the options name (kinds layer, raster, file and config), as written, each once.
std::vector<std::string> files_read(const Command& command);

/// Whether a parameter says where the result goes and not what it contains: outputs and the options that depend on
/// them.
bool is_about_output(const Parameter& row);

}  // namespace spatial::api
