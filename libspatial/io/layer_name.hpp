// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// The name of a layer as users write it everywhere: FILE[#LAYER]. This is the only place that takes it apart. Pure,
/// except that parsing looks whether files exist.
///
///     const LayerName name = parse_layer_name("county.gpkg#habitats");   // name.layer is "habitats"
struct LayerName {
  std::filesystem::path file;
  std::string layer;         ///< empty: the only layer of the file
  std::string written{};     ///< FILE as the user wrote it, for the record of inputs; empty unless parsed
  std::string text() const;  ///< as the user would write it, for messages
};

/// Splits at the last '#' before which there is a file, unless a file with the whole name exists; at the last '#' if
/// there is no such file. Relative paths start from `base`.
LayerName parse_layer_name(const std::string& text, const std::filesystem::path& base = {});

}  // namespace spatial
