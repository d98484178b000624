// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

using sqlite::Database;
using sqlite::Statement;

// SQLite's R-tree cell: a 64-bit number and four 32-bit coordinates.
constexpr std::size_t cell_size = 24, node_header = 4;
constexpr std::size_t deepest = 40;  // SQLite's own limit
constexpr const char* remedy = "Fetch or export the file again, or restore it from a copy.";

std::string in_words(double coordinate) {
  return std::abs(coordinate) < 1e9 ? fmt::format("{:.3f}", coordinate) : fmt::format("{:.3g}", coordinate);
}
std::string in_words(const Box& box) {
  return fmt::format("{} {} to {} {}", in_words(box.min_x), in_words(box.min_y), in_words(box.max_x),
                     in_words(box.max_y));
}

bool is_float(double value) { return static_cast<double>(static_cast<float>(value)) == value; }

/// Distance between neighbouring 32-bit floats at this value.
double float_step(double value) {
  const float f = std::abs(static_cast<float>(value));
  return static_cast<double>(std::nextafter(f, std::numeric_limits<float>::infinity())) - static_cast<double>(f);
}

bool within(const Box& box, const SpatialIndex::Entry& entry, double slack) {
  const auto not_below = [&](double value, float bound) {
    // Coordinates beyond the range of 32-bit floats are stored as infinite.
    return value >= static_cast<double>(bound) - slack - (std::isfinite(bound) ? float_step(bound) : 0.0);
  };
  return not_below(box.min_x, entry.min_x) && not_below(box.min_y, entry.min_y) &&
         not_below(-box.max_x, -entry.max_x) && not_below(-box.max_y, -entry.max_y);
}

std::uint32_t big_endian(const std::uint8_t* from, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | from[i];
  return value;
}

SpatialIndex::Entry entry_of(const std::uint8_t* cell) {
  const auto coordinate = [&](std::size_t k) { return std::bit_cast<float>(big_endian(cell + 8 + 4 * k, 4)); };
  const std::uint64_t row = std::uint64_t{big_endian(cell, 4)} << 32 | big_endian(cell + 4, 4);
  return {static_cast<std::int64_t>(row), coordinate(0), coordinate(1), coordinate(2), coordinate(3)};
}

/// Reads the nodes of an R-tree, starting at the root.
class Walk {
 public:
  Walk(Database& database, const std::string& tree, std::vector<SpatialIndex::Entry>& entries)
      : nodes_(database, fmt::format("SELECT data FROM {} WHERE nodeno = ?", sqlite::identifier(tree + "_node"))),
        entries_(entries),
        most_nodes_(static_cast<std::size_t>(
            database.number(fmt::format("SELECT count(*) FROM {}", sqlite::identifier(tree + "_node"))))) {}

  /// Returns false if the pages do not form a tree in which every box contains the boxes below it.
  bool sound() {
    std::vector<std::uint8_t> root = node(1);
    if (root.size() < node_header) return false;
    return below(root, big_endian(root.data(), 2), nullptr);
  }

 private:
  std::vector<std::uint8_t> node(std::int64_t number) {
    nodes_.reset();
    nodes_.bind(1, number);
    if (!nodes_.step()) return {};
    const auto data = nodes_.blob(0);
    return {data.begin(), data.end()};
  }

  bool below(const std::vector<std::uint8_t>& data, std::size_t levels, const SpatialIndex::Entry* parent) {
    if (data.size() < node_header || levels > deepest || ++seen_ > most_nodes_) return false;
    const std::size_t cells = big_endian(data.data() + 2, 2);
    if (cells > (data.size() - node_header) / cell_size) return false;
    for (std::size_t c = 0; c < cells; ++c) {
      const SpatialIndex::Entry entry = entry_of(data.data() + node_header + c * cell_size);
      const bool held = parent == nullptr || (entry.min_x >= parent->min_x && entry.max_x <= parent->max_x &&
                                              entry.min_y >= parent->min_y && entry.max_y <= parent->max_y);
      if (!held) return false;
      if (levels == 0)
        entries_.push_back(entry);
      else if (!below(node(entry.row), levels - 1, &entry))
        return false;
    }
    return true;
  }

  Statement nodes_;
  std::vector<SpatialIndex::Entry>& entries_;
  std::size_t most_nodes_, seen_ = 0;
};

[[noreturn]] void damaged(const LayerName& layer, std::int64_t fid, const std::string& why) {
  throw Error(
      ErrorKind::input,
      fmt::format("{}: the geometry of feature {} is damaged{}", layer.text(), fid, why.empty() ? "" : ": " + why),
      remedy);
}

[[noreturn]] void damaged(const GpkgTable& table, std::int64_t fid, const std::string& why) {
  damaged(LayerName{table.file, table.table}, fid, why);
}

/// Checks a geometry that only GDAL can read, e.g. one with arcs. `layer` is passed to `damaged`.
template <class Layer>
CheckedGeometry through_gdal(std::span<const std::uint8_t> wkb, const PartsSink& sink, const Layer& layer,
                             std::int64_t fid) {
  const gdal::ErrorScope errors;
  OGRGeometryH raw = nullptr;
  const OGRErr result = OGR_G_CreateFromWkb(wkb.data(), nullptr, &raw, static_cast<int>(wkb.size()));
  const gdal::Geometry geometry(raw);
  if (result != OGRERR_NONE || errors.failed()) damaged(layer, fid, errors.text());
  CheckedGeometry read{gdal::append_parts(geometry.get(), sink), {}};
  if (geometry && !OGR_G_IsEmpty(geometry.get())) {
    OGREnvelope box;
    OGR_G_GetEnvelope(geometry.get(), &box);
    read.box = {box.MinX, box.MinY, box.MaxX, box.MaxY};
  }
  return read;
}

/// Throws if a geometry's extent differs from the envelope stored with it.
void check_envelope(std::span<const std::uint8_t> blob, const CheckedGeometry& read, const GpkgTable& table,
                    std::int64_t fid) {
  const Box& box = read.box;
  const std::optional<Box> stated = box.empty() ? std::nullopt : stated_envelope(blob);
  if (!stated || *stated == box) return;
  const bool floats =
      is_float(stated->min_x) && is_float(stated->min_y) && is_float(stated->max_x) && is_float(stated->max_y);
  // An arc extends beyond its points, and programs compute different envelopes for it.
  const double more = read.finding.curved ? std::max(stated->width(), stated->height()) / 2 : 0;
  const auto near = [&](double a, double b) {
    return std::abs(a - b) <= std::max({table.slack, more, floats ? 1.001 * float_step(a) : 0.0});
  };
  if (near(stated->min_x, box.min_x) && near(stated->min_y, box.min_y) && near(stated->max_x, box.max_x) &&
      near(stated->max_y, box.max_y))
    return;
  damaged(
      table, fid,
      fmt::format("its coordinates lie within {}, but the file states {} for it", in_words(box), in_words(*stated)));
}

/// Bounding box of a geometry: the one stored in its blob or, if `whole` or if there is none, that of its coordinates.
Box box_of_blob(const GpkgTable& table, std::span<const std::uint8_t> blob, bool whole, RowBlock& scratch,
                std::int64_t fid) {
  if (!whole)
    if (const auto stated = stated_envelope(blob)) return *stated;
  scratch.layer.geometry = {};
  scratch.lines = {};
  scratch.points = {};
  return append_checked(blob, scratch.sink(), table, fid).box;
}

/// Compares rows of (feature number, geometry) with the spatial index.
IndexComparison compared(Statement& rows, const GpkgTable& table, const SpatialIndex* index, bool whole) {
  IndexComparison found(index, table.slack);
  RowBlock scratch(Role::habitat, {}, {}, Wanted::any);
  for (std::int64_t row = 1; rows.step(); ++row) {
    const std::int64_t known_as = table.fid_column.empty() ? row : rows.integer(0);
    found.row(known_as, box_of_blob(table, rows.blob(1), whole, scratch, known_as));
  }
  return found;
}

LayerStatement statement(Database& database, const GpkgTable& table) {
  LayerStatement said{table.fid_column.empty() ? std::nullopt : SpatialIndex::of(database, table), std::nullopt};
  Statement row(database, "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE lower(table_name) = lower(?)");
  row.bind(1, std::string_view(table.table));
  if (row.step() && !row.is_null(0) && !row.is_null(1) && !row.is_null(2) && !row.is_null(3))
    said.extent = Box{row.real(0), row.real(1), row.real(2), row.real(3)};
  return said;
}

LayerWitness checked(const GpkgTable& table, bool whole, const Executor& executor) {
  Database first(table.file, Database::Mode::read);
  const LayerStatement said = statement(first, table);
  const SpatialIndex* const index = said.index ? &*said.index : nullptr;
  const std::string number = table.fid_column.empty() ? "0" : sqlite::identifier(table.fid_column);
  const std::string rows_of = fmt::format("SELECT {}, {} FROM {}", number, sqlite::identifier(table.geometry_column),
                                          sqlite::identifier(table.table));
  IndexComparison all;
  if (table.fid_column.empty()) {
    Statement rows(first, rows_of);
    all = compared(rows, table, index, whole);
  } else {
    const std::string sql = fmt::format("{} WHERE {} BETWEEN ? AND ? ORDER BY 1", rows_of, number);
    const std::vector<FidRange> ranges = all_ranges(first, table);
    struct Worker {
      std::optional<Database> own;
    };
    const auto parts =
        parallel_map<IndexComparison, Worker>(executor, ranges.size(), [&](Worker& worker, std::size_t r) {
          if (!worker.own && ranges.size() > 1) worker.own.emplace(table.file, Database::Mode::read);
          Statement rows(worker.own ? *worker.own : first, sql);
          rows.bind(1, ranges[r].first);
          rows.bind(2, ranges[r].last);
          return compared(rows, table, index, whole);
        });
    for (const IndexComparison& part : parts) all.add(part);
  }
  return {index != nullptr, index != nullptr ? all.fault(*index) : std::string(), all.extent(), said.extent};
}

/// Describes a decoded geometry; `layer` as above.
template <class Layer>
CheckedGeometry finding_of(const DecodedBlob& decoded, const PartsSink& sink, const Layer& layer, std::int64_t fid) {
  CheckedGeometry read{{}, decoded.box};
  read.finding.z_or_m = decoded.z_or_m;
  switch (decoded.kind) {
    case DecodedBlob::Kind::empty:
      return {read.finding, {}};
    case DecodedBlob::Kind::polygonal:
      read.finding.kind = GeometryFinding::Kind::polygonal;
      break;
    case DecodedBlob::Kind::line_or_point:
      read.finding.kind = GeometryFinding::Kind::line_or_point;
      break;
    case DecodedBlob::Kind::other:
      return through_gdal(decoded.wkb, sink, layer, fid);
    case DecodedBlob::Kind::damaged:
      damaged(layer, fid, {});
  }
  return read;
}

}  // namespace

CheckedGeometry append_checked(std::span<const std::uint8_t> blob, const PartsSink& sink, const GpkgTable& table,
                               std::int64_t fid) {
  CheckedGeometry read = finding_of(decode_parts(blob, sink), sink, table, fid);
  check_envelope(blob, read, table, fid);
  return read;
}

CheckedGeometry append_wkb(std::span<const std::uint8_t> wkb, const PartsSink& sink, const LayerName& layer,
                           std::int64_t fid) {
  return finding_of(decode_wkb(wkb, sink), sink, layer, fid);
}

std::optional<SpatialIndex> SpatialIndex::of(Database& database, const GpkgTable& table) {
  const std::string tree = fmt::format("rtree_{}_{}", table.table, table.geometry_column);
  Statement tables(database,
                   "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND (name = ?1 OR name = ?1 || '_node')");
  tables.bind(1, std::string_view(tree));
  if (!tables.step() || tables.integer(0) != 2) return std::nullopt;
  SpatialIndex index;
  if (!Walk(database, tree, index.entries_).sound()) index.fault_ = "its pages do not belong together";
  std::sort(index.entries_.begin(), index.entries_.end(), [](const Entry& a, const Entry& b) { return a.row < b.row; });
  return index;
}

LayerStatement statement_of(const GpkgTable& table) {
  Database database(table.file, Database::Mode::read);
  return statement(database, table);
}

void IndexComparison::mismatch(std::int64_t row, const char* how) {
  if (mismatches_++ == 0) first_ = fmt::format("feature {} {}", row, how);
}

void IndexComparison::row(std::int64_t row, const Box& box) {
  extent_.add(box);
  if (index_ == nullptr) return;
  const std::vector<SpatialIndex::Entry>& entries = index_->entries();
  if (!started_)
    next_ = static_cast<std::size_t>(std::lower_bound(entries.begin(), entries.end(), row,
                                                      [](const auto& entry, std::int64_t r) { return entry.row < r; }) -
                                     entries.begin());
  started_ = true;
  while (next_ < entries.size() && entries[next_].row < row) ++next_;
  const bool listed = next_ < entries.size() && entries[next_].row == row;
  if (listed) ++matched_;
  if (listed && box.empty())
    mismatch(row, "has no geometry but a place in it");
  else if (listed && !within(box, entries[next_], slack_))
    mismatch(row, "lies elsewhere than it says");
  else if (!listed && !box.empty())
    mismatch(row, "is missing from it");
}

void IndexComparison::add(const IndexComparison& other) {
  if (mismatches_ == 0) first_ = other.first_;
  mismatches_ += other.mismatches_;
  matched_ += other.matched_;
  extent_.add(other.extent_);
}

std::string IndexComparison::fault(const SpatialIndex& index) const {
  if (!index.fault().empty()) return index.fault();
  if (mismatches_ > 0)
    return first_ + (mismatches_ > 1 ? fmt::format(", and {} more features do not fit it",
                                                   with_commas(static_cast<long long>(mismatches_ - 1)))
                                     : "");
  const std::size_t others = index.entries().size() - std::min(matched_, index.entries().size());
  return others > 0 ? fmt::format("it lists {} features that the layer does not have",
                                  with_commas(static_cast<long long>(others)))
                    : "";
}

LayerWitness check_layer_once(const GpkgTable& table, bool whole, const Executor& executor) {
  return witness_once(table.file, table.table, table.geometry_column, whole,
                      [&] { return checked(table, whole, executor); });
}

std::string extent_fault(const std::optional<Box>& stated, const Box& extent, double slack) {
  if (!stated || extent.empty()) return {};
  const double widest =
      std::max({std::abs(extent.min_x), std::abs(extent.min_y), std::abs(extent.max_x), std::abs(extent.max_y)});
  if (stated->grown(std::max(slack, float_step(widest))).contains(extent)) return {};
  return fmt::format("the file states the layer's extent as {}, but its features lie within {}", in_words(*stated),
                     in_words(extent));
}

}  // namespace spatial
