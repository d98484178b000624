// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

enum class OverlapRule {
  keep,     ///< report overlaps within the layer, change nothing
  first,    ///< give an overlap to the feature with the smaller id
  largest,  ///< give it to the larger feature (ties by id)
};

/// Shared areas up to this size are within the error of measurement and do not count as overlap.
inline constexpr double least_overlap_m2 = 1e-6;

struct CleanOptions {
  double snap_m = 0.001;              ///< spacing of the grid to which all coordinates are rounded
  double smallest_part_m2 = 1.0;      ///< smaller parts are dropped (issue)
  double overlap_tolerance_m2 = 0.5;  ///< overlaps up to this are not reported
  bool report_overlaps = true;
  OverlapRule resolve_overlaps = OverlapRule::keep;
};

/// What cleaning an outline takes.
enum class Outline : char {
  unknown,  ///< perhaps a repair
  orderly,  ///< its points are moved to the grid and put in order; then it is valid, without a repair
  sound,    ///< nothing
};

/// The rows that the features of a clean layer were made of. Empty after steps that change features once more.
struct CleanedRows {
  std::vector<std::int64_t> fid;
  std::vector<Outline> outline;
};

/// What another cleaning of the same layer, or of parts of it, has found out, by row of the raw layer.
struct KnownRows {
  std::vector<Outline> outline;       ///< those that are orderly or sound are not tested again
  std::vector<char> paired;           ///< 1: `overlaps` has all overlaps of the row that are reported
  std::vector<OverlapPair> overlaps;  ///< by row, in any order, perhaps repeated
};

struct CleanResult {
  Layer layer;
  CleanedRows rows;                   ///< by feature of the layer; empty if overlaps were resolved
  Issues issues;                      ///< those of the raw layer and those of cleaning, sorted
  std::vector<OverlapPair> overlaps;  ///< overlaps that remain after cleaning, if they were looked for
  std::vector<OverlapPair>
      all_overlaps;  ///< all overlaps of more than least_overlap_m2; empty if a rule resolves overlaps
};

/// docs/methods.md section 1: drops null, empty and non-finite features; snaps; repairs invalid ones
/// (structure-preserving); drops parts under the smallest; makes ids unique; sorts by id (natural text order, then
/// source fid); reports or resolves overlaps. Every feature is accounted for. Idempotent: cleaning a clean layer
/// changes nothing. Complexity O(n log n + overlapping pairs). Does not throw for bad features.
///
///     const CleanResult cleaned = clean(raw, {.snap_m = 0.01}, executor);
CleanResult clean(const RawLayer& raw, const CleanOptions& options, const Executor& executor);
/// The same, reusing the memory of the raw layer's geometry if features keep their order.
CleanResult clean(RawLayer&& raw, const CleanOptions& options, const Executor& executor);
/// The same, faster by what is known. Only reported overlaps are in `all_overlaps`. If a rule resolves overlaps, what
/// is known of them is not used.
CleanResult clean(RawLayer&& raw, const CleanOptions& options, const KnownRows& known, const Executor& executor);

/// Adds a part of a layer that is cleaned part by part, without looking for overlaps. The part's ids must follow those
/// already there. `to.layer.geometry` stays where it is, in memory or in a file.
void add_part(CleanResult& to, CleanResult&& part);
/// Finds and reports the overlaps of a layer that was put together from parts, as cleaning the whole layer would. None
/// are resolved.
void find_overlaps(CleanResult& result, const CleanOptions& options, const Executor& executor);

}  // namespace spatial
