// SPDX-License-Identifier: MIT
#include "libspatial/layers/zone_names.hpp"

#include <fmt/format.h>

#include <map>

#include "libspatial/core/issue_rule.hpp"

namespace spatial {

std::optional<std::string> zone_name(const AttributedLayer& zones, const std::string& zone_id, std::uint32_t zone) {
  return zone_id.empty() ? std::optional(zones.layer.id[zone]) : zones.layer.extra[0].text_or_null(zone);
}

void tell_unclear_zones(const AttributedLayer& zones, const std::string& zone_id, Issues& issues) {
  if (zone_id.empty()) return;
  std::map<std::string, std::size_t> times;
  for (const std::string& name : zones.layer.extra[0].texts()) ++times[name];
  for (std::size_t z = 0; z < zones.layer.size(); ++z) {
    const std::string name = zones.layer.extra[0].text(z);
    const Point at = zones.layer.geometry[z].points().front();
    if (name.empty())
      issues.push_back({IssueRule::missing_id, "layer", zones.layer.source, zones.layer.id[z],
                        fmt::format("the zone has no {}, so its rows have no name", zone_id), Place{at.x, at.y}});
    else if (times[name] > 1)
      issues.push_back({IssueRule::duplicate_id, "layer", zones.layer.source, zones.layer.id[z],
                        fmt::format("{} zones are called '{}'; each has rows of its own", times[name], name),
                        Place{at.x, at.y}});
  }
}

}  // namespace spatial
