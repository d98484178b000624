// SPDX-License-Identifier: MIT
#include "libspatial/overlay/precedence.hpp"

#include <fmt/format.h>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial {
namespace {

struct Rest {
  RepairedFeature feature;
  bool cut = false;
};

}  // namespace

CleanResult without_earlier(CleanResult layer, const Mask& earlier, const CleanOptions& options,
                            const Executor& executor) {
  Layer& own = layer.layer;
  layer.rows = {};
  const std::vector<Rest> rests = parallel_map<Rest, KnifeWorker>(
      executor, own.size(),
      [&](KnifeWorker& worker, std::size_t i) {
        const double covered = earlier.covered_m2(worker, own.geometry[i], own.boxes[i], own.areas_m2[i]);
        if (covered <= options.overlap_tolerance_m2) return Rest{};
        const MultiPolygon left =
            earlier.outside(worker, own.geometry[i], own.boxes[i], own.areas_m2[i], options.overlap_tolerance_m2);
        return Rest{left.empty() ? RepairedFeature{} : repaired_cut(worker.geos, left, options), true};
      },
      by_falling_size(own.geometry));

  Layer kept;
  kept.role = own.role;
  kept.source = own.source;
  kept.counts = own.counts;
  kept.extra = without_rows(own.extra);
  bool changed = false;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const Rest& rest = rests[i];
    const double left = rest.cut ? area_m2(rest.feature.geometry) : own.areas_m2[i];
    if (rest.cut) {
      changed = true;
      const bool gone = rest.feature.geometry.empty();
      layer.issues.push_back(
          {gone ? IssueRule::covered_by_precedence : IssueRule::cut_by_precedence, std::string(info(own.role).name),
           own.source, own.id[i],
           fmt::format("{:.1f} of {:.1f} m² are mapped by an earlier source", own.areas_m2[i] - left, own.areas_m2[i]),
           Place{own.boxes[i].centre().x, own.boxes[i].centre().y}});
      for (const Finding& finding : rest.feature.findings)
        if (finding.rule == IssueRule::small_part_dropped)
          layer.issues.push_back(
              {finding.rule, std::string(info(own.role).name), own.source, own.id[i], finding.message, finding.place});
      if (gone) {
        --kept.counts.used;
        ++kept.counts.dropped;
        continue;
      }
    }
    kept.id.push_back(own.id[i]);
    kept.name.push_back(own.name[i]);
    kept.code.push_back(own.code[i]);
    push_row(kept.extra, own.extra, i);
    kept.geometry.append(rest.cut ? rest.feature.geometry.view() : own.geometry[i]);
  }
  if (!changed) return layer;
  kept.boxes = boxes_of(kept.geometry);
  kept.areas_m2 = areas_m2_of(kept.geometry);
  kept.counts.repaired = std::min(kept.counts.repaired, kept.counts.used);
  layer.layer = std::move(kept);
  if (!layer.overlaps.empty())
    layer.overlaps = overlapping_pairs(layer.layer.geometry, layer.layer.boxes, layer.layer.areas_m2,
                                       options.overlap_tolerance_m2, executor);
  sort_issues(layer.issues);
  return layer;
}

}  // namespace spatial
