// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <deque>
#include <limits>
#include <optional>
#include <queue>
#include <set>
#include <tuple>

#include "libspatial/core/cancel.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/gpkg_projects.hpp"
#include "libspatial/io/gpkg_rtree.hpp"
#include "libspatial/io/gpkg_schema.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

using sqlite::Database;
using sqlite::identifier;
using sqlite::Statement;

std::size_t rows_of(const FeatureTable& layer) {
  if (const auto* points = std::get_if<PointColumn>(&layer.geometry)) return points->size();
  if (const auto* lines = std::get_if<LineColumn>(&layer.geometry)) return lines->size();
  if (const auto* areas = std::get_if<MultiPolygonColumn>(&layer.geometry)) return areas->size();
  return layer.table.rows();
}

class LayerWriter {
 public:
  LayerWriter(Database& database, const Dataset& dataset, const FeatureTable& layer, std::int32_t srs_id,
              const MergedRows* merged)
      : database_(database),
        dataset_(dataset),
        layer_(layer),
        table_(layer.table),
        merged_(merged),
        srs_id_(srs_id),
        fid_(free_name(table_.columns, "fid")),
        geometry_(free_name(table_.columns, "geom")) {}

  void write() {
    check_shape();
    create();
    if (spatial()) make_room(merged_ != nullptr ? merged_->rows : rows_of(layer_));
    if (merged_ != nullptr)
      merge();
    else
      rows();
    if (spatial()) index();
    contents();
    dictionary();
    database_.run(count_triggers(table_.name));
    if (spatial()) database_.run(rtree_triggers(table_.name, fid_, geometry_));
  }

  const std::string& geometry_column() const { return geometry_; }

 private:
  /// Reserves memory for the boxes of the spatial index: growing step by step takes up to three times as much.
  void make_room(std::size_t rows) {
    indexed_rows_.reserve(rows);
    boxes_.reserve(rows);
  }

  bool spatial() const { return !std::holds_alternative<std::monostate>(layer_.geometry); }

  void check_shape() const {
    const std::size_t expected = rows_of(layer_);
    for (const Column& column : table_.columns)
      if (std::visit([](const auto& cells) { return cells.size(); }, column.cells) != expected)
        throw Error(ErrorKind::internal,
                    fmt::format("table '{}': column '{}' has another number of rows", table_.name, column.spec.name));
  }

  std::string geometry_type() const {
    if (std::holds_alternative<PointColumn>(layer_.geometry)) return "POINT";
    return std::holds_alternative<LineColumn>(layer_.geometry) ? "LINESTRING" : "MULTIPOLYGON";
  }

  void create() {
    const std::size_t columns = table_.columns.size() + (spatial() ? 2 : 1);
    if (const auto most = static_cast<std::size_t>(sqlite3_limit(database_.handle(), SQLITE_LIMIT_COLUMN, -1));
        columns > most)
      throw Error(ErrorKind::output,
                  fmt::format("a table of a GeoPackage has at most {} columns and this one would have {}",
                              with_commas(static_cast<long long>(most)), with_commas(static_cast<long long>(columns))),
                  "Keep fewer columns (--keep).");
    std::string sql = fmt::format("CREATE TABLE {} ({} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
                                  identifier(table_.name), identifier(fid_));
    if (spatial()) sql += fmt::format(", {} {}", identifier(geometry_), geometry_type());
    for (const Column& column : table_.columns)
      sql += fmt::format(", {} {}", identifier(column.spec.name), sql_type(column.spec.type));
    database_.run(sql + ")");
  }

  std::string insertion() const {
    std::string sql = fmt::format("INSERT INTO {} VALUES (?", identifier(table_.name));
    for (std::size_t i = 0; i < table_.columns.size() + (spatial() ? 1 : 0); ++i) sql += ",?";
    return sql + ")";
  }

  void rows() {
    Statement insert(database_, insertion());
    Bytes blob;
    const std::size_t count = rows_of(layer_);
    for (std::size_t row = 0; row < count; ++row) {
      if (row % rows_between_checks == 0) throw_if_cancelled();
      insert.bind(1, static_cast<std::int64_t>(row) + 1);
      int next = 2;
      if (spatial()) bind_geometry(insert, next++, row, blob);
      for (const Column& column : table_.columns) {
        if (column.spec.type == ColumnType::binary)
          bind_bytes(insert, next++, std::get<TextCells>(column.cells)[row]);
        else if (column.spec.type == ColumnType::bytes)
          bind_raw(insert, next++, std::get<TextCells>(column.cells)[row]);
        else
          bind_cell(insert, next++, column.cells, row);
      }
      insert.run();
      cells_.clear();
    }
  }

  /// The rows of one part file, read in order.
  struct Part {
    Database database;
    Statement rows;
    std::vector<std::int64_t> key;
    Part(const std::filesystem::path& file, const std::string& table, const std::string& fid)
        : database(file, Database::Mode::read),
          rows(database, fmt::format("SELECT * FROM {} ORDER BY {}", identifier(table), identifier(fid))) {}
    bool next(const std::vector<int>& order) {
      if (!rows.step()) return false;
      key.clear();
      for (const int column : order)
        key.push_back(rows.is_null(column) ? std::numeric_limits<std::int64_t>::max() : rows.integer(column));
      return true;
    }
  };

  void merge() {
    const int first = spatial() ? 2 : 1;  // after fid and geometry
    std::vector<int> order;
    for (const std::string& name : merged_->order)
      for (std::size_t c = 0; c < table_.columns.size(); ++c)
        if (table_.columns[c].spec.name == name) order.push_back(first + static_cast<int>(c));
    std::vector<std::unique_ptr<Part>> parts;
    const auto later = [&](std::size_t a, std::size_t b) {
      return std::tie(parts[a]->key, a) > std::tie(parts[b]->key, b);
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> heads(later);
    for (const std::filesystem::path& file : merged_->parts) {
      parts.push_back(std::make_unique<Part>(file, table_.name, fid_));
      if (parts.back()->next(order)) heads.push(parts.size() - 1);
    }
    Statement insert(database_, insertion());
    std::int64_t row = 0;
    for (; !heads.empty(); ++row) {
      if (row % static_cast<std::int64_t>(rows_between_checks) == 0) throw_if_cancelled();
      const std::size_t head = heads.top();
      heads.pop();
      Part& part = *parts[head];
      insert.bind(1, row + 1);
      std::deque<std::string> spelt;  // must live until the row is written
      for (int column = 1; column < first + static_cast<int>(table_.columns.size()); ++column) {
        const bool text =
            column >= first && table_.columns[static_cast<std::size_t>(column - first)].spec.type == ColumnType::text;
        if (text && part.rows.is_spelt(column))
          insert.bind(column + 1, std::string_view(spelt.emplace_back(part.rows.text(column))));
        else
          insert.copy(column + 1, part.rows, column);
      }
      if (spatial() && !part.rows.is_null(1)) {
        const Box box = envelope_of(part.rows.blob(1));
        extent_.add(box);
        indexed_rows_.push_back(row + 1);
        boxes_.push_back(box);
      }
      insert.run();
      if (part.next(order)) heads.push(head);
    }
    if (static_cast<std::size_t>(row) != merged_->rows)
      throw Error(ErrorKind::output,
                  fmt::format("layer '{}': {} of {} rows were found again", table_.name, row, merged_->rows),
                  "The disk did not keep what was written; check it and try again.");
  }

  void bind_geometry(Statement& insert, int index, std::size_t row, Bytes& blob) {
    Box box;
    if (const auto* points = std::get_if<PointColumn>(&layer_.geometry)) {
      if (const auto& point = (*points)[row]) {
        encode_point(*point, srs_id_, blob);
        box.add(*point);
      }
    } else if (const auto* lines = std::get_if<LineColumn>(&layer_.geometry)) {
      const auto line = (*lines)[row];
      for (const Point p : line) box.add(p);
      if (!box.empty()) encode_line(line, srs_id_, blob);
    } else {
      const MultiPolygonView feature = std::get<MultiPolygonColumn>(layer_.geometry)[row];
      if (!feature.empty()) {
        box = box_of(feature);
        encode_polygons(feature, srs_id_, blob);
      }
    }
    if (box.empty()) {
      insert.bind_null(index);
      return;
    }
    insert.bind(index, std::span<const std::uint8_t>(blob));
    extent_.add(box);
    indexed_rows_.push_back(static_cast<std::int64_t>(row) + 1);
    boxes_.push_back(box);
  }

  void bind_bytes(Statement& insert, int index, const std::optional<std::string>& hex) {
    const auto bytes = hex ? bytes_of_hex(*hex) : std::nullopt;
    if (!bytes) return insert.bind_null(index);
    cells_.push_back(*bytes);  // must live until the row is written
    insert.bind(index, std::span<const std::uint8_t>(cells_.back()));
  }

  static void bind_raw(Statement& insert, int index, const std::optional<std::string>& bytes) {
    if (!bytes) return insert.bind_null(index);
    insert.bind(index, std::span(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()));
  }

  void index() {
    const std::string name = fmt::format("rtree_{}_{}", table_.name, geometry_);
    database_.run(fmt::format("CREATE VIRTUAL TABLE {} USING rtree(id, minx, maxx, miny, maxy)", identifier(name)));
    Statement nodes(database_, fmt::format("INSERT OR REPLACE INTO {} VALUES (?, ?)", identifier(name + "_node")));
    Statement parents(database_, fmt::format("INSERT INTO {} VALUES (?, ?)", identifier(name + "_parent")));
    const auto write_node = [&](const RtreeNode& node) {
      nodes.bind(1, node.number);
      nodes.bind(2, std::span<const std::uint8_t>(node.data));
      nodes.run();
      if (node.parent == 0) return;
      parents.bind(1, node.number);
      parents.bind(2, node.parent);
      parents.run();
    };
    Statement rows(database_, fmt::format("INSERT INTO {} VALUES (?, ?)", identifier(name + "_rowid")));
    write_packed_rtree(indexed_rows_, boxes_, write_node, [&](std::int64_t row, std::int64_t node) {
      rows.bind(1, row);
      rows.bind(2, node);
      rows.run();
    });
    indexed_rows_ = {};
    boxes_ = {};
    Statement extension(database_,
                        "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', "
                        "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')");
    extension.bind(1, std::string_view(table_.name));
    extension.bind(2, std::string_view(geometry_));
    extension.run();
  }

  void contents() {
    Statement insert(database_, "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, std::string_view(table_.name));
    insert.bind(2, std::string_view(spatial() ? "features" : "attributes"));
    insert.bind(3, std::string_view(table_.title.empty() || title_taken() ? table_.name : table_.title));
    insert.bind(4, std::string_view(table_.description));
    insert.bind(5, std::string_view(dataset_.timestamp));
    if (!extent_.empty()) {
      insert.bind(6, extent_.min_x);
      insert.bind(7, extent_.min_y);
      insert.bind(8, extent_.max_x);
      insert.bind(9, extent_.max_y);
    }
    insert.bind(10, static_cast<std::int64_t>(spatial() ? srs_id_ : 0));
    insert.run();
    Statement count(database_, "INSERT INTO gpkg_ogr_contents VALUES (?, ?)");
    count.bind(1, std::string_view(table_.name));
    count.bind(2, static_cast<std::int64_t>(merged_ != nullptr ? merged_->rows : rows_of(layer_)));
    count.run();
    if (!spatial()) return;
    Statement column(database_, "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)");
    const std::string type = geometry_type();
    column.bind(1, std::string_view(table_.name));
    column.bind(2, std::string_view(geometry_));
    column.bind(3, std::string_view(type));
    column.bind(4, static_cast<std::int64_t>(srs_id_));
    column.run();
  }

  /// gpkg_contents requires unique identifiers. Names are unique; titles may not be.
  bool title_taken() const {
    std::size_t bearers = 0;
    for (const FeatureTable& other : dataset_.layers)
      bearers += other.table.title == table_.title || other.table.name == table_.title ? 1 : 0;
    return bearers > 1;
  }

  void dictionary() {
    Statement insert(database_, "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, ?, ?)");
    std::set<std::string> titles;
    for (const Column& column : table_.columns) {
      const ColumnSpec& spec = column.spec;
      const std::string title = spec.title.empty() ? spec.name : spec.title;
      const std::string name = titles.insert(title).second ? title : spec.name;
      insert.bind(1, std::string_view(table_.name));
      insert.bind(2, std::string_view(spec.name));
      insert.bind(3, std::string_view(name));
      insert.bind(4, std::string_view(title));
      insert.bind(5, std::string_view(spec.description));
      spec.type == ColumnType::json ? insert.bind(6, std::string_view("application/json")) : insert.bind_null(6);
      spec.domain.empty() ? insert.bind_null(7) : insert.bind(7, std::string_view(spec.domain));
      insert.run();
    }
  }

  Database& database_;
  const Dataset& dataset_;
  const FeatureTable& layer_;
  const Table& table_;
  const MergedRows* merged_;
  std::int32_t srs_id_;
  std::string fid_, geometry_;
  Box extent_;
  std::deque<std::vector<std::uint8_t>> cells_;
  std::vector<std::int64_t> indexed_rows_;
  std::vector<Box> boxes_;
};

void write_domains(Database& database, const std::vector<Domain>& domains) {
  Statement insert(database,
                   "INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)");
  for (const Domain& domain : domains)
    for (const auto& [code, label] : domain.values) {
      insert.bind(1, std::string_view(domain.name));
      insert.bind(2, std::string_view(code));
      insert.bind(3, std::string_view(label));
      insert.run();
    }
}

void write_styles(Database& database, const Dataset& dataset) {
  if (dataset.styles.empty()) return;
  database.run(std::string(gpkg_style_table));
  Statement insert(database, "INSERT INTO layer_styles VALUES (NULL, '', '', ?, ?, ?, ?, '', ?, '', '', NULL, ?)");
  for (const LayerStyle& style : dataset.styles) {
    std::string geometry;
    for (const FeatureTable& layer : dataset.layers)
      if (layer.table.name == style.layer && !std::holds_alternative<std::monostate>(layer.geometry))
        geometry = free_name(layer.table.columns, "geom");
    insert.bind(1, std::string_view(style.layer));
    insert.bind(2, std::string_view(geometry));
    insert.bind(3, std::string_view(style.name));
    insert.bind(4, std::string_view(style.qml));
    insert.bind(5, static_cast<std::int64_t>(style.is_default ? 1 : 0));
    insert.bind(6, std::string_view(dataset.timestamp));
    insert.run();
  }
  Statement contents(database,
                     "INSERT INTO gpkg_contents VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles for "
                     "QGIS', ?, NULL, NULL, NULL, NULL, 0)");
  contents.bind(1, std::string_view(dataset.timestamp));
  contents.run();
  Statement count(database, "INSERT INTO gpkg_ogr_contents VALUES ('layer_styles', ?)");
  count.bind(1, static_cast<std::int64_t>(dataset.styles.size()));
  count.run();
  database.run(count_triggers("layer_styles"));
}

}  // namespace

namespace {

/// Page size. Outlines are longer than a page of 4,096 bytes, and each further page of a row costs a look-up, so large
/// files are written in half the time with larger pages. In small files, larger pages would be mostly empty (one per
/// table and index). Only the number of rows decides, so a layer that was written in parts gives the same file.
int chosen_page_bytes(const Dataset& dataset, const MergedRows* first) {
  constexpr std::size_t many_rows = 10'000;
  std::size_t rows = first != nullptr ? first->rows : 0;
  for (const FeatureTable& layer : dataset.layers) rows += rows_of(layer);
  return rows >= many_rows ? 16384 : 4096;
}

}  // namespace

void write_new_geopackage(const std::filesystem::path& file, const Dataset& dataset, const MergedRows* first,
                          int page_bytes) {
  Database database(file, Database::Mode::create);
  // Nobody opens the file before it is renamed, so it needs no journal and no flushes while it is written.
  database.run(
      fmt::format("PRAGMA page_size = {}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA application_id = 1196444487; PRAGMA user_version = 10200",
                  page_bytes > 0 ? page_bytes : chosen_page_bytes(dataset, first)));
  database.run("BEGIN");
  database.run(std::string(gpkg_system_tables));
  const std::int32_t srs_id = write_gpkg_crs(database, dataset.crs);
  write_domains(database, dataset.domains);
  for (const FeatureTable& layer : dataset.layers) {
    throw_if_cancelled();
    try {
      LayerWriter(database, dataset, layer, srs_id, &layer == &dataset.layers.front() ? first : nullptr).write();
    } catch (Error& error) {
      error.add_context(fmt::format("layer '{}'", layer.table.name));
      throw;
    }
  }
  write_styles(database, dataset);
  write_projects(database, dataset.projects, dataset.timestamp);
  database.run("COMMIT");
  database.close();
}

namespace {

/// Reads the file back and compares it with the data. `first`: number of rows of the first layer, if `dataset` does not
/// hold its rows.
void verify_geopackage(const std::filesystem::path& file, const Dataset& dataset, std::optional<std::size_t> first) {
  try {
    Database database(file, Database::Mode::read);
    database.quick_check();
    for (const FeatureTable& layer : dataset.layers) {
      const std::int64_t found = database.number(fmt::format("SELECT count(*) FROM {}", identifier(layer.table.name)));
      const std::size_t written = first && &layer == &dataset.layers.front() ? *first : rows_of(layer);
      if (found != static_cast<std::int64_t>(written))
        throw Error(ErrorKind::output,
                    fmt::format("layer '{}' holds {} rows after {} were written", layer.table.name, found, written));
    }
  } catch (const Error& error) {
    throw Error(ErrorKind::output, error.message(), "The disk did not keep what was written; check it and try again.");
  }
}

}  // namespace

void add_whole_geopackage(PendingFiles& files, const std::filesystem::path& file, const Dataset& dataset,
                          const WriteOptions& options, const MergedRows* first) {
  check_writable(file, options);
  const std::filesystem::path temporary = files.add(file, options.overwrite);
  try {
    write_new_geopackage(temporary, dataset, first, options.page_bytes);
    verify_geopackage(temporary, dataset, first != nullptr ? std::optional(first->rows) : std::nullopt);
    check_writable(file, options);  // the place may have changed during a long run
  } catch (Error& error) {
    if (error.kind() == ErrorKind::output) error.add_context(file.string());
    throw;
  }
}

}  // namespace spatial
