// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/report/site_map.hpp"
#include "libspatial/report/unit_section.hpp"

namespace spatial {

/// Private to report/: the section about biodiversity units on a page. The page needs svg_definitions() and
/// unit_style(), and can hold the section once: its ids begin with "bng-".

struct UnitHtmlStyle {
  int heading = 2;  ///< level of its headings; at level 2 each part is a card of its own
  MapStyle map{2400, 0.5};
};
/// The section: headline, faults to put right, accounts, map, trading summary, features.
std::string unit_html(const UnitSection& section, const UnitHtmlStyle& style);
/// Style rules of a page with units.
std::string unit_style(const MapStyle& map);

}  // namespace spatial
