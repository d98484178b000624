// SPDX-License-Identifier: MIT
#include "libspatial/county/part_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/core/error.hpp"

namespace spatial {

PartItems::PartItems(const std::vector<std::filesystem::path>& files, const std::string& table) {
  for (const std::filesystem::path& file : files) accounts_.push_back(account_of(file, table));
}

bool PartItems::has(const std::string& name) const {
  return std::any_of(accounts_.begin(), accounts_.end(),
                     [&](const PartAccount& account) { return account.contains(name); });
}

std::string PartItems::text_of(const std::string& name) {
  std::vector<std::string> texts = take_texts(name);
  if (texts.size() == 1) return std::move(texts.front());
  throw Error(ErrorKind::input, fmt::format("{} parts of the plan have \"{}\", instead of one", texts.size(), name),
              "Make a new plan with `lnrs plan`, and run its parts.");
}

std::vector<std::string> PartItems::take_texts(const std::string& name) {
  std::vector<std::string> texts;
  for (PartAccount& account : accounts_) {
    const auto found = account.find(name);
    if (found == account.end()) continue;
    texts.push_back(std::move(found->second));
    account.erase(found);
  }
  return texts;
}

}  // namespace spatial
