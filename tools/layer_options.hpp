// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/pipeline/attributed_layer.hpp"
#include "tools/common.hpp"

namespace spatial::tool {

/// --crs, --snap, --bbox, --allow-network, for commands on layers without a config.
void add_layer_settings(CLI::App& app, OverlaySettings& settings);

/// What the run says, its stages with their seconds, memory, and where the result is.
void report_run(const OverlaySummary& summary, const std::string& output);

}  // namespace spatial::tool
