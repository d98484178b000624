// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace spatial {

/// Private to io/: the geometry types of well-known binary (OGC 06-103r4, table 2).
inline constexpr std::uint32_t wkb_point = 1, wkb_line_string = 2, wkb_polygon = 3, wkb_multi_point = 4,
                               wkb_multi_line_string = 5, wkb_multi_polygon = 6;

}  // namespace spatial
