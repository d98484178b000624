// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/api/command.hpp"

namespace spatial::api {

/// `lnrs plan COMMAND …` for a command whose work can be split: the command's own rows except those about outputs, plus
/// those of a plan. Help does not list it separately.
Command planned(Command (*make)());

/// The names of all commands that can be planned, for messages: "buffer, near".
std::string names_of_parted();

}  // namespace spatial::api
