// SPDX-License-Identifier: MIT
#include "libspatial/config/config_keys.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr Range grid_spacing_m{1e-9, 10};
// Candidates are split on a grid of whole metres.
constexpr Range unit_ha{1e-4, std::numeric_limits<double>::infinity()};
constexpr Range inner_share{0, 1, true, true};

constexpr std::array project{
    ConfigKey<Config>{"name", &Config::name, "Title of the map."},
    ConfigKey<Config>{"crs", &Config::crs,
                      "Coordinate reference system of the work, in metres; layers in another one are transformed."},
    ConfigKey<Config>{
        "date", &Config::date,
        "Date of the run as YYYY-MM-DD, written instead of the clock so that the same inputs give the same bytes."},
    ConfigKey<Config>{"max_age_days", &Config::max_age_days,
                      "A site check warns about layers whose date is older than this many days, counted from date or "
                      "today; 0 does not."},
    ConfigKey<Config>{"area", &Config::area, "FILE[#LAYER] of the study area, short for [layers.study_area]."},
    ConfigKey<Config>{"allow_network", &Config::allow_network, "Allow layers that are read over the network."},
    ConfigKey<Config>{"allow_elsewhere", &Config::allow_elsewhere,
                      "Go on with layers that are empty, lost all their features or lie elsewhere than the study area; "
                      "they count as not checked."},
    ConfigKey<Config>{
        "allow_false_areas", &Config::allow_false_areas,
        "Go on although areas in crs are false by more than 0.1 % where the layers lie (1 % in the British "
        "National Grid in and around Great Britain)."},
    ConfigKey<Config>{"allow_unknown", &Config::allow_unknown,
                      "Treat habitat codes that the crosswalk does not know as excluded land instead of stopping."},
};

constexpr std::array layers{
    ConfigKey<LayerSource>{"layer", &LayerSource::layer, "FILE[#LAYER], relative to the config file."},
    ConfigKey<LayerSource>{"id", &LayerSource::id_field,
                           "Field with the id of a feature; without it features are numbered."},
    ConfigKey<LayerSource>{"name", &LayerSource::name_field, "Field with the name of a feature."},
    ConfigKey<LayerSource>{"class", &LayerSource::class_field, "Field with the habitat code (habitat layers)."},
    ConfigKey<LayerSource>{"code", &LayerSource::code,
                           "Habitat code of every feature, for a layer of one habitat; instead of class."},
    ConfigKey<LayerSource>{
        "quality", &LayerSource::quality_field,
        "Field with the quality of the habitat, 0 to 1, which weights the area of patches (habitat layers)."},
    ConfigKey<LayerSource>{"crosswalk", &LayerSource::crosswalk,
                           "What the habitat codes mean: a preset or a CSV file (habitat layers)."},
    ConfigKey<LayerSource>{"min_code_share", &LayerSource::min_code_share,
                           "Smallest share of the values of class that must be codes of the crosswalk (habitat "
                           "layers); 0 accepts any field.",
                           share_range},
    ConfigKey<LayerSource>{"where", &LayerSource::where,
                           "Attribute filter, e.g. \"alc_grade IN ('Grade 1', 'Grade 2')\"."},
    ConfigKey<LayerSource>{"buffer_m", &LayerSource::buffer_m,
                           "Metres by which features grow; lines and points then count too (exclusions, constraints)."},
    ConfigKey<LayerSource>{"factors", &LayerSource::factors,
                           "CSV file with a factor by class and network (suitability layers)."},
    ConfigKey<LayerSource>{"title", &LayerSource::title,
                           "How the source is called in reports, e.g. \"SSSI\"; otherwise the layer's name."},
    ConfigKey<LayerSource>{
        "resolve_overlaps", &LayerSource::resolve_overlaps,
        "Which feature keeps land that two features of the layer share: keep (both), first (smaller id) or largest."},
    ConfigKey<LayerSource>{"assume_crs", &LayerSource::assume_crs,
                           "Coordinate reference system of a file that cannot state one."},
    // Keys of strategies and monitoring.
    ConfigKey<LayerSource>{"fields", &LayerSource::fields,
                           "What the file calls columns that a command looks for, e.g. [\"status = STAGE\"] (projects, "
                           "measures, B-Lines)."},
    ConfigKey<LayerSource>{"category", &LayerSource::category,
                           "Category of the sites in `lnrs strategy`: sssi, sac, spa, ramsar, nnr, lnr, lws, lgs, "
                           "ancient_woodland or irreplaceable_other."},
    ConfigKey<LayerSource>{"date", &LayerSource::source_date,
                           "Date of the source's edition, shown with every result: YYYY-MM-DD, YYYY-MM or YYYY if "
                           "max_age_days is to be compared with it."},
    ConfigKey<LayerSource>{"source_date", &LayerSource::source_date, "The older name of date."},
    ConfigKey<LayerSource>{"licence", &LayerSource::licence,
                           "Licence of the source, e.g. \"Open Government Licence v3.0\", shown with every result."},
    ConfigKey<LayerSource>{"attribution", &LayerSource::attribution,
                           "Words by which the source asks to be credited, shown with every result."},
    ConfigKey<LayerSource>{"max_age_days", &LayerSource::max_age_days,
                           "A site check warns if the date is older than this many days; 0: as for the project."},
};

constexpr std::array suitability_rasters{
    ConfigKey<SuitabilityRaster>{"raster", &SuitabilityRaster::raster, "FILE[#BAND], instead of layer."},
    ConfigKey<SuitabilityRaster>{"factors", &SuitabilityRaster::factors,
                                 "CSV file with a factor by value and network; without it values are factors, 0 to 1."},
    ConfigKey<SuitabilityRaster>{"title", &SuitabilityRaster::title, "How the raster is called in reports."},
    ConfigKey<SuitabilityRaster>{"assume_crs", &SuitabilityRaster::assume_crs, "CRS of a raster that states none."},
};

constexpr std::array targets{
    ConfigKey<TargetSource>{"layer", &TargetSource::layer, "FILE[#LAYER] of a table with one row per BOA and habitat."},
    ConfigKey<TargetSource>{"boa", &TargetSource::boa_field, "Field with the id of the BOA."},
    ConfigKey<TargetSource>{"habitat", &TargetSource::habitat_field, "Field with the habitat that is wanted."},
    ConfigKey<TargetSource>{"action", &TargetSource::action_field,
                            "Field with the action: maintain, restore, create or link."},
    ConfigKey<TargetSource>{"quantity", &TargetSource::quantity_field, "Field with the quantity in hectares."},
    ConfigKey<TargetSource>{"text", &TargetSource::text_field, "Field with the wording of the target."},
    ConfigKey<TargetSource>{"fields", &TargetSource::fields,
                            "What the table calls further columns of `lnrs targets`, e.g. [\"by = DEADLINE\"]."},
};

constexpr std::array cleaning{
    ConfigKey<CleanOptions>{"snap_m", &CleanOptions::snap_m, "Grid that all coordinates are rounded to.",
                            grid_spacing_m},
    ConfigKey<CleanOptions>{"smallest_part_m2", &CleanOptions::smallest_part_m2, "Parts under this are dropped."},
    ConfigKey<CleanOptions>{"overlap_tolerance_m2", &CleanOptions::overlap_tolerance_m2,
                            "Overlaps within a layer up to this are not reported."},
    ConfigKey<CleanOptions>{"report_overlaps", &CleanOptions::report_overlaps,
                            "List overlaps within a layer as issues."},
};

constexpr std::array network{
    ConfigKey<NetworkProfile>{"preset", LookedUpFirst{},
                              "Preset to start from; the other keys override single values."},
    ConfigKey<NetworkProfile>{"id", &NetworkProfile::id,
                              "Id of the network: column prefix in crosswalks; a preset's id starts from that preset."},
    ConfigKey<NetworkProfile>{"title", &NetworkProfile::title, "Name people read."},
    ConfigKey<NetworkProfile>{"target_habitats", &NetworkProfile::target_habitats,
                              "Habitat names by which BOA targets mean this network."},
    ConfigKey<NetworkProfile>{"distance", &NetworkProfile::distance,
                              "How distances between patches are measured: edge (straight, from edge to edge) or "
                              "least_cost (metres x resistance, see [network.cost])."},
    ConfigKey<NetworkProfile>{"dispersal_m", &NetworkProfile::dispersal_m, "Median dispersal distance.",
                              positive_range},
    ConfigKey<NetworkProfile>{"p_ref", &NetworkProfile::p_ref, "Probability of a movement of dispersal_m.",
                              inner_share},
    ConfigKey<NetworkProfile>{"max_link_m", &NetworkProfile::max_link_m, "Longest link; 0 is three times dispersal_m."},
    ConfigKey<NetworkProfile>{"join_m", &NetworkProfile::join_m, "Polygons this close are one patch."},
    ConfigKey<NetworkProfile>{"min_patch_ha", &NetworkProfile::min_patch_ha,
                              "Smaller patches are not nodes of the network."},
    ConfigKey<NetworkProfile>{"core_size_ha", &NetworkProfile::core_size_ha, "Target size of a core patch.",
                              positive_range},
    ConfigKey<NetworkProfile>{"p_min", &NetworkProfile::p_min, "Paths less likely than this are left out; 0 is exact.",
                              Range{0, 1, false, true}},
};

constexpr std::array cost{
    ConfigKey<CostOptions>{"cell_m", &CostOptions::cell_m, "Side of the cells of the resistance raster.",
                           positive_range},
    ConfigKey<CostOptions>{"resistance", &CostOptions::resistance,
                           "Which of the crosswalk's resistances counts: low, mid or high."},
    ConfigKey<CostOptions>{"unmapped", &CostOptions::unmapped, "Resistance of land without a habitat feature.",
                           positive_range},
    ConfigKey<CostOptions>{"barrier", &CostOptions::barrier,
                           "Resistance of cells that the exclusion layers touch; 0 leaves them as the habitat says."},
    ConfigKey<CostOptions>{
        "raster", &CostOptions::raster,
        "FILE[#BAND] of a GeoTIFF or ASCII grid with resistance to use instead, in the project's CRS."},
    ConfigKey<CostOptions>{"assume_crs", &CostOptions::assume_crs,
                           "Coordinate reference system of a raster that states none, e.g. an ASCII grid (.asc)."},
    ConfigKey<CostOptions>{"topology", &CostOptions::topology,
                           "Which pairs of patches are linked: all within the limit, or planar (only neighbours by "
                           "cost; needs least-cost distances)."},
};

constexpr std::array patch_raster{
    ConfigKey<PatchRaster>{"raster", &PatchRaster::raster,
                           "FILE[#BAND] of a GeoTIFF or ASCII grid of classes, in the project's CRS; patches are then "
                           "its cells instead of core habitat."},
    ConfigKey<PatchRaster>{"assume_crs", &PatchRaster::assume_crs,
                           "Coordinate reference system of a raster that states none, e.g. an ASCII grid (.asc)."},
    ConfigKey<PatchRaster>{"values", &PatchRaster::values, "Cells with one of these values are core habitat.",
                           Range{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()}},
    ConfigKey<PatchRaster>{"connectivity", &PatchRaster::connectivity,
                           "Cells are one patch across edges (4), or across corners too (8).", Range{4, 8}},
};

constexpr std::array link_table{
    ConfigKey<LinkTable>{"table", &LinkTable::table,
                         "FILE[#LAYER] with one row per link, used instead of measured distances."},
    ConfigKey<LinkTable>{"a", &LinkTable::field_a,
                         "Column with one patch: its id (woodland-12), or the id of a habitat feature in it."},
    ConfigKey<LinkTable>{"b", &LinkTable::field_b, "Column with the other patch."},
    ConfigKey<LinkTable>{"length", &LinkTable::field_length, "Column with the distance in metres, or the cost."},
};

constexpr std::array candidate{
    ConfigKey<CandidateOptions>{"source", &CandidateOptions::source,
                                "Where candidates come from: habitat (polygons with potential), layer "
                                "([layers.candidate]), square or hexagon (a grid)."},
    ConfigKey<CandidateOptions>{
        "max_unit_ha", &CandidateOptions::max_unit_ha,
        "Larger candidates are split on an aligned grid of whole metres; at least 0.0001 (a grid of 1 m).", unit_ha},
    ConfigKey<CandidateOptions>{"min_unit_ha", &CandidateOptions::min_unit_ha, "Smaller candidates are dropped."},
    ConfigKey<CandidateOptions>{"grid_m", &CandidateOptions::grid_m, "Side of the cells of a square or hexagon grid.",
                                positive_range},
    ConfigKey<CandidateOptions>{"inside_sites", &CandidateOptions::inside_sites,
                                "Land in designated sites, Local Wildlife Sites and irreplaceable habitat: separate "
                                "(split off and ranked apart), together (one ranking, nothing split) or leave_out."},
};

constexpr std::array scoring{
    ConfigKey<ScoringOptions>{"suitability", &ScoringOptions::suitability,
                              "How the potential of the land counts: multiply (a factor of the whole score) or weigh "
                              "(one indicator among the others)."},
    ConfigKey<ScoringOptions>{"buffer_m", &ScoringOptions::buffer_m, "Distance around sites that counts for `better`."},
    ConfigKey<ScoringOptions>{"neighbourhood_m", &ScoringOptions::neighbourhood_m,
                              "Radius within which `more` measures cover.", positive_range},
    ConfigKey<ScoringOptions>{"target_cover", &ScoringOptions::target_cover,
                              "Core-habitat cover at which `more` scores 0.", Range{0, 1, true}},
};

constexpr std::array sensitivity{
    ConfigKey<SensitivityOptions>{"runs", &SensitivityOptions::runs,
                                  "Number of draws of weights; 0 leaves the ranges of ranks out.", Range{0, 100000}},
    ConfigKey<SensitivityOptions>{"spread", &SensitivityOptions::spread,
                                  "Relative standard deviation of a middling weight.", Range{0, 10, true}},
    ConfigKey<SensitivityOptions>{"seed", &SensitivityOptions::seed, "Seed of the draws."},
};

constexpr std::array zones{
    ConfigKey<ZoneOptions>{"make", &ZoneOptions::make, "Write the layer `zones` (lnrs network); the same as --zones."},
    ConfigKey<ZoneOptions>{"nez_m", &ZoneOptions::nez_m, "How far enhancement zones reach from a patch.",
                           positive_range},
    ConfigKey<ZoneOptions>{"restorable_potential", &ZoneOptions::restorable_potential,
                           "Land with at least this potential is restorable habitat.", Range{0, 1, true}},
    ConfigKey<ZoneOptions>{"faz_patch_ha", &ZoneOptions::faz_patch_ha,
                           "Patches under this count as fragments, for the fragmentation action zone."},
    ConfigKey<ZoneOptions>{"faz_shape", &ZoneOptions::faz_shape, "So do patches with a shape index above this.",
                           Range{1}},
    ConfigKey<ZoneOptions>{"expansion_m", &ZoneOptions::expansion_m,
                           "Width of the expansion zone around Zone 1; 0: none."},
};

constexpr std::array<std::pair<std::string_view, OverlapRule>, 3> overlap_words{
    {{"keep", OverlapRule::keep}, {"first", OverlapRule::first}, {"largest", OverlapRule::largest}}};
constexpr std::array<std::pair<std::string_view, CandidateSource>, 4> source_words{
    {{"habitat", CandidateSource::habitat},
     {"layer", CandidateSource::layer},
     {"square", CandidateSource::square},
     {"hexagon", CandidateSource::hexagon}}};
constexpr std::array<std::pair<std::string_view, InsideSites>, 3> inside_words{
    {{"separate", InsideSites::separate}, {"together", InsideSites::together}, {"leave_out", InsideSites::leave_out}}};
constexpr std::array<std::pair<std::string_view, SuitabilityRule>, 2> suitability_words{
    {{"multiply", SuitabilityRule::multiply}, {"weigh", SuitabilityRule::weigh}}};
constexpr std::array<std::pair<std::string_view, LinkDistance>, 2> distance_words{
    {{"edge", LinkDistance::edge}, {"least_cost", LinkDistance::least_cost}}};
constexpr std::array<std::pair<std::string_view, ResistanceSet>, 3> resistance_words{
    {{"low", ResistanceSet::low}, {"mid", ResistanceSet::mid}, {"high", ResistanceSet::high}}};
constexpr std::array<std::pair<std::string_view, LinkTopology>, 2> topology_words{
    {{"all", LinkTopology::all}, {"planar", LinkTopology::planar}}};
constexpr std::array<std::pair<std::string_view, ProtectionStatus>, 3> status_words{
    {{"counts", ProtectionStatus::counts}, {"potential", ProtectionStatus::potential}, {"no", ProtectionStatus::no}}};
constexpr std::array<std::pair<std::string_view, SiteSize>, 2> size_words{
    {{"site", SiteSize::site}, {"joined", SiteSize::joined}}};
constexpr std::array<std::pair<std::string_view, ReachDistance>, 3> reach_words{
    {{"edge", ReachDistance::edge}, {"access", ReachDistance::access}, {"network", ReachDistance::network}}};
constexpr std::array<std::pair<std::string_view, PeopleAt>, 3> people_words{
    {{"centroid", PeopleAt::centroid}, {"area", PeopleAt::area}, {"points", PeopleAt::points}}};
constexpr std::array<std::pair<std::string_view, BaselineMode>, 3> mode_words{
    {{"precedence", BaselineMode::precedence}, {"confidence", BaselineMode::confidence}, {"base", BaselineMode::base}}};
constexpr const auto& words_of(ProtectionStatus) { return status_words; }
constexpr const auto& words_of(SiteSize) { return size_words; }
constexpr const auto& words_of(ReachDistance) { return reach_words; }
constexpr const auto& words_of(PeopleAt) { return people_words; }
constexpr const auto& words_of(BaselineMode) { return mode_words; }
constexpr const auto& words_of(LinkDistance) { return distance_words; }
constexpr const auto& words_of(ResistanceSet) { return resistance_words; }
constexpr const auto& words_of(LinkTopology) { return topology_words; }
constexpr const auto& words_of(OverlapRule) { return overlap_words; }
constexpr const auto& words_of(CandidateSource) { return source_words; }
constexpr const auto& words_of(InsideSites) { return inside_words; }
constexpr const auto& words_of(SuitabilityRule) { return suitability_words; }

template <class Enum>
std::string word_for(Enum value) {
  for (const auto& [word, meaning] : words_of(value))
    if (meaning == value) return std::string(word);
  return {};
}

template <class Enum>
std::optional<std::string> assign_word(Enum& target, const ConfigValue& value) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : words_of(target)) {
    words.emplace_back(word);
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && *text == word) {
      target = meaning;
      return std::nullopt;
    }
  }
  if (std::is_same_v<Enum, LinkDistance> && value == ConfigValue(std::string("centroid")))
    return "cannot be \"centroid\": with distances between centroids the connector part is 0 by the triangle "
           "inequality, whatever the map";
  const auto* text = std::get_if<std::string>(&value);
  return fmt::format("must be one of \"{}\", not {}{}", joined(words, "\", \""),
                     text != nullptr ? toml_text(value) : type_of(value),
                     text == nullptr ? std::string() : did_you_mean(*text, words));
}

std::optional<std::string> must_be(std::string_view wanted, const ConfigValue& value) {
  return fmt::format("must be {}, not {}", wanted, type_of(value));
}

template <class Target>
std::optional<std::string> assign_value(Target& target, const Range& range, const ConfigValue& value) {
  if constexpr (std::is_same_v<Target, double>) {
    const auto number = number_of(value);
    if (!number) return must_be("a number", value);
    if (auto problem = range_problem(*number, range)) return problem;
    target = *number;
  } else if constexpr (std::is_same_v<Target, int> || std::is_same_v<Target, std::uint64_t>) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) return must_be("a whole number", value);
    if (auto problem = range_problem(static_cast<double>(*number), range)) return problem;
    target = static_cast<Target>(*number);
  } else if constexpr (std::is_same_v<Target, std::vector<std::string>>) {
    const auto* texts = std::get_if<std::vector<std::string>>(&value);
    if (texts == nullptr) return must_be("a list of texts", value);
    target = *texts;
  } else if constexpr (std::is_same_v<Target, std::vector<double>>) {
    const auto* numbers = std::get_if<std::vector<double>>(&value);
    const auto* texts = std::get_if<std::vector<std::string>>(&value);
    if (texts != nullptr && texts->empty()) {  // [] is an empty list of any type
      target.clear();
      return std::nullopt;
    }
    if (numbers == nullptr) return must_be("a list of numbers", value);
    for (const double number : *numbers)
      if (auto problem = range_problem(number, range)) return problem;
    target = *numbers;
  } else if constexpr (std::is_same_v<Target, std::string>) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return must_be("text", value);
    target = *text;
  } else if constexpr (std::is_same_v<Target, bool>) {
    const auto* flag = std::get_if<bool>(&value);
    if (flag == nullptr) return must_be("true or false", value);
    target = *flag;
  } else {
    return assign_word(target, value);
  }
  return std::nullopt;
}

}  // namespace

std::span<const ConfigKey<Config>> project_keys() noexcept { return project; }
std::span<const ConfigKey<LayerSource>> layer_keys() noexcept { return layers; }
std::span<const ConfigKey<SuitabilityRaster>> suitability_raster_keys() noexcept { return suitability_rasters; }
std::span<const ConfigKey<TargetSource>> target_keys() noexcept { return targets; }
std::span<const ConfigKey<CleanOptions>> clean_keys() noexcept { return cleaning; }
std::span<const ConfigKey<NetworkProfile>> network_keys() noexcept { return network; }
std::span<const ConfigKey<CostOptions>> cost_keys() noexcept { return cost; }
std::span<const ConfigKey<PatchRaster>> patch_raster_keys() noexcept { return patch_raster; }
std::span<const ConfigKey<LinkTable>> link_table_keys() noexcept { return link_table; }
std::span<const ConfigKey<CandidateOptions>> candidate_keys() noexcept { return candidate; }
std::span<const ConfigKey<ScoringOptions>> scoring_keys() noexcept { return scoring; }
std::span<const ConfigKey<SensitivityOptions>> sensitivity_keys() noexcept { return sensitivity; }
std::span<const ConfigKey<ZoneOptions>> zone_keys() noexcept { return zones; }

template <class T>
std::optional<std::string> assign(T& target, const ConfigKey<T>& key, const ConfigValue& value) {
  return std::visit(
      [&](const auto& member) -> std::optional<std::string> {
        using Member = std::decay_t<decltype(member)>;
        if constexpr (std::is_same_v<Member, LookedUpFirst>) {
          return std::holds_alternative<std::string>(value) ? std::nullopt : must_be("text", value);
        } else {
          return assign_value(target.*member, key.range, value);
        }
      },
      key.member);
}

template <class T>
std::optional<ConfigValue> value_of(const T& source, const ConfigKey<T>& key) {
  return std::visit(
      [&](const auto& member) -> std::optional<ConfigValue> {
        using Member = std::decay_t<decltype(member)>;
        if constexpr (std::is_same_v<Member, LookedUpFirst>) {
          return std::nullopt;
        } else {
          const auto& value = source.*member;
          using Value = std::decay_t<decltype(value)>;
          if constexpr (std::is_enum_v<Value>)
            return ConfigValue(word_for(value));
          else if constexpr (std::is_same_v<Value, int> || std::is_same_v<Value, std::uint64_t>)
            return ConfigValue(static_cast<std::int64_t>(value));
          else
            return ConfigValue(value);
        }
      },
      key.member);
}

template std::optional<std::string> assign(Config&, const ConfigKey<Config>&, const ConfigValue&);
template std::optional<std::string> assign(LayerSource&, const ConfigKey<LayerSource>&, const ConfigValue&);
template std::optional<std::string> assign(SuitabilityRaster&, const ConfigKey<SuitabilityRaster>&, const ConfigValue&);
template std::optional<std::string> assign(TargetSource&, const ConfigKey<TargetSource>&, const ConfigValue&);
template std::optional<std::string> assign(CleanOptions&, const ConfigKey<CleanOptions>&, const ConfigValue&);
template std::optional<std::string> assign(NetworkProfile&, const ConfigKey<NetworkProfile>&, const ConfigValue&);
template std::optional<std::string> assign(CostOptions&, const ConfigKey<CostOptions>&, const ConfigValue&);
template std::optional<std::string> assign(CandidateOptions&, const ConfigKey<CandidateOptions>&, const ConfigValue&);
template std::optional<std::string> assign(ScoringOptions&, const ConfigKey<ScoringOptions>&, const ConfigValue&);
template std::optional<std::string> assign(SensitivityOptions&, const ConfigKey<SensitivityOptions>&,
                                           const ConfigValue&);
template std::optional<std::string> assign(SiteOptions&, const ConfigKey<SiteOptions>&, const ConfigValue&);
template std::optional<std::string> assign(SiteBuffers&, const ConfigKey<SiteBuffers>&, const ConfigValue&);
template std::optional<std::string> assign(ConsultRule&, const ConfigKey<ConsultRule>&, const ConfigValue&);
template std::optional<std::string> assign(PatchRaster&, const ConfigKey<PatchRaster>&, const ConfigValue&);
template std::optional<std::string> assign(LinkTable&, const ConfigKey<LinkTable>&, const ConfigValue&);
template std::optional<std::string> assign(ZoneOptions&, const ConfigKey<ZoneOptions>&, const ConfigValue&);
template std::optional<std::string> assign(TargetOptions&, const ConfigKey<TargetOptions>&, const ConfigValue&);
template std::optional<std::string> assign(StrategyOptions&, const ConfigKey<StrategyOptions>&, const ConfigValue&);
template std::optional<std::string> assign(PlantingOptions&, const ConfigKey<PlantingOptions>&, const ConfigValue&);
template std::optional<std::string> assign(PlantingLayer&, const ConfigKey<PlantingLayer>&, const ConfigValue&);
template std::optional<std::string> assign(PollinatorOptions&, const ConfigKey<PollinatorOptions>&, const ConfigValue&);
template std::optional<ConfigValue> value_of(const Config&, const ConfigKey<Config>&);
template std::optional<ConfigValue> value_of(const LayerSource&, const ConfigKey<LayerSource>&);
template std::optional<ConfigValue> value_of(const SuitabilityRaster&, const ConfigKey<SuitabilityRaster>&);
template std::optional<ConfigValue> value_of(const TargetSource&, const ConfigKey<TargetSource>&);
template std::optional<ConfigValue> value_of(const CleanOptions&, const ConfigKey<CleanOptions>&);
template std::optional<ConfigValue> value_of(const NetworkProfile&, const ConfigKey<NetworkProfile>&);
template std::optional<ConfigValue> value_of(const CostOptions&, const ConfigKey<CostOptions>&);
template std::optional<ConfigValue> value_of(const CandidateOptions&, const ConfigKey<CandidateOptions>&);
template std::optional<ConfigValue> value_of(const ScoringOptions&, const ConfigKey<ScoringOptions>&);
template std::optional<ConfigValue> value_of(const SensitivityOptions&, const ConfigKey<SensitivityOptions>&);
template std::optional<ConfigValue> value_of(const SiteOptions&, const ConfigKey<SiteOptions>&);
template std::optional<ConfigValue> value_of(const SiteBuffers&, const ConfigKey<SiteBuffers>&);
template std::optional<ConfigValue> value_of(const ConsultRule&, const ConfigKey<ConsultRule>&);
template std::optional<ConfigValue> value_of(const PatchRaster&, const ConfigKey<PatchRaster>&);
template std::optional<ConfigValue> value_of(const LinkTable&, const ConfigKey<LinkTable>&);
template std::optional<ConfigValue> value_of(const ZoneOptions&, const ConfigKey<ZoneOptions>&);
template std::optional<ConfigValue> value_of(const TargetOptions&, const ConfigKey<TargetOptions>&);
template std::optional<ConfigValue> value_of(const StrategyOptions&, const ConfigKey<StrategyOptions>&);
template std::optional<ConfigValue> value_of(const PlantingOptions&, const ConfigKey<PlantingOptions>&);
template std::optional<ConfigValue> value_of(const PlantingLayer&, const ConfigKey<PlantingLayer>&);
template std::optional<ConfigValue> value_of(const PollinatorOptions&, const ConfigKey<PollinatorOptions>&);
template std::optional<std::string> assign(ProtectedConfig&, const ConfigKey<ProtectedConfig>&, const ConfigValue&);
template std::optional<std::string> assign(ProtectedArea&, const ConfigKey<ProtectedArea>&, const ConfigValue&);
template std::optional<std::string> assign(GreenspaceConfig&, const ConfigKey<GreenspaceConfig>&, const ConfigValue&);
template std::optional<std::string> assign(GreenspaceSite&, const ConfigKey<GreenspaceSite>&, const ConfigValue&);
template std::optional<std::string> assign(GreenspacePeople&, const ConfigKey<GreenspacePeople>&, const ConfigValue&);
template std::optional<std::string> assign(SectionLayer&, const ConfigKey<SectionLayer>&, const ConfigValue&);
template std::optional<std::string> assign(GreenspaceStandard&, const ConfigKey<GreenspaceStandard>&,
                                           const ConfigValue&);
template std::optional<std::string> assign(BaselineConfig&, const ConfigKey<BaselineConfig>&, const ConfigValue&);
template std::optional<std::string> assign(BaselineSource&, const ConfigKey<BaselineSource>&, const ConfigValue&);
template std::optional<ConfigValue> value_of(const ProtectedConfig&, const ConfigKey<ProtectedConfig>&);
template std::optional<ConfigValue> value_of(const ProtectedArea&, const ConfigKey<ProtectedArea>&);
template std::optional<ConfigValue> value_of(const GreenspaceConfig&, const ConfigKey<GreenspaceConfig>&);
template std::optional<ConfigValue> value_of(const GreenspaceSite&, const ConfigKey<GreenspaceSite>&);
template std::optional<ConfigValue> value_of(const GreenspacePeople&, const ConfigKey<GreenspacePeople>&);
template std::optional<ConfigValue> value_of(const SectionLayer&, const ConfigKey<SectionLayer>&);
template std::optional<ConfigValue> value_of(const GreenspaceStandard&, const ConfigKey<GreenspaceStandard>&);
template std::optional<ConfigValue> value_of(const BaselineConfig&, const ConfigKey<BaselineConfig>&);
template std::optional<ConfigValue> value_of(const BaselineSource&, const ConfigKey<BaselineSource>&);

}  // namespace spatial
