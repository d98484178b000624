// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/api/command.hpp"

namespace spatial::api {

/// `lnrs plan COMMAND …` for a command that can be parted: its own rows, but for those about the output, and those of a
/// plan. It is not listed; nothing of the command is written twice.
Command planned(Command (*make)());

/// What the command lines of a plan share: a plan that lies somewhere, made ready to run.
std::string names_of_parted();  ///< "buffer, near": every command that can be planned

}  // namespace spatial::api
