// SPDX-License-Identifier: MIT
#pragma once

#include <pybind11/pybind11.h>

#include "libspatial/api/command.hpp"

namespace spatial::python {

/// Gives a command the values of Python's arguments, by the rows of the command (api/parameter.hpp): kinds, ranges,
/// choices, what is required and what excludes what. Names are those of the rows, in small letters and with `_` for
/// `-`; None stands for "not given".
///
///     api::Command command = …;
///     fill(command, {{"layer", "sites.gpkg"}, {"within", 500.0}});
///
/// Needs the GIL. Throws Error(usage) that names the parameter, in the words of the command line where it has them.
void fill(api::Command& command, const pybind11::dict& values);

/// "--min-area" -> "min_area".
std::string python_name(const api::Parameter& row);

}  // namespace spatial::python
