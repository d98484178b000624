// SPDX-License-Identifier: MIT
#include "libspatial/overlay/edge_rule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

namespace spatial {
namespace {

constexpr double turn = 2 * std::numbers::pi;
constexpr double start = 1e-3;      // just north of due east, so that a border running east has a north side
constexpr double least_arc = 1e-4;  // radians; shorter arcs are rounding error

double length_of(const std::vector<ZoneRule::Arc>& arcs) {
  double sum = 0;
  for (const ZoneRule::Arc& arc : arcs) sum += arc.to - arc.from;
  return sum;
}

double shared(const std::vector<ZoneRule::Arc>& a, const std::vector<ZoneRule::Arc>& b) {
  double sum = 0;
  for (const ZoneRule::Arc& x : a)
    for (const ZoneRule::Arc& y : b) sum += std::max(0.0, std::min(x.to, y.to) - std::max(x.from, y.from));
  return sum;
}

/// Whether the two zones overlap here by more than rounding between neighbours can explain.
bool lie_on_top(const ZoneRule::Touched& a, const ZoneRule::Touched& b) {
  return shared(a.arcs, b.arcs) > 0.5 * std::min(length_of(a.arcs), length_of(b.arcs));
}

/// Adds the angles, measured from `start`, at which an edge crosses the circle around p.
void add_angles(const EdgeTree::Edge& edge, Point p, double radius, std::vector<double>& angles) {
  const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y, fx = edge.from.x - p.x,
               fy = edge.from.y - p.y;
  const double a = dx * dx + dy * dy, b = fx * dx + fy * dy, c = fx * fx + fy * fy - radius * radius,
               root = b * b - a * c;
  if (!(a > 0) || root < 0) return;
  for (const double sign : {-1.0, 1.0}) {
    const double t = (-b + sign * std::sqrt(root)) / a;
    if (t < 0 || t > 1) continue;
    double angle = std::atan2(fy + t * dy, fx + t * dx) - start;
    if (angle < 0) angle += turn;
    angles.push_back(std::min(angle, turn));
  }
}

}  // namespace

ZoneRule::Place ZoneRule::look(Point p, std::uint32_t zone, Scratch& scratch, Touched& touched) const {
  const EdgeTree& tree = zones_.tree(zone);
  Box box;
  box.add(p);
  if (!tree.box().intersects(box.grown(radius_m_))) return Place::outside;
  tree.edges_near(box.grown(radius_m_), scratch.edges);
  if (scratch.edges.empty()) return tree.covers(p) ? Place::inside : Place::outside;
  scratch.angles = {0, turn};
  for (const std::uint32_t e : scratch.edges) add_angles(tree.edges()[e], p, radius_m_, scratch.angles);
  if (scratch.angles.size() == 2) {  // no edge crosses the circle
    double least = radius_m_;
    for (const std::uint32_t e : scratch.edges) least = std::min(least, distance_to_edge_m(p, tree.edges()[e]));
    // Or the whole zone lies inside the circle.
    return tree.covers(p) || least < radius_m_ ? Place::inside : Place::outside;
  }
  std::sort(scratch.angles.begin(), scratch.angles.end());
  touched = {zone, turn, {}};
  for (std::size_t k = 1; k < scratch.angles.size(); ++k) {
    const double from = scratch.angles[k - 1], to = scratch.angles[k], middle = (from + to) / 2 + start;
    if (to - from < least_arc || !tree.covers({p.x + radius_m_ * std::cos(middle), p.y + radius_m_ * std::sin(middle)}))
      continue;
    touched.first = std::min(touched.first, from);
    touched.arcs.push_back({from, to});
  }
  const double inside = length_of(touched.arcs);
  if (inside > turn - 2 * least_arc) return Place::inside;
  return inside > 0 ? Place::edge : tree.covers(p) ? Place::inside : Place::outside;
}

void ZoneRule::zones_at(Point p, std::span<const std::uint32_t> near, Scratch& scratch,
                        std::vector<std::uint32_t>& found) const {
  found.clear();
  scratch.touched.clear();
  Touched touched;
  for (const std::uint32_t zone : near) {
    const Place place = look(p, zone, scratch, touched);
    if (place == Place::inside) found.push_back(zone);
    if (place == Place::edge) scratch.touched.push_back(std::move(touched));
  }
  std::sort(scratch.touched.begin(), scratch.touched.end(),
            [](const Touched& a, const Touched& b) { return std::tie(a.first, a.zone) < std::tie(b.first, b.zone); });
  scratch.kept.clear();
  for (Touched& one : scratch.touched) {
    if (!std::ranges::all_of(scratch.kept, [&](const Touched& earlier) { return lie_on_top(earlier, one); })) continue;
    found.push_back(one.zone);
    scratch.kept.push_back(std::move(one));
  }
  std::sort(found.begin(), found.end());
}

}  // namespace spatial
