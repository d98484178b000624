// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/report/comparison_tables.hpp"

namespace spatial {

/// The page of `lnrs compare`: how the two runs differ, a picture, candidates that moved up and down, new and deleted
/// ones, why scores changed, and tables of ranks and classes whose numbers add up. One file that needs no network and
/// no script (report/plain_page.hpp).
///
///     write(comparison_html(comparison, version()));
///
/// Pure. The same comparison gives the same bytes. Complexity: O(n log n) in the candidates, plus the points in the
/// picture.
std::string comparison_html(const MapComparison& comparison, const std::string& version);

/// Labels and colours ("#rrggbb") of the picture, in drawing order: the last is on top.
std::vector<std::pair<std::string, std::string>> comparison_colours();

}  // namespace spatial
