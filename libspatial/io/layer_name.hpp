// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// A layer as users name it everywhere: FILE[#LAYER].
struct LayerName {
  std::filesystem::path file;
  std::string layer;         ///< empty: the only layer of the file
  std::string text() const;  ///< as the user would write it, for messages
};

/// Splits at the last '#' unless a file of the whole name exists, or there is none before that sign but one before an
/// earlier. Relative paths are taken from `base`.
LayerName parse_layer_name(const std::string& text, const std::filesystem::path& base = {});

}  // namespace spatial
