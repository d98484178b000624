// SPDX-License-Identifier: MIT
// What networks read besides habitat.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/network.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {
namespace {

LinkRows read_links(const LinkTable& source, const std::filesystem::path& folder) {
  const std::vector<TextColumn> columns =
      read_table(parse_layer_name(source.table, folder), {source.field_a, source.field_b, source.field_length});
  LinkRows result{source.table, {}};
  const FieldNumbers lengths = numbers_of(columns[2].values);
  for (std::size_t k = 0; k < columns[0].values.size(); ++k) {
    const std::string text = trimmed(columns[2].values[k]);
    const double length = lengths.values[k];
    if (!(length >= 0))
      throw Error(ErrorKind::input,
                  fmt::format("{}: row {} has {} = '{}'; the length of a link must be a number of at least 0",
                              source.table, k + 1, source.field_length, text),
                  "Leave out rows of pairs that are not linked.");
    result.rows.push_back({trimmed(columns[0].values[k]), trimmed(columns[1].values[k]), length});
  }
  return result;
}

/// Cache key of a resistance raster: networks that read the same raster with the same CRS share it.
std::string raster_key(const std::string& raster, const std::string& assume_crs) { return raster + '\n' + assume_crs; }

}  // namespace

NetworkSources::NetworkSources(const Project& project, const std::vector<NetworkProfile>& profiles) {
  MultiPolygonColumn barriers;
  for (const Layer* layer : project.of(Role::exclusion)) barriers.append(layer->geometry);
  barriers_ = std::make_shared<const MultiPolygonColumn>(std::move(barriers));
  for (const NetworkProfile& profile : profiles) {
    const auto raster = [&](const std::string& name) { return parse_layer_name(name, base_folder(project.config)); };
    const std::string cost = raster_key(profile.cost.raster, profile.cost.assume_crs),
                      classes = raster_key(profile.patches.raster, profile.patches.assume_crs);
    if (profile.distance == LinkDistance::least_cost && profile.links.table.empty() && !profile.cost.raster.empty() &&
        !rasters_.contains(cost))
      rasters_.emplace(cost, open_raster(raster(profile.cost.raster), project.config.crs, profile.cost.assume_crs));
    if (!profile.patches.raster.empty() && !classes_.contains(classes))
      classes_.emplace(classes,
                       read_raster(raster(profile.patches.raster), project.config.crs, profile.patches.assume_crs));
    if (!profile.links.table.empty())
      links_.emplace(profile.id, read_links(profile.links, base_folder(project.config)));
  }
}

NetworkInputs NetworkSources::inputs_for(const NetworkProfile& profile) const {
  NetworkInputs inputs;
  inputs.barriers = barriers_;
  const auto raster = rasters_.find(raster_key(profile.cost.raster, profile.cost.assume_crs));
  if (raster != rasters_.end()) inputs.resistance = &raster->second;
  const auto classes = classes_.find(raster_key(profile.patches.raster, profile.patches.assume_crs));
  if (classes != classes_.end()) inputs.classes = &classes->second;
  const auto links = links_.find(profile.id);
  if (links != links_.end()) inputs.links = &links->second;
  return inputs;
}

}  // namespace spatial
