// SPDX-License-Identifier: MIT
#include "libspatial/io/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/box_filter.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"

namespace spatial {
namespace {

bool make_utf8(std::string& text) {
  if (is_utf8(text)) return false;
  text = from_windows_1252(text);
  return true;
}

const char* misfit(const std::string& text, ColumnType type) {
  const bool digits = text.find_first_not_of("-0123456789") == std::string::npos;
  switch (type) {
    case ColumnType::boolean:
      return "neither true nor false";
    case ColumnType::integer:
      return digits ? "too large a number for 64 bits" : "not a whole number";
    case ColumnType::real:
      return digits ? "a number that 64 bits do not hold exactly" : "not a number";
    case ColumnType::date:
      return "not a day of the calendar";
    case ColumnType::date_time:
      return "not a day and time of the calendar";
    default:
      return "not of the field's type";
  }
}

std::string shown(const std::string& text) {
  constexpr std::size_t most = 60;
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // whole characters
  return text.substr(0, end) + "…";
}

}  // namespace

RowBlock::RowBlock(Role role, std::string source, const std::vector<LayerField>& extra_fields, Wanted which)
    : wanted(which) {
  layer.role = role;
  layer.source = std::move(source);
  for (const LayerField& field : extra_fields) layer.extra.emplace_back(field.name, field.type);
}

/// A branch for each kind of geometry that a row may have, and for each fault that is counted.
void RowBlock::add(std::int64_t fid, RowLabels text, const GeometryFinding& geometry) {
  bool not_utf8 = make_utf8(text.id);
  not_utf8 = make_utf8(text.name) || not_utf8;
  not_utf8 = make_utf8(text.code) || not_utf8;
  for (AttributeValue& value : text.extra)
    if (auto* const words = std::get_if<std::string>(&value)) not_utf8 = make_utf8(*words) || not_utf8;

  std::string known_as = trimmed(text.id);
  if (known_as.empty()) known_as = std::to_string(fid);
  if (not_utf8 && text_not_utf8++ == 0) first_text_not_utf8 = known_as;
  const auto report = [&](IssueRule rule, std::string message) {
    layer.issues.push_back(
        {rule, std::string(info(layer.role).name), layer.source, known_as, std::move(message), std::nullopt});
  };

  if (!text.unreadable.empty()) report(IssueRule::text_unreadable, std::move(text.unreadable));

  ++layer.features_in_file;
  if (geometry.kind == GeometryFinding::Kind::other) {
    ++layer.dropped;
    ++other_types[geometry.type];
    report(IssueRule::wrong_geometry_type, fmt::format("a {} where a polygon is expected", geometry.type));
    layer.issue_row.resize(layer.issues.size(), RawLayer::no_row);
    return;
  }
  if (!geometry.problem.empty()) report(IssueRule::null_geometry, geometry.problem);
  if (geometry.kind == GeometryFinding::Kind::polygonal) ++polygonal;
  if (geometry.z_or_m) ++z_or_m;
  if (geometry.curved) report(IssueRule::curve_linearised, "arcs were replaced by segments of one degree");
  if (geometry.other_parts && wanted == Wanted::polygons)
    report(IssueRule::non_polygon_parts_dropped, "lines or points in features with polygons were left out");
  if (!geometry.placed_by.empty()) report(IssueRule::site_by_postcode, geometry.placed_by);
  for (std::size_t c = 0; c < layer.extra.size(); ++c)
    if (const auto* const words = std::get_if<std::string>(&text.extra[c]);
        words != nullptr && !fits(*words, layer.extra[c].type()))
      report(IssueRule::value_misfit, fmt::format("'{}' in field '{}' is {}; it is kept as text", shown(*words),
                                                  layer.extra[c].name, misfit(*words, layer.extra[c].type())));
  layer.issue_row.resize(layer.issues.size(), static_cast<std::uint32_t>(layer.fid.size()));
  layer.geometry.end_feature();
  if (wanted == Wanted::any) {
    lines.end_feature();
    points.end_feature();
  }
  layer.fid.push_back(fid);
  layer.id.push_back(std::move(text.id));
  layer.name.push_back(std::move(text.name));
  layer.code.push_back(std::move(text.code));
  for (std::size_t c = 0; c < layer.extra.size(); ++c) layer.extra[c].push_back(std::move(text.extra[c]));
}

void RowBlock::count(const RowBlock& other) {
  layer.features_in_file += other.layer.features_in_file;
  layer.dropped += other.layer.dropped;
  polygonal += other.polygonal;
  z_or_m += other.z_or_m;
  if (text_not_utf8 == 0) first_text_not_utf8 = other.first_text_not_utf8;
  text_not_utf8 += other.text_not_utf8;
  for (const auto& [type, rows] : other.other_types) other_types[type] += rows;
}

/// Around all parts of a row.
Box box_of_row(const RowBlock& block, std::size_t row) {
  Box all = box_of(block.layer.geometry[row]);
  if (block.wanted != Wanted::any) return all;
  for (std::size_t l = 0; l < block.lines[row].line_count(); ++l)
    for (const Point& point : block.lines[row].line(l)) all.add(point);
  for (const Point& point : block.points[row]) all.add(point);
  return all;
}

/// Long because each column of the rows that stay is carried over by itself.
RowBlock within(RowBlock block, std::span<const Box> boxes, By by) {
  const bool any = block.wanted == Wanted::any;
  const auto shape_meets = [&](const Box& box, std::size_t row) {
    if (meets(box, block.layer.geometry[row])) return true;
    if (!any) return false;
    for (std::size_t l = 0; l < block.lines[row].line_count(); ++l)
      if (meets(box, block.lines[row].line(l))) return true;
    for (const Point& point : block.points[row])
      if (meets(box, {&point, 1})) return true;
    return false;
  };
  const auto near = [&](std::size_t row) {
    const Box own = by == By::box ? box_of_row(block, row) : Box();
    return std::any_of(boxes.begin(), boxes.end(),
                       [&](const Box& box) { return by == By::box ? box.intersects(own) : shape_meets(box, row); });
  };
  std::vector<std::uint32_t> kept;
  const std::size_t rows = block.layer.fid.size();
  for (std::uint32_t row = 0; row < rows; ++row)
    if (near(row)) kept.push_back(row);
  if (kept.size() == rows) return block;

  RowBlock result(block.layer.role, block.layer.source, {}, block.wanted);
  RawLayer &to = result.layer, &from = block.layer;
  to.extra = without_rows(from.extra);
  std::vector<std::uint32_t> new_row(rows, RawLayer::no_row);
  for (const std::uint32_t row : kept) {
    new_row[row] = static_cast<std::uint32_t>(to.fid.size());
    to.fid.push_back(from.fid[row]);
    to.id.push_back(std::move(from.id[row]));
    to.name.push_back(std::move(from.name[row]));
    to.code.push_back(std::move(from.code[row]));
    push_row(to.extra, from.extra, row);
    to.geometry.append(from.geometry[row]);
    if (!any) continue;
    for (std::size_t l = 0; l < block.lines[row].line_count(); ++l) {
      for (const Point p : block.lines[row].line(l)) result.lines.add_point(p);
      result.lines.end_line();
    }
    result.lines.end_feature();
    for (const Point p : block.points[row]) result.points.add_point(p);
    result.points.end_feature();
  }
  for (std::size_t i = 0; i < from.issues.size(); ++i) {
    const std::uint32_t row = from.issue_row[i];
    if (row != RawLayer::no_row && new_row[row] == RawLayer::no_row) continue;
    to.issues.push_back(std::move(from.issues[i]));
    to.issue_row.push_back(row == RawLayer::no_row ? row : new_row[row]);
  }
  to.features_in_file = from.features_in_file - (rows - kept.size());
  to.dropped = from.dropped;
  result.polygonal = block.polygonal;
  result.z_or_m = block.z_or_m;
  result.text_not_utf8 = block.text_not_utf8;
  result.first_text_not_utf8 = std::move(block.first_text_not_utf8);
  result.other_types = std::move(block.other_types);
  return result;
}

void RowBlock::append(std::vector<RowBlock> blocks, double share, std::size_t most_points) {
  std::size_t features = layer.fid.size(), coordinates = layer.geometry.point_count();
  for (const RowBlock& block : blocks) {
    features += block.layer.fid.size();
    coordinates += block.layer.geometry.point_count();
  }
  // With some room, in which cleaning can let features grow.
  const auto in_all = [&](std::size_t here) {
    return static_cast<std::size_t>(static_cast<double>(here) / std::clamp(share, 1e-3, 1.0) * (share < 1 ? 1.02 : 1));
  };
  coordinates += coordinates / 256 + 4096;
  layer.geometry.reserve(in_all(features), std::max(coordinates, std::min(in_all(coordinates), most_points)));
  for (RowBlock& block : blocks) {
    const auto first = static_cast<std::uint32_t>(layer.fid.size());
    for (std::uint32_t& row : block.layer.issue_row)
      if (row != RawLayer::no_row) row += first;
    move_append(layer.issue_row, block.layer.issue_row);
    move_append(layer.fid, block.layer.fid);
    move_append(layer.id, block.layer.id);
    move_append(layer.name, block.layer.name);
    move_append(layer.code, block.layer.code);
    append_rows(layer.extra, std::move(block.layer.extra));
    move_append(layer.issues, block.layer.issues);
    layer.geometry.append(block.layer.geometry);
    block.layer.geometry = {};
    lines.append(block.lines);
    points.append(block.points);
    count(block);
  }
}

Issues notes_on_layer(const RowBlock& all, bool may_lack_areas) {
  const RawLayer& layer = all.layer;
  if (!may_lack_areas && all.wanted == Wanted::polygons && all.polygonal == 0 && !all.other_types.empty()) {
    std::vector<std::string> found;
    for (const auto& [type, count] : all.other_types)
      found.push_back(fmt::format("{} {}", with_commas(static_cast<long long>(count)), type));
    throw Error(ErrorKind::input, fmt::format("{} has no polygons, only {}", layer.source, joined(found, ", ")),
                "Polygons are needed here: buffer or polygonise this layer first.");
  }
  Issues issues;
  const auto report = [&](IssueRule rule, std::string message) {
    issues.push_back({rule, std::string(info(layer.role).name), layer.source, {}, std::move(message), std::nullopt});
  };
  if (layer.features_in_file == 0) report(IssueRule::empty_layer, "the layer has no features");
  if (all.z_or_m > 0)
    report(IssueRule::z_or_m_dropped, fmt::format("heights or measures of {} features were dropped",
                                                  with_commas(static_cast<long long>(all.z_or_m))));
  if (all.text_not_utf8 > 0)
    report(IssueRule::text_not_utf8,
           fmt::format("text of {} features was read as Windows-1252, first of '{}'",
                       with_commas(static_cast<long long>(all.text_not_utf8)), all.first_text_not_utf8));
  return issues;
}

}  // namespace spatial
