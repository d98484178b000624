// SPDX-License-Identifier: MIT
#include "libspatial/county/plan_guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "libspatial/config/config.hpp"
#include "libspatial/config/config_keys.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

const FieldSummary* field_called(const LayerSummary& layer, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    for (const FieldSummary& field : layer.fields)
      if (lower(field.name) == name) return &field;
  return nullptr;
}
bool has_fields(const LayerSummary& layer, std::initializer_list<std::string_view> names) {
  return std::all_of(names.begin(), names.end(),
                     [&](std::string_view name) { return field_called(layer, {name}) != nullptr; });
}
bool named_like(const LayerSummary& layer, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is_called(layer, word); });
}
enum class Shape { none, points, lines, areas };
Shape shape_of(const LayerSummary& layer) {
  const std::string type = lower(layer.geometry_type);
  if (type == "none") return Shape::none;
  if (type.find("point") != std::string::npos) return Shape::points;
  if (type.find("line") != std::string::npos) return Shape::lines;
  return Shape::areas;
}
std::vector<std::string> value_texts(const FieldSummary& field) {
  std::vector<std::string> values;
  for (const auto& [value, rows] : field.counts) values.push_back(value);
  return values.empty() ? field.examples : values;
}
std::string list_text(const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const std::string& value : values) quoted.push_back(toml_text(value));
  return "[" + joined(quoted, ", ") + "]";
}

/// One row per kind of land that planting considers; the first word found in a layer's name decides.
struct PlantingWord {
  std::string_view word, kind;
};
constexpr std::array planting_words{
    PlantingWord{"peat", "deep_peat"},
    PlantingWord{"ancient_woodland", "woodland"},
    PlantingWord{"woodland", "woodland"},
    PlantingWord{"forest_inventory", "woodland"},
    PlantingWord{"surface_water", "water"},
    PlantingWord{"waterbod", "water"},
    PlantingWord{"built_up", "built_up"},
    PlantingWord{"building", "built_up"},
    PlantingWord{"scheduled", "scheduled_monument"},
    PlantingWord{"monument", "scheduled_monument"},
    PlantingWord{"registered_park", "registered_park"},
    PlantingWord{"parks_and_gardens", "registered_park"},
    PlantingWord{"world_heritage", "world_heritage"},
    PlantingWord{"open_access", "open_access"},
    PlantingWord{"flood_zone_3", "flood_zone_3"},
    PlantingWord{"aonb", "protected_landscape"},
    PlantingWord{"national_landscape", "protected_landscape"},
    PlantingWord{"national_park", "protected_landscape"},
    PlantingWord{"priority_habitat", "priority_habitat"},
    PlantingWord{"wading_birds", "wading_birds"},
};

class Sections {
 public:
  Sections(std::span<const GuessedLayer> layers, std::span<const Crosswalk> crosswalks)
      : layers_(layers), crosswalks_(crosswalks) {}

  PlanSections written() {
    projects();
    strategy();
    protected_land();
    greenspace();
    planting();
    pollinators();
    baseline();
    return std::move(result_);
  }

 private:
  bool usable(const LayerSummary& layer) const { return layer.features > 0; }
  const LayerSummary* find(Shape shape, auto fits) const {
    for (const GuessedLayer& one : layers_)
      if (usable(*one.layer) && shape_of(*one.layer) == shape && fits(*one.layer)) return one.layer;
    return nullptr;
  }
  bool any(Role role) const {
    return std::any_of(layers_.begin(), layers_.end(), [&](const GuessedLayer& one) {
      return one.guess.use == LayerUse::used && one.guess.role == role;
    });
  }
  /// Config line that names a layer, with the reason for the guess as a comment.
  std::string names(const LayerSummary& layer, const std::string& reason, std::string_view key = "layer") {
    result_.named.insert(&layer);
    return fmt::format("{} = {}  # guess: {}\n", key, layer_text(layer), in_one_line(reason));
  }
  void add(const std::string& heading, const std::string& text) {
    result_.text += fmt::format("# {}\n{}\n", heading, text);
  }

  void projects();
  void strategy();
  void protected_land();
  std::string units();
  void greenspace();
  std::string people();
  std::string people_table(const LayerSummary& unit);
  void planting();
  std::string flowers() const;
  void pollinators();
  void baseline();

  std::span<const GuessedLayer> layers_;
  std::span<const Crosswalk> crosswalks_;
  PlanSections result_;
};

void Sections::projects() {
  std::string text;
  for (const GuessedLayer& one : layers_) {
    if (!usable(*one.layer) || !is_called(*one.layer, "project")) continue;
    const bool complete = has_fields(*one.layer, {"project_id", "habitat", "status"});
    const std::string block =
        "[[layers.project]]\n" +
        names(*one.layer, complete ? "its name and its fields project_id, habitat, status" : "its name says 'project'");
    text += complete ? block
                     : commented(block +
                                 "fields = [\"project_id = FIELD\", \"habitat = FIELD\", \"status = FIELD\"]  # "
                                 "what the layer calls these columns\n");
  }
  if (!text.empty()) add("lnrs targets: work on habitat, beside [layers.boa.targets]", text);
}

void Sections::strategy() {
  const auto measures = [](const LayerSummary& layer) { return field_called(layer, {"measure_code"}) != nullptr; };
  const LayerSummary* places = find(Shape::areas, measures);
  const LayerSummary* statement = find(Shape::none, [](const LayerSummary& layer) {
    return has_fields(layer, {"measure_code"}) && !has_fields(layer, {"priority_id"}) &&
           !has_fields(layer, {"species"});
  });
  if (places == nullptr && statement == nullptr) return;
  std::string text;
  if (const LayerSummary* area =
          find(Shape::areas, [](const LayerSummary& layer) { return is_called(layer, "strategy_area"); }))
    text += "[layers.strategy_area]\n" + names(*area, "its name says 'strategy_area'");
  text += places == nullptr ? std::string(
                                  "# [[layers.measure]]\n# layer = \"FILE#LAYER\"  # places, with the field "
                                  "measure_code\n")
                            : "[[layers.measure]]\n" + names(*places, "it has the field measure_code");
  text += "[strategy]\n";
  text +=
      statement == nullptr
          ? std::string("# statement = \"FILE#LAYER\"  # the measures in words: measure_code, measure_text and more\n")
          : names(*statement, "a table with the field measure_code", "statement");
  struct Table {
    const char* key;
    std::initializer_list<std::string_view> with;
    bool of_measures;
  };
  for (const Table& table :
       {Table{"priorities", {"priority_id"}, false}, Table{"measure_priorities", {"measure_code", "priority_id"}, true},
        Table{"measure_species", {"measure_code", "species"}, true}})
    if (const LayerSummary* found = find(Shape::none, [&](const LayerSummary& layer) {
          return has_fields(layer, table.with) && measures(layer) == table.of_measures;
        }))
      text += names(*found, "its fields", table.key);
  add("lnrs strategy", text);
}

/// SSSI units state their condition, so they are used instead of the sites.
std::string Sections::units() {
  std::string text;
  for (const GuessedLayer& one : layers_) {
    const FieldSummary* condition =
        field_called(*one.layer, {"condition", "unit_condition", "cond", "condition_status"});
    if (shape_of(*one.layer) != Shape::areas || !usable(*one.layer) || condition == nullptr ||
        !named_like(*one.layer, {"unit", "units", "sssi_unit"}))
      continue;
    std::vector<std::string> good;
    for (const std::string& value : value_texts(*condition)) {
      const std::string small = lower(value);
      if (small == "favourable" || small.find("recovering") != std::string::npos) good.push_back(value);
    }
    text += "[[protected.area]]\n" + names(*one.layer, "units with a condition") +
            id_and_name_lines(*one.layer, condition->name) + "category = \"sssi\"\n";
    const std::string by = guess_line("condition", condition->name, "its name");
    text += good.empty()
                ? commented(by + "accepted = [\"Favourable\"]  # fill in: conditions that are good enough\n")
                : by + fmt::format("accepted = {}  # guess: what is favourable or recovering\n", list_text(good));
    text += "\n";
  }
  return text;
}

void Sections::protected_land() {
  std::string text = units();
  const bool by_unit = !text.empty();
  for (const GuessedLayer& one : layers_) {
    const bool agreement =
        usable(*one.layer) && shape_of(*one.layer) == Shape::areas && named_like(*one.layer, {"agreement", "covenant"});
    const std::string category = agreement ? "agreement" : site_category(one.guess);
    if (category.empty() || result_.named.contains(one.layer) || one.guess.role == Role::irreplaceable ||
        (!agreement && one.guess.use != LayerUse::used))
      continue;
    std::string block = "[[protected.area]]\n" + names(*one.layer, "a layer of protected land") +
                        id_and_name_lines(*one.layer, "") + fmt::format("category = \"{}\"\n", category);
    if (category == "lws") block += "status = \"potential\"  # guess: Local Wildlife Sites count after an assessment\n";
    if (const FieldSummary* end = field_called(*one.layer, {"end_date", "end", "expiry", "expires", "end_dt"});
        agreement)
      block += end == nullptr ? std::string("# protection_end = \"FIELD\"  # the date on which protection ends\n")
                              : guess_line("protection_end", end->name, "its name");
    if (category == "sssi" && by_unit)
      block = commented("The units above count instead: sites would count whatever their condition.\n" + block);
    text += block + "\n";
  }
  if (text.empty()) return;
  add("lnrs protected: what counts towards 30 % is a choice; check every status",
      "[protected]\n# land = \"mean high water\"  # what the land is measured to\n\n" + text);
}

/// Config lines for a separate table with the number of people per unit.
std::string Sections::people_table(const LayerSummary& unit) {
  for (const GuessedLayer& one : layers_) {
    const LayerSummary& table = *one.layer;
    if (shape_of(table) != Shape::none) continue;
    const FieldSummary* number =
        field_called(table, {"people", "population", "residents", "usual_residents", "persons", "value"});
    if (number == nullptr) continue;
    for (const FieldSummary& key : table.fields)
      for (const FieldSummary& own : unit.fields) {
        if (!own.unique || key.examples.empty()) continue;
        const std::vector<std::string> known = value_texts(own);
        if (!std::all_of(key.examples.begin(), key.examples.end(), [&](const std::string& value) {
              return std::find(known.begin(), known.end(), value) != known.end();
            }))
          continue;
        std::string text = guess_line("id", own.name, "its values are those of the table") +
                           guess_line("people", number->name, "its name") +
                           names(table, "its ids are those of the areas", "table") +
                           fmt::format("table_id = {}\n", toml_text(key.name));
        const FieldSummary *indicator = field_called(table, {"indicator"}), *measure = field_called(table, {"measure"});
        const auto holds = [](const FieldSummary* field, const char* value) {
          if (field == nullptr) return false;
          const std::vector<std::string> all = value_texts(*field);
          return std::find(all.begin(), all.end(), value) != all.end();
        };
        if (holds(indicator, "All persons"))
          text += guess_line(
              "table_where",
              std::string("indicator = 'All persons'") + (holds(measure, "Count") ? " AND measure = 'Count'" : ""),
              "the table has rows for other numbers too");
        return text;
      }
  }
  return {};
}

std::string Sections::people() {
  for (const GuessedLayer& one : layers_) {
    const LayerSummary& unit = *one.layer;
    const Shape shape = shape_of(unit);
    if (!usable(unit) || (shape != Shape::areas && shape != Shape::points)) continue;
    const FieldSummary* number =
        field_called(unit, {"people", "population", "residents", "usual_residents", "persons"});
    const bool census = named_like(unit, {"output_area", "output_areas", "oa", "lsoa", "msoa", "census", "postcode"});
    if (number == nullptr && !census) continue;
    std::string text = "[greenspace.people]\n";
    if (number != nullptr) {
      const auto id = guessed_id(unit, number->name);
      text += names(unit, fmt::format("its field '{}'", number->name)) +
              (id ? guess_line("id", id->field, id->reason) : std::string()) +
              guess_line("people", number->name, "its name");
    } else {
      const std::string by_table = people_table(unit);
      if (by_table.empty()) continue;
      text += names(unit, "its name says so") + by_table;
    }
    if (shape == Shape::points) text = "# population = \"points\" in [greenspace] goes with this layer\n" + text;
    return text;
  }
  return {};
}

void Sections::greenspace() {
  static const std::set<std::string> closed{"golf course", "religious grounds", "cemetery",
                                            "allotments or community growing spaces"};
  std::string sites;
  for (const GuessedLayer& one : layers_) {
    if (!usable(*one.layer) || shape_of(*one.layer) != Shape::areas ||
        !named_like(*one.layer, {"greenspace", "open_space"}))
      continue;
    const FieldSummary* kind = field_called(*one.layer, {"function", "site_type", "site type", "type", "typology"});
    sites += "[[greenspace.site]]\n" + names(*one.layer, "its name says 'greenspace'") +
             id_and_name_lines(*one.layer, kind == nullptr ? "" : kind->name);
    if (kind == nullptr) continue;
    std::vector<std::string> inaccessible;
    for (const std::string& value : value_texts(*kind))
      if (closed.contains(lower(value))) inaccessible.push_back(value);
    sites += guess_line("class", kind->name, "its name");
    if (!inaccessible.empty())
      sites += fmt::format("inaccessible = {}  # guess: not open to everybody\n", list_text(inaccessible));
  }
  if (sites.empty()) return;
  std::string text =
      "[greenspace]\n# distance = \"access\"  # to entrances; or \"network\": along roads and paths\n\n" + sites;
  const std::string living = people();
  text += "\n" + (living.empty() ? std::string("[greenspace.people]\nlayer = \"FILE#LAYER\"  # output areas\n"
                                               "people = \"FIELD\"  # how many live there\n")
                                 : living);
  if (const LayerSummary* doors = find(Shape::points, [](const LayerSummary& layer) {
        return named_like(layer, {"access", "entrance", "access_point", "greenspace_access"});
      }))
    text += "\n[greenspace.access]\n" + names(*doors, "points, and its name says so");
  if (const LayerSummary* ways = living.empty() ? nullptr : find(Shape::lines, [](const LayerSummary& layer) {
        return named_like(layer, {"road", "roads", "path", "paths", "way", "street", "highway"});
      }))
    text += "\n[greenspace.roads]\n" + names(*ways, "lines, and its name says so");
  if (living.empty())
    add("lnrs greenspace: no layer says where people live, and a run needs one. Fill it in and remove the '#'",
        commented(text));
  else
    add("lnrs greenspace", text);
}

void Sections::planting() {
  std::string text;
  const auto block = [&](const LayerSummary& layer, std::string_view kind, const std::string& where = {}) {
    text += "[[planting.layer]]\n" + names(layer, "its name") + where + fmt::format("kind = \"{}\"\n\n", kind);
  };
  for (const GuessedLayer& one : layers_) {
    const LayerSummary& layer = *one.layer;
    if (!usable(layer) || shape_of(layer) != Shape::areas) continue;
    if (const std::string site = site_category(one.guess);
        !site.empty() && one.guess.use == LayerUse::used && one.guess.role != Role::irreplaceable) {
      block(layer, site);
    } else if (const auto best = guessed_farmland_filter(layer); best && one.guess.role == Role::constraint) {
      block(layer, "bmv_1_2", guess_line("where", best->field, best->reason));
      std::string third = best->field;
      third.replace(third.find(" IN ("), std::string::npos, " = 'Grade 3'");
      block(layer, "alc_3", guess_line("where", third, "provisional maps do not divide grade 3"));
    } else {
      const auto row = std::find_if(planting_words.begin(), planting_words.end(),
                                    [&](const PlantingWord& word) { return is_called(layer, word.word); });
      if (row != planting_words.end()) block(layer, row->kind);
    }
  }
  if (text.empty()) return;
  if (const LayerSummary* parcels = find(Shape::areas, [](const LayerSummary& layer) {
        return named_like(layer, {"parcel", "parcels"});
      }))
    text += commented("[layers.parcel]\n" + names(*parcels, "its name says 'parcel'")) + "\n";
  add("lnrs planting: kind is a row of data/presets/planting.csv with class and reason; which layer gives which class "
      "is "
      "a choice",
      text);
}

/// Config line with the UKHab codes of flower-rich habitat that occur in the habitat layers; only if the layers use
/// UKHab codes.
std::string Sections::flowers() const {
  static constexpr std::array<std::string_view, 5> rich{"g1a", "g2a", "g3a", "g3c", "h1"};
  std::set<std::string> met;
  bool ukhab = false, grass = false;
  for (const GuessedLayer& one : layers_) {
    if (one.guess.use != LayerUse::used || one.guess.role != Role::habitat) continue;
    const auto codes = guessed_codes(*one.layer, crosswalks_);
    if (!codes || codes->crosswalk != "ukhab") continue;
    ukhab = true;
    for (const std::string& value : value_texts(*field_called(*one.layer, {lower(codes->field)})))
      for (const std::string& code : split_codes(value)) {
        grass = grass || lower(code).starts_with("g3");
        for (const std::string_view beginning : rich)
          if (lower(code).starts_with(beginning)) met.insert(std::string(beginning) + "*");
      }
  }
  if (met.empty() && grass) met.insert("g3*");
  if (!ukhab || met.empty()) return "flower_rich = [\"CODE\"]  # fill in: codes of flower-rich habitat\n";
  return fmt::format("flower_rich = {}  # guess: species-rich grassland and heath among the codes\n",
                     list_text({met.begin(), met.end()})) +
         "crops = [\"c1*\"]  # guess: arable land; list the crops that want pollinators\n";
}

void Sections::pollinators() {
  std::string text;
  for (const GuessedLayer& one : layers_) {
    const Shape shape = shape_of(*one.layer);
    if (!usable(*one.layer) || (shape != Shape::areas && shape != Shape::lines) ||
        !named_like(*one.layer, {"bline", "b_line", "b_lines", "blines"}))
      continue;
    const std::string block =
        "[[layers.bline]]\n" +
        names(*one.layer, shape == Shape::lines ? "its name; lines are 3 km wide" : "its name says 'B-Line'") +
        (field_called(*one.layer, {"bline_id"}) != nullptr ? std::string() : id_and_name_lines(*one.layer, ""));
    text += text.empty() ? block : commented("Areas and lines of one B-Line would count twice.\n" + block);
  }
  if (text.empty() || !any(Role::habitat)) return;
  text += "[pollinators]\n" + flowers();
  add("lnrs pollinators", text);
}

void Sections::baseline() {
  struct Source {
    const LayerSummary* layer;
    CodeGuess codes;
    int order;  ///< surveys first, then classifications, then the base map
  };
  std::vector<Source> sources;
  for (const GuessedLayer& one : layers_) {
    if (!usable(*one.layer) || shape_of(*one.layer) != Shape::areas) continue;
    const bool habitat = one.guess.role == Role::habitat && one.guess.use == LayerUse::used;
    const bool survey = named_like(*one.layer, {"survey", "surveys"}),
               remote = named_like(*one.layer, {"remote", "satellite", "living_england", "classification"}),
               base = named_like(*one.layer, {"base", "basemap", "base_map"});
    if (!habitat && !survey && !remote && !base) continue;
    if (const auto codes = guessed_codes(*one.layer, crosswalks_))
      sources.push_back({one.layer, *codes, survey ? 0 : remote ? 1 : 2});
  }
  if (sources.empty()) return;
  std::stable_sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.order < b.order; });
  std::string text = "[baseline]\nmode = \"precedence\"  # the first source wins; or confidence, or base\n\n";
  for (const Source& one : sources) {
    const bool last = &one == &sources.back();
    text += "[[baseline.source]]\n" + names(*one.layer, last ? "a habitat map" : "its name and its habitat codes") +
            id_and_name_lines(*one.layer, one.codes.field) + guess_line("class", one.codes.field, one.codes.reason);
    if (one.codes.crosswalk != sources.back().codes.crosswalk)
      text += "# crosswalk = \"FILE.csv\"  # columns code and class: what its codes are in the codes of the base map\n";
    if (const FieldSummary* kind = field_called(*one.layer, {"survey_kind", "kind", "survey_type"}); kind != nullptr)
      text += fmt::format("# survey_field = {}  # kind of survey, if it has the words of docs/baseline.md\n",
                          toml_text(kind->name));
    if (const FieldSummary* date = field_called(*one.layer, {"date", "surveyed", "survey_date"}); date != nullptr)
      text += guess_line("date", date->name, "its name");
    text += last ? "base = true\n" : "\n";
  }
  add("lnrs baseline: one habitat map from these, the best first", text);
}

}  // namespace

std::string site_category(const LayerGuess& guess) {
  static constexpr std::array<std::string_view, 6> known{"sssi", "sac", "spa", "ramsar", "nnr", "lnr"};
  if (guess.role == Role::lws && guess.use != LayerUse::unused) return "lws";
  if (guess.role == Role::irreplaceable && guess.use != LayerUse::unused)
    return guess.title == "Ancient woodland" ? "ancient_woodland" : "irreplaceable_other";
  if (guess.role != Role::designated || guess.use == LayerUse::unused) return {};
  const std::string title = lower(guess.title);
  return std::find(known.begin(), known.end(), title) == known.end() ? std::string() : title;
}

PlanSections guessed_plans(std::span<const GuessedLayer> layers, std::span<const Crosswalk> crosswalks) {
  return Sections(layers, crosswalks).written();
}

}  // namespace spatial
