// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libspatial/network/gain.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// Networks as Conefor's text files state them (Saura & Torné 2009), for people who have such files, and for
/// comparison.
///
/// Nodes: `id attribute [kind]`, one a line; kind 0 is a candidate (a node that might be added), 1 or nothing a patch.
/// Links: `id id distance`, one a line, in any order and direction. Words are separated by tabs, spaces, commas or
/// semicolons; empty lines and a first line without numbers are skipped. Ids are texts.
/// A link between two candidates is left out: each candidate is judged against the landscape without any other.
/// Errors: Error(input) naming file and line for an id that occurs twice or is unknown, a link from a node to itself,
/// the two directions of a link with different distances, and for numbers that are none. Pure functions, O(n log n).
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
