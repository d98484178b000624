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

/// Private to io/: reads the rows of a layer in memory. Each block of rows is a task of its own, as in the GeoPackage
/// reader.

/// Rows as positions from 0, ascending.
using RowPlaces = std::vector<std::uint32_t>;

/// The rows that match an attribute filter in SQLite's SQL, to which a geometry is a blob or NULL. `fault`: SQLite's
/// objection to the filter; empty if there is none. O(cells).
struct FilteredRows {
  RowPlaces rows{};
  std::string fault{};
};
FilteredRows rows_that_meet(const MemoryLayer& layer, const std::string& where);

/// The rows that match options.where, options.numbers and options.chosen; nullopt: all. `refuse` is called with
/// SQLite's objection to the filter, and throws.
std::optional<RowPlaces> rows_asked(const MemoryLayer& layer, const ReadOptions& options,
                                    const std::function<void(const std::string&)>& refuse);
/// Those of the given rows (nullopt: all) whose numbers are from `first` to `last`.
RowPlaces rows_within(const MemoryLayer& layer, std::optional<RowPlaces> rows, std::int64_t first, std::int64_t last);
/// About `wanted` ranges of feature numbers that together hold all rows.
std::vector<FidRange> ranges_of(const MemoryLayer& layer, std::size_t wanted);

/// Name of the column of feature numbers.
std::string fid_column(const MemoryLayer& layer);

/// The text of a cell, spelt as when it is read from a file; NULL is "".
std::string cell_text(const Column& column, std::size_t row);

/// Appends the parts of a row's geometry to the feature being built. Throws Error(input) for a damaged geometry, naming
/// the layer and the row.
CheckedGeometry append_row(const MemoryLayer& layer, std::size_t row, const PartsSink& sink, const LayerName& name);

/// A row's geometry as well-known binary; empty if it has none. The result may refer to `buffer`.
std::string_view wkb_of_row(const MemoryLayer& layer, std::size_t row, std::string& buffer);

/// How rows are read. Columns are indices into MemoryLayer::columns, or `number` for the row's number, or `none`.
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
/// Calls `use` with blocks in order, several at a time, and with the share of rows read so far (0 to 1).
void read_memory_rows(const MemoryReading& reading, const std::function<void(std::vector<RowBlock>, double)>& use,
                      const Executor& executor);

}  // namespace spatial
