// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/project.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// The layers of a project in the form that a site check needs. Refers to the project, which must outlive it.
struct SiteLayers {
  SiteInputs inputs;  ///< without opportunities
  MultiPolygonColumn study_area;
  Box mapped;  ///< extent of all layers
};
/// `layers` is filled in place because `inputs` points into it.
void site_layers_of(const Project& project, SiteLayers& layers);

}  // namespace spatial
