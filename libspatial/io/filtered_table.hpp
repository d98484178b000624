// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/io/read.hpp"

namespace spatial {

/// read_table (io/read.hpp), limited to the rows that match an attribute filter; an empty filter matches all. Errors as
/// read_table, and Error(input) for a filter that does not fit the table.
///
///     const auto columns = read_table_where(parse_layer_name("map.gpkg#links"), {"patch"}, "network = 'woodland'");
std::vector<TextColumn> read_table_where(const LayerName& name, const std::vector<std::string>& fields,
                                         const std::string& where);

}  // namespace spatial
