// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/report/comparison_tables.hpp"

namespace spatial {

/// The page of `lnrs compare`: what differs between the two runs, a picture, what moved up and down, what is new and
/// gone, why scores changed, ranks and classes that add up. One file that needs no network and no script
/// (report/plain_page.hpp).
///
///     write(comparison_html(comparison, version()));
///
/// Pure. The same comparison gives the same bytes. Complexity: O(n log n) in the candidates, plus what the picture
/// shows.
std::string comparison_html(const MapComparison& comparison, const std::string& version);

/// Labels and colours ("#rrggbb") of the picture, in drawing order: the last is on top.
std::vector<std::pair<std::string, std::string>> comparison_colours();

}  // namespace spatial
