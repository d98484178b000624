// SPDX-License-Identifier: MIT
#include "libspatial/network/link_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

/// Finds patches by any of their names. A feature id that two patches or sources share is ambiguous and not used.
class PatchNames {
 public:
  PatchNames(const std::string& network, const PatchSet& patches, const HabitatMap& habitat) {
    for (std::uint32_t p = 0; p < patches.size(); ++p)
      for (const std::uint32_t feature : patches.members[p]) add(habitat.id[feature], p);
    for (std::uint32_t p = 0; p < patches.size(); ++p) names_[fmt::format("{}-{}", network, p + 1)] = p;
  }
  std::optional<std::uint32_t> find(const std::string& name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? std::nullopt : found->second;
  }

 private:
  void add(const std::string& name, std::uint32_t patch) {
    const auto [at, added] = names_.emplace(name, patch);
    if (!added && at->second != patch) at->second = std::nullopt;
  }
  std::map<std::string, std::optional<std::uint32_t>> names_;
};

}  // namespace

/// Each row of the table may fail in several ways, and each is told in its own words.
TableLinks table_links(const LinkRows& table, const std::string& network, const PatchSet& patches,
                       const HabitatMap& habitat, double limit, const Executor& executor) {
  const PatchNames names(network, patches, habitat);
  TableLinks result;
  const auto report = [&](IssueRule rule, const std::string& id, std::string message) {
    result.issues.push_back({rule, "habitat", table.source, id, network + ": " + std::move(message), std::nullopt});
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> rows_of;
  std::size_t named = 0;
  for (std::size_t k = 0; k < table.rows.size(); ++k) {
    const LinkRow& row = table.rows[k];
    const auto a = names.find(row.a), b = names.find(row.b);
    if (!a || !b) {
      report(IssueRule::link_unknown_patch, !a ? row.a : row.b,
             fmt::format("row {} joins '{}' and '{}', and '{}' is not a patch of the network (or is too small for one, "
                         "or a name of several)",
                         k + 1, row.a, row.b, !a ? row.a : row.b));
      continue;
    }
    ++named;
    if (*a == *b)
      report(IssueRule::link_to_itself, row.a,
             fmt::format("row {} joins '{}' and '{}', which are in the same patch", k + 1, row.a, row.b));
    else
      rows_of[std::minmax(*a, *b)].push_back(k);
  }
  if (!table.rows.empty() && named == 0)
    throw Error(
        ErrorKind::input,
        fmt::format("no row of the link table {} names two patches of network {}; the first names '{}' and '{}'",
                    table.source, network, table.rows[0].a, table.rows[0].b),
        fmt::format("Name patches as {}-1, {}-2 … (layer `patches`), or by the id of a habitat feature in them; see a "
                    "and b in [network.links].",
                    network, network));
  for (const auto& [pair, rows] : rows_of) {
    const auto shortest_row = *std::min_element(rows.begin(), rows.end(), [&](std::size_t x, std::size_t y) {
      return table.rows[x].length < table.rows[y].length;
    });
    const double length = table.rows[shortest_row].length;
    for (const std::size_t k : rows) {
      const LinkRow& row = table.rows[k];
      if (k == shortest_row) continue;
      if (row.length == length)
        report(IssueRule::link_repeated, row.a,
               fmt::format("row {} joins '{}' and '{}' again, as row {} does", k + 1, row.a, row.b, shortest_row + 1));
      else
        report(IssueRule::link_values_differ, row.a,
               fmt::format("row {} joins '{}' and '{}' with {}, row {} with {}; the smaller counts", k + 1, row.a,
                           row.b, shortest(row.length), shortest_row + 1, shortest(length)));
    }
    if (length <= limit) result.links.push_back({{pair.first, pair.second, length}, {}, {}});
  }
  const PatchLocator locator(patches, executor);
  parallel_for<NoState>(executor, result.links.size(), [&](NoState&, std::size_t l) {
    EdgeLink& link = result.links[l];
    const ClosestPoints closest = closest_points(locator.tree(link.link.a), locator.tree(link.link.b));
    link.on_a = closest.on_a;
    link.on_b = closest.on_b;
  });
  return result;
}

}  // namespace spatial
