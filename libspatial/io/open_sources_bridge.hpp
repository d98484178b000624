// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/open_sources.hpp"

namespace spatial::gdal {

/// Private to io/. Returns the source with this name if an OpenSources of this thread holds it open, it is not in use,
/// and its file has not changed. Filters are then removed from its layers, and reading starts at the first row again.
/// Otherwise returns the result of `open`, which OpenSources keeps open if its format and size allow.
OpenedSource opened_before_or(const LayerName& name, const std::function<OpenedSource()>& open);

}  // namespace spatial::gdal
