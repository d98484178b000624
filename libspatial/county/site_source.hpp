// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/county/sites.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// The sites of a run, as their source states them.
struct SiteSource {
  RawSites raw;
  CrsOperation crs;
  std::optional<InputFile> file;  ///< none for a site typed in
  LayerLook look;                 ///< the location of the sites; without boxes for a template
};
/// Reads options.sites, or takes options.wkt. Relative paths start from the current folder. Throws Error(usage) unless
/// exactly one of them is given, Error(input) for what cannot be read.
SiteSource read_site_source(const Config& config, const SiteRunOptions& options, const Executor& executor);

}  // namespace spatial
