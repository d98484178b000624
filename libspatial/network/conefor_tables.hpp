// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libspatial/network/gain.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// Reads networks from Conefor's text files (Saura & Torné 2009), for users who have such files and for comparisons.
///
/// Nodes: `id attribute [kind]`, one per line; kind 0 is a candidate (a node that might be added), 1 or nothing a
/// patch. Links: `id id distance`, one per line, in any order and direction. Values are separated by tabs, spaces,
/// commas or semicolons; empty lines and a first line without numbers are skipped. Ids are text, not numbers. Links
/// between two candidates are ignored, because each candidate is assessed against the landscape without the others.
/// Errors: Error(input), naming file and line, for an id that occurs twice or is unknown, a link from a node to itself,
/// a link whose two directions have different distances, and invalid numbers. Pure functions, O(n log n).
///
///     const ConeforNetwork network = parse_conefor(nodes_text, links_text, "v2.nodes", "v2.links");
struct ConeforNetwork {
  std::vector<std::string> ids;  ///< of the patches, in the order of the file
  PatchGraph graph;
  std::vector<std::string> candidate_ids;
  std::vector<CandidateNode> candidates;
};

/// `nodes` and `links` are the contents of the files; the names are for messages.
ConeforNetwork parse_conefor(std::string_view nodes, std::string_view links, const std::string& nodes_name,
                             const std::string& links_name);

}  // namespace spatial
