// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/county/source_reading.hpp"

namespace spatial {

/// The habitat of a county as its files have it, of which parts are cleaned as they are needed: the land around a site,
/// or the core habitat of a network. Private to county/.
///   const HabitatStore store(config, std::move(rows));
///   const HabitatStore::Part part = store.clean(store.meeting(window), true, executor, clock);
///
/// Guarantees: a feature that was chosen is what it is when all habitat is cleaned, with the same id, outline and
/// area, because what could change it is cleaned with it: features that share its id, features beside it where overlaps
/// are resolved, and features of earlier sources that may lie on its land. Those are in the part as well, each a real
/// feature, perhaps with land that others would take from it. Const use. Errors as load_project.
class HabitatStore {
 public:
  using Chosen = std::vector<std::vector<char>>;  ///< by source and row: 1 = wanted
  struct Part {
    std::vector<ProjectLayer> layers;  ///< one a source, in the order of the config
    Issues issues;                     ///< about these features and about the layers as a whole
    std::vector<char> all_rows;        ///< by source: the part is the whole layer
  };

  HabitatStore(const Config& config, std::vector<SourceRows> sources);

  /// Rows whose boxes meet `window`, and those without a geometry, which lie nowhere.
  Chosen meeting(const Box& window) const;
  /// Rows whose code makes them core habitat of one of the networks.
  Chosen core_of(const std::vector<NetworkProfile>& networks) const;
  /// All codes of each source, with the number of rows that have each.
  std::vector<ValueCounts> codes() const;

  /// Cleans the rows chosen. Overlaps are looked for only if asked for, or resolved: patches need none.
  Part clean(Chosen chosen, bool find_overlaps, const Executor& executor, StageClock& clock) const;

 private:
  void add_what_shapes(Chosen& chosen) const;

  const Config& config_;
  std::vector<SourceRows> sources_;
  std::vector<std::vector<Box>> boxes_;
};

}  // namespace spatial
