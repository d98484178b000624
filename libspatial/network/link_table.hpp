// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/network/links.hpp"

namespace spatial {

/// Links supplied by the user as a table (docs/methods.md section 4). Pure.
///
///     const TableLinks found = table_links(table, "woodland", patches, habitat, 5000, executor);

struct LinkRow {
  std::string a, b;   ///< a patch's id (network-12), or the id of a habitat feature in it
  double length = 0;  ///< metres, or a cost
};

struct LinkRows {
  std::string source;  ///< FILE#LAYER, as the user names it
  std::vector<LinkRow> rows;
};

struct TableLinks {
  std::vector<EdgeLink> links;  ///< sorted by (a, b); the ends are where the patches are nearest
  Issues issues;                ///< link_unknown_patch, link_to_itself, link_repeated, link_values_differ
};

/// Links between the patches of a network. Rows that name no patch, or the same patch twice, are dropped with an issue.
/// If several rows name the same pair, in either direction, the smallest length counts, with an issue. Links longer
/// than `limit` are dropped. Errors: Error(input) if no row names two patches.
TableLinks table_links(const LinkRows& table, const std::string& network, const PatchSet& patches,
                       const HabitatMap& habitat, double limit, const Executor& executor);

}  // namespace spatial
