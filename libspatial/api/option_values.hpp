// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/api/command.hpp"

namespace spatial::api {

/// The options of a command as values by the names of its rows, so that they can be kept and given back: whatever a row
/// is, it is the same afterwards, numbers to the last bit.
///
///     const std::string kept = option_values(command, fresh_one_of_the_same);   // {"LAYER":"a.gpkg","within":500.0}
///     fill_options(other, kept);                                               // as if the words had been given again

/// What differs from the defaults, as a JSON object.
std::string option_values(const Command& filled, const Command& fresh);
/// Throws Error(input) for a name that no row has, or a value of another kind.
void fill_options(Command& command, const std::string& values);

/// Is there a row of this name?
bool has_option(const Command& command, const std::string& name);
void set_option(Command& command, const std::string& name, const std::string& text);
void set_option(Command& command, const std::string& name, bool on);

/// Every file that the options name to be read (kinds layer, raster, file and config), as named, each once.
std::vector<std::string> files_read(const Command& command);

/// Rows that say where the result goes, not what it is: outputs and what hangs on them.
bool is_about_output(const Parameter& row);

}  // namespace spatial::api
