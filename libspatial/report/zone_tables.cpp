// SPDX-License-Identifier: MIT
#include "libspatial/report/zone_tables.hpp"

#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

std::string code_of(ZoneClass zone) { return std::string(zone_classes()[static_cast<std::size_t>(zone)].code); }

void add_zone_columns(TableBuilder& table, TextCells zone, RealCells area) {
  table.text("class", "Class", "Natural England's class; land is in the first class that applies.", std::move(zone),
             "zone_class");
  table.real("area_ha", "Area (ha)", "Area of the piece.", "ha", std::move(area));
}

}  // namespace

FeatureTable zones_table(const ZoneSurvey& survey) {
  TableBuilder table("zones", "Network zones",
                     "One row per connected piece of a zone of a network. The zones of one network do not overlap; "
                     "those of different networks do.");
  TextCells network, zone;
  RealCells area;
  MultiPolygonColumn geometry;
  for (std::size_t n = 0; n < survey.zones.networks.size(); ++n) {
    const ZoneSet& set = survey.zones.networks[n];
    geometry.append(set.geometry);
    for (std::size_t i = 0; i < set.zone.size(); ++i) {
      network.push_back(survey.networks[n]);
      zone.push_back(code_of(set.zone[i]));
      area.push_back(set.areas_m2[i] / 1e4);
    }
  }
  table.text("network", "Network", "The network it belongs to.", std::move(network), "network");
  add_zone_columns(table, std::move(zone), std::move(area));
  return {table.done(), std::move(geometry)};
}

FeatureTable zones_combined_table(const ZoneSurvey& survey) {
  const ZoneSet& set = survey.zones.combined;
  TableBuilder table("zones_combined", "Network zones, combined",
                     "Land in its first class over all networks; one row per connected piece, no overlaps. Only with "
                     "two or more networks.");
  add_zone_columns(table, cells_of<TextCells>(set.zone.size(), [&](std::size_t i) { return code_of(set.zone[i]); }),
                   cells_of<RealCells>(set.zone.size(), [&](std::size_t i) { return set.areas_m2[i] / 1e4; }));
  return {table.done(), set.geometry};
}

FeatureTable zone_areas_table(const ZoneSurvey& survey) {
  TableBuilder table("zone_areas", "Areas of network zones",
                     "One row per network and class, and per class for all networks combined.");
  TextCells network, zone;
  IntegerCells pieces;
  RealCells area;
  const auto add = [&](const std::string& id, const ZoneSet& set) {
    std::array<std::int64_t, zone_class_count> counts{};
    for (const ZoneClass one : set.zone) ++counts[static_cast<std::size_t>(one)];
    for (std::size_t c = 0; c < zone_class_count; ++c) {
      network.push_back(id);
      zone.push_back(code_of(static_cast<ZoneClass>(c)));
      pieces.push_back(counts[c]);
      area.push_back(set.total_m2[c] / 1e4);
    }
  };
  for (std::size_t n = 0; n < survey.zones.networks.size(); ++n) add(survey.networks[n], survey.zones.networks[n]);
  if (survey.zones.networks.size() > 1) add("combined", survey.zones.combined);
  table.text("network", "Network", "Id of the network, or combined.", std::move(network));
  table.text("class", "Class", "Natural England's class.", std::move(zone), "zone_class");
  table.integer("pieces", "Pieces", "Connected pieces.", "", std::move(pieces));
  table.real("area_ha", "Area (ha)", "Their area.", "ha", std::move(area));
  return {table.done(), std::monostate{}};
}

Domain zone_class_domain() {
  Domain domain;
  domain.name = "zone_class";
  domain.description = "Zones of a network, in the classes of Natural England's Habitat Networks";
  for (const ZoneClassInfo& one : zone_classes()) domain.values.emplace_back(one.code, one.title);
  return domain;
}

}  // namespace spatial
