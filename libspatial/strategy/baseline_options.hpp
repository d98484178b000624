// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spatial {

/// Which source gets land that several sources map (docs/methods.md section 23).
enum class BaselineMode {
  precedence,  ///< the first source
  confidence,  ///< the source with the highest confidence
  base,        ///< polygons of the base map are kept, split or given away as a whole
};

struct BaselineOptions {
  BaselineMode mode = BaselineMode::precedence;
  double kept_share = 0.05;   ///< base: an overlap below this share of the polygon …
  double kept_m2 = 200;       ///< … and below this area changes nothing
  double whole_share = 0.95;  ///< base: an overlap above this share takes the whole polygon
  double sliver_m2 = 0.5;     ///< smaller parts are given to the neighbour with the longest common edge
};

/// Kinds of survey with their quality at ages of less than 5, 5 to 10 and more than 10 years, 1 the best (Habitat
/// Framework). Confidence is (8 − quality) / 7.
struct SurveyKind {
  std::string_view name, title;
  std::array<int, 3> quality;
};
std::span<const SurveyKind> survey_kinds() noexcept;
const SurveyKind* survey_kind(std::string_view name) noexcept;
/// `years`: age of the survey; a negative one counts as new.
double survey_confidence(const SurveyKind& kind, double years) noexcept;

}  // namespace spatial
