// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/layers/network_metrics.hpp"
#include "libspatial/layers/raster_circuit.hpp"

namespace spatial::api {

/// What commands on networks print: the same numbers as tables for people or as JSON with all digits. Pure.
std::string metrics_text(const NetworkMetricsResult& result, const NetworkMetricsOptions& options);
std::string metrics_json(const NetworkMetricsResult& result, const NetworkMetricsOptions& options);
std::string circuit_text(const RasterCircuitResult& result, CircuitMode mode);
std::string circuit_json(const RasterCircuitResult& result, CircuitMode mode);

}  // namespace spatial::api
