// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/io/read.hpp"

namespace spatial {

/// read_table (io/read.hpp) of the rows that an attribute filter lets through; "" lets all. Errors: also Error(input)
/// for a filter that does not fit.
std::vector<TextColumn> read_table_where(const LayerName& name, const std::vector<std::string>& fields,
                                         const std::string& where);

}  // namespace spatial
