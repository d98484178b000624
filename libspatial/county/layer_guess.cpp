// SPDX-License-Identifier: MIT
#include "libspatial/county/layer_guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

/// A word found in layer names, and what it means. The first row that matches decides.
struct NameRow {
  std::string_view word;
  LayerUse use;
  Role role;
  std::string_view title;
};
constexpr std::array name_rows{
    NameRow{"impact_risk", LayerUse::used, Role::context, "SSSI Impact Risk Zones"},
    NameRow{"irz", LayerUse::used, Role::context, "SSSI Impact Risk Zones"},
    NameRow{"study_area", LayerUse::used, Role::study_area, ""},
    NameRow{"area_of_interest", LayerUse::used, Role::study_area, ""},
    NameRow{"aoi", LayerUse::used, Role::study_area, ""},
    NameRow{"boa", LayerUse::used, Role::boa, ""},
    NameRow{"boas", LayerUse::used, Role::boa, ""},
    NameRow{"biodiversity_opportunity", LayerUse::used, Role::boa, ""},
    NameRow{"opportunity_area", LayerUse::used, Role::boa, ""},
    NameRow{"lws", LayerUse::used, Role::lws, "Local Wildlife Sites"},
    NameRow{"local_wildlife", LayerUse::used, Role::lws, "Local Wildlife Sites"},
    NameRow{"county_wildlife", LayerUse::used, Role::lws, "County Wildlife Sites"},
    NameRow{"wildlife_site", LayerUse::used, Role::lws, ""},
    NameRow{"sinc", LayerUse::used, Role::lws, "SINC"},
    NameRow{"sincs", LayerUse::used, Role::lws, "SINC"},
    NameRow{"snci", LayerUse::used, Role::lws, "SNCI"},
    NameRow{"sncis", LayerUse::used, Role::lws, "SNCI"},
    NameRow{"cws", LayerUse::used, Role::lws, "County Wildlife Sites"},
    NameRow{"sssi_unit", LayerUse::unused, Role::designated, ""},
    NameRow{"sssi", LayerUse::used, Role::designated, "SSSI"},
    NameRow{"sssis", LayerUse::used, Role::designated, "SSSI"},
    NameRow{"special_scientific", LayerUse::used, Role::designated, "SSSI"},
    NameRow{"sac", LayerUse::used, Role::designated, "SAC"},
    NameRow{"special_area", LayerUse::used, Role::designated, "SAC"},
    NameRow{"spa", LayerUse::used, Role::designated, "SPA"},
    NameRow{"special_protection", LayerUse::used, Role::designated, "SPA"},
    NameRow{"ramsar", LayerUse::used, Role::designated, "Ramsar"},
    NameRow{"nnr", LayerUse::used, Role::designated, "NNR"},
    NameRow{"national_nature_reserve", LayerUse::used, Role::designated, "NNR"},
    NameRow{"lnr", LayerUse::used, Role::designated, "LNR"},
    NameRow{"local_nature_reserve", LayerUse::used, Role::designated, "LNR"},
    NameRow{"designated", LayerUse::used, Role::designated, ""},
    NameRow{"ancient_woodland", LayerUse::used, Role::irreplaceable, "Ancient woodland"},
    NameRow{"awi", LayerUse::used, Role::irreplaceable, "Ancient woodland"},
    NameRow{"irreplaceable", LayerUse::used, Role::irreplaceable, ""},
    NameRow{"priority_river", LayerUse::unused, Role::habitat, ""},
    NameRow{"priority_habitat", LayerUse::used, Role::habitat, "Priority Habitats Inventory"},
    NameRow{"national_forest_inventory", LayerUse::used, Role::habitat, "National Forest Inventory"},
    NameRow{"nfi", LayerUse::used, Role::habitat, "National Forest Inventory"},
    NameRow{"crop_map", LayerUse::used, Role::habitat, "Crop Map of England"},
    NameRow{"crome", LayerUse::used, Role::habitat, "Crop Map of England"},
    NameRow{"habitat", LayerUse::used, Role::habitat, ""},
    NameRow{"ukhab", LayerUse::used, Role::habitat, ""},
    NameRow{"phase1", LayerUse::used, Role::habitat, ""},
    NameRow{"phase_1", LayerUse::used, Role::habitat, ""},
    NameRow{"phi", LayerUse::used, Role::habitat, "Priority Habitats Inventory"},
    NameRow{"living_england", LayerUse::used, Role::habitat, "Living England"},
    NameRow{"land_cover", LayerUse::used, Role::habitat, ""},
    NameRow{"landcover", LayerUse::used, Role::habitat, ""},
    NameRow{"agricultural_land", LayerUse::used, Role::constraint, "Best and most versatile land"},
    NameRow{"alc", LayerUse::used, Role::constraint, "Best and most versatile land"},
    NameRow{"planning", LayerUse::suggested, Role::exclusion, ""},
    NameRow{"brownfield", LayerUse::suggested, Role::exclusion, ""},
    NameRow{"allocation", LayerUse::suggested, Role::exclusion, ""},
    NameRow{"development", LayerUse::suggested, Role::exclusion, ""},
    NameRow{"built", LayerUse::used, Role::exclusion, ""},
    NameRow{"built_up", LayerUse::used, Role::exclusion, ""},
    NameRow{"building", LayerUse::used, Role::exclusion, ""},
    NameRow{"urban", LayerUse::used, Role::exclusion, ""},
    NameRow{"road", LayerUse::used, Role::exclusion, ""},
    NameRow{"roads", LayerUse::used, Role::exclusion, ""},
    NameRow{"railway", LayerUse::used, Role::exclusion, ""},
    NameRow{"airfield", LayerUse::used, Role::exclusion, ""},
    NameRow{"greenspace", LayerUse::suggested, Role::constraint, "Open greenspace"},
    NameRow{"parcel", LayerUse::suggested, Role::candidate, ""},
    NameRow{"parcels", LayerUse::suggested, Role::candidate, ""},
    NameRow{"candidate", LayerUse::suggested, Role::candidate, ""},
    NameRow{"strategy_area", LayerUse::unused, Role::strategy_area, ""},
    NameRow{"measure", LayerUse::suggested, Role::candidate, ""},
    NameRow{"measures", LayerUse::suggested, Role::candidate, ""},
    NameRow{"lpa", LayerUse::used, Role::authority, ""},
    NameRow{"lad", LayerUse::used, Role::authority, ""},
    NameRow{"district", LayerUse::used, Role::authority, ""},
    NameRow{"local_authority", LayerUse::used, Role::authority, ""},
    NameRow{"planning_authority", LayerUse::used, Role::authority, ""},
    NameRow{"borough", LayerUse::used, Role::authority, ""},
    NameRow{"parish", LayerUse::suggested, Role::authority, ""},
    NameRow{"ward", LayerUse::suggested, Role::authority, ""},
    NameRow{"wards", LayerUse::suggested, Role::authority, ""},
    NameRow{"county", LayerUse::used, Role::study_area, ""},
    NameRow{"boundary", LayerUse::used, Role::study_area, ""},
};

/// A field that identifies a national data set, whatever the file is called.
struct FieldRow {
  std::string_view begins, ends;  ///< how the field's lower-case name starts and ends
  std::string_view name;          ///< word of the row in `name_rows` that it stands for
};
constexpr std::array field_rows{
    FieldRow{"sssi_name", "sssi_name", "sssi"},
    FieldRow{"sac_name", "sac_name", "sac"},
    FieldRow{"spa_name", "spa_name", "spa"},
    FieldRow{"nnr_name", "nnr_name", "nnr"},
    FieldRow{"lnr_name", "lnr_name", "lnr"},
    FieldRow{"ramsar_name", "ramsar_name", "ramsar"},
    FieldRow{"alc_grade", "alc_grade", "alc"},
    FieldRow{"wd", "nm", "ward"},     // WD23NM, Office for National Statistics
    FieldRow{"par", "nm", "parish"},  // PAR23NM
    FieldRow{"lad", "nm", "lad"},     // LAD23NM
    FieldRow{"irzurl", "irzurl", "irz"},
};

/// Whether the field name fits the row. If beginning and end differ, the two digits of a year stand between them
/// ("WD23NM").
bool is_field(const FieldRow& row, const std::string& name) {
  if (row.begins == row.ends) return name == row.begins;
  return name.size() == row.begins.size() + row.ends.size() + 2 && name.starts_with(row.begins) &&
         name.ends_with(row.ends) && std::isdigit(static_cast<unsigned char>(name[row.begins.size()])) != 0;
}

std::string normal(std::string_view text) {
  std::string result = "_";
  for (const char c : lower(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter)
      result += c;
    else if (result.back() != '_')
      result += '_';
  }
  if (result.back() != '_') result += '_';
  return result;
}

// Whether a layer name contains a word. Short words must stand alone ("spa" is not in "space"); long ones may be part
// of a longer word ("districts").
bool says(const std::string& normal_name, std::string_view word) {
  const bool alone = word.size() < 6 && word.find('_') == std::string_view::npos;
  return normal_name.find(alone ? fmt::format("_{}_", word) : std::string(word)) != std::string::npos;
}

/// Counted values of a field, or its example values if they were not counted.
ValueCounts values_of(const FieldSummary& field) {
  if (!field.counts.empty()) return field.counts;
  ValueCounts values;
  for (const std::string& example : field.examples) values.emplace_back(example, 1);
  return values;
}

/// Whether the field holds the status used by the Ancient Woodland Inventory (semi-natural, replanted, wood pasture,
/// infilled).
bool is_ancient_woodland_status(const FieldSummary& field) {
  constexpr std::array<std::string_view, 4> words{"asnw", "paws", "awp", "iawpp"};
  const ValueCounts values = values_of(field);
  return lower(field.name) == "status" && !values.empty() &&
         std::all_of(values.begin(), values.end(), [&](const auto& value) {
           return std::find(words.begin(), words.end(), lower(value.first)) != words.end();
         });
}

const NameRow* row_of_word(std::string_view word) {
  const auto row =
      std::find_if(name_rows.begin(), name_rows.end(), [&](const NameRow& one) { return one.word == word; });
  return row == name_rows.end() ? nullptr : &*row;
}

/// The first row of `name_rows` that a field of the layer stands for, and that field's name.
std::pair<const NameRow*, std::string> row_by_field(const LayerSummary& layer) {
  for (const FieldSummary& field : layer.fields) {
    for (const FieldRow& row : field_rows)
      if (is_field(row, lower(field.name))) return {row_of_word(row.name), field.name};
    if (is_ancient_woodland_status(field)) return {row_of_word("ancient_woodland"), field.name};
  }
  return {nullptr, {}};
}

const NameRow* row_for(const LayerSummary& layer) {
  const auto row = std::find_if(name_rows.begin(), name_rows.end(),
                                [&](const NameRow& one) { return says(normal(layer.layer), one.word); });
  return row == name_rows.end() ? nullptr : &*row;
}

bool is_text(const FieldSummary& field) { return lower(field.type).find("string") != std::string::npos; }
bool named_as_habitat(const FieldSummary& field) {
  const std::string name = normal(field.name);
  for (const std::string_view word :
       {"hab", "phase1", "phase_1", "_phi_", "_lucode_", "_ift_ioa_", "_a_pred_", "_prmry_h_"})
    if (name.find(word) != std::string::npos) return true;
  return false;
}

/// Whether the field holds habitat classes of a known national data set, whatever its values look like.
bool is_known_class_field(const FieldSummary& field) {
  for (const std::string_view name : {"lucode", "ift_ioa", "a_pred", "prmry_h", "habcodes", "mainhabs"})
    if (lower(field.name) == name) return true;
  return false;
}

bool has_values(const LayerSummary& layer, const FieldSummary& field) {
  return field.nulls < layer.features && !field.examples.empty();
}

std::string why_not_readable(const LayerSummary& layer) {
  const std::string geometry = lower(layer.geometry_type);
  if (geometry == "none") return "a table without geometry";
  if (layer.features == 0 || layer.null_or_empty == layer.features) return "no features";
  if (geometry.find("point") != std::string::npos) return "points, not polygons";
  if (geometry.find("line") != std::string::npos) {
    const std::string name = normal(layer.layer);
    if (name.find("river") == std::string::npos && name.find("watercourse") == std::string::npos)
      return "lines, not polygons";
    return fmt::format(
        "lines of rivers, not polygons; to count them as habitat, widen them to half the usual width of a river (lnrs "
        "buffer {}#{} --distance 3 -o rivers.gpkg) and name rivers.gpkg as a further [[layers.habitat]] with code = "
        "\"r2\" and crosswalk = \"ukhab\"",
        layer.file, layer.layer);
  }
  if (lower(layer.crs).starts_with("none") || layer.crs.empty())
    return "no coordinate reference system; state it in the file first";
  if (layer.area_ha == 0) return "no polygons";
  return {};
}

}  // namespace

bool is_called(const LayerSummary& layer, std::string_view word) { return says(normal(layer.layer), word); }

/// The rules are asked one after the other, the surest first; each is one branch.
LayerGuess guessed_use(const LayerSummary& layer, std::span<const Crosswalk> crosswalks) {
  if (std::string reason = why_not_readable(layer); !reason.empty())
    return {LayerUse::unused, {}, {}, std::move(reason)};
  const NameRow* row = row_for(layer);
  std::string why = row == nullptr ? std::string() : fmt::format("its name says '{}'", row->word);
  const auto [by_field, field] = row_by_field(layer);
  if (row == nullptr && by_field != nullptr) {
    row = by_field;
    why = fmt::format("its field '{}' says so", field);
  }
  const auto codes = row == nullptr || row->role == Role::habitat ? guessed_codes(layer, crosswalks) : std::nullopt;
  if (row == nullptr && codes && codes->sure && codes->crosswalk != "alc")
    return {LayerUse::used, Role::habitat, {}, codes->reason};
  const std::string names =
      (row == nullptr || row->role == Role::habitat) && !codes ? guessed_names(layer, crosswalks) : std::string();
  if (row == nullptr)
    return {LayerUse::unused, {}, {}, "its name is not recognised" + (names.empty() ? names : "; " + names)};
  LayerGuess guess{row->use, row->role, std::string(row->title), std::move(why)};
  if (row->use == LayerUse::unused && row->role == Role::designated)
    guess.reason = "parts of sites; another layer has the sites as a whole";
  if (row->role == Role::habitat && row->use == LayerUse::used && !codes) {
    guess.use = LayerUse::suggested;
    guess.reason += ", but no crosswalk knows the values of any field" + (names.empty() ? names : "; " + names);
  }
  if (row->role == Role::constraint && row->use == LayerUse::used && !guessed_farmland_filter(layer)) {
    guess.use = LayerUse::suggested;
    guess.reason += ", but no field holds grades";
  }
  if (row->role == Role::study_area && layer.features > 20) {
    guess.use = LayerUse::suggested;
    guess.reason += fmt::format(", but it has {} features", layer.features);
  }
  return guess;
}

std::optional<FieldGuess> guessed_id(const LayerSummary& layer, const std::string& taken) {
  constexpr std::array<std::string_view, 15> endings{"_id_",   "_uid_",    "_ref_", "_reference_", "_ref_code_",
                                                     "_code_", "code_",    "cd_",   "_site_no_",   "id_",
                                                     "ref_",   "_number_", "_no_",  "_fid_",       "_objectid_"};
  for (const std::string_view ending : endings)
    for (const FieldSummary& field : layer.fields)
      if (field.unique && field.nulls == 0 && field.name != taken && normal(field.name).ends_with(ending) &&
          (ending == "_objectid_" || normal(field.name) != "_objectid_"))
        return FieldGuess{field.name, "the values are unique"};
  return std::nullopt;
}

std::optional<FieldGuess> guessed_name(const LayerSummary& layer, const std::string& taken) {
  // The Impact Risk Zones have no name field; the address of each zone's web page serves instead ("_irzurl_").
  constexpr std::array<std::string_view, 6> patterns{"_irzurl_", "_name_", "name_", "nm_", "_title_", "name"};
  for (const std::string_view pattern : patterns)
    for (const FieldSummary& field : layer.fields) {
      // One value in all features is a theme, not a name.
      if (!is_text(field) || field.name == taken || !has_values(layer, field) ||
          (field.distinct < 2 && layer.features > 1))
        continue;
      if (normal(field.name).find(pattern) != std::string::npos)
        return FieldGuess{field.name, fmt::format("e.g. \"{}\"", field.examples.front())};
    }
  return std::nullopt;
}

std::optional<CodeGuess> guessed_codes(const LayerSummary& layer, std::span<const Crosswalk> crosswalks) {
  std::optional<CodeGuess> best;
  std::pair<int, double> best_rank{0, 0};
  for (const FieldSummary& field : layer.fields) {
    if (!is_text(field) || !has_values(layer, field)) continue;
    const ValueCounts values = values_of(field);
    // Of two fields that match, prefer the one named like a code field; of two crosswalks, the one that knows more of
    // the values.
    const int rank = 1 + 2 * named_as_habitat(field) + (normal(field.name).find("code") != std::string::npos);
    for (const Crosswalk& crosswalk : crosswalks) {
      const CodeEvidence evidence = code_evidence(crosswalk, values);
      if (evidence.codes == 0 || evidence.share() < usual_code_share) continue;
      // Ids may look like codes ("A", "H1"). Habitat codes normally repeat; a field of unique values counts only if its
      // values can hardly be anything but codes.
      if (field.unique && layer.features > 3 && !is_known_class_field(field) &&
          10 * evidence.telling < 9 * values.size())
        continue;
      // Road numbers, flags and legend words may be codes by chance. Accept the field only if two values can be nothing
      // but codes, or the field's name says that it holds habitats.
      const bool sure = evidence.telling >= 2 || is_known_class_field(field) ||
                        (named_as_habitat(field) && evidence.telling + values.size() >= 2);
      if (std::pair(rank, evidence.share()) <= best_rank) continue;
      best_rank = {rank, evidence.share()};
      best = CodeGuess{field.name, crosswalk.name(),
                       fmt::format("the crosswalk {} knows its values, e.g. \"{}\"", crosswalk.name(),
                                   joined(field.examples, "\", \"")),
                       sure};
    }
  }
  return best;
}

std::string guessed_names(const LayerSummary& layer, std::span<const Crosswalk> crosswalks) {
  std::string best;
  for (const FieldSummary& field : layer.fields) {
    if (!is_text(field) || !has_values(layer, field) || (field.unique && layer.features > 3)) continue;
    const ValueCounts values = values_of(field);
    const KnownAs known = known_as(crosswalks, values);
    // A single habitat name may come from any map legend ("caravan site"). Several names, or a field named after
    // habitats, are convincing.
    const bool several = known.names > 1 || (known.names == 1 && named_as_habitat(field));
    if (known.crosswalk != nullptr && known.by_name && several)
      return fmt::format(
          "field {} holds names of habitats, no codes; crosswalk {} has codes for them (\"{}\" for \"{}\"), and a CSV "
          "with the names as its codes would know them",
          field.name, known.crosswalk->name(), known.code, trimmed(known.name));
    const std::string looks = named_as_habitat(field) ? looks_of(values) : std::string();
    if (best.empty() && !looks.empty())
      best = fmt::format("field {} looks like {}, which no shipped crosswalk knows", field.name, looks);
  }
  return best;
}

std::optional<FieldGuess> guessed_farmland_filter(const LayerSummary& layer) {
  for (const FieldSummary& field : layer.fields) {
    const bool graded = std::any_of(field.examples.begin(), field.examples.end(),
                                    [](const std::string& value) { return lower(value).starts_with("grade "); });
    if (!graded || !is_text(field)) continue;
    std::string quoted = "\"";
    for (const char c : field.name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return FieldGuess{fmt::format("{}\" IN ('Grade 1', 'Grade 2')", quoted),
                      "the best and most versatile land; grade 3a too where it is recorded separately"};
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> guessed_targets(const LayerSummary& layer) {
  if (!says(normal(layer.layer), "target") && !says(normal(layer.file), "target")) return std::nullopt;
  const std::array<std::vector<std::string_view>, 5> wanted{{{"boa_id", "boa", "boa_ref", "boa_code"},
                                                             {"habitat", "habitat_name", "priority_habitat"},
                                                             {"action"},
                                                             {"quantity_ha", "quantity", "target_ha", "area_ha", "ha"},
                                                             {"text", "target", "description", "wording"}}};
  std::vector<std::string> fields;
  for (const auto& aliases : wanted) {
    std::string found;
    for (const std::string_view alias : aliases)
      for (const FieldSummary& field : layer.fields)
        if (found.empty() && lower(field.name) == alias) found = field.name;
    fields.push_back(found);
  }
  if (fields[0].empty() || fields[1].empty()) return std::nullopt;
  return fields;
}

}  // namespace spatial
