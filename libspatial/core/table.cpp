// SPDX-License-Identifier: MIT
#include "libspatial/core/table.hpp"

namespace spatial {

std::size_t Table::rows() const {
  if (columns.empty()) return 0;
  return std::visit([](const auto& cells) { return cells.size(); }, columns.front().cells);
}

const Column* Table::find(const std::string& column) const {
  for (const Column& c : columns)
    if (c.spec.name == column) return &c;
  return nullptr;
}

}  // namespace spatial
