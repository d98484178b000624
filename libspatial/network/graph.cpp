// SPDX-License-Identifier: MIT
#include "libspatial/network/graph.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

std::string words(const Link& link) { return "link " + std::to_string(link.a) + "–" + std::to_string(link.b); }

void check(const std::vector<double>& areas, const std::vector<Link>& links) {
  for (std::size_t i = 0; i < areas.size(); ++i)
    if (!(areas[i] >= 0) || !std::isfinite(areas[i]))
      throw Error(ErrorKind::input,
                  "patch " + std::to_string(i) + " has no area that could be used: " + shortest(areas[i]));
  for (const Link& link : links) {
    if (link.a >= areas.size() || link.b >= areas.size())
      throw Error(ErrorKind::input,
                  words(link) + " names a patch that does not exist (there are " + std::to_string(areas.size()) + ")");
    if (link.a == link.b) throw Error(ErrorKind::input, words(link) + " joins a patch to itself");
    if (!(link.distance_m >= 0) || !std::isfinite(link.distance_m))
      throw Error(ErrorKind::input, words(link) + " has no length that could be used: " + shortest(link.distance_m));
  }
}

}  // namespace

DispersalKernel::DispersalKernel(double d_ref_m, double p_ref) {
  if (!(p_ref > 0 && p_ref < 1))
    throw Error(ErrorKind::config, "dispersal probability must lie between 0 and 1, not " + shortest(p_ref));
  if (!(d_ref_m > 0) || !std::isfinite(d_ref_m))
    throw Error(ErrorKind::config, "dispersal distance must be a positive number of metres, not " + shortest(d_ref_m));
  rate_ = -std::log(p_ref) / d_ref_m;
}

double DispersalKernel::probability(double distance_m) const noexcept { return std::exp(-rate_ * distance_m); }

double DispersalKernel::reach_m(double p_min) const {
  if (!(p_min >= 0 && p_min < 1))
    throw Error(ErrorKind::config,
                "the smallest path probability must be at least 0 and below 1, not " + shortest(p_min));
  return p_min == 0 ? std::numeric_limits<double>::infinity() : -std::log(p_min) / rate_;
}

PatchGraph::PatchGraph(std::vector<double> areas, std::vector<Link> links)
    : areas_(std::move(areas)), links_(std::move(links)) {
  check(areas_, links_);
  for (Link& link : links_)
    if (link.a > link.b) std::swap(link.a, link.b);
  std::sort(links_.begin(), links_.end(), [](const Link& x, const Link& y) {
    return std::tie(x.a, x.b, x.distance_m) < std::tie(y.a, y.b, y.distance_m);
  });
  links_.erase(
      std::unique(links_.begin(), links_.end(), [](const Link& x, const Link& y) { return x.a == y.a && x.b == y.b; }),
      links_.end());

  offsets_.assign(areas_.size() + 1, 0);
  for (const Link& link : links_) {
    ++offsets_[link.a + 1];
    ++offsets_[link.b + 1];
  }
  for (std::size_t i = 0; i < areas_.size(); ++i) offsets_[i + 1] += offsets_[i];
  arcs_.resize(2 * links_.size());
  std::vector<std::uint64_t> next(offsets_.begin(), offsets_.end() - 1);
  // Links are sorted by (a, b). Adding all arcs to lower neighbours first and then those to higher neighbours leaves
  // every row sorted.
  for (std::uint32_t l = 0; l < links_.size(); ++l) arcs_[next[links_[l].b]++] = {links_[l].a, l, links_[l].distance_m};
  for (std::uint32_t l = 0; l < links_.size(); ++l) arcs_[next[links_[l].a]++] = {links_[l].b, l, links_[l].distance_m};
}

std::vector<std::uint32_t> PatchGraph::components() const {
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> component(size(), none), open;
  std::uint32_t count = 0;
  for (std::uint32_t start = 0; start < size(); ++start) {
    if (component[start] != none) continue;
    component[start] = count;
    open.assign(1, start);
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      open.pop_back();
      for (const Arc& arc : arcs(node)) {
        if (component[arc.to] != none) continue;
        component[arc.to] = count;
        open.push_back(arc.to);
      }
    }
    ++count;
  }
  return component;
}

}  // namespace spatial
