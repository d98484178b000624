// SPDX-License-Identifier: MIT
#include "libspatial/strategy/baseline_options.hpp"

namespace spatial {
namespace {

constexpr std::array kinds{SurveyKind{"nvc_quadrats", "NVC survey with quadrats", {1, 2, 3}},
                           SurveyKind{"nvc_rapid", "rapid NVC survey", {2, 3, 4}},
                           SurveyKind{"phase1_notes", "Phase 1 survey with target notes", {3, 4, 5}},
                           SurveyKind{"phase1_map", "Phase 1 map", {5, 5, 6}},
                           SurveyKind{"site_description", "description of the site", {3, 3, 4}},
                           SurveyKind{"aerial", "aerial photographs or satellite images", {5, 6, 7}},
                           SurveyKind{"expert", "expert knowledge", {4, 4, 5}}};

}  // namespace

std::span<const SurveyKind> survey_kinds() noexcept { return kinds; }

const SurveyKind* survey_kind(std::string_view name) noexcept {
  for (const SurveyKind& kind : kinds)
    if (kind.name == name) return &kind;
  return nullptr;
}

double survey_confidence(const SurveyKind& kind, double years) noexcept {
  const int quality = kind.quality[years < 5 ? 0 : years <= 10 ? 1 : 2];
  return (8 - quality) / 7.0;
}

}  // namespace spatial
