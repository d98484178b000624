// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/api/command.hpp"

namespace spatial::api {

/// `lnrs plan COMMAND …` for a command whose work can be split: the command's own rows except those about outputs, plus
/// those of a plan. Help does not list it separately.
Command planned(Command (*make)());

/// Common to the command lines of a plan: an existing plan, prepared for running.
std::string names_of_parted();  ///< "buffer, near": every command that can be planned

}  // namespace spatial::api
