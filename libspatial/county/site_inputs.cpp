// SPDX-License-Identifier: MIT
#include "libspatial/county/site_inputs.hpp"

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// The habitat codes of a layer. For measures, a crosswalk adds the label and habitat class of each code.
std::vector<std::string> codes_of_measures(const Project& project, const ProjectLayer& layer) {
  std::vector<std::string> codes(layer.layer.code.begin(), layer.layer.code.end());
  if (layer.source.crosswalk.empty() || layer.source.role != Role::measure) return codes;
  const Crosswalk crosswalk = read_crosswalk(crosswalk_file(project.config, layer.source).string());
  for (std::string& code : codes)
    for (const int index : classify(crosswalk, code).classes) {
      const HabitatClass& one = crosswalk.classes()[static_cast<std::size_t>(index)];
      code += ";" + one.label + ";" + one.habitat;
    }
  return codes;
}

/// Layers of the role that were not checked, with the reason: "sssi.gpkg: it has no features".
std::string unchecked_layers(const Project& project, Role role) {
  std::vector<std::string> texts;
  for (std::size_t k = 0; k < project.config.layers.size(); ++k) {
    const LayerSource& source = project.config.layers[k];
    if (source.role == role && !project.places.unchecked[k].empty())
      texts.push_back(source.layer + ": " + project.places.unchecked[k]);
  }
  return joined(texts, "; ");
}

bool any_checked(const Project& project, Role role) {
  for (std::size_t k = 0; k < project.config.layers.size(); ++k)
    if (project.config.layers[k].role == role && project.places.unchecked[k].empty()) return true;
  return false;
}

RoleFeatures features_of_role(const Project& project, std::size_t number, Role role) {
  RoleFeatures features;
  features.role = number;
  for (const ProjectLayer& layer : project.layers) {
    if (layer.source.role != role) continue;
    const std::size_t count = layer.layer.size();
    const auto meaning = codes_of_measures(project, layer);
    features.code.insert(features.code.end(), meaning.begin(), meaning.end());
    features.id.insert(features.id.end(), layer.layer.id.begin(), layer.layer.id.end());
    features.name.insert(features.name.end(), layer.layer.name.begin(), layer.layer.name.end());
    features.areas_m2.insert(features.areas_m2.end(), layer.layer.areas_m2.begin(), layer.layer.areas_m2.end());
    features.source.insert(features.source.end(), count, layer.source.layer);
    features.kind.insert(features.kind.end(), count, layer.source.title);
    features.geometry.append(layer.layer.geometry);
  }
  return features;
}

RoleFeatures priority_habitat_of(const Project& project, std::size_t number) {
  const HabitatMap& map = project.habitat;
  RoleFeatures features;
  features.role = number;
  const std::vector<std::uint32_t> priority = priority_features(map, project.config.sites.priority_distinctiveness);
  std::size_t points = 0;
  for (const std::uint32_t f : priority) points += map.geometry[f].point_count();
  features.geometry.reserve(priority.size(), points);
  for (const std::uint32_t f : priority) {
    features.id.push_back(map.id[f]);
    features.name.push_back(map.label[f]);
    features.areas_m2.push_back(map.areas_m2[f]);
    features.source.push_back(map.sources[map.source_of[f]]);
    features.kind.emplace_back();
    features.geometry.append(map.geometry[f]);
  }
  return features;
}

}  // namespace

void site_layers_of(const Project& project, SiteLayers& layers) {
  for (std::size_t r = 0; r < site_roles().size(); ++r) {
    const auto role = site_roles()[r].role;
    RoleFeatures features = role ? features_of_role(project, r, *role) : priority_habitat_of(project, r);
    const bool configured = !role || !project.of(*role).empty();
    if (!role && project.of(Role::habitat).empty()) {
      features.unchecked = "no habitat layer is configured";
      features.none_checked = true;
    }
    if (role) {
      features.unchecked = unchecked_layers(project, *role);
      features.none_checked = !features.unchecked.empty() && !any_checked(project, *role);
    }
    if (configured) layers.inputs.roles.push_back(std::move(features));
  }
  if (!project.of(Role::habitat).empty()) layers.inputs.habitat = &project.habitat;
  if (!project.of(Role::authority).empty()) layers.inputs.authorities = project.of(Role::authority).front();
  for (const Layer* layer : project.of(Role::study_area)) layers.study_area.append(layer->geometry);
  if (!layers.study_area.empty()) layers.inputs.study_area = &layers.study_area;
  for (const ProjectLayer& layer : project.layers)
    for (const Box& box : layer.layer.boxes) layers.mapped.add(box);
}

}  // namespace spatial
