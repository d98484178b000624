// SPDX-License-Identifier: MIT
#include "libspatial/run/place_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/coordinate_text.hpp"

namespace spatial {
namespace {

constexpr Box beside_origin{-1e4, -1e4, 1e4, 1e4};

}  // namespace

double distance_m(const Box& a, const Box& b) {
  const double x = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x}),
               y = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  return std::hypot(x, y);
}

std::string box_text(const Box& box) {
  return fmt::format("{} {} {} {}", coordinate_text(box.min_x), coordinate_text(box.min_y), coordinate_text(box.max_x),
                     coordinate_text(box.max_y));
}

std::string kilometres(double metres) {
  return metres < 1e5 ? fmt::format("{:.1f} km", metres / 1000) : with_commas(std::llround(metres / 1000)) + " km";
}

std::string nothing_in(const LayerLook& look, const std::string& where) {
  if (look.usable > 0) return {};
  const std::string linked =
      look.network_links.empty() ? "" : fmt::format("; it only links to {}", joined(look.network_links, ", "));
  if (look.rows > 0)
    return fmt::format("none of its {} features{} has a geometry with finite coordinates",
                       with_commas(static_cast<long long>(look.rows)),
                       where.empty() ? "" : " that the filter lets through");
  return where.empty() ? "it has no features" + linked
                       : fmt::format("the filter \"{}\" lets none of its features through", where);
}

AreaCheck::AreaCheck(Placement& placement, std::vector<LayerLook> looks, const std::string& crs)
    : placement_(placement),
      looks_(std::move(looks)),
      crs_(crs),
      error_(placement.area_error(looks_)),
      tolerated_(placement.tolerated_error(looks_)) {}

std::string AreaCheck::sentence() const {
  const double percent = 100 * std::abs(error_);
  return fmt::format("areas in '{}' ({}) are {} % too {} where the layers lie, {}", placement_.crs_name(), crs_,
                     percent < 10 ? fmt::format("{:.2f}", percent) : fmt::format("{:.0f}", percent),
                     error_ > 0 ? "large" : "small", placement_.place_text(looks_));
}

void AreaCheck::refuse_unless(bool allowed) const {
  if (allowed || std::abs(error_) <= tolerated_) return;
  const std::string better = placement_.better_crs(looks_);
  throw Error(ErrorKind::input, sentence(),
              fmt::format("Use a reference system made for that place{} with --crs, or crs in [project] of a "
                          "config; or accept these areas with --allow-false-areas.",
                          better.empty() || better == crs_ ? "" : ", such as " + better + ","));
}

void AreaCheck::report(Issues& issues) const {
  const bool invented = std::all_of(looks_.begin(), looks_.end(), [&](const LayerLook& look) {
    return beside_origin.contains(placement_.extent_of(look));
  });
  if (std::abs(error_) > 0.001 && !(invented && std::abs(error_) <= tolerated_))
    issues.push_back({IssueRule::false_areas, "", "", "", sentence(), std::nullopt});
}

void refuse_if_all_lost(const std::string& source, const LayerCounts& counts, const Issues& issues) {
  if (counts.in == 0 || counts.used > 0) return;
  std::map<IssueRule, std::size_t> reasons;
  const Issue* first = nullptr;
  for (const Issue& issue : issues)
    if (info(issue.rule).outcome == Outcome::dropped) {
      ++reasons[issue.rule];
      if (first == nullptr) first = &issue;
    }
  std::vector<std::string> words;
  for (const auto& [rule, count] : reasons)
    words.push_back(fmt::format("{} × {}", with_commas(static_cast<long long>(count)), info(rule).code));
  throw Error(
      ErrorKind::input,
      fmt::format(
          "{}: {} is left ({}{})", source,
          counts.in == 1 ? "nothing of its only feature"
                         : fmt::format("none of its {} features", with_commas(static_cast<long long>(counts.in))),
          joined(words, ", "),
          first == nullptr
              ? ""
              : fmt::format("; the first, {}: {}",
                            first->feature_id.empty() ? "a feature" : "feature " + first->feature_id, first->message)),
      "Check the layer's coordinates and reference system, or repair it in a GIS.");
}

std::vector<std::string> said_at_once(const Issues& issues) {
  constexpr std::array said{IssueRule::outside_area_of_use, IssueRule::false_areas, IssueRule::layer_elsewhere,
                            IssueRule::empty_layer, IssueRule::layer_outdated};
  std::vector<std::string> lines;
  for (const Issue& issue : issues) {
    if (!issue.feature_id.empty() || std::find(said.begin(), said.end(), issue.rule) == said.end()) continue;
    const std::string line = issue.message.starts_with(issue.source) || issue.source.empty()
                                 ? issue.message
                                 : issue.source + ": " + issue.message;
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
  return lines;
}

}  // namespace spatial
