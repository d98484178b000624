// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/io/gpkg_check.hpp"
#include "libspatial/io/memory_layer.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/rows.hpp"

namespace spatial {

/// Private to io/: reads the rows of a layer in memory, each block of rows by a task of its own, as the reader of
/// GeoPackages does.

/// Rows by their places, from 0, ascending.
using RowPlaces = std::vector<std::uint32_t>;

/// The rows that meet a filter: SQL over the attributes, as SQLite has it, where a geometry is a blob or NULL. `fault`:
/// what stands against the filter; empty if nothing does. O(cells).
struct FilteredRows {
  RowPlaces rows{};
  std::string fault{};
};
FilteredRows rows_that_meet(const MemoryLayer& layer, const std::string& where);

/// The rows that options.where, options.numbers and options.chosen let through; nullopt: all. `refuse` is told what
/// stands against the filter, and throws.
std::optional<RowPlaces> rows_asked(const MemoryLayer& layer, const ReadOptions& options,
                                    const std::function<void(const std::string&)>& refuse);
/// Of these rows (nullopt: all), those with numbers from `first` to `last`.
RowPlaces rows_within(const MemoryLayer& layer, std::optional<RowPlaces> rows, std::int64_t first, std::int64_t last);
/// Ranges of feature numbers, about `wanted` of them, that hold all rows.
std::vector<FidRange> ranges_of(const MemoryLayer& layer, std::size_t wanted);

/// Name of the column of feature numbers.
std::string fid_column(const MemoryLayer& layer);

/// A cell as a reader of files would spell it; NULL is "".
std::string cell_text(const Column& column, std::size_t row);

/// Appends the parts of a row's geometry to the feature being built. Errors: Error(input) for a damaged one, which
/// names `name` and the row.
CheckedGeometry append_row(const MemoryLayer& layer, std::size_t row, const PartsSink& sink, const LayerName& name);

/// A row's geometry as well-known binary; empty: it has none. `buffer` may hold it.
std::string_view wkb_of_row(const MemoryLayer& layer, std::size_t row, std::string& buffer);

/// How rows are read. Columns are places in MemoryLayer::columns; `number` stands for the row's number, `none` for
/// nothing.
struct MemoryReading {
  static constexpr int none = -1, number = -2;
  const MemoryLayer& layer;
  const LayerName& name;
  Role role{};
  int id = none, label = none, code = none;
  std::vector<int> extra{};
  std::vector<LayerField> extra_fields{};
  Wanted wanted = Wanted::polygons;
  bool without_geometry = false;
  std::optional<RowPlaces> rows{};  ///< nullopt: all
};
/// `use` gets blocks in order, some at a time, with the share of the rows read so far (0 to 1).
void read_memory_rows(const MemoryReading& reading, const std::function<void(std::vector<RowBlock>, double)>& use,
                      const Executor& executor);

}  // namespace spatial
