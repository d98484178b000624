// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace spatial {

/// Private to report/: how the features of each role look on report maps. The colours are from Okabe & Ito and from
/// Tol, which colour-blind readers can tell apart. Each has a pattern as well, for grey print and readers who see no
/// colour.
enum class MapPattern { plain, rising, falling, crossed, dots, rows, columns, sparse };

struct RoleLook {
  std::string_view key;     ///< of the role
  std::string_view colour;  ///< "#rrggbb"; at least 3 : 1 against white
  MapPattern pattern;
  std::string_view pattern_name;  ///< as the map script knows it
  std::string_view background;    ///< the pattern as a CSS background, for keys
};

/// One row per role; roles that have none take the last row.
std::span<const RoleLook> role_looks() noexcept;
std::size_t role_look(std::string_view key) noexcept;  ///< index of the row
/// Key of opportunity areas, which are drawn although they are not a role of a check.
inline constexpr std::string_view opportunity_key = "opportunity";

}  // namespace spatial
