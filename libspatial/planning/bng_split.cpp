// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_split.hpp"

#include <algorithm>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/on_edge.hpp"

namespace spatial {
namespace {

constexpr double smallest_m2 = 0.01, smallest_m = 0.01;

std::string singular(std::string_view text) {
  std::string result = plain_name(text);
  if (result.size() > 3 && result.ends_with('s')) result.pop_back();
  return result;
}

}  // namespace

std::vector<std::string> names_of_habitats(std::string_view habitats) {
  std::vector<std::string> names;
  while (!habitats.empty()) {
    const std::size_t end = std::min(habitats.find(';'), habitats.size());
    if (std::string one = singular(habitats.substr(0, end)); !one.empty()) names.push_back(std::move(one));
    habitats.remove_prefix(std::min(end + 1, habitats.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool names_match(const std::vector<std::string>& names, const std::string& broad, const std::string& type) {
  const auto has = [&](const std::string& name) { return std::binary_search(names.begin(), names.end(), name); };
  return has(singular(type)) || (!broad.empty() && (has(singular(broad)) || has(singular(broad + type))));
}

SplitPiece piece_of(MultiPolygon area) {
  const double size = area_m2(area);
  return {std::move(area), {}, {}, size};
}

SplitPiece piece_of(std::vector<Segment> line) {
  const double size = length_m(line);
  return {{}, std::move(line), {}, size};
}

Box box_of(const SplitPiece& piece) {
  Box box = box_of(piece.area.view());
  for (const auto& [from, to] : piece.line) {
    box.add(from);
    box.add(to);
  }
  if (piece.area.empty() && piece.line.empty()) box.add(piece.tree);
  return box;
}

SplitMap::SplitMap(const MultiPolygonColumn& areas, const std::vector<std::string>& habitats, const Box& land,
                   const Executor& executor)
    : areas_(&areas) {
  const std::vector<Box> boxes = boxes_of(areas);
  index_ = BoxIndex(boxes);
  trees_ = parallel_map<std::optional<EdgeTree>, NoState>(executor, boxes.size(), [&](NoState&, std::size_t a) {
    return boxes[a].intersects(land) ? std::optional<EdgeTree>(areas[a]) : std::nullopt;
  });
  for (const std::string& one : habitats) names_.push_back(names_of_habitats(one));
}

void SplitMap::near(const Box& box, const BngType* type, std::vector<std::uint32_t>& found) const {
  found.clear();
  if (empty() || box.empty()) return;
  index_.query(box, found);
  if (type == nullptr) return;
  std::erase_if(found, [&](std::uint32_t area) {
    return area >= names_.size() || !names_match(names_[area], type->broad, type->type);
  });
}

bool Cutter::counts(SplitKind kind, const SplitPiece& piece) {
  return kind == SplitKind::tree || piece.size > (kind == SplitKind::line ? smallest_m : smallest_m2);
}

Split Cutter::split(SplitKind kind, const SplitPiece& piece, const SplitMap& map,
                    const std::vector<std::uint32_t>& areas) {
  if (kind == SplitKind::area) return split_area(piece, map, areas);
  if (kind == SplitKind::line) return split_line(piece, map, areas);
  Split split;
  for (const std::uint32_t area : areas)
    if (covers_or_touches(map.tree(area), piece.tree)) split.areas.push_back(area);
  (split.areas.empty() ? split.off : split.on) = piece;
  return split;
}

Split Cutter::split_area(const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas) {
  Split split;
  const Box box = box_of(piece);
  std::vector<MultiPolygon> parts;
  bool whole = false;
  for (const std::uint32_t area : areas) {
    const double shared = shared_area_m2(piece.area, box, piece.size, map.tree(area), scratch_);
    if (shared <= smallest_m2) continue;
    split.areas.push_back(area);
    whole = whole || shared >= piece.size - smallest_m2;
    // Clipping to the neighbourhood of the piece avoids cutting distant land again and again.
    if (!whole) parts.push_back(clip(geos_, map.area(area), box.grown(1)));
  }
  if (whole || split.areas.empty()) {
    (whole ? split.on : split.off) = piece;
    return split;
  }
  std::vector<MultiPolygonView> views(parts.begin(), parts.end());
  const MultiPolygon land = parts.size() == 1 ? std::move(parts[0]) : union_of(geos_, views);
  split.on = piece_of(intersection(geos_, piece.area, land));
  split.off = piece_of(difference(geos_, piece.area, land));
  return split;
}

Split Cutter::split_line(const SplitPiece& piece, const SplitMap& map, const std::vector<std::uint32_t>& areas) {
  Split split;
  split.off = piece;
  for (const std::uint32_t area : areas) {
    std::vector<Segment> on = parts_of(split.off.line, map.tree(area));
    const bool shares = length_m(on) > smallest_m;
    if (shares || length_m(parts_of(piece.line, map.tree(area))) > smallest_m) split.areas.push_back(area);
    if (!shares) continue;
    split.on.line.insert(split.on.line.end(), on.begin(), on.end());
    split.off = piece_of(parts_of(split.off.line, map.tree(area), false));
  }
  split.on = piece_of(std::move(split.on.line));
  return split;
}

}  // namespace spatial
