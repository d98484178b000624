// SPDX-License-Identifier: MIT
#include "libspatial/county/part_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/core/error.hpp"

namespace spatial {

PartItems::PartItems(std::vector<std::filesystem::path> files, std::string table)
    : files_(std::move(files)), table_(std::move(table)) {}

std::size_t PartItems::count(const std::string& name) const {
  return static_cast<std::size_t>(std::count_if(
      files_.begin(), files_.end(), [&](const std::filesystem::path& file) { return has_value(file, name, table_); }));
}

void PartItems::with_only(const std::string& name, const std::function<void(std::string_view)>& use) const {
  std::vector<std::filesystem::path> holders;
  for (const std::filesystem::path& file : files_)
    if (has_value(file, name, table_)) holders.push_back(file);
  if (holders.size() == 1) {
    with_value(holders.front(), name, table_, use);
    return;
  }
  throw Error(ErrorKind::input, fmt::format("{} parts of the plan have \"{}\", instead of one", holders.size(), name),
              "Make a new plan with `lnrs plan`, and run its parts.");
}

}  // namespace spatial
