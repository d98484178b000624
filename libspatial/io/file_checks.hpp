// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// What was found about a layer of a GeoPackage as a whole (gpkg_check.hpp).
struct LayerWitness {
  bool indexed = false;
  std::string index_fault;  ///< "" = the index fits, or there is none
  Box extent;               ///< of all features
  std::optional<Box> stated_extent;
};

struct LayerCheck {
  std::string table, column;
  bool whole = false;  ///< every geometry was compared with its envelope
  LayerWitness witness;
};

/// What checks that read a whole SQLite file have found. The process keeps it for as long as the file does not change,
/// so each check is made once. Another process that reads the same bytes can be told, which spares it the reading:
///
///     const FileChecks found = checks_of("county.gpkg");   // store them with the file's SHA-256
///     add_checks("county.gpkg", found);                    // in the other process, once the SHA-256 was compared
///
/// Threads: any. Complexity: that of the check, once.
struct FileChecks {
  bool in_order = false;  ///< SQLite's own check of all pages
  std::vector<LayerCheck> layers;
};

/// What this process knows of the file; nothing if it has changed or cannot be accessed.
FileChecks checks_of(const std::filesystem::path& file);
void add_checks(const std::filesystem::path& file, const FileChecks& found);

/// Calls `check`, which throws if the file is not in order, unless that is known to be so.
void check_once(const std::filesystem::path& file, const std::function<void()>& check);
/// What is known of the layer, or else what `check` finds. A check of the whole serves for one of less.
LayerWitness witness_once(const std::filesystem::path& file, const std::string& table, const std::string& column,
                          bool whole, const std::function<LayerWitness()>& check);

}  // namespace spatial
