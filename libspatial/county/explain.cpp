// SPDX-License-Identifier: MIT
#include "libspatial/county/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/written_map.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/grid_reference.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {
namespace {

/// Reads "377400, 164500" as a square of 1 m around that point.
std::optional<Box> coordinate_square(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos) return std::nullopt;
  const std::string east = trimmed(text.substr(0, comma)), north = trimmed(text.substr(comma + 1));
  char *end_east = nullptr, *end_north = nullptr;
  const double x = std::strtod(east.c_str(), &end_east), y = std::strtod(north.c_str(), &end_north);
  if (east.empty() || north.empty() || *end_east != 0 || *end_north != 0 || !std::isfinite(x) || !std::isfinite(y))
    return std::nullopt;
  return Box{x - 0.5, y - 0.5, x + 0.5, y + 0.5};
}

Box place_asked(const std::string& at) {
  if (const std::optional<Box> box = coordinate_square(at)) return *box;
  if (const std::optional<Box> box = grid_square(at)) return *box;
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a place", at),
              "Give a grid reference, e.g. \"ST 774 645\", or easting and northing, e.g. \"377400, 164500\".");
}

/// Candidates that overlap the square, the one with the largest overlap first.
std::vector<std::string> candidates_at(const WrittenMap& map, const std::string& at) {
  const Box square = place_asked(at);
  ReadOptions options;
  options.crs = map.crs.empty() ? "EPSG:27700" : map.crs;
  options.id_field = "candidate_id";
  options.check_integrity = false;
  const RawLayer areas = read_layer({map.file, "opportunity_areas"}, Role::candidate, options, {}).layer;
  const EdgeTree asked(polygon_of(square));
  std::vector<std::pair<double, std::string>> found;
  std::string nearest;
  double nearest_m = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < areas.id.size(); ++c) {
    const Box box = box_of(areas.geometry[c]);
    const double gap = std::hypot(std::max({0.0, square.min_x - box.max_x, box.min_x - square.max_x}),
                                  std::max({0.0, square.min_y - box.max_y, box.min_y - square.max_y}));
    if (gap > nearest_m) continue;
    const double distance = distance_m(EdgeTree(areas.geometry[c]), asked);
    if (distance == 0) found.emplace_back(-area_m2(areas.geometry[c]), areas.id[c]);
    if (distance < nearest_m) {
      nearest_m = distance;
      nearest = areas.id[c];
    }
  }
  if (found.empty())
    throw Error(ErrorKind::input, fmt::format("{} has no candidate at {}", map.file.string(), at),
                nearest.empty() ? "The map has no candidates."
                                : fmt::format("The nearest is '{}', {:.0f} m away.", nearest, nearest_m));
  std::sort(found.begin(), found.end());
  std::vector<std::string> ids;
  for (const auto& [size, id] : found) ids.push_back(id);
  return ids;
}

std::vector<std::string> best_of(const WrittenMap& map, std::size_t top, const std::string& action) {
  const std::vector<std::string>&ids = map.column("candidate_id"), &ranks = map.column("rank");
  std::vector<std::pair<long long, std::size_t>> order;
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (!map.has("action") || map.column("action")[i] == action) order.emplace_back(std::stoll(ranks[i]), i);
  std::sort(order.begin(), order.end());
  if (order.empty())
    throw Error(ErrorKind::input, fmt::format("{} has no candidate to {}", map.file.string(), action),
                "Ask for the other action: --action create or --action restore.");
  std::vector<std::string> best;
  for (std::size_t k = 0; k < std::min(top, order.size()); ++k) best.push_back(ids[order[k].second]);
  return best;
}

std::vector<std::string> asked_for(const WrittenMap& map, const ExplainQuestion& question) {
  std::vector<std::string> asked = question.candidates;
  const auto append = [&](const std::vector<std::string>& more) {
    asked.insert(asked.end(), more.begin(), more.end());
  };
  if (!question.at.empty()) append(candidates_at(map, question.at));
  if (question.top > 0) append(best_of(map, question.top, question.action));
  if (asked.empty())
    throw Error(ErrorKind::usage, "no candidate was named", "Name candidates, a place (--at) or --top N.");
  for (const std::string& id : asked) {
    if (map.rows.contains(id)) continue;
    const std::vector<std::string>& ids = map.column("candidate_id");
    throw Error(ErrorKind::input,
                fmt::format("{} has no candidate '{}'{}", map.file.string(), id, did_you_mean(id, ids)),
                fmt::format("Ids look like '{}'; --at \"ST 774 645\" finds candidates by place.",
                            ids.empty() ? "–" : ids.front()));
  }
  return asked;
}

}  // namespace

std::string explain_candidates(const std::filesystem::path& opportunity_map, const ExplainQuestion& question) {
  const WrittenMap map = read_written_map(opportunity_map);
  const std::vector<std::string> asked = asked_for(map, question);
  const auto evidence = rows_of_candidates(map, "evidence", asked);
  std::vector<Explanation> explanations;
  for (const std::string& id : asked)
    explanations.push_back(explained(map.row(map.rows.at(id)), evidence.at(id), map.scoring));
  if (question.json) return explanation_json(explanations);
  std::string text;
  for (const Explanation& one : explanations) text += (text.empty() ? "" : "\n\n") + explanation_text(one);
  return text;
}

}  // namespace spatial
