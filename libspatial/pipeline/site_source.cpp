// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/site_source.hpp"

#include <cmath>

#include "libspatial/core/error.hpp"

namespace spatial {

SiteSource read_site_source(const Config& config, const SiteRunOptions& options, const Executor& executor) {
  if (options.sites.empty() == options.wkt.empty()) throw Error(ErrorKind::usage, options.sites.empty() ? "no sites are named" : "--sites and --wkt are both given", "give --sites FILE[#LAYER], or one site by --wkt \"POLYGON((…))\"");
  SiteSource source;
  ReadOptions reading;
  reading.crs = config.crs;
  reading.id_field = options.reference_field;
  reading.name_field = options.name_field;
  reading.assume_crs = options.assume_crs;
  reading.allow_network = config.allow_network;
  const LayerName name = parse_layer_name(options.sites);
  ReadResult read = read_layer(name, Role::candidate, reading, executor);
  source.raw.layer = std::move(read.layer);
  source.raw.layer.source = options.sites;
  source.raw.lines.resize(source.raw.layer.fid.size());
  source.raw.stated_m2.assign(source.raw.layer.fid.size(), std::nan(""));
  source.crs = read.crs;
  source.file = fingerprint(name.file, options.sites.substr(0, options.sites.find('#')));
  return source;
}

}  // namespace spatial
