// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/io/rows.hpp"

namespace spatial {

/// Private to io/: reads a table of a GeoPackage straight through SQLite, in ranges of feature ids, each on the
/// worker's own read-only connection; SQLite's quick_check of the whole file is one task among them. Several times
/// faster than GDAL, which reads on one thread and builds a geometry object per row; rows with anything but polygons go
/// through GDAL.
struct GpkgTable {
  std::filesystem::path file;
  std::string table, fid_column, geometry_column;
  std::string id_column, name_column, code_column;  ///< empty = none
  std::vector<std::string> extra_columns;
  std::string condition;      ///< SQL; empty = every row
  double slack = 1e-3;        ///< by which a geometry may leave its stated envelope: 1 mm in the layer's unit
  bool in_one_range = false;  ///< a view, which SQLite would compute again for each range
  bool by_place = false;      ///< rows are numbered by their place in the table or view, from 1, not by fid_column
  /// Of a plain table: only rows with these numbers, ascending; null = every row.
  std::shared_ptr<const std::vector<std::int64_t>> numbers{};
};

/// Checks a user's filter against a table or view. A name in double quotes that is not a column is refused, although
/// SQLite would read it as a text.
struct FilterFault {
  std::string text;         ///< SQLite's objection; empty if it has none
  bool needs_gdal = false;  ///< it calls functions that SQLite lacks, as GDAL adds some
};
FilterFault filter_fault(const GpkgTable& table, const std::string& where);

/// False for a view that calls functions which SQLite lacks.
bool can_read(const GpkgTable& table);

/// Why the numbers in fid_column do not identify rows, as a sentence; empty if they do.
std::string repeated_number(const GpkgTable& table);

namespace sqlite {
class Database;
}
class SpatialIndex;
class IndexComparison;

/// The numbers of the rows whose boxes meet one of the windows, by the layer's R-tree, ascending. Requires an R-tree
/// that fits the rows (gpkg_check.hpp).
std::vector<std::int64_t> numbers_meeting(const GpkgTable& table, std::span<const Box> windows);

/// The box that holds most features, by the layer's R-tree: the half per cent of box centres that lie furthest out on
/// each side is left out, so that a single feature with wrong coordinates does not stretch it. nullopt if there is no
/// R-tree, or an empty one.
std::optional<Box> box_of_most(const std::filesystem::path& file, const std::string& table,
                               const std::string& geometry_column);

/// Calls use(box) with all boxes in the layer's R-tree within 100,000 km that meet `near`, in the order of feature
/// numbers; not at all if there is no R-tree.
void for_each_indexed_box(const std::filesystem::path& file, const std::string& table,
                          const std::string& geometry_column, const std::optional<Box>& near,
                          const std::function<void(const Box&)>& use);

/// Splits a plain table into about `wanted` ranges of feature numbers, in order and of about equal size, that hold all
/// rows matching its condition. `rows`: about how many rows the table has, if it has no condition.
struct FidRange {
  std::int64_t first = 0, last = 0;
};
std::vector<FidRange> fid_ranges(const GpkgTable& table, std::size_t wanted, std::int64_t rows);

/// Ranges of feature numbers that hold all rows of a plain table, in order.
std::vector<FidRange> all_ranges(sqlite::Database& database, const GpkgTable& table);

/// False for views, whose rows have no id by which to split them; they are read as one range.
bool is_plain_table(const std::filesystem::path& file, const std::string& table);

/// Calls `use` with blocks in order of feature id, several at a time, and with the share of rows read so far (0 to 1).
/// The caller frees blocks it has copied, so the next batch reuses the same pages. Throws Error(input) for a damaged
/// file, for a geometry outside its envelope, or if fewer rows were read than the table has (known at the end).
/// `index`: the index to compare the rows with, or null; the result is added to `found`.
void read_gpkg_rows(const GpkgTable& table, Role role, const std::string& source,
                    const std::vector<LayerField>& extra_fields, Wanted wanted, bool check_integrity,
                    const SpatialIndex* index, IndexComparison& found,
                    const std::function<void(std::vector<RowBlock>, double)>& use, const Executor& executor);

}  // namespace spatial
