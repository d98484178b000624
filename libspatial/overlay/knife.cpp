// SPDX-License-Identifier: MIT
#include "libspatial/overlay/knife.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <tuple>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/ring_touches.hpp"
#include "libspatial/geometry/rings.hpp"

namespace spatial {
namespace {

constexpr std::size_t large_feature = 1024;  // vertices; the trees of such features are kept
// Vertices; larger features are clipped to the neighbourhood before OverlayNG.
constexpr std::size_t local_feature = 512;
constexpr std::size_t many_blades = 24;     // with more blades than this, the area is halved repeatedly
constexpr std::size_t split_points = 1024;  // vertices up to which many blades may cut one after the other
constexpr std::size_t smallest_split = 64;  // vertices
constexpr int deepest_split = 40;

constexpr double lattice_noise_m = 1e-9;  // error of summed areas, per metre of boundary

/// A coordinate near v at which no vertex on a decimal grid between 1 mm and 0.1 µm can lie.
double between(double v) { return std::floor(v * 1000) / 1000 + 0.00043724731; }

Box neighbourhood_of(const Box& box) {
  return {between(box.min_x - 1), between(box.min_y - 1), between(box.max_x + 1), between(box.max_y + 1)};
}

/// Removes vertices that `split_outside` left on its seams in the middle of straight lines.
MultiPolygon without_seams(const MultiPolygon& area, std::vector<double>& seams) {
  std::sort(seams.begin(), seams.end());
  const auto on_seam = [&](double v) {
    const auto next = std::lower_bound(seams.begin(), seams.end(), v - 1e-8);
    return next != seams.end() && *next <= v + 1e-8;
  };
  return without_straight_points(
      area, [&](Point p) { return on_seam(p.x) || on_seam(p.y); }, 1e-7);
}

std::uint64_t next_number() noexcept {
  static std::atomic<std::uint64_t> number{0};
  return number++;
}

}  // namespace

MultiPolygon part_in(KnifeWorker& worker, const CutArea& area, const Box& rectangle) {
  const MultiPolygon outline = normalised(polygon_of(rectangle));
  if (auto cut = traced_cut(CutArea(outline), area, true, false, worker.cut)) return std::move(cut->inside);
  return clip(worker.geos, area.view(), rectangle);
}

Knife::Knife(const MultiPolygonColumn& features, const std::vector<OverlapPair>* overlaps, const Executor& executor,
             double smallest_m2, const std::vector<Box>* boxes, const std::vector<double>* areas_m2)
    : features_(features),
      smallest_m2_(smallest_m2),
      number_(next_number()),
      areas_m2_(areas_m2 != nullptr ? *areas_m2 : areas_m2_of(features)),
      boxes_(boxes != nullptr ? *boxes : boxes_of(features)),
      index_(boxes_),
      large_(features.size()) {
  std::vector<std::uint32_t> large;
  std::vector<double> cost;
  for (std::uint32_t f = 0; f < features.size(); ++f)
    if (features[f].point_count() > large_feature) {
      large.push_back(f);
      cost.push_back(static_cast<double>(features[f].point_count()));
    }
  if (overlaps != nullptr) {
    overlapped_.assign(features.size(), 0);
    for (const OverlapPair& pair : *overlaps) overlapped_[pair.a] = overlapped_[pair.b] = 1;
  }
  parallel_for<NoState>(
      executor, large.size(),
      [&](NoState&, std::size_t k) { large_[large[k]] = std::make_unique<CutArea>(features_[large[k]]); },
      by_falling_cost(cost));
}

const CutArea& Knife::tree(KnifeWorker& worker, std::uint32_t f) const {
  if (large_[f]) return *large_[f];
  std::unique_ptr<CutArea>& slot = worker.trees[(number_ << 32) | f];
  if (!slot) slot = std::make_unique<CutArea>(features_[f]);
  return *slot;
}

std::vector<ZoneShare> Knife::shares(KnifeWorker& worker, Blank& blank) const {
  std::vector<ZoneShare> found;
  if (blank.view().empty()) return found;
  index_.query(blank.box(), worker.near);
  for (const std::uint32_t f : worker.near) {
    double shared = 0;
    // Ask the tree of the larger area first: it answers most questions alone.
    const bool own_first = !large_[f] && (blank.prepared() || features_[f].point_count() <= blank.view().point_count());
    if (!own_first && !tree(worker, f).tree().any_edge_near(blank.box().grown(1e-9)))
      shared = tree(worker, f).tree().covers(blank.view().points().front()) ? blank.area_m2() : 0;
    else if (!blank.cut().tree().any_edge_near(boxes_[f].grown(1e-9)))
      shared = blank.cut().tree().covers(features_[f].points().front()) ? areas_m2_[f] : 0;
    else
      shared = std::min(
          {blank.area_m2(), areas_m2_[f], shared_area_m2(blank.cut().tree(), tree(worker, f).tree(), worker.shared)});
    if (shared > smallest_m2_ && !needles_only(worker, blank, f, shared)) found.push_back({f, shared});
  }
  return found;
}

/// Whether the shared land consists only of needles, which a cut drops. Gives the same answer for either order of the
/// two.
bool Knife::needles_only(KnifeWorker& worker, Blank& blank, std::uint32_t f, double shared_m2) const {
  constexpr double longest_m = 1e6;
  if (shared_m2 > needle_m * longest_m ||
      shared_m2 > needle_m * std::min(blank.boundary_m(), perimeter_m(features_[f])))
    return false;
  const CutArea &a = blank.cut(), &b = tree(worker, f);
  const auto order = [](const CutArea& area) {
    const Box box = box_of(area.view());
    return std::tuple(box.min_x, box.min_y, box.max_x, box.max_y, area.view().point_count());
  };
  const auto cut = order(a) <= order(b) ? traced(worker, a, b, true, false) : traced(worker, b, a, true, false);
  return cut && cut->inside.empty();
}

/// Whether the area of a cut agrees with the summed area. A piece too large to be rounding must not be missing.
bool Knife::agrees(double found_m2, double expected_m2, double boundary_m) const {
  if (found_m2 <= 0 && expected_m2 > smallest_m2_ + lattice_noise_m * boundary_m) return false;
  return std::abs(found_m2 - expected_m2) <= same_area_m2_along(boundary_m);
}

std::optional<TracedCut> Knife::traced(KnifeWorker& worker, const CutArea& a, const CutArea& b, bool inside,
                                       bool outside) const {
  return traced_cut(a, b, inside, outside, worker.cut, std::min(nothing_m2, 0.1 * smallest_m2_));
}

/// Whether the area certainly lies in one feature, or in several that do not overlap.
bool Knife::covered(const Blank& blank, std::span<const ZoneShare> shares) const {
  StableSum sum;
  bool disjoint = !overlapped_.empty();
  for (const ZoneShare& share : shares) {
    if (blank.area_m2() - share.area_m2 <= whole_slack_m2(blank.area_m2(), smallest_m2_)) return true;
    disjoint = disjoint && overlapped_[share.zone] == 0;
    sum.add(share.area_m2);
  }
  return disjoint && blank.area_m2() - sum.value() <= whole_slack_m2(blank.area_m2(), smallest_m2_);
}

/// The part of feature f that can meet `box`; the whole feature if it is small.
MultiPolygon Knife::local(KnifeWorker& worker, std::uint32_t f, const Box& box) const {
  const Box wanted = neighbourhood_of(box);
  if (features_[f].point_count() <= local_feature || wanted.contains(boxes_[f])) return MultiPolygon(features_[f]);
  return part_in(worker, tree(worker, f), wanted);
}

MultiPolygon Knife::blade(KnifeWorker& worker, std::span<const ZoneShare> shares, const Box& box) const {
  std::vector<MultiPolygon> locals;
  for (const ZoneShare& share : shares) locals.push_back(local(worker, share.zone, box));
  if (locals.size() == 1) return std::move(locals.front());
  const std::vector<MultiPolygonView> views(locals.begin(), locals.end());
  return union_of(worker.geos, views);
}

Cut Knife::inside(KnifeWorker& worker, Blank& blank, const ZoneShare& share,
                  std::optional<MultiPolygon>* outside) const {
  if (blank.area_m2() - share.area_m2 <= whole_slack_m2(blank.area_m2(), smallest_m2_))
    return {Cut::Kind::whole_area, {}};
  if (areas_m2_[share.zone] - share.area_m2 <= whole_slack_m2(areas_m2_[share.zone], smallest_m2_))
    return {Cut::Kind::whole_feature, {}};
  // The intersection can be traced from either side; following the smaller outline is cheaper.
  const CutArea& blade = tree(worker, share.zone);
  const bool turned = outside == nullptr && blade.tree().edges().size() < blank.cut().tree().edges().size();
  if (auto cut = turned ? traced(worker, blade, blank.cut(), true, false)
                        : traced(worker, blank.cut(), blade, true, outside != nullptr)) {
    if (agrees(spatial::area_m2(cut->inside), share.area_m2, blank.boundary_m()) &&
        (outside == nullptr ||
         agrees(spatial::area_m2(cut->outside), blank.area_m2() - share.area_m2, blank.boundary_m()))) {
      ++worker.traced;
      if (outside != nullptr) *outside = std::move(cut->outside);
      return {Cut::Kind::part, std::move(cut->inside)};
    }
  }
  ++worker.by_engine;
  return {Cut::Kind::part, intersection(worker.geos, blank.view(), local(worker, share.zone, blank.box()))};
}

Cut Knife::inside_any(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares) const {
  if (shares.empty()) return {};
  if (covered(blank, shares)) return {Cut::Kind::whole_area, {}};
  if (shares.size() == 1) {
    Cut cut = inside(worker, blank, shares.front());
    if (cut.kind == Cut::Kind::whole_feature) cut = {Cut::Kind::part, MultiPolygon(features_[shares.front().zone])};
    return cut;
  }
  ++worker.by_engine;
  return {Cut::Kind::part, intersection(worker.geos, blank.view(), blade(worker, shares, blank.box()))};
}

/// Cuts away one feature after the other; nullopt if outlines meet in other ways than crossing.
std::optional<MultiPolygon> Knife::cut_away(KnifeWorker& worker, Blank& blank,
                                            std::span<const ZoneShare> shares) const {
  MultiPolygon rest;
  const ZoneShare& first = shares.front();
  auto cut = traced(worker, blank.cut(), tree(worker, first.zone), false, true);
  if (!cut || !agrees(spatial::area_m2(cut->outside), blank.area_m2() - first.area_m2, blank.boundary_m()))
    return std::nullopt;
  rest = std::move(cut->outside);
  for (const ZoneShare& share : shares.subspan(1)) {
    if (rest.empty()) return rest;
    const CutArea area(rest);
    const CutArea& blade = tree(worker, share.zone);
    const double before = spatial::area_m2(rest),
                 shared = std::min(before, shared_area_m2(area.tree(), blade.tree(), worker.shared));
    if (shared <= smallest_m2_) continue;
    if (before - shared <= whole_slack_m2(before, smallest_m2_)) return MultiPolygon();
    auto next = traced(worker, area, blade, false, true);
    if (!next || !agrees(spatial::area_m2(next->outside), before - shared, blank.boundary_m())) return std::nullopt;
    rest = std::move(next->outside);
  }
  return rest;
}

/// Cuts away all features at once, if they are neighbours that share no land.
std::optional<MultiPolygon> Knife::cut_away_together(KnifeWorker& worker, Blank& blank,
                                                     std::span<const ZoneShare> shares) const {
  std::vector<MultiPolygonView> views;
  StableSum shared;
  for (const ZoneShare& share : shares) {
    if (large_[share.zone] || (!overlapped_.empty() && overlapped_[share.zone] != 0)) return std::nullopt;
    views.push_back(features_[share.zone]);
    shared.add(share.area_m2);
  }
  const auto land = land_of_neighbours(views);
  if (!land) return std::nullopt;
  auto cut = traced(worker, blank.cut(), CutArea(*land), false, true);
  if (!cut || !agrees(spatial::area_m2(cut->outside), blank.area_m2() - shared.value(), blank.boundary_m()))
    return std::nullopt;
  return std::move(cut->outside);
}

/// Its branches are the ways out: nothing to cut, all covered, cut in one, or halved and cut again.
MultiPolygon Knife::split_outside(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> wanted, int depth,
                                  std::vector<double>& seams) const {
  std::vector<ZoneShare> crossing = shares(worker, blank);
  // Only the requested features count. Others may share land here, too, among them the feature being cut.
  std::vector<std::uint32_t> zones;
  for (const ZoneShare& share : wanted) zones.push_back(share.zone);
  std::sort(zones.begin(), zones.end());
  std::erase_if(crossing,
                [&](const ZoneShare& share) { return !std::binary_search(zones.begin(), zones.end(), share.zone); });
  if (crossing.empty()) return MultiPolygon(blank.view());
  if (covered(blank, crossing)) return {};
  if (crossing.size() > 1 && !seams.empty())  // the whole area was tried before
    if (auto rest = cut_away_together(worker, blank, crossing)) return std::move(*rest);
  if (crossing.size() * blank.view().point_count() <= many_blades * split_points || crossing.size() == 1 ||
      depth == 0 || blank.view().point_count() < smallest_split) {
    if (auto rest = cut_away(worker, blank, crossing)) return std::move(*rest);
    return difference(worker.geos, blank.view(), blade(worker, crossing, blank.box()));
  }
  // Halve the area at a coordinate where no vertex lies, and join what is left of both halves.
  Box low = neighbourhood_of(blank.box());
  const bool across = low.width() >= low.height();
  const double at = between(across ? low.centre().x : low.centre().y);
  seams.push_back(at);
  (across ? low.max_x : low.max_y) = at;
  const MultiPolygon rectangle = normalised(polygon_of(low));
  auto halves = traced(worker, blank.cut(), CutArea(rectangle), true, true);
  if (!halves) {
    Box high = neighbourhood_of(blank.box());
    (across ? high.min_x : high.min_y) = at;
    halves = TracedCut{clip(worker.geos, blank.view(), low), clip(worker.geos, blank.view(), high)};
  }
  std::vector<MultiPolygon> rests;
  for (const MultiPolygon* half : {&halves->inside, &halves->outside}) {
    if (half->empty()) continue;
    Blank part(*half, box_of(half->view()), spatial::area_m2(*half));
    MultiPolygon rest = split_outside(worker, part, crossing, depth - 1, seams);
    if (!rest.empty()) rests.push_back(std::move(rest));
  }
  if (rests.empty()) return {};
  if (rests.size() == 1) return std::move(rests.front());
  return union_of(worker.geos, rests[0], rests[1]);
}

Cut Knife::outside(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares) const {
  if (shares.empty()) return {Cut::Kind::whole_area, {}};
  if (covered(blank, shares)) return {};
  if (shares.size() > 1) {
    if (auto rest = cut_away_together(worker, blank, shares)) {
      ++worker.traced;
      return {Cut::Kind::part, std::move(*rest)};
    }
  }
  if (shares.size() <= many_blades) {
    if (auto rest = cut_away(worker, blank, shares)) {
      ++worker.traced;
      return {Cut::Kind::part, std::move(*rest)};
    }
    ++worker.by_engine;
    return {Cut::Kind::part, difference(worker.geos, blank.view(), blade(worker, shares, blank.box()))};
  }
  ++worker.by_engine;
  std::vector<double> seams;
  MultiPolygon rest = split_outside(worker, blank, shares, deepest_split, seams);
  if (seams.empty() || rest.empty()) return {Cut::Kind::part, std::move(rest)};
  // Without its vertex on a seam, a sliver may have become flat, so it may need repair.
  rest = without_seams(rest, seams);
  return {Cut::Kind::part, validity(worker.geos, rest) ? make_valid(worker.geos, rest) : std::move(rest)};
}

}  // namespace spatial
