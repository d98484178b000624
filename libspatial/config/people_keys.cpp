// SPDX-License-Identifier: MIT
#include <vector>

#include "libspatial/config/config_keys.hpp"

namespace spatial {
namespace {

// Keys in the sections of single commands, declared in config_keys.hpp.

/// Adds the keys of every section that has a layer, before the section's own keys.
template <class T>
std::vector<ConfigKey<T>> with_layer(std::vector<ConfigKey<T>> own) {
  std::vector<ConfigKey<T>> keys{
      {"layer", &T::layer, "FILE[#LAYER], relative to the config file."},
      {"id", &T::id_field, "Field with the id of a feature; without it features are numbered."},
      {"name", &T::name_field, "Field with the name of a feature."},
      {"where", &T::where, "Attribute filter, e.g. \"status = 'A'\"."},
      {"title", &T::title, "How the layer is called in reports; otherwise the layer's name."},
      {"assume_crs", &T::assume_crs, "Coordinate reference system of a file that cannot state one."}};
  keys.insert(keys.end(), own.begin(), own.end());
  return keys;
}

}  // namespace

std::span<const ConfigKey<ProtectedConfig>> protected_keys() {
  static const std::vector<ConfigKey<ProtectedConfig>> keys{
      {"years", &ProtectedConfig::years, "Protection must last this many years from the date of the run.",
       Range{0, 1000}},
      {"target_percent", &ProtectedConfig::target_percent, "Share of the land that is aimed at, in %.",
       Range{0, 100, true}},
      {"land", &ProtectedConfig::land,
       "Seaward limit of the authorities' land, e.g. \"mean high water\"; stated beside every percentage."}};
  return keys;
}

std::span<const ConfigKey<ProtectedArea>> protected_area_keys() {
  static const std::vector<ConfigKey<ProtectedArea>> keys = with_layer<ProtectedArea>(
      {{"category", &ProtectedArea::category, "Kind of protection, e.g. \"sssi\"; a row of the account."},
       {"rank", &ProtectedArea::rank,
        "Land that several categories protect goes to the lowest rank; 0 is by the order in the config.",
        Range{0, 100000}},
       {"status", &ProtectedArea::status,
        "counts, potential (it would count after an assessment) or no (listed, but not counted)."},
       {"condition", &ProtectedArea::condition_field, "Field with the condition, or with the result of an assessment."},
       {"accepted", &ProtectedArea::accepted,
        "Values of condition that are good enough; land of any other is potential."},
       {"protection_end", &ProtectedArea::protection_end_field,
        "Field with the date on which protection ends; land secured for too short a time is potential."},
       {"purpose", &ProtectedArea::purpose,
        "Says that conservation is the main purpose of the land; without that it counts as potential."},
       {"monitored", &ProtectedArea::monitored,
        "Says that the land is managed and monitored; without that it counts as potential."}});
  return keys;
}

std::span<const ConfigKey<GreenspaceConfig>> greenspace_keys() {
  static const std::vector<ConfigKey<GreenspaceConfig>> keys{
      {"standards", &GreenspaceConfig::standards_preset,
       "ags (Natural England's Accessible Greenspace Standards) or angst (those before), unless "
       "[[greenspace.standard]] states others."},
      {"size_of", &GreenspaceConfig::size_of, "What must be large enough: each site, or all that touch (joined)."},
      {"distance", &GreenspaceConfig::distance,
       "What is measured: edge (straight, to the edge of the site), access (straight, to its access points) or network "
       "(along roads and paths, to its access points)."},
      {"population", &GreenspaceConfig::population,
       "Where people live: at the centroid of their unit, all over its area, or at points of the layer."},
      {"join_m", &GreenspaceConfig::join_m, "Sites this close touch (size_of = joined)."},
      {"access_m", &GreenspaceConfig::access_m, "An access point belongs to the sites this close to it."},
      {"beyond_m", &GreenspaceConfig::beyond_m, "Greenspace further than this beyond the authorities is left out."},
      {"snap_m", &GreenspaceConfig::snap_m, "Points of roads on one spot of a grid of this width are one junction.",
       positive_range},
      {"capacity_ha_per_1000", &GreenspaceConfig::capacity_ha_per_1000,
       "Hectares of accessible greenspace that 1,000 people need."}};
  return keys;
}

std::span<const ConfigKey<GreenspaceSite>> greenspace_site_keys() {
  static const std::vector<ConfigKey<GreenspaceSite>> keys = with_layer<GreenspaceSite>(
      {{"class", &GreenspaceSite::class_field, "Field with the kind of greenspace."},
       {"inaccessible", &GreenspaceSite::inaccessible,
        "Kinds that are not open to people, e.g. [\"Golf Course\"]; they are left out."},
       {"accessible", &GreenspaceSite::accessible_field, "Field with yes or no; sites with no are left out."}});
  return keys;
}

std::span<const ConfigKey<GreenspacePeople>> greenspace_people_keys() {
  static const std::vector<ConfigKey<GreenspacePeople>> keys = with_layer<GreenspacePeople>(
      {{"people", &GreenspacePeople::people_field,
        "Field with the number of people, of the layer, or of the table if one is named."},
       {"table", &GreenspacePeople::table, "FILE[#LAYER] of a table with the number of people."},
       {"table_id", &GreenspacePeople::table_id_field, "Its column with the id of the unit; as id if not given."},
       {"table_where", &GreenspacePeople::table_where, "Its rows that count, e.g. \"indicator = 'All persons'\"."}});
  return keys;
}

std::span<const ConfigKey<SectionLayer>> section_layer_keys() {
  static const std::vector<ConfigKey<SectionLayer>> keys = with_layer<SectionLayer>({});
  return keys;
}

std::span<const ConfigKey<GreenspaceStandard>> greenspace_standard_keys() {
  static const std::vector<ConfigKey<GreenspaceStandard>> keys{
      {"name", &GreenspaceStandard::name, "Name of the standard; part of the names of columns."},
      {"size_ha", &GreenspaceStandard::size_ha, "Smallest greenspace that serves.", positive_range},
      {"within_m", &GreenspaceStandard::within_m, "Largest distance at which it serves.", positive_range}};
  return keys;
}

std::span<const ConfigKey<BaselineConfig>> baseline_keys() {
  static const std::vector<ConfigKey<BaselineConfig>> keys{
      {"mode", &BaselineConfig::mode,
       "Which source decides where several map the same land: the first (precedence), the most certain (confidence), "
       "or, for each polygon of the base map, by how much of it a source covers (base)."},
      {"kept_share", &BaselineConfig::kept_share,
       "Mode base: an overlap below this share of the polygon, and below kept_m2, changes nothing.", share_range},
      {"kept_m2", &BaselineConfig::kept_m2, "Mode base: see kept_share."},
      {"whole_share", &BaselineConfig::whole_share,
       "Mode base: an overlap above this share of the polygon gives all of it to the source.", share_range},
      {"sliver_m2", &BaselineConfig::sliver_m2,
       "Parts under this area go to the neighbour with the longest common edge; 0 keeps them."}};
  return keys;
}

std::span<const ConfigKey<BaselineSource>> baseline_source_keys() {
  static const std::vector<ConfigKey<BaselineSource>> keys = with_layer<BaselineSource>(
      {{"class", &BaselineSource::class_field, "Field with the habitat code."},
       {"code", &BaselineSource::code, "Habitat code of every feature, instead of class."},
       {"crosswalk", &BaselineSource::crosswalk,
        "CSV file with the columns code and class: what codes are called in the baseline."},
       {"confidence", &BaselineSource::confidence, "How sure the source is, 0 to 1.", share_range},
       {"confidence_field", &BaselineSource::confidence_field, "Field with the confidence of each feature, 0 to 1."},
       {"survey", &BaselineSource::survey,
        "Kind of survey, which with its age gives the confidence: nvc_quadrats, nvc_rapid, phase1_notes, phase1_map, "
        "site_description, aerial or expert."},
       {"survey_field", &BaselineSource::survey_field, "Field with the kind of survey of each feature."},
       {"date", &BaselineSource::date_field, "Field with the date of the survey."},
       {"valid_to", &BaselineSource::valid_to,
        "Date until which the source holds, or the field with it; features that no longer hold are left out."},
       {"only_over", &BaselineSource::only_over, "Codes of the base map over which alone the source counts."},
       {"never_over", &BaselineSource::never_over, "Codes of the base map over which the source never counts."},
       {"base", &BaselineSource::base, "This source is the base map; otherwise it is the last."}});
  return keys;
}

}  // namespace spatial
