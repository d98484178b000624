// SPDX-License-Identifier: MIT
#include "libspatial/county/habitat_store.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_map>

#include "libspatial/core/text.hpp"
#include "libspatial/county/habitat_rating.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/precedence.hpp"

namespace spatial {
namespace {

bool all_of(const std::vector<char>& chosen) { return std::find(chosen.begin(), chosen.end(), 0) == chosen.end(); }

/// Copies the chosen rows, with the issues about them and about the layer as a whole.
RawLayer rows_of(const RawLayer& raw, const std::vector<char>& chosen) {
  RawLayer part;
  part.role = raw.role;
  part.source = raw.source;
  part.extra = without_rows(raw.extra);
  std::vector<std::uint32_t> row_of(chosen.size(), RawLayer::no_row);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] == 0) continue;
    row_of[i] = static_cast<std::uint32_t>(part.id.size());
    part.fid.push_back(raw.fid[i]);
    part.id.push_back(raw.id[i]);
    part.name.push_back(raw.name[i]);
    part.code.push_back(raw.code[i]);
    push_row(part.extra, raw.extra, i);
    part.geometry.append(raw.geometry[i]);
  }
  for (std::size_t k = 0; k < raw.issues.size(); ++k) {
    const std::uint32_t row = k < raw.issue_row.size() ? raw.issue_row[k] : RawLayer::no_row;
    if (row != RawLayer::no_row && row_of[row] == RawLayer::no_row) continue;
    part.issues.push_back(raw.issues[k]);
    part.issue_row.push_back(row == RawLayer::no_row ? row : row_of[row]);
  }
  part.features_in_file = raw.features_in_file;
  part.dropped = raw.dropped;
  return part;
}

/// Marks rows whose bounding box meets the box of a row chosen in another layer.
void add_meeting(const std::vector<Box>& boxes, const std::vector<Box>& others, const std::vector<char>& of_others,
                 std::vector<char>& chosen) {
  const BoxIndex index(boxes);
  std::vector<std::uint32_t> found;
  std::vector<char> more = chosen;
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (of_others[i] == 0 || others[i].empty()) continue;
    index.query(others[i], found);
    for (const std::uint32_t row : found) more[row] = 1;
  }
  chosen = std::move(more);
}

/// Marks rows that share an id with a chosen row. Cleaning needs all of them to decide which one keeps the id.
void add_same_ids(const RawLayer& raw, std::vector<char>& chosen) {
  std::vector<std::string> ids;
  ids.reserve(raw.id.size());
  for (const std::string& id : raw.id) ids.push_back(trimmed(id));
  std::unordered_map<std::string_view, std::uint32_t> count;
  count.reserve(ids.size());
  for (const std::string& id : ids) ++count[id];
  std::map<std::string_view, char> wanted;
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (chosen[i] != 0 && !ids[i].empty() && count[ids[i]] > 1) wanted.emplace(ids[i], 1);
  if (wanted.empty()) return;
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (wanted.contains(ids[i])) chosen[i] = 1;
}

}  // namespace

HabitatStore::HabitatStore(const Config& config, std::vector<SourceRows> sources)
    : config_(config), sources_(std::move(sources)) {
  for (const SourceRows& source : sources_) boxes_.push_back(boxes_of(source.raw.geometry));
}

HabitatStore::Chosen HabitatStore::meeting(std::span<const Box> windows) const {
  Chosen chosen;
  for (const std::vector<Box>& boxes : boxes_) {
    chosen.emplace_back();
    for (const Box& box : boxes)
      chosen.back().push_back(box.empty() || std::any_of(windows.begin(), windows.end(),
                                                         [&](const Box& window) { return box.intersects(window); }));
  }
  return chosen;
}

HabitatStore::Chosen HabitatStore::core_of(const std::vector<NetworkProfile>& networks) const {
  std::vector<ProjectLayer> layers;
  for (const SourceRows& source : sources_) {
    ProjectLayer& layer = layers.emplace_back();
    layer.source = source.layer.source;
    layer.source.quality_field.clear();
    layer.layer = layer_of_codes({source.raw.code.begin(), source.raw.code.end()});
  }
  const HabitatMap map = habitat_of(config_, layers, networks).map;
  Chosen chosen;
  for (std::size_t s = 0; s < sources_.size(); ++s) {
    std::map<std::string_view, char> core;
    for (std::size_t f = 0; f < map.size(); ++f) {
      if (map.source_of[f] != s) continue;
      for (std::size_t n = 0; n < networks.size(); ++n)
        if (map.is_core(f, n)) core[map.code[f]] = 1;
    }
    chosen.emplace_back();
    for (const std::string& code : sources_[s].raw.code) chosen.back().push_back(core.contains(code) ? 1 : 0);
  }
  return chosen;
}

std::vector<ValueCounts> HabitatStore::codes() const {
  std::vector<ValueCounts> codes;
  for (const SourceRows& source : sources_) codes.push_back(counts_of(source.raw.code));
  return codes;
}

void HabitatStore::add_what_shapes(Chosen& chosen) const {
  for (std::size_t s = sources_.size(); s-- > 0;) {
    if (all_of(chosen[s])) continue;
    for (std::size_t later = s + 1; later < sources_.size(); ++later)
      add_meeting(boxes_[s], boxes_[later], chosen[later], chosen[s]);
    if (sources_[s].layer.source.resolve_overlaps != OverlapRule::keep)
      add_meeting(boxes_[s], boxes_[s], std::vector<char>(chosen[s]), chosen[s]);
    add_same_ids(sources_[s].raw, chosen[s]);
  }
}

HabitatStore::Part HabitatStore::clean(Chosen chosen, bool find_overlaps, const Executor& executor,
                                       StageClock& clock) const {
  add_what_shapes(chosen);
  Config config = config_;
  config.clean.report_overlaps = config.clean.report_overlaps && find_overlaps;
  Part part;
  MultiPolygonColumn earlier;
  for (std::size_t s = 0; s < sources_.size(); ++s) {
    const LayerSource& source = sources_[s].layer.source;
    part.all_rows.push_back(all_of(chosen[s]) ? 1 : 0);
    CleanResult cleaned =
        clean_source(config, source, rows_of(sources_[s].raw, chosen[s]), all_of(chosen[s]), executor, clock);
    if (!earlier.empty()) {
      clock.begin("precedence " + source.layer);
      cleaned = without_earlier(std::move(cleaned), Mask(earlier, executor), config.clean, executor);
      clock.end(cleaned.layer.size());
    }
    if (s + 1 < sources_.size()) earlier.append(cleaned.layer.geometry);
    ProjectLayer layer = sources_[s].layer;
    layer.layer = std::move(cleaned.layer);
    layer.rows = std::move(cleaned.rows);
    layer.overlaps = std::move(cleaned.overlaps);
    part.layers.push_back(std::move(layer));
    part.issues.insert(part.issues.end(), std::make_move_iterator(cleaned.issues.begin()),
                       std::make_move_iterator(cleaned.issues.end()));
  }
  return part;
}

}  // namespace spatial
