// SPDX-License-Identifier: MIT
#include "libspatial/county/site_source.hpp"

#include "libspatial/core/error.hpp"
#include "libspatial/io/postcodes.hpp"
#include "libspatial/io/read_sites.hpp"
#include "libspatial/io/typed_site.hpp"

namespace spatial {
namespace {

LayerLook look_at_typed_site(const RawSites& site, const std::string& crs) {
  LayerLook look;
  look.source = "the site typed in";
  look.crs = crs;
  look.crs_assumed = look.all_rows = true;
  look.rows = 1;
  for (const Point p : site.layer.geometry[0].points()) look.extent.add(p);
  for (const Point p : site.lines[0].points) look.extent.add(p);
  if (!look.extent.empty()) look.boxes = {look.extent};
  look.usable = look.boxes.size();
  return look;
}

}  // namespace

SiteSource read_site_source(const Config& config, const SiteRunOptions& options, const Executor& executor) {
  if (options.sites.empty() == options.wkt.empty())
    throw Error(ErrorKind::usage, options.sites.empty() ? "no sites are named" : "--sites and --wkt are both given",
                "Give --sites FILE[#LAYER], or one site by --wkt \"POLYGON((…))\".");
  SiteSource source;
  if (!options.wkt.empty()) {
    TypedSite typed = site_typed_in(options.wkt, options.reference);
    std::string crs = options.assume_crs.empty() ? config.crs : options.assume_crs;
    if (!typed.crs.empty()) crs = typed.crs;
    source.raw = std::move(typed.sites);
    source.look = look_at_typed_site(source.raw, crs);
    if (crs != config.crs) source.crs = transform_site(source.raw, crs, config.crs);
    return source;
  }
  SiteReadOptions reading;
  reading.crs = config.crs;
  reading.ref_field = options.reference_field;
  reading.name_field = options.name_field;
  reading.area_field = options.area_field;
  reading.assume_crs = options.assume_crs;
  reading.allow_network = config.allow_network;
  const LayerName name = parse_layer_name(options.sites);
  const std::filesystem::path postcodes = !options.postcodes.empty() ? std::filesystem::path(options.postcodes)
                                          : config.sites.postcodes.empty()
                                              ? std::filesystem::path()
                                              : base_folder(config) / config.sites.postcodes;
  if (!postcodes.empty()) reading.csv.postcodes = std::make_shared<const PostcodeTable>(PostcodeTable::read(postcodes));
  SitesResult read = read_sites(name, reading, executor);
  ReadOptions looking;
  looking.crs = reading.crs;
  looking.assume_crs = reading.assume_crs;
  looking.allow_network = reading.allow_network;
  looking.csv = reading.csv;
  looking.csv.project_crs = true;
  source.look = look_at_layer(name, Role::candidate, looking);
  source.look.source = options.sites;
  source.raw = std::move(read.sites);
  source.raw.layer.source = options.sites;
  for (Issue& issue : source.raw.layer.issues) issue.source = options.sites;
  source.crs = read.crs;
  source.file = fingerprint(name.file, name.written);
  return source;
}

}  // namespace spatial
