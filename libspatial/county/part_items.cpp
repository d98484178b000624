// SPDX-License-Identifier: MIT
#include "libspatial/county/part_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/core/error.hpp"

namespace spatial {

PartItems::PartItems(std::vector<std::filesystem::path> files, std::string table)
    : files_(std::move(files)), table_(std::move(table)) {}

bool PartItems::has(const std::string& name) const {
  return std::any_of(files_.begin(), files_.end(),
                     [&](const std::filesystem::path& file) { return has_value(file, name, table_); });
}

std::string PartItems::text_of(const std::string& name) const {
  std::vector<std::string> texts;
  for (const std::filesystem::path& file : files_)
    if (std::optional<std::string> text = value_of(file, name, table_)) texts.push_back(std::move(*text));
  if (texts.size() == 1) return std::move(texts.front());
  throw Error(ErrorKind::input, fmt::format("{} parts of the plan have \"{}\", instead of one", texts.size(), name),
              "Make a new plan with `lnrs plan`, and run its parts.");
}

}  // namespace spatial
