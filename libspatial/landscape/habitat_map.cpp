// SPDX-License-Identifier: MIT
#include "libspatial/landscape/habitat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

/// Meaning of a code text. It is the same for all features with that text, so it is computed once.
struct Meaning {
  bool known = false;
  bool excluded = true;
  bool core_of_any = false;
  bool irreplaceable = false;
  double distinctiveness = 0;
  std::string label, habitat;
  std::vector<char> core;
  std::vector<double> potential;
  std::vector<std::array<float, 3>> resistance;
};

Meaning meaning_of(const Crosswalk& crosswalk, const std::string& code, const std::vector<std::string>& networks) {
  const FeatureHabitat habitat = classify(crosswalk, code);
  Meaning meaning;
  meaning.known = habitat.known;
  meaning.excluded = !habitat.known || habitat.excluded;
  std::vector<std::string> labels, names;
  for (const int index : habitat.classes) {
    const HabitatClass& one = crosswalk.classes()[static_cast<std::size_t>(index)];
    labels.push_back(one.label);
    if (std::find(names.begin(), names.end(), one.habitat) == names.end()) names.push_back(one.habitat);
    meaning.distinctiveness = std::max(meaning.distinctiveness, one.distinctiveness);
    meaning.irreplaceable = meaning.irreplaceable || one.irreplaceable;
    for (const auto& [network, rated] : one.networks) meaning.core_of_any = meaning.core_of_any || rated.core;
  }
  meaning.label = joined(labels, "; ");
  meaning.habitat = joined(names, "; ");
  for (const std::string& network : networks) {
    const NetworkRating rated = habitat.known ? rating(crosswalk, habitat, network) : NetworkRating{};
    meaning.core.push_back(rated.core ? 1 : 0);
    meaning.resistance.push_back({static_cast<float>(rated.resistance[0]), static_cast<float>(rated.resistance[1]),
                                  static_cast<float>(rated.resistance[2])});
    meaning.potential.push_back(meaning.excluded ? 0 : rated.potential);
  }
  return meaning;
}

/// Quality stated for a feature; nullopt if none is stated.
std::optional<double> quality_of(const std::string& text, const Layer& layer, std::size_t feature,
                                 const std::string& field) {
  const std::string stated = trimmed(text);
  if (stated.empty()) return std::nullopt;
  double value = 0;
  const auto [end, problem] = std::from_chars(stated.data(), stated.data() + stated.size(), value);
  if (problem != std::errc() || end != stated.data() + stated.size() || !(value >= 0 && value <= 1))
    throw Error(ErrorKind::input,
                fmt::format("{}: feature '{}' has {} = '{}'; quality is a number from 0 to 1", layer.source,
                            layer.id[feature], field, stated),
                "Scale the field to 0–1, or leave `quality` out of the config.");
  return value;
}

Place middle_of(const Box& box) { return {box.centre().x, box.centre().y}; }

}  // namespace

bool HabitatMap::has_potential(std::size_t feature) const noexcept {
  for (std::size_t n = 0; n < networks.size(); ++n)
    if (potential_of(feature, n) > 0) return true;
  return false;
}

std::vector<std::uint32_t> HabitatMap::core_features(std::size_t network) const {
  std::vector<std::uint32_t> features;
  for (std::uint32_t f = 0; f < size(); ++f)
    if (is_core(f, network)) features.push_back(f);
  return features;
}

/// Long because the columns of the map are filled together, feature by feature.
HabitatMapResult habitat_map(std::span<const HabitatSource> sources, const std::vector<std::string>& networks) {
  HabitatMapResult result;
  HabitatMap& map = result.map;
  map.networks = networks;
  std::map<std::string, std::size_t> unknown;
  for (const HabitatSource& source : sources) {
    const Layer& layer = *source.layer;
    const auto first = static_cast<std::uint32_t>(map.size());
    const auto number = static_cast<std::uint32_t>(map.sources.size());
    map.sources.push_back(layer.source);
    std::map<std::string, Meaning> meanings;
    const auto quality = std::find_if(layer.extra.begin(), layer.extra.end(), [&](const AttributeColumn& column) {
      return column.name == source.quality_field;
    });
    const bool rated = !source.quality_field.empty() && quality != layer.extra.end();
    for (std::size_t i = 0; i < layer.size(); ++i) {
      auto found = meanings.find(layer.code[i]);
      if (found == meanings.end())
        found = meanings.emplace(layer.code[i], meaning_of(*source.crosswalk, layer.code[i], networks)).first;
      const Meaning& meaning = found->second;
      if (!meaning.known) {
        const bool missing = trimmed(layer.code[i]).empty();
        const std::string text =
            missing ? "no habitat code"
                    : fmt::format("code '{}' is not in crosswalk '{}'", layer.code[i], source.crosswalk->name());
        result.issues.push_back({missing ? IssueRule::missing_habitat_code : IssueRule::unknown_habitat_code,
                                 std::string(info(layer.role).name), layer.source, layer.id[i], text,
                                 middle_of(layer.boxes[i])});
        if (!missing) ++unknown[layer.code[i]];
      }
      const std::optional<double> stated =
          rated ? quality_of(quality->text(i), layer, i, source.quality_field) : std::optional(1.0);
      if (!stated)
        result.issues.push_back({IssueRule::quality_missing, std::string(info(layer.role).name), layer.source,
                                 layer.id[i], fmt::format("{} is empty; quality 1 stands in", source.quality_field),
                                 middle_of(layer.boxes[i])});
      map.quality.push_back(stated.value_or(1));
      map.source_of.push_back(number);
      map.id.push_back(layer.id[i]);
      map.code.push_back(layer.code[i]);
      map.label.push_back(meaning.label);
      map.habitat.push_back(meaning.habitat);
      map.distinctiveness.push_back(meaning.distinctiveness);
      map.irreplaceable.push_back(meaning.irreplaceable ? 1 : 0);
      map.excluded.push_back(meaning.excluded ? 1 : 0);
      map.core_of_any.push_back(meaning.core_of_any ? 1 : 0);
      map.core.insert(map.core.end(), meaning.core.begin(), meaning.core.end());
      map.resistance.insert(map.resistance.end(), meaning.resistance.begin(), meaning.resistance.end());
      map.potential.insert(map.potential.end(), meaning.potential.begin(), meaning.potential.end());
    }
    if (sources.size() == 1 && layer.geometry.is_shared())
      map.geometry = layer.geometry;
    else
      map.geometry.append(layer.geometry);
    map.boxes.insert(map.boxes.end(), layer.boxes.begin(), layer.boxes.end());
    map.areas_m2.insert(map.areas_m2.end(), layer.areas_m2.begin(), layer.areas_m2.end());
    for (const OverlapPair& pair : source.overlaps)
      map.overlaps.push_back({pair.a + first, pair.b + first, pair.area_m2});
  }
  std::vector<std::pair<std::string, std::size_t>> counted(unknown.begin(), unknown.end());
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [code, count] : counted) result.unknown_codes.push_back(fmt::format("{} ({})", code, count));
  return result;
}

}  // namespace spatial
