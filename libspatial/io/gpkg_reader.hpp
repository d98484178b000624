// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
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
  std::string condition;         ///< SQL; empty = every row
  bool tell_empty_text = false;  ///< as ReadOptions says
  double slack = 1e-3;           ///< by which a geometry may leave its stated envelope: 1 mm in the layer's unit
  bool in_one_range = false;     ///< a view, which would be worked out anew for each range
  bool by_place = false;         ///< rows are numbered by their place in the table or view, from 1, not by fid_column
};

/// A filter of the user against a table or view. A name in double quotes that is no column is refused, not taken for a
/// text.
struct FilterFault {
  std::string text;         ///< what SQLite has to say against it; empty if nothing
  bool needs_gdal = false;  ///< it calls functions that SQLite lacks, as GDAL adds some
};
FilterFault filter_fault(const GpkgTable& table, const std::string& where);

/// False for a view that calls functions which SQLite lacks.
bool can_read(const GpkgTable& table);

/// Why the numbers in fid_column do not tell rows apart, as a sentence; empty if they do.
std::string repeated_number(const GpkgTable& table);

namespace sqlite {
class Database;
}
class SpatialIndex;
class IndexComparison;

/// SQL that chooses the rows whose boxes meet the window, by the layer's R-tree, which is there and fits the rows
/// (gpkg_check.hpp).
std::string window_condition(const GpkgTable& table, const Box& window);

/// Where most features lie, by the layer's R-tree: from the half percent of their middles that are furthest west and
/// south to that furthest east and north. One feature with coordinates of another country does not stretch it. nullopt
/// without an R-tree, or if it is empty.
std::optional<Box> box_of_most(const std::filesystem::path& file, const std::string& table,
                               const std::string& geometry_column);

/// Middles of all boxes of the layer's R-tree within 100,000 km; empty without one.
std::vector<Point> middles_of_boxes(const std::filesystem::path& file, const std::string& table,
                                    const std::string& geometry_column);

/// Ranges of feature numbers, about `wanted` of them, that hold all rows of a plain table that meet its condition, in
/// order: about the same number each. `rows`: how many the table has about, where it has no condition.
struct FidRange {
  std::int64_t first = 0, last = 0;
};
std::vector<FidRange> fid_ranges(const GpkgTable& table, std::size_t wanted, std::int64_t rows);

/// Ranges of feature numbers that hold all rows of a plain table, in order.
std::vector<FidRange> all_ranges(sqlite::Database& database, const GpkgTable& table);

/// False for views, whose rows have no id to cut ranges by: they are read in one range.
bool is_plain_table(const std::filesystem::path& file, const std::string& table);

/// `use` gets blocks in order of the feature id, some at a time, with the share of the rows read so far (0 to 1). The
/// caller frees blocks it has copied, so the next batch reuses the same pages. Throws Error(input) for a damaged file,
/// for a geometry that is not where its envelope says, or when fewer rows are read than there are, which is known in
/// the end. `index`: to compare the rows with, or null; what that finds is added to `found`.
void read_gpkg_rows(const GpkgTable& table, Role role, const std::string& source,
                    const std::vector<LayerField>& extra_fields, Wanted wanted, bool check_integrity,
                    const SpatialIndex* index, IndexComparison& found,
                    const std::function<void(std::vector<RowBlock>, double)>& use, const Executor& executor);

}  // namespace spatial
