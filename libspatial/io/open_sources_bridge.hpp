// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/open_sources.hpp"

namespace spatial::gdal {

/// Private to io/. The source under this name that an OpenSources of this thread keeps and nobody uses, its layers
/// without filters and at their first row; else what `open` returns, which is kept if its format allows that.
OpenedSource opened_before_or(const LayerName& name, const std::function<OpenedSource()>& open);

}  // namespace spatial::gdal
