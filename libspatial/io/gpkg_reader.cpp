// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/io/gpkg_check.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

using sqlite::Database;
using sqlite::Statement;

constexpr std::uint64_t rows_per_range = 4096;
constexpr std::uint64_t most_ranges = 256;
constexpr std::size_t parts_together = 16;  // ranges that are read before their rows are passed on

std::vector<FidRange> cut(std::int64_t first, std::int64_t last, std::uint64_t wanted) {
  // Unsigned, because ids may lie anywhere in the range of 64-bit numbers.
  const std::uint64_t base = static_cast<std::uint64_t>(first), span = static_cast<std::uint64_t>(last) - base;
  if (span >= (std::uint64_t{1} << 62)) return {{first, last}};
  const std::uint64_t step = span / wanted + 1;
  std::vector<FidRange> result;
  for (std::uint64_t offset = 0; offset <= span; offset += step)
    result.push_back({static_cast<std::int64_t>(base + offset),
                      static_cast<std::int64_t>(base + std::min(offset + step - 1, span))});
  return result;
}

std::vector<FidRange> ranges(std::int64_t first, std::int64_t last, std::uint64_t rows) {
  const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
  return cut(first, last, std::clamp<std::uint64_t>(std::min(rows, span) / rows_per_range, 1, most_ranges));
}

const std::string place = "lnrs place";

/// SQL for the rows of a table; with a column of row positions, if rows are numbered by position.
std::string rows_of(const GpkgTable& table) {
  const std::string name = sqlite::identifier(table.table);
  return table.by_place ? fmt::format("(SELECT row_number() OVER () AS {}, * FROM {})", sqlite::identifier(place), name)
                        : name;
}

std::string number_column(const GpkgTable& table) {
  return sqlite::identifier(table.by_place ? place : table.fid_column);
}

/// SQL that limits rows to those of the table's numbers that lie in the range.
std::string numbers_in(const GpkgTable& table, FidRange range) {
  if (!table.numbers) return "";
  const auto begin = std::lower_bound(table.numbers->begin(), table.numbers->end(), range.first),
             end = std::upper_bound(begin, table.numbers->end(), range.last);
  return fmt::format(" AND {} IN ({})", number_column(table), fmt::join(begin, end, ","));
}

/// With a list of numbers, the plus sign keeps SQLite from walking the whole range instead, as it does for long lists.
std::string select(const GpkgTable& table, FidRange range) {
  std::string sql =
      fmt::format("SELECT {}, {}", number_column(table),
                  table.geometry_column.empty() ? std::string("NULL") : sqlite::identifier(table.geometry_column));
  const auto add = [&](const std::string& column) {
    sql += ", " + (column.empty() ? "NULL" : sqlite::identifier(column));
  };
  add(table.id_column);
  add(table.name_column);
  add(table.code_column);
  for (const std::string& column : table.extra_columns) add(column);
  const std::string condition =
      (table.condition.empty() ? "" : fmt::format(" AND {}", table.condition)) + numbers_in(table, range);
  return sql + fmt::format(" FROM {} WHERE {}{} BETWEEN ? AND ?{} ORDER BY 1", rows_of(table), table.numbers ? "+" : "",
                           number_column(table), condition);
}

/// SQLite's cells have types of their own, whatever the column is declared as.
AttributeValue value_in(const Statement& rows, int column, ColumnType type) {
  if (rows.is_null(column)) return {};
  if (type == ColumnType::integer && rows.is_integer(column)) return rows.integer(column);
  if (type == ColumnType::real && rows.is_real(column)) return rows.real(column);
  return value_of(rows.text(column), type);
}

/// The rows of a range, and how they agree with the spatial index.
struct RangeRead {
  RowBlock block;
  IndexComparison found;
};

RangeRead read_range(Database& database, const std::string& sql, FidRange range, const GpkgTable& table,
                     RangeRead read) {
  RowBlock& block = read.block;
  Statement rows(database, sql);
  rows.bind(1, range.first);
  rows.bind(2, range.last);
  constexpr int first_text = 2;
  // Once some rows are known, memory for all rows of the range is reserved: growing step by step uses twice as much.
  const double expected = static_cast<double>(range.last) - static_cast<double>(range.first) + 1;
  std::size_t next_look = 64;
  for (std::size_t count = 0; rows.step(); ++count) {
    if (count == next_look && expected <= 4 * static_cast<double>(rows_per_range)) {
      const double share = std::max(1.0, 1.1 * expected / static_cast<double>(count));
      block.layer.geometry.reserve(
          0, static_cast<std::size_t>(static_cast<double>(block.layer.geometry.point_count()) * share));
      next_look *= 8;
    }
    const std::int64_t fid = rows.integer(0);
    RowLabels text{rows.text(first_text), rows.text(first_text + 1), rows.text(first_text + 2), {}};
    for (std::size_t c = 0; c < block.layer.extra.size(); ++c)
      text.extra.push_back(value_in(rows, first_text + 3 + static_cast<int>(c), block.layer.extra[c].type()));
    const CheckedGeometry geometry = append_checked(rows.blob(1), block.sink(), table, fid);
    read.found.row(fid, geometry.box);
    block.add(fid, std::move(text), geometry.finding);
  }
  return read;
}

}  // namespace

bool is_plain_table(const std::filesystem::path& file, const std::string& table) {
  Database database(file, Database::Mode::read);
  Statement statement(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
  statement.bind(1, std::string_view(table));
  return statement.step();
}

std::optional<Box> box_of_most(const std::filesystem::path& file, const std::string& table,
                               const std::string& geometry_column) {
  const std::string tree = fmt::format("rtree_{}_{}", table, geometry_column);
  if (!is_plain_table(file, tree)) return std::nullopt;
  Database database(file, Database::Mode::read);
  // Centres of boxes in mm. Boxes with coordinates beyond any place on Earth are skipped.
  Statement rows(database,
                 fmt::format("SELECT CAST((minx + maxx) * 500 AS INTEGER), CAST((miny + maxy) * 500 AS INTEGER) FROM "
                             "{} WHERE minx > -1e8 AND miny > -1e8 AND maxx < 1e8 AND maxy < 1e8",
                             sqlite::identifier(tree)));
  std::vector<std::int64_t> x, y;
  while (rows.step()) {
    x.push_back(rows.integer(0));
    y.push_back(rows.integer(1));
  }
  if (x.empty()) return std::nullopt;
  const std::size_t outer = x.size() / 200;
  const auto at = [](std::vector<std::int64_t>& values, std::size_t rank) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
    return static_cast<double>(values[rank]) / 1000;
  };
  return Box{at(x, outer), at(y, outer), at(x, x.size() - 1 - outer), at(y, y.size() - 1 - outer)};
}

void for_each_indexed_box(const std::filesystem::path& file, const std::string& table,
                          const std::string& geometry_column, const std::optional<Box>& near,
                          const std::function<void(const Box&)>& use) {
  const std::string tree = fmt::format("rtree_{}_{}", table, geometry_column);
  if (!is_plain_table(file, tree)) return;
  Database database(file, Database::Mode::read);
  Statement rows(database, fmt::format("SELECT minx, miny, maxx, maxy FROM {} WHERE minx > -1e8 AND miny > -1e8 AND "
                                       "maxx < 1e8 AND maxy < 1e8{} ORDER BY id",
                                       sqlite::identifier(tree),
                                       near ? " AND maxx >= ? AND maxy >= ? AND minx <= ? AND miny <= ?" : ""));
  if (near) rows.bind(1, near->min_x), rows.bind(2, near->min_y), rows.bind(3, near->max_x), rows.bind(4, near->max_y);
  while (rows.step()) use({rows.real(0), rows.real(1), rows.real(2), rows.real(3)});
}

FilterFault filter_fault(const GpkgTable& table, const std::string& where) {
  const std::string name = sqlite::identifier(table.table);
  Database database(table.file, Database::Mode::read);
  // The definition of a view may itself contain texts in double quotes. An empty copy with its columns avoids
  // evaluating the definition.
  if (!is_plain_table(table.file, table.table))
    database.run(fmt::format("CREATE TEMP TABLE {0} AS SELECT * FROM main.{0} LIMIT 0", name));
  database.refuse_quoted_text();
  FilterFault fault;
  for (const std::string& condition :
       {fmt::format("({}\n)", where), where}) {  // the second form finds unbalanced brackets
    const sqlite::Fault found = database.fault_of(fmt::format("SELECT 1 FROM {} WHERE {}", name, condition));
    if (!found.text.empty()) return {found.text, false};
    fault.needs_gdal = fault.needs_gdal || found.unknown_functions;
  }
  return fault;
}

bool can_read(const GpkgTable& table) {
  return !Database(table.file, Database::Mode::read)
              .fault_of(fmt::format("SELECT * FROM {}", sqlite::identifier(table.table)))
              .unknown_functions;
}

std::string repeated_number(const GpkgTable& table) {
  const std::string fid = sqlite::identifier(table.fid_column), name = sqlite::identifier(table.table);
  Database database(table.file, Database::Mode::read);
  if (const std::int64_t none =
          database.number(fmt::format("SELECT count(*) FROM {} WHERE typeof({}) <> 'integer'", name, fid));
      none > 0)
    return fmt::format("{} features have no number in '{}'; all are numbered by their position in the layer, from 1",
                       none, table.fid_column);
  Statement twice(
      database,
      fmt::format("SELECT {0}, count(*) FROM {1} GROUP BY {0} HAVING count(*) > 1 ORDER BY {0} LIMIT 1", fid, name));
  if (!twice.step()) return {};
  return fmt::format("{} features have the number {} in '{}'; all are numbered by their position in the layer, from 1",
                     twice.integer(1), twice.integer(0), table.fid_column);
}

std::vector<std::int64_t> numbers_meeting(const GpkgTable& table, std::span<const Box> windows) {
  const std::string tree = fmt::format("rtree_{}_{}", table.table, table.geometry_column);
  Database database(table.file, Database::Mode::read);
  Statement meeting(database, fmt::format("SELECT id FROM {} WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?",
                                          sqlite::identifier(tree)));
  std::vector<std::int64_t> numbers;
  for (const Box& window : windows) {
    // Some programs round the 32-bit coordinates of the index to the nearest value, which can make a box too small.
    const double widest =
        std::max({std::abs(window.min_x), std::abs(window.min_y), std::abs(window.max_x), std::abs(window.max_y)});
    const Box asked = window.grown(std::ldexp(widest, -22));
    meeting.bind(1, asked.max_x), meeting.bind(2, asked.min_x);
    meeting.bind(3, asked.max_y), meeting.bind(4, asked.min_y);
    while (meeting.step()) numbers.push_back(meeting.integer(0));
    meeting.reset();
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::vector<FidRange> all_ranges(Database& database, const GpkgTable& table) {
  const std::string fid = sqlite::identifier(table.fid_column), from = sqlite::identifier(table.table);
  return ranges(database.number(fmt::format("SELECT min({}) FROM {}", fid, from)),
                database.number(fmt::format("SELECT max({}) FROM {}", fid, from)),
                std::numeric_limits<std::uint64_t>::max());
}

namespace {

/// Of these numbers, `together` at a time.
std::vector<FidRange> ranges_of(const std::vector<std::int64_t>& numbers, std::size_t together) {
  std::vector<FidRange> ranges;
  for (std::size_t begin = 0; begin < numbers.size(); begin += together)
    ranges.push_back({numbers[begin], numbers[std::min(numbers.size(), begin + together) - 1]});
  if (ranges.empty()) ranges.push_back({0, 0});  // a range without rows
  return ranges;
}

}  // namespace

std::vector<FidRange> fid_ranges(const GpkgTable& table, std::size_t wanted, std::int64_t rows) {
  if (table.numbers) return ranges_of(*table.numbers, table.numbers->size() / std::max<std::size_t>(wanted, 1) + 1);
  Database database(table.file, Database::Mode::read);
  const std::string fid = sqlite::identifier(table.fid_column), name = sqlite::identifier(table.table);
  const std::string condition = table.condition.empty() ? "" : " WHERE " + table.condition;
  const auto asked = [&](const std::string& what) {
    return database.number(fmt::format("SELECT {} FROM {}{}", what, name, condition));
  };
  const std::int64_t first = asked(fmt::format("min({})", fid)), last = asked(fmt::format("max({})", fid));
  if (!condition.empty()) rows = asked("count(*)");
  const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
  if (wanted < 2 || rows < 2) return {{first, last}};
  if (span < 2 * static_cast<std::uint64_t>(rows)) return cut(first, last, wanted);
  // If feature numbers have wide gaps, rows are counted to find the limits.
  std::vector<FidRange> ranges;
  const std::int64_t together = rows / static_cast<std::int64_t>(wanted) + 1;
  Statement numbers(database, fmt::format("SELECT {0} FROM {1}{2} ORDER BY {0}", fid, name, condition));
  for (std::int64_t row = 0; numbers.step(); ++row) {
    if (row % together == 0) ranges.push_back({numbers.integer(0), numbers.integer(0)});
    ranges.back().last = numbers.integer(0);
  }
  return ranges;
}

void read_gpkg_rows(const GpkgTable& table, Role role, const std::string& source,
                    const std::vector<LayerField>& extra_fields, Wanted wanted, bool check_integrity,
                    const SpatialIndex* index, IndexComparison& found_in_all,
                    const std::function<void(std::vector<RowBlock>, double)>& use, const Executor& executor) {
  const std::string fid = number_column(table);
  const std::string from =
      fmt::format("FROM {}{}", rows_of(table), table.condition.empty() ? "" : " WHERE " + table.condition);
  const std::string count = "SELECT count(*) " + from;
  std::vector<FidRange> parts;
  std::int64_t stated = 0;  // written by one task; read when all tasks are done
  if (table.numbers) {
    parts = ranges_of(*table.numbers, rows_per_range);
  } else {
    Database database(table.file, Database::Mode::read);
    // A filtered table is counted first, to choose the ranges; a whole table is counted by a task of its own.
    if (!table.condition.empty()) stated = database.number(count);
    const std::uint64_t rows =
        table.condition.empty() ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(stated);
    const FidRange all{database.number(fmt::format("SELECT min({}) {}", fid, from)),
                       database.number(fmt::format("SELECT max({}) {}", fid, from))};
    parts = table.in_one_range ? std::vector<FidRange>{all} : ranges(all.first, all.last, rows);
  }

  struct Worker {
    std::optional<Database> database;
  };
  const auto sql = [&](FidRange range) { return select(table, range); };
  const std::size_t together = std::max<std::size_t>(parts_together, 4 * executor.worker_count());
  std::size_t rows = 0;
  for (std::size_t begin = 0; begin < parts.size(); begin += together) {
    const std::size_t end = std::min(parts.size(), begin + together);
    // The integrity check and the count read the whole file, so they start first.
    const std::size_t others = begin == 0 ? 2 : 0;
    auto found = parallel_map<std::optional<RangeRead>, Worker>(
        executor, end - begin + others, [&](Worker& worker, std::size_t task) -> std::optional<RangeRead> {
          if (!worker.database) worker.database.emplace(table.file, Database::Mode::read);
          if (task >= others)
            return read_range(*worker.database, sql(parts[begin + task - others]), parts[begin + task - others], table,
                              {RowBlock(role, source, extra_fields, wanted), IndexComparison(index, table.slack)});
          if (task == 0 && check_integrity) worker.database->quick_check_once();
          if (task == 1 && table.condition.empty() && !table.numbers) stated = worker.database->number(count);
          return std::nullopt;
        });
    std::vector<RowBlock> blocks;
    for (std::optional<RangeRead>& range : found) {
      if (!range) continue;
      rows += range->block.layer.features_in_file;
      found_in_all.add(range->found);
      blocks.push_back(std::move(range->block));
    }
    use(std::move(blocks), static_cast<double>(end) / static_cast<double>(parts.size()));
  }
  if (!table.numbers && rows != static_cast<std::size_t>(stated))
    throw Error(ErrorKind::input, fmt::format("{} states {} features but {} could be read", source, stated, rows),
                "The file is damaged; fetch or export it again.");
}

}  // namespace spatial
