// SPDX-License-Identifier: MIT
#include "libspatial/county/init.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "libspatial/config/config.hpp"
#include "libspatial/config/config_keys.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/init_text.hpp"
#include "libspatial/county/layer_guess.hpp"
#include "libspatial/county/plan_guess.hpp"

namespace spatial {
namespace {

using Guessed = GuessedLayer;

std::string source_text(const Guessed& one, bool in_array, std::span<const Crosswalk> crosswalks) {
  const LayerSummary& layer = *one.layer;
  const RoleInfo& role = info(one.guess.role);
  std::string text = in_array ? fmt::format("[[layers.{}]]\n", role.name) : fmt::format("[layers.{}]\n", role.name);
  for (const std::string& note : layer.notes) text += fmt::format("# Look here: {}\n", in_one_line(note));
  text += fmt::format("layer = {}  # guess: {}\n", layer_text(layer), in_one_line(one.guess.reason));
  if (!one.guess.title.empty()) text += fmt::format("title = {}\n", toml_text(one.guess.title));
  std::string taken;
  if (role.has_class) {
    if (const auto codes = guessed_codes(layer, crosswalks)) {
      taken = codes->field;
      text += guess_line("class", codes->field, codes->reason) +
              fmt::format("crosswalk = {}\n", toml_text(codes->crosswalk));
    } else {
      text +=
          "class = \"FIELD\"  # the field with the habitat code\ncrosswalk = \"ukhab\"  # or another preset, or your "
          "own CSV file\n";
    }
  }
  text += id_and_name_lines(layer, taken);
  if (const std::string category = site_category(one.guess); !category.empty() && role.role != Role::lws)
    text += fmt::format("category = {}\n", toml_text(category));
  if (role.role == Role::constraint)
    if (const auto filter = guessed_farmland_filter(layer)) text += guess_line("where", filter->field, filter->reason);
  return text;
}

std::string targets_text(const LayerSummary& table, const std::vector<std::string>& fields) {
  std::string text = fmt::format("[layers.boa.targets]\nlayer = {}  # guess: its name and fields\n", layer_text(table));
  const char* keys[] = {"boa", "habitat", "action", "quantity", "text"};
  for (std::size_t i = 0; i < fields.size(); ++i) text += fmt::format("{} = {}\n", keys[i], toml_text(fields[i]));
  return text;
}

/// Config line with the CRS that most layers use, if its unit is the metre; otherwise the British National Grid.
std::string crs_line(std::span<const LayerSummary> layers) {
  std::map<std::string, std::size_t> votes;
  for (const LayerSummary& layer : layers) {
    const std::string code = layer.crs.substr(0, layer.crs.find(' '));
    if (layer.area_ha > 0 && code.starts_with("EPSG:")) ++votes[code];
  }
  const auto most =
      std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == votes.end()) return "crs = \"EPSG:27700\"  # British National Grid; layers are transformed to it\n";
  return fmt::format("crs = {}  # guess: {} of {} layers\n", toml_text(most->first), most->second, layers.size());
}

/// Name for the project: that of the study area if it has one, so that reports name the area.
std::string project_name(std::span<const Guessed> guesses) {
  for (const Guessed& one : guesses)
    if (one.guess.use == LayerUse::used && one.guess.role == Role::study_area && one.layer->features == 1)
      if (const auto name = guessed_name(*one.layer, {}))
        for (const FieldSummary& field : one.layer->fields)
          if (field.name == name->field && !field.examples.empty())
            return fmt::format("name = {}  # guess: the name of the study area\n",
                               toml_text(in_one_line(field.examples.front())));
  return "name = \"LNRS opportunity map\"\n";
}

/// Config section that switches on the preset consultation rules, if a titled designated or context layer was found.
std::string consultation_text(std::span<const Guessed> guesses) {
  const bool asked = std::any_of(guesses.begin(), guesses.end(), [](const Guessed& one) {
    return one.guess.use == LayerUse::used && !one.guess.title.empty() &&
           (one.guess.role == Role::designated || one.guess.role == Role::context);
  });
  return asked ? "# lnrs sites: whom to consult, by the rules in data/presets/consultations/england.toml; layers are "
                 "known "
                 "to them by their title\n[sites]\nconsultations = \"england\"\n\n"
               : "";
}

constexpr std::string_view tail =
    R"(# Without [[network]] every shipped network is used whose core habitat occurs. To choose, or to change )"
    R"(single values:
# [[network]]
# preset = "woodland"
# dispersal_m = 1000

# How much each indicator counts; these are the defaults.
[scoring.weights]
)";

}  // namespace

std::string layer_text(const LayerSummary& layer) {
  return toml_text(layer.layer.empty() ? layer.file : layer.file + "#" + layer.layer);
}

std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::string guess_line(std::string_view key, const std::string& value, const std::string& reason) {
  return fmt::format("{} = {}  # guess: {}\n", key, toml_text(value), in_one_line(reason));
}

std::string commented(const std::string& text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    result += "# " + text.substr(begin, end - begin);
    begin = end;
  }
  return result;
}

std::string id_and_name_lines(const LayerSummary& layer, const std::string& taken) {
  std::string text;
  const auto id = guessed_id(layer, taken);
  if (id) text += guess_line("id", id->field, id->reason);
  if (const auto name = guessed_name(layer, id ? id->field : taken))
    text += guess_line("name", name->field, name->reason);
  return text;
}

void as_paths_of(std::vector<LayerSummary>& layers, const std::filesystem::path& config) {
  const std::filesystem::path folder =
      config.empty() ? std::filesystem::path()
                     : std::filesystem::weakly_canonical(std::filesystem::absolute(config)).parent_path();
  for (LayerSummary& layer : layers) {
    if (is_network_path(layer.file) || layer.file.starts_with("/vsi")) continue;
    const std::filesystem::path file = std::filesystem::weakly_canonical(std::filesystem::absolute(layer.file));
    layer.file = (folder.empty() ? file : file.lexically_relative(folder)).string();
  }
}

/// Long because it writes the config section by section, each only if a layer was found for it.
std::string guessed_config(std::span<const LayerSummary> layers, std::span<const Crosswalk> crosswalks,
                           const std::filesystem::path& config) {
  std::vector<Guessed> guesses;
  for (const LayerSummary& layer : layers) guesses.push_back({&layer, guessed_use(layer, crosswalks)});
  // A role that allows only one layer keeps the first; further layers become suggestions.
  for (const RoleInfo& role : roles()) {
    if (role.several) continue;
    const Guessed* first = nullptr;
    for (Guessed& one : guesses) {
      if (one.guess.use != LayerUse::used || one.guess.role != role.role) continue;
      if (first != nullptr) {
        one.guess.use = LayerUse::suggested;
        one.guess.reason += fmt::format("; only one layer can be {}, instead of {}", role.name, first->layer->layer);
      } else {
        first = &one;
      }
    }
  }
  const auto any = [&](Role role) {
    return std::any_of(guesses.begin(), guesses.end(),
                       [&](const Guessed& one) { return one.guess.use == LayerUse::used && one.guess.role == role; });
  };

  std::string text =
      "# A config for `lnrs opportunities`, guessed from names and example values. Check every line marked "
      "\"guess\".\n";
  text += config.empty() ? "# Paths are absolute: the config works wherever it lies. `lnrs init ... -o FILE` writes "
                           "them relative to FILE.\n"
                         : "# Paths are relative to this file.\n";
  text += "\n[project]\n" + project_name(guesses);
  text += crs_line(layers) + "# date = \"YYYY-MM-DD\"  # written into the result instead of the clock\n\n";
  for (const RoleInfo& role : roles()) {
    std::string block;
    for (const Guessed& one : guesses)
      if (one.guess.use == LayerUse::used && one.guess.role == role.role)
        block += source_text(one, role.several, crosswalks) + "\n";
    if (role.role == Role::boa && !block.empty()) {
      for (const Guessed& one : guesses)
        if (const auto fields = guessed_targets(*one.layer); fields && one.guess.use == LayerUse::unused) {
          block += targets_text(*one.layer, *fields) + "\n";
          break;
        }
    }
    for (const Guessed& one : guesses)
      if (one.guess.use == LayerUse::suggested && one.guess.role == role.role)
        block += commented(source_text(one, role.several, crosswalks)) + "\n";
    if (role.role == Role::habitat && !any(Role::habitat))
      block +=
          "# No habitat layer was recognised, and a run needs one: fill in these lines and remove the '#'.\n"
          "# [[layers.habitat]]\n# layer = \"FILE#LAYER\"\n# class = \"FIELD\"  # the field with the habitat code\n" +
          fmt::format("# crosswalk = \"ukhab\"  # or {}, or your own CSV file\n\n", joined(preset_crosswalks(), ", "));
    if (!block.empty()) text += fmt::format("# {}: {}\n{}", role.title, role.meaning, block);
  }

  text += consultation_text(guesses);
  text += tail;
  for (const IndicatorInfo& row : indicators())
    text += fmt::format("{} = {}  # {}\n", row.name, shortest(row.default_weight), row.definition);
  const PlanSections plans = guessed_plans(guesses, crosswalks);
  if (!plans.text.empty()) text += "\n" + plans.text;
  std::string unused;
  for (const Guessed& one : guesses)
    if (one.guess.use == LayerUse::unused && !plans.named.contains(one.layer) &&
        !(any(Role::boa) && guessed_targets(*one.layer))) {
      unused += in_one_line(fmt::format("#   {} ({} features): {}", one.layer->file + "#" + one.layer->layer,
                                        with_commas(static_cast<long long>(one.layer->features)), one.guess.reason)) +
                "\n";
      for (const std::string& note : one.layer->notes)
        unused += fmt::format("#     Look here: {}\n", in_one_line(note));
    }
  if (!unused.empty()) text += "\n# Layers that are not used:\n" + unused;
  return text;
}

}  // namespace spatial
