// SPDX-License-Identifier: MIT
#include "libspatial/county/habitat_notes.hpp"

#include <algorithm>
#include <utility>

#include "libspatial/county/map_window.hpp"
#include "libspatial/county/part_items.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/county/state_bytes.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {
namespace {

const char* const habitat_item = "habitat notes";

const ProjectLayer* only_habitat(const Project& project) {
  const ProjectLayer* only = nullptr;
  for (const ProjectLayer& layer : project.layers) {
    if (layer.source.role != Role::habitat) continue;
    if (only != nullptr) return nullptr;
    only = &layer;
  }
  return only;
}

}  // namespace

HabitatNotes notes_on_habitat(const Project& project, const std::optional<Box>& tile) {
  HabitatNotes notes;
  const ProjectLayer* const habitat = only_habitat(project);
  if (habitat == nullptr || habitat->rows.fid.size() != habitat->layer.size()) return notes;
  CandidateInputs part;
  part.own = tile;
  const std::vector<std::int64_t>& fid = habitat->rows.fid;
  const std::vector<Box>& boxes = habitat->layer.boxes;
  std::vector<char> paired(fid.size(), 0);
  for (std::size_t f = 0; f < fid.size(); ++f) {
    if (!part.owns(boxes[f])) continue;
    if (habitat->rows.outline[f] == Outline::sound) notes.sound.push_back(fid[f]);
    if (habitat->rows.outline[f] == Outline::orderly) notes.orderly.push_back(fid[f]);
    if (!project.habitat_land.contains(boxes[f].grown(index_rounding_m))) continue;
    paired[f] = 1;
    notes.paired.push_back(fid[f]);
  }
  for (const OverlapPair& pair : habitat->overlaps)
    if (paired[pair.a] != 0 || paired[pair.b] != 0) notes.overlaps.push_back({fid[pair.a], fid[pair.b], pair.area_m2});
  return notes;
}

void save_habitat(PartAccount& account, const HabitatNotes& notes) { save_item(account, habitat_item, notes); }

std::vector<HabitatNotes> habitat_of_parts(const RunStep& step) {
  std::vector<HabitatNotes> notes;
  if (step.is_merge()) PartItems(step.files).for_each(habitat_item, [&](BytesIn& in) { in(notes.emplace_back()); });
  return notes;
}

KnownRows known_rows(const std::vector<HabitatNotes>& parts, const RawLayer& raw) {
  if (std::all_of(parts.begin(), parts.end(), [](const HabitatNotes& part) {
        return part.sound.empty() && part.orderly.empty() && part.paired.empty();
      }))
    return {};
  std::vector<std::pair<std::int64_t, std::uint32_t>> rows;
  rows.reserve(raw.fid.size());
  for (std::uint32_t row = 0; row < raw.fid.size(); ++row) rows.emplace_back(raw.fid[row], row);
  if (!std::is_sorted(rows.begin(), rows.end())) std::sort(rows.begin(), rows.end());
  const auto row_of = [&](std::int64_t fid) {
    const auto found = std::lower_bound(rows.begin(), rows.end(), std::pair(fid, std::uint32_t{0}));
    return found != rows.end() && found->first == fid ? std::optional(found->second) : std::nullopt;
  };
  KnownRows known{std::vector<Outline>(raw.fid.size()), std::vector<char>(raw.fid.size(), 0), {}};
  const auto note = [&](const std::vector<std::int64_t>& numbers, auto& of_rows, auto what) {
    for (const std::int64_t fid : numbers)
      if (const auto row = row_of(fid)) of_rows[*row] = what;
  };
  for (const HabitatNotes& part : parts) {
    note(part.sound, known.outline, Outline::sound);
    note(part.orderly, known.outline, Outline::orderly);
    note(part.paired, known.paired, char{1});
    for (const HabitatNotes::Overlap& overlap : part.overlaps)
      if (const auto a = row_of(overlap.a), b = row_of(overlap.b); a && b)
        known.overlaps.push_back({*a, *b, overlap.area_m2});
  }
  return known;
}

}  // namespace spatial
