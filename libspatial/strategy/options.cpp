// SPDX-License-Identifier: MIT
#include "libspatial/strategy/options.hpp"

namespace spatial {

std::vector<std::string> apib_categories() {
  return {"sssi", "sac", "spa", "ramsar", "nnr", "lnr", "lws", "lgs", "ancient_woodland", "irreplaceable_other"};
}

std::vector<std::string> tree_sensitivity_words() { return {"unsuitable", "high", "medium", "low"}; }

std::optional<TreeSensitivity> tree_sensitivity_named(std::string_view word) {
  const std::vector<std::string> words = tree_sensitivity_words();
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == word) return static_cast<TreeSensitivity>(i);
  return std::nullopt;
}

std::string word_of(TreeSensitivity sensitivity) {
  return tree_sensitivity_words()[static_cast<std::size_t>(sensitivity)];
}

}  // namespace spatial
