// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libspatial/landscape/clean.hpp"
#include "libspatial/run/part_file.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

struct Project;

/// Private to county/: what a part of a plan learns about the habitat layer when it cleans its land, so that the merge
/// need not find it out again for the county. A feature belongs to the part whose rectangle has the centre of its box.
/// Only for a single habitat source whose overlaps are kept; otherwise there is nothing to note.
///
///     save_habitat(account, notes_on_habitat(project, part.tile));                        // in a part
///     clean(std::move(raw), options, known_rows(habitat_of_parts(step), raw), executor);  // in the merge
struct HabitatNotes {
  struct Overlap {
    std::int64_t a = 0, b = 0;  ///< feature numbers in the file
    double area_m2 = 0;
  };
  std::vector<std::int64_t> sound;    ///< features that cleaning leaves as they are
  std::vector<std::int64_t> orderly;  ///< features that it puts in order
  std::vector<std::int64_t> paired;   ///< features of which `overlaps` has all that are reported
  std::vector<Overlap> overlaps;
};

/// Of the features in the rectangle, of all features without one. O(features).
HabitatNotes notes_on_habitat(const Project& project, const std::optional<Box>& tile);

void save_habitat(PartAccount& account, const HabitatNotes& notes);
/// Of all parts; nothing if the step is not a merge.
std::vector<HabitatNotes> habitat_of_parts(const RunStep& step);

/// By the rows of the layer. Features that no part has noted are cleaned as usual. O(n log n).
KnownRows known_rows(const std::vector<HabitatNotes>& parts, const RawLayer& raw);

}  // namespace spatial
