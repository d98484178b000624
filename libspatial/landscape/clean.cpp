// SPDX-License-Identifier: MIT
#include "libspatial/landscape/clean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/landscape/overlaps.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial {
namespace {

/// What is known about the features of a raw layer before their final order is set. All vectors are by raw index.
struct Draft {
  const RawLayer& raw;
  std::vector<MultiPolygonView> geometry;        ///< view into the raw layer, a block or a repaired feature
  std::vector<const RepairedFeature*> repaired;  ///< nullptr if tidying was enough
  std::vector<std::string> id;                   ///< the id that users know: the id field, or the feature number
  const std::vector<Finding>& findings(std::size_t i) const {
    static const std::vector<Finding> none;
    return repaired[i] != nullptr ? repaired[i]->findings : none;
  }
};

/// Consecutive features of a raw layer after tidying and repair. Blocks need few allocations.
struct Block {
  std::uint32_t begin = 0, end = 0;
  MultiPolygonColumn tidy;                 ///< features that changed
  std::vector<std::uint32_t> tidy_index;   ///< raw index of each of them
  std::vector<std::uint32_t> other_index;  ///< raw index of each feature that needed a repair
  std::vector<RepairedFeature> other;
};

struct RepairWorker {
  GeosContext geos;
  TidyScratch scratch;
};

constexpr std::size_t points_per_block = 1u << 15;

std::vector<Block> blocks_of(const MultiPolygonColumn& features) {
  std::vector<Block> blocks;
  std::size_t points = points_per_block;
  for (std::uint32_t i = 0; i < features.size(); ++i) {
    if (points >= points_per_block) {
      blocks.emplace_back();
      blocks.back().begin = i;
      points = 0;
    }
    points += features[i].point_count();
    blocks.back().end = i + 1;
  }
  return blocks;
}

/// Tidies and repairs features. If `own` is given, features that only got other coordinates or ring starts are changed
/// in place there. `outlines` says what is known of each feature; what is found out is added.
std::vector<Block> repaired_blocks(const MultiPolygonColumn& features, MultiPolygonColumn* own,
                                   const CleanOptions& options, std::vector<Outline>& outlines,
                                   const Executor& executor) {
  std::vector<Block> blocks = blocks_of(features);
  std::vector<double> cost;
  for (const Block& block : blocks) {
    cost.push_back(0);
    for (std::uint32_t i = block.begin; i < block.end; ++i)
      cost.back() += static_cast<double>(features[i].point_count());
  }
  parallel_for<RepairWorker>(
      executor, blocks.size(),
      [&](RepairWorker& worker, std::size_t b) {
        Block& block = blocks[b];
        for (std::uint32_t i = block.begin; i < block.end; ++i) {
          if (outlines[i] == Outline::sound) continue;
          const bool valid = outlines[i] == Outline::orderly;
          const std::optional<MultiPolygonView> tidy = tidied(features[i], options, worker.scratch, valid);
          if (!tidy) {
            block.other_index.push_back(i);
            block.other.push_back(repaired(worker.geos, features[i], options));
            continue;
          }
          const bool unchanged = tidy->points().data() == features[i].points().data();
          outlines[i] = unchanged ? Outline::sound : Outline::orderly;
          if (!unchanged && (own == nullptr || !own->replace(i, *tidy))) {
            block.tidy_index.push_back(i);
            block.tidy.append(*tidy);
          }
        }
      },
      by_falling_cost(cost));
  return blocks;
}

Draft draft_of(const RawLayer& raw, const std::vector<Block>& blocks) {
  Draft draft{raw, {}, {}, {}};
  const std::size_t count = raw.geometry.size();
  draft.geometry.reserve(count);
  for (std::size_t i = 0; i < count; ++i) draft.geometry.push_back(raw.geometry[i]);
  draft.repaired.assign(count, nullptr);
  for (const Block& block : blocks) {
    for (std::size_t k = 0; k < block.tidy_index.size(); ++k) draft.geometry[block.tidy_index[k]] = block.tidy[k];
    for (std::size_t k = 0; k < block.other_index.size(); ++k) {
      draft.geometry[block.other_index[k]] = block.other[k].geometry.view();
      draft.repaired[block.other_index[k]] = &block.other[k];
    }
  }
  draft.id.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    draft.id.push_back(trimmed(raw.id[i]));
    if (draft.id.back().empty()) draft.id.back() = std::to_string(raw.fid[i]);
  }
  return draft;
}

int compare(Point a, Point b) { return a.x != b.x ? (a.x < b.x ? -1 : 1) : a.y != b.y ? (a.y < b.y ? -1 : 1) : 0; }

int compare(MultiPolygonView a, MultiPolygonView b) {
  if (a.part_count() != b.part_count()) return a.part_count() < b.part_count() ? -1 : 1;
  if (a.ring_count() != b.ring_count()) return a.ring_count() < b.ring_count() ? -1 : 1;
  for (std::size_t r = 0; r < a.ring_count(); ++r) {
    const RingView p = a.ring(r), q = b.ring(r);
    if (p.size() != q.size()) return p.size() < q.size() ? -1 : 1;
    for (std::size_t i = 0; i < p.size(); ++i)
      if (const int order = compare(p[i], q[i]); order != 0) return order;
  }
  return 0;
}

std::tuple<double, double> key_of(const std::optional<Place>& place) {
  return place ? std::tuple{place->x, place->y} : std::tuple{0.0, 0.0};
}

int compare(const std::vector<Finding>& a, const std::vector<Finding>& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto x = std::tuple{a[i].rule, a[i].message, key_of(a[i].place)},
               y = std::tuple{b[i].rule, b[i].message, key_of(b[i].place)};
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/// Order by id, then by content; only identical features by feature number. The order of features in the file must not
/// affect the result.
std::vector<std::uint32_t> content_order(const Draft& draft) {
  std::vector<std::uint32_t> order(draft.geometry.size());
  std::iota(order.begin(), order.end(), 0u);
  const RawLayer& raw = draft.raw;
  // Feature numbers used as ids are already in order.
  if (std::adjacent_find(draft.id.begin(), draft.id.end(), [](const std::string& a, const std::string& b) {
        return !natural_less(a, b);
      }) == draft.id.end())
    return order;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (draft.id[a] != draft.id[b]) return natural_less(draft.id[a], draft.id[b]);
    if (const int c = compare(draft.geometry[a], draft.geometry[b]); c != 0) return c < 0;
    if (const int c = compare(draft.findings(a), draft.findings(b)); c != 0) return c < 0;
    if (raw.name[a] != raw.name[b]) return raw.name[a] < raw.name[b];
    if (raw.code[a] != raw.code[b]) return raw.code[a] < raw.code[b];
    for (const AttributeColumn& column : raw.extra)
      if (const auto x = column.text_or_null(a), y = column.text_or_null(b); x != y) return x < y;
    return raw.fid[a] < raw.fid[b];
  });
  return order;
}

struct Identified {
  std::uint32_t raw = 0;  ///< index in the raw layer
  std::string id;         ///< unique
};

/// Appends "~2", "~3" … to repeated ids, in content order.
std::vector<Identified> with_unique_ids(const Draft& draft, const std::vector<std::uint32_t>& order,
                                        const std::string& role, Issues& issues) {
  const auto used = [&](std::uint32_t i) { return !draft.geometry[i].empty(); };
  std::set<std::string, std::less<>> taken;  // filled when the first duplicate is found
  std::vector<Identified> result;
  std::string previous;
  int number = 1;
  for (const std::uint32_t i : order) {
    if (!used(i)) continue;
    std::string id = draft.id[i];
    if (!result.empty() && id == previous) {
      if (taken.empty())
        for (const std::uint32_t other : order)
          if (used(other)) taken.insert(draft.id[other]);
      do id = fmt::format("{}~{}", previous, ++number);
      while (!taken.insert(id).second);
      const Point at = draft.geometry[i].points().front();
      issues.push_back({IssueRule::duplicate_id, role, draft.raw.source, id,
                        fmt::format("id '{}' is shared; this feature is now '{}'", previous, id), Place{at.x, at.y}});
    } else {
      previous = id;
      number = 1;
    }
    result.push_back({i, std::move(id)});
  }
  const auto by_id = [](const Identified& a, const Identified& b) { return natural_less(a.id, b.id); };
  if (!std::is_sorted(result.begin(), result.end(), by_id)) std::sort(result.begin(), result.end(), by_id);
  return result;
}

/// The geometry in the final order. If `own` may be changed and the order stays the same, the points stay in place.
MultiPolygonColumn geometry_of(const Draft& draft, const std::vector<Identified>& used, MultiPolygonColumn* own) {
  MultiPolygonColumn geometry;
  if (own != nullptr && std::is_sorted(used.begin(), used.end(),
                                       [](const Identified& a, const Identified& b) { return a.raw < b.raw; })) {
    std::vector<std::uint32_t> kept;
    std::vector<MultiPolygonView> with;
    kept.reserve(used.size());
    with.reserve(used.size());
    for (const Identified& one : used) {
      kept.push_back(one.raw);
      with.push_back(draft.geometry[one.raw]);
    }
    own->rewrite(kept, with);
    return std::move(*own);
  }
  geometry.reserve(used.size(), draft.raw.geometry.point_count());
  for (const Identified& one : used) geometry.append(draft.geometry[one.raw]);
  return geometry;
}

Layer assembled(const Draft& draft, const std::vector<Identified>& used, MultiPolygonColumn* own) {
  const RawLayer& raw = draft.raw;
  Layer layer;
  layer.role = raw.role;
  layer.source = raw.source;
  layer.extra = without_rows(raw.extra);
  for (const auto& [i, id] : used) {
    layer.id.push_back(id);
    layer.name.push_back(raw.name[i]);
    layer.code.push_back(raw.code[i]);
    push_row(layer.extra, raw.extra, i);
  }
  layer.geometry = geometry_of(draft, used, own);
  return layer;
}

void measure(Layer& layer, const Executor& executor) {
  constexpr std::size_t together = 1024;
  layer.boxes.resize(layer.size());
  layer.areas_m2.resize(layer.size());
  parallel_for<NoState>(executor, (layer.size() + together - 1) / together, [&](NoState&, std::size_t block) {
    for (std::size_t i = block * together; i < std::min(layer.size(), (block + 1) * together); ++i) {
      layer.boxes[i] = box_of(layer.geometry[i]);
      layer.areas_m2[i] = area_m2(layer.geometry[i]);
    }
  });
}

/// Removes features that became empty, also from `repaired_flags`.
void drop_empty(Layer& layer, std::vector<char>& repaired_flags) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < layer.size(); ++i)
    if (!layer.geometry[i].empty()) kept.push_back(i);
  if (kept.size() == layer.size()) return;
  const auto pick = [&](auto& values) {
    for (std::size_t k = 0; k < kept.size(); ++k)
      if (k != kept[k]) values[k] = std::move(values[kept[k]]);
    values.resize(kept.size());
  };
  MultiPolygonColumn geometry;
  for (const std::size_t i : kept) geometry.append(layer.geometry[i]);
  pick(layer.id);
  pick(layer.name);
  pick(layer.code);
  for (AttributeColumn& column : layer.extra) column.keep(kept);
  pick(repaired_flags);
  layer.geometry = std::move(geometry);
}

/// Features that the reader reported as dropped or repaired, by raw index, because ids may repeat.
struct ReaderFindings {
  std::vector<char> dropped, repaired;
  explicit ReaderFindings(const RawLayer& raw) : dropped(raw.fid.size(), 0), repaired(raw.fid.size(), 0) {
    for (std::size_t i = 0; i < std::min(raw.issues.size(), raw.issue_row.size()); ++i) {
      const std::uint32_t row = raw.issue_row[i];
      if (row == RawLayer::no_row) continue;
      if (info(raw.issues[i].rule).outcome == Outcome::dropped) dropped[row] = 1;
      if (info(raw.issues[i].rule).outcome == Outcome::repaired) repaired[row] = 1;
    }
  }
};

/// Updates the reader's issues to the ids that features have now.
void rename_told(Issues& issues, const RawLayer& raw, const std::vector<Identified>& used) {
  if (std::all_of(raw.issue_row.begin(), raw.issue_row.end(),
                  [](std::uint32_t row) { return row == RawLayer::no_row; }))
    return;
  std::vector<const std::string*> id(raw.fid.size(), nullptr);
  for (const Identified& one : used) id[one.raw] = &one.id;
  for (std::size_t i = 0; i < std::min(raw.issues.size(), raw.issue_row.size()); ++i)
    if (const std::uint32_t row = raw.issue_row[i]; row != RawLayer::no_row && id[row] != nullptr)
      issues[i].feature_id = *id[row];
}

std::vector<OverlapPair> pairs_of(const Layer& layer, const CleanOptions& options, const Executor& executor) {
  return overlapping_pairs(layer.geometry, layer.boxes, layer.areas_m2,
                           std::min(least_overlap_m2, options.overlap_tolerance_m2), executor);
}

/// The same, if all overlaps of some rows are known: those of the others among each other, and the known ones.
std::vector<OverlapPair> pairs_of(const Layer& layer, const std::vector<Identified>& used, const KnownRows& known,
                                  const CleanOptions& options, const Executor& executor) {
  constexpr std::uint32_t none = 0xffffffff;
  std::vector<std::uint32_t> open, number(known.paired.size(), none);
  Layer others;
  for (std::uint32_t f = 0; f < used.size(); ++f) {
    number[used[f].raw] = f;
    if (known.paired[used[f].raw] != 0) continue;
    open.push_back(f);
    others.geometry.append(layer.geometry[f]);
    others.boxes.push_back(layer.boxes[f]);
    others.areas_m2.push_back(layer.areas_m2[f]);
  }
  std::vector<OverlapPair> pairs = pairs_of(others, options, executor);
  for (OverlapPair& pair : pairs) pair = {open[pair.a], open[pair.b], pair.area_m2};
  for (const OverlapPair& pair : known.overlaps) {
    const auto [a, b] = std::minmax(number[pair.a], number[pair.b]);
    if (b != none) pairs.push_back({a, b, pair.area_m2});
  }
  const auto key = [](const OverlapPair& pair) { return std::pair(pair.a, pair.b); };
  std::sort(pairs.begin(), pairs.end(), [&](const OverlapPair& x, const OverlapPair& y) { return key(x) < key(y); });
  pairs.erase(std::unique(pairs.begin(), pairs.end(),
                          [&](const OverlapPair& x, const OverlapPair& y) { return key(x) == key(y); }),
              pairs.end());
  return pairs;
}

void keep_overlaps(CleanResult& result, std::vector<OverlapPair> pairs, const std::vector<SelfOverlap>& overlaps) {
  const Layer& layer = result.layer;
  result.all_overlaps = std::move(pairs);
  for (const SelfOverlap& overlap : overlaps) {
    result.overlaps.push_back({overlap.a, overlap.b, overlap.area_m2});
    result.issues.push_back(
        {IssueRule::self_overlap, std::string(info(layer.role).name), layer.source, layer.id[overlap.a],
         fmt::format("shares {:.1f} m² with '{}'", overlap.area_m2, layer.id[overlap.b]), overlap.place});
  }
}

CleanResult clean_layer(const RawLayer& raw, MultiPolygonColumn* own, const CleanOptions& options,
                        const KnownRows& known, const Executor& executor) {
  const std::size_t count = raw.geometry.size();
  const std::string role(info(raw.role).name);
  CleanResult result;
  result.issues = raw.issues;
  const auto report = [&](IssueRule rule, const std::string& id, std::string message,
                          std::optional<Place> place = std::nullopt) {
    result.issues.push_back({rule, role, raw.source, id, std::move(message), place});
  };

  std::vector<Outline> outlines = known.outline;
  outlines.resize(count, Outline::unknown);
  std::vector<Block> blocks = repaired_blocks(raw.geometry, own, options, outlines, executor);
  const Draft draft = draft_of(raw, blocks);

  const std::vector<std::uint32_t> order = content_order(draft);
  const ReaderFindings reader(raw);
  for (const std::uint32_t i : order) {
    if (!draft.geometry[i].empty()) continue;
    if (raw.geometry[i].empty() && reader.dropped[i] != 0) continue;  // the reader has reported it already
    for (const Finding& finding : draft.findings(i)) report(finding.rule, draft.id[i], finding.message, finding.place);
  }
  const std::vector<Identified> used = with_unique_ids(draft, order, role, result.issues);
  rename_told(result.issues, raw, used);
  std::vector<char> repaired_flags(used.size(), 0);
  for (std::size_t k = 0; k < used.size(); ++k) {
    const auto& [i, id] = used[k];
    result.rows.fid.push_back(raw.fid[i]);
    result.rows.outline.push_back(outlines[i]);
    repaired_flags[k] =
        (draft.repaired[i] != nullptr && draft.repaired[i]->repaired) || reader.repaired[i] != 0 ? 1 : 0;
    if (trimmed(raw.id[i]).empty())
      report(IssueRule::missing_id, id, fmt::format("no id; feature number {} stands in", raw.fid[i]));
    for (const Finding& finding : draft.findings(i)) report(finding.rule, id, finding.message, finding.place);
  }

  Layer& layer = result.layer;
  layer = assembled(draft, used, own);
  blocks.clear();
  measure(layer, executor);
  if (options.report_overlaps || options.resolve_overlaps != OverlapRule::keep) {
    const bool keep = options.resolve_overlaps == OverlapRule::keep;
    std::vector<OverlapPair> pairs = keep && !known.paired.empty() ? pairs_of(layer, used, known, options, executor)
                                                                   : pairs_of(layer, options, executor);
    const std::vector<SelfOverlap> overlaps = self_overlaps(layer, pairs, options.overlap_tolerance_m2, executor);
    if (keep) {
      keep_overlaps(result, std::move(pairs), overlaps);
    } else if (!overlaps.empty()) {
      result.rows = {};
      resolve(layer, overlaps, options, executor, repaired_flags, result.issues);
      drop_empty(layer, repaired_flags);
      measure(layer, executor);
    }
  }

  const bool said_empty = std::any_of(raw.issues.begin(), raw.issues.end(),
                                      [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
  if (layer.size() == 0 && !said_empty) report(IssueRule::empty_layer, "", "no feature is left to work with");
  layer.counts.in = count + raw.dropped;
  layer.counts.used = layer.size();
  layer.counts.dropped = layer.counts.in - layer.counts.used;
  layer.counts.repaired = static_cast<std::size_t>(std::count(repaired_flags.begin(), repaired_flags.end(), 1));
  sort_issues(result.issues);
  return result;
}

}  // namespace

CleanResult clean(const RawLayer& raw, const CleanOptions& options, const Executor& executor) {
  return clean_layer(raw, nullptr, options, {}, executor);
}

CleanResult clean(RawLayer&& raw, const CleanOptions& options, const Executor& executor) {
  return clean_layer(raw, &raw.geometry, options, {}, executor);
}

CleanResult clean(RawLayer&& raw, const CleanOptions& options, const KnownRows& known, const Executor& executor) {
  return clean_layer(raw, &raw.geometry, options, known, executor);
}

void add_part(CleanResult& to, CleanResult&& part) {
  Layer &all = to.layer, &more = part.layer;
  if (all.source.empty()) {
    all.role = more.role;
    all.source = more.source;
    all.extra = without_rows(more.extra);
  }
  move_append(all.id, more.id);
  move_append(all.name, more.name);
  move_append(all.code, more.code);
  append_rows(all.extra, std::move(more.extra));
  all.geometry.append(more.geometry);
  move_append(all.boxes, more.boxes);
  move_append(all.areas_m2, more.areas_m2);
  all.counts.in += more.counts.in;
  all.counts.used += more.counts.used;
  all.counts.dropped += more.counts.dropped;
  all.counts.repaired += more.counts.repaired;
  move_append(to.issues, part.issues);
  // A layer is not empty because one of its parts is.
  if (all.size() > 0) std::erase_if(to.issues, [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
}

void find_overlaps(CleanResult& result, const CleanOptions& options, const Executor& executor) {
  std::vector<OverlapPair> pairs = pairs_of(result.layer, options, executor);
  const std::vector<SelfOverlap> overlaps = self_overlaps(result.layer, pairs, options.overlap_tolerance_m2, executor);
  keep_overlaps(result, std::move(pairs), overlaps);
  sort_issues(result.issues);
}

}  // namespace spatial
