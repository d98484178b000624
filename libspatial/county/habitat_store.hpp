// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "libspatial/county/source_reading.hpp"

namespace spatial {

/// Private to county/: holds the habitat of a county as read, and cleans parts of it when they are needed: the land
/// around a site, or the core habitat of a network.
///   const HabitatStore store(config, std::move(rows));
///   const HabitatStore::Part part = store.clean(store.meeting(windows), true, executor, clock);
///
/// Guarantee: a chosen feature has the same id, outline and area as if all habitat were cleaned, because everything
/// that could change it is cleaned with it: features with the same id, neighbours if overlaps are resolved, and
/// features of earlier sources that may cover its land. These features are part of the result too, but their own
/// outlines may still include land that others would take. Const use is thread-safe. Errors as load_project.
class HabitatStore {
 public:
  using Chosen = std::vector<std::vector<char>>;  ///< by source and row: 1 = wanted
  struct Part {
    std::vector<ProjectLayer> layers;  ///< one per source, in the order of the config
    Issues issues;                     ///< about these features and about the layers as a whole
    std::vector<char> all_rows;        ///< by source: the part is the whole layer
  };

  HabitatStore(const Config& config, std::vector<SourceRows> sources);

  /// Rows whose boxes meet one of the windows, and rows without geometry.
  Chosen meeting(std::span<const Box> windows) const;
  /// Rows whose code makes them core habitat of one of the networks.
  Chosen core_of(const std::vector<NetworkProfile>& networks) const;
  /// All codes of each source, with the number of rows that have each.
  std::vector<ValueCounts> codes() const;

  /// Cleans the chosen rows. Overlaps are searched only on request or if they are resolved; patches do not need them.
  Part clean(Chosen chosen, bool find_overlaps, const Executor& executor, StageClock& clock) const;

 private:
  void add_what_shapes(Chosen& chosen) const;

  const Config& config_;
  std::vector<SourceRows> sources_;
  std::vector<std::vector<Box>> boxes_;
};

}  // namespace spatial
