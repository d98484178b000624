// SPDX-License-Identifier: MIT
#include "libspatial/io/memory_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "libspatial/core/error.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/gpkg_schema.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/sqlite_bridge.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {
namespace {

constexpr std::size_t rows_per_block = 512;

/// One row of a chunk of nested lists.
class RaggedRow {
 public:
  RaggedRow(const RaggedRows& in, std::size_t row) : in_(in), row_(row) {}

  bool missing() const { return !in_.missing.empty() && in_.missing[row_] != 0; }
  /// Members of item `i` at a level of nesting: the first one, and one past the last.
  std::pair<std::size_t, std::size_t> members(std::size_t level, std::size_t i) const {
    return {static_cast<std::size_t>(in_.offsets[level][i]), static_cast<std::size_t>(in_.offsets[level][i + 1])};
  }
  Point point(std::size_t i) const { return {in_.x[i * in_.stride], in_.y[i * in_.stride]}; }
  std::size_t row() const { return row_; }

 private:
  const RaggedRows& in_;
  std::size_t row_;
};

bool is_nowhere(Point p) { return std::isnan(p.x) && std::isnan(p.y); }

/// Appends points to a column and keeps track of their bounding box.
template <class Column>
class Adding {
 public:
  Adding(Column& column, const RaggedRow& from, Box& box) : column_(column), from_(from), box_(box) {}
  void points(std::pair<std::size_t, std::size_t> range) {
    for (std::size_t i = range.first; i < range.second; ++i) {
      const Point p = from_.point(i);
      box_.add(p);
      column_.add_point(p);
    }
  }

 private:
  Column& column_;
  const RaggedRow& from_;
  Box& box_;
};

void add_areas(const RaggedRows& rows, const RaggedRow& row, MultiPolygonColumn& column, Box& box) {
  Adding<MultiPolygonColumn> adding(column, row, box);
  const bool multi = rows.kind == RaggedRows::Kind::multi_polygon;
  const std::size_t polygons = multi ? 1 : 0, rings = polygons + 1;
  const auto [first, last] = multi ? row.members(0, row.row()) : std::pair(row.row(), row.row() + 1);
  for (std::size_t p = first; p < last; ++p) {
    const auto [ring, end] = row.members(polygons, p);
    for (std::size_t r = ring; r < end; ++r) {
      adding.points(row.members(rings, r));
      column.end_ring();
    }
    column.end_part();
  }
}

void add_lines(const RaggedRows& rows, const RaggedRow& row, MultiLineColumn& column, Box& box) {
  Adding<MultiLineColumn> adding(column, row, box);
  const bool multi = rows.kind == RaggedRows::Kind::multi_line;
  const auto [first, last] = multi ? row.members(0, row.row()) : std::pair(row.row(), row.row() + 1);
  for (std::size_t l = first; l < last; ++l) {
    adding.points(row.members(multi ? 1 : 0, l));
    column.end_line();
  }
}

void add_points(const RaggedRows& rows, const RaggedRow& row, MultiPointColumn& column, Box& box) {
  const auto [first, last] =
      rows.kind == RaggedRows::Kind::multi_point ? row.members(0, row.row()) : std::pair(row.row(), row.row() + 1);
  for (std::size_t i = first; i < last; ++i) {
    const Point p = row.point(i);
    if (is_nowhere(p)) continue;
    box.add(p);
    column.add_point(p);
  }
}

const char* type_name(RaggedRows::Kind kind) {
  using enum RaggedRows::Kind;
  return kind == line         ? "Line String"
         : kind == multi_line ? "Multi Line String"
         : kind == point      ? "Point"
                              : "Multi Point";
}

CheckedGeometry append_ragged(const RaggedRows& rows, std::size_t at, const PartsSink& sink) {
  using enum RaggedRows::Kind;
  CheckedGeometry read;
  const RaggedRow row(rows, at);
  if (row.missing()) return read;
  const bool areas = rows.kind == polygon || rows.kind == multi_polygon;
  if (areas)
    add_areas(rows, row, sink.areas, read.box);
  else if ((rows.kind == line || rows.kind == multi_line) && sink.lines != nullptr)
    add_lines(rows, row, *sink.lines, read.box);
  else if ((rows.kind == point || rows.kind == multi_point) && sink.points != nullptr)
    add_points(rows, row, *sink.points, read.box);
  else if (rows.kind != point || !is_nowhere(row.point(at)))
    read.finding.kind = GeometryFinding::Kind::other, read.finding.type = type_name(rows.kind);
  read.finding.z_or_m = rows.z_or_m;
  if (!read.box.empty())
    read.finding.kind = areas ? GeometryFinding::Kind::polygonal : GeometryFinding::Kind::line_or_point;
  return read;
}

const RaggedRows& part_of(const MemoryLayer& layer, std::size_t row) {
  const auto after = std::upper_bound(layer.ragged.begin(), layer.ragged.end(), row,
                                      [](std::size_t one, const RaggedRows& part) { return one < part.first; });
  return *(after - 1);
}

/// Writes ISO well-known binary, little-endian.
class WkbText {
 public:
  explicit WkbText(std::string& out) : out_(out) { out_.clear(); }
  void begin(std::uint32_t type) {
    out_ += '\1';
    put(type);
  }
  void count(std::size_t n) { put(static_cast<std::uint32_t>(n)); }
  void point(Point p) {
    put(p.x);
    put(p.y);
  }

 private:
  template <class T>
  void put(T value) {
    const std::size_t at = out_.size();
    out_.resize(at + sizeof value);
    std::memcpy(out_.data() + at, &value, sizeof value);
  }
  std::string& out_;
};

/// Writes item `i` of a level with its members. `type` is the item's WKB type; the members of a multi-type have the
/// corresponding simple type.
void write_thing(WkbText& out, const RaggedRow& row, std::size_t level, std::uint32_t type, std::size_t i) {
  constexpr std::uint32_t wkb_point = 1, wkb_polygon = 3, multi = 3;
  out.begin(type);
  if (type == wkb_point) return out.point(row.point(i));
  const auto [first, last] = row.members(level, i);
  out.count(last - first);
  for (std::size_t member = first; member < last; ++member) {
    if (type > wkb_polygon) {
      write_thing(out, row, level + 1, type - multi, member);
    } else if (type == wkb_polygon) {
      const auto [begin, end] = row.members(level + 1, member);
      out.count(end - begin);
      for (std::size_t p = begin; p < end; ++p) out.point(row.point(p));
    } else {
      out.point(row.point(member));
    }
  }
}

AttributeValue cell_value(const Column& column, std::size_t row) {
  if (const auto* texts = std::get_if<TextCells>(&column.cells))
    return (*texts)[row] ? value_of(*(*texts)[row], column.spec.type) : AttributeValue();
  if (const auto* integers = std::get_if<IntegerCells>(&column.cells)) {
    if (!(*integers)[row]) return {};
    if (column.spec.type == ColumnType::integer) return *(*integers)[row];
  }
  if (const auto* reals = std::get_if<RealCells>(&column.cells)) {
    if (std::isnan((*reals)[row])) return {};
    if (column.spec.type == ColumnType::real) return (*reals)[row];
  }
  return value_of(cell_text(column, row), column.spec.type);
}

RowBlock read_block(const MemoryReading& reading, std::size_t begin, std::size_t end) {
  RowBlock block(reading.role, reading.name.text(), reading.extra_fields, reading.wanted);
  const auto column_at = [&](int column) -> const Column& {
    return reading.layer.columns[static_cast<std::size_t>(column)];
  };
  const auto text = [&](int column, std::size_t row) {
    if (column == MemoryReading::none) return std::string();
    if (column == MemoryReading::number) return std::to_string(row + 1);
    return cell_text(column_at(column), row);
  };
  for (std::size_t k = begin; k < end; ++k) {
    const std::size_t row = reading.rows ? (*reading.rows)[k] : k;
    RowLabels labels{text(reading.id, row), text(reading.label, row), text(reading.code, row), {}};
    for (std::size_t c = 0; c < reading.extra.size(); ++c)
      labels.extra.push_back(reading.extra[c] < 0 ? value_of(text(reading.extra[c], row), reading.extra_fields[c].type)
                                                  : cell_value(column_at(reading.extra[c]), row));
    CheckedGeometry geometry;
    if (!reading.without_geometry) geometry = append_row(reading.layer, row, block.sink(), reading.name);
    block.add(static_cast<std::int64_t>(row) + 1, std::move(labels), geometry.finding);
  }
  return block;
}

}  // namespace

std::string fid_column(const MemoryLayer& layer) { return free_name(layer.columns, "fid"); }

std::string cell_text(const Column& column, std::size_t row) {
  if (const auto* texts = std::get_if<TextCells>(&column.cells)) return (*texts)[row].value_or(std::string());
  if (const auto* integers = std::get_if<IntegerCells>(&column.cells))
    return (*integers)[row] ? std::to_string(*(*integers)[row]) : std::string();
  const double value = std::get<RealCells>(column.cells)[row];
  return std::isnan(value) ? std::string() : number_text(value);
}

FilteredRows rows_that_meet(const MemoryLayer& layer, const std::string& where) {
  using sqlite::identifier;
  sqlite::Database database(":memory:", sqlite::Database::Mode::create);
  const std::string table = identifier(layer.name), fid = identifier(fid_column(layer));
  std::string creation = fmt::format("CREATE TABLE {} ({} INTEGER PRIMARY KEY, {}", table, fid,
                                     identifier(free_name(layer.columns, "geom")));
  std::string insertion = fmt::format("INSERT INTO {} VALUES (?,?", table);
  for (const Column& column : layer.columns) {
    creation += fmt::format(", {} {}", identifier(column.spec.name), sql_type(column.spec.type));
    insertion += ",?";
  }
  database.run(creation + ")");
  database.refuse_quoted_text();
  for (const std::string& condition : {fmt::format("({}\n)", where), where}) {
    const sqlite::Fault fault = database.fault_of(fmt::format("SELECT 1 FROM {} WHERE {}", table, condition));
    if (!fault.text.empty()) return {{}, fault.text};
    if (fault.unknown_functions)
      return {{}, "it calls a function that is not known for layers in memory; filter the frame itself"};
  }
  database.run("BEGIN");
  {
    sqlite::Statement insert(database, insertion + ")");
    std::string buffer;
    constexpr std::array<std::uint8_t, 1> some{};
    for (std::size_t row = 0; row < layer.rows(); ++row) {
      if (row % rows_per_block == 0) throw_if_cancelled();
      insert.bind(1, static_cast<std::int64_t>(row) + 1);
      wkb_of_row(layer, row, buffer).empty() ? insert.bind_null(2)
                                             : insert.bind(2, std::span<const std::uint8_t>(some));
      for (std::size_t c = 0; c < layer.columns.size(); ++c)
        bind_cell(insert, static_cast<int>(c) + 3, layer.columns[c].cells, row);
      insert.run();
    }
  }
  FilteredRows found;
  sqlite::Statement rows(database, fmt::format("SELECT {} FROM {} WHERE ({}\n) ORDER BY 1", fid, table, where));
  while (rows.step()) found.rows.push_back(static_cast<std::uint32_t>(rows.integer(0) - 1));
  return found;
}

RowPlaces rows_within(const MemoryLayer& layer, std::optional<RowPlaces> rows, std::int64_t first, std::int64_t last) {
  if (rows) {
    std::erase_if(*rows,
                  [&](std::uint32_t row) { return row + std::int64_t{1} < first || row + std::int64_t{1} > last; });
    return std::move(*rows);
  }
  RowPlaces all;
  last = std::min(last, static_cast<std::int64_t>(layer.rows()));
  for (std::int64_t number = std::max<std::int64_t>(first, 1); number <= last; ++number)
    all.push_back(static_cast<std::uint32_t>(number - 1));
  return all;
}

namespace {

RowPlaces rows_among(const MemoryLayer& layer, std::optional<RowPlaces> rows,
                     const std::vector<std::int64_t>& numbers) {
  RowPlaces all =
      rows ? std::move(*rows) : rows_within(layer, std::nullopt, 1, static_cast<std::int64_t>(layer.rows()));
  std::erase_if(all, [&](std::uint32_t row) {
    return !std::binary_search(numbers.begin(), numbers.end(), row + std::int64_t{1});
  });
  return all;
}

}  // namespace

std::optional<RowPlaces> rows_asked(const MemoryLayer& layer, const ReadOptions& options,
                                    const std::function<void(const std::string&)>& refuse) {
  std::optional<RowPlaces> rows;
  if (!options.where.empty()) {
    FilteredRows found = rows_that_meet(layer, options.where);
    if (!found.fault.empty()) refuse(found.fault);
    rows = std::move(found.rows);
  }
  if (options.numbers) rows = rows_within(layer, std::move(rows), options.numbers->first, options.numbers->last);
  if (options.chosen) rows = rows_among(layer, std::move(rows), *options.chosen);
  return rows;
}

std::vector<FidRange> ranges_of(const MemoryLayer& layer, std::size_t wanted) {
  const auto rows = static_cast<std::int64_t>(layer.rows());
  const std::int64_t together = rows / static_cast<std::int64_t>(std::max<std::size_t>(wanted, 1)) + 1;
  std::vector<FidRange> ranges;
  for (std::int64_t first = 1; first <= rows; first += together)
    ranges.push_back({first, std::min(rows, first + together - 1)});
  return ranges.empty() ? std::vector<FidRange>{{0, 0}} : ranges;
}

CheckedGeometry append_row(const MemoryLayer& layer, std::size_t row, const PartsSink& sink, const LayerName& name) {
  if (!layer.ragged.empty()) {
    const RaggedRows& part = part_of(layer, row);
    return append_ragged(part, row - part.first, sink);
  }
  const std::string_view wkb = layer.wkb[row];
  return append_wkb({reinterpret_cast<const std::uint8_t*>(wkb.data()), wkb.size()}, sink, name,
                    static_cast<std::int64_t>(row) + 1);
}

std::string_view wkb_of_row(const MemoryLayer& layer, std::size_t row, std::string& buffer) {
  if (layer.ragged.empty()) return layer.wkb[row];
  const RaggedRows& part = part_of(layer, row);
  const RaggedRow one(part, row - part.first);
  if (one.missing()) return {};
  WkbText out(buffer);
  write_thing(out, one, 0, static_cast<std::uint32_t>(part.kind) + 1, one.row());
  return buffer;
}

void read_memory_rows(const MemoryReading& reading, const std::function<void(std::vector<RowBlock>, double)>& use,
                      const Executor& executor) {
  const std::size_t rows = reading.rows ? reading.rows->size() : reading.layer.rows();
  const std::size_t blocks = std::max<std::size_t>((rows + rows_per_block - 1) / rows_per_block, 1);
  const std::size_t together = 8 * executor.worker_count();  // blocks in memory at a time, besides the layer
  for (std::size_t begin = 0; begin < blocks; begin += together) {
    const std::size_t end = std::min(blocks, begin + together);
    auto read = parallel_map<std::optional<RowBlock>, NoState>(
        executor, end - begin, [&](NoState&, std::size_t task) -> std::optional<RowBlock> {
          const std::size_t first = (begin + task) * rows_per_block;
          return read_block(reading, first, std::min(rows, first + rows_per_block));
        });
    std::vector<RowBlock> done;
    for (std::optional<RowBlock>& one : read) done.push_back(std::move(*one));
    use(std::move(done), static_cast<double>(end) / static_cast<double>(blocks));
  }
}

}  // namespace spatial
