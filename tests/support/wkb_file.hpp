// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "libspatial/io/memory_layer.hpp"

namespace spatial::test {

/// Writes a layer of well-known binary into a new GeoPackage as it is, as another program might: to compare a layer in
/// memory with one in a file.
void write_wkb_file(const std::filesystem::path& file, const MemoryLayer& layer);

}  // namespace spatial::test
