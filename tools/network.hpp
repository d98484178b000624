// SPDX-License-Identifier: MIT
#pragma once

#include "tools/command.hpp"

namespace spatial::tool {

/// `lnrs network metrics`, a command of `lnrs network`.
Action set_up_network_metrics(CLI::App& app, const RunOptions& run);

}  // namespace spatial::tool
