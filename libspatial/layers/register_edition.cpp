// SPDX-License-Identifier: MIT
#include "libspatial/layers/register_edition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/blank_word.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

/// Rows with the same text form one group, in natural order; each row whose text says nothing follows as its own group.
struct RowGroups {
  std::vector<std::vector<std::uint32_t>> rows;
  std::vector<std::string> texts;
};
RowGroups grouped(const std::vector<std::string>& texts) {
  std::map<std::string, std::vector<std::uint32_t>, bool (*)(std::string_view, std::string_view)> groups(natural_less);
  RowGroups result;
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    if (!is_blank_word(texts[i])) groups[texts[i]].push_back(i);
  for (auto& [text, rows] : groups) {
    result.texts.push_back(text);
    result.rows.push_back(std::move(rows));
  }
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    if (is_blank_word(texts[i])) {
      result.texts.emplace_back();
      result.rows.emplace_back(1, i);
    }
  return result;
}

MultiPolygonColumn united(const MultiPolygonColumn& features, const RowGroups& groups, const Executor& executor) {
  MultiPolygonColumn members;
  std::vector<std::uint32_t> group_of;
  for (std::uint32_t g = 0; g < groups.rows.size(); ++g)
    if (groups.rows[g].size() > 1)
      for (const std::uint32_t row : groups.rows[g]) {
        members.append(features[row]);
        group_of.push_back(g);
      }
  const auto count = static_cast<std::uint32_t>(groups.rows.size());
  const MultiPolygonColumn joined = dissolve(members, group_of, count, executor).geometry;
  MultiPolygonColumn result;
  for (std::uint32_t g = 0; g < count; ++g)
    result.append(groups.rows[g].size() > 1 ? joined[g] : features[groups.rows[g].front()]);
  return result;
}

std::vector<std::string> texts_of_column(const AttributedLayer& layer, std::size_t column) {
  std::vector<std::string> texts;
  for (const std::string& value : layer.layer.extra[column].texts()) texts.push_back(trimmed(value));
  return texts;
}

void tell_joined(const AttributedLayer& layer, const RowGroups& groups, const char* what, Issues& issues) {
  for (std::size_t g = 0; g < groups.rows.size(); ++g)
    if (groups.rows[g].size() > 1) {
      const Point at = layer.layer.boxes[groups.rows[g].front()].centre();
      issues.push_back({IssueRule::register_rows_joined, "layer", layer.layer.source, groups.texts[g],
                        fmt::format("{} rows are the {} '{}'", groups.rows[g].size(), what, groups.texts[g]),
                        Place{at.x, at.y}});
    }
}

/// Words such as "N/A" in the place of an id: their rows are sites of their own.
void tell_blank_ids(const AttributedLayer& layer, const std::vector<std::string>& ids, Issues& issues) {
  std::map<std::string, std::vector<std::uint32_t>> rows;
  for (std::uint32_t i = 0; i < ids.size(); ++i)
    if (!ids[i].empty() && is_blank_word(ids[i])) rows[ids[i]].push_back(i);
  for (const auto& [word, of] : rows) {
    const Point at = layer.layer.boxes[of.front()].centre();
    issues.push_back({IssueRule::missing_id, "layer", layer.layer.source, word,
                      fmt::format("'{}' is not an id; {} {} by land and name alone", word, of.size(),
                                  of.size() == 1 ? "row with it is matched" : "rows with it are sites matched"),
                      Place{at.x, at.y}});
  }
}

/// What the rows of each site say: that of the row with most land, at equal land the first in natural order. Rows that
/// differ are an issue.
std::vector<std::string> one_a_group(const AttributedLayer& layer, const RowGroups& groups,
                                     const std::vector<std::string>& texts, const std::string& field, Issues& issues) {
  std::vector<std::string> result;
  for (std::size_t g = 0; g < groups.rows.size(); ++g) {
    std::map<std::string, double, bool (*)(std::string_view, std::string_view)> land(natural_less);
    for (const std::uint32_t row : groups.rows[g])
      if (!texts[row].empty()) land[texts[row]] += std::round(area_m2(layer.layer.geometry[row]) * 1e3);
    const auto most =
        std::max_element(land.begin(), land.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    result.push_back(most == land.end() ? std::string() : most->first);
    if (land.size() < 2) continue;
    std::vector<std::string> words;
    for (const auto& [text, area] : land) words.push_back(text);
    const Point at = layer.layer.boxes[groups.rows[g].front()].centre();
    issues.push_back({IssueRule::register_rows_joined, "layer", layer.layer.source, groups.texts[g],
                      fmt::format("its rows have '{}' in {}; '{}' counts, because it covers most of the site",
                                  joined(words, "', '"), field, result.back()),
                      Place{at.x, at.y}});
  }
  return result;
}

}  // namespace

std::vector<std::string> wanted_fields(const RegisterFields& fields) {
  std::vector<std::string> wanted;
  for (const std::string& field : {fields.id, fields.name, fields.kind})
    if (!field.empty()) wanted.push_back(field);
  return wanted;
}

RegisterEdition edition_of(const AttributedLayer& layer, const RegisterFields& fields, Issues& issues,
                           const Executor& executor) {
  const std::size_t rows = layer.layer.size();
  std::size_t column = 0;
  const auto texts = [&](const std::string& field) {
    return field.empty() ? std::vector<std::string>(rows) : texts_of_column(layer, column++);
  };
  const std::vector<std::string> ids = texts(fields.id), names = texts(fields.name), kinds = texts(fields.kind);
  const RowGroups groups = grouped(ids);
  tell_joined(layer, groups, "site", issues);
  RegisterEdition edition;
  edition.sites = united(layer.layer.geometry, groups, executor);
  edition.id = groups.texts;
  edition.name = one_a_group(layer, groups, names, fields.name, issues);
  edition.kind = one_a_group(layer, groups, kinds, fields.kind, issues);
  for (std::string& name : edition.name)
    if (is_blank_word(name)) name.clear();
  tell_blank_ids(layer, ids, issues);
  return edition;
}

std::vector<std::vector<std::uint32_t>> authorities_of(const MultiPolygonColumn& sites,
                                                       const MultiPolygonColumn& authorities,
                                                       const std::vector<std::string>& codes, double contact_m2,
                                                       const Executor& executor) {
  const AreaTable shares = areas_by_zone(sites, boxes_of(sites), areas_m2_of(sites), authorities, executor);
  std::vector<std::vector<std::uint32_t>> result;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    std::vector<ZoneShare> own;
    for (const ZoneShare& share : shares[s])
      if (share.area_m2 > contact_m2) own.push_back(share);
    const auto rounded = [](double area_m2) { return std::round(area_m2 * 1e6); };
    std::stable_sort(own.begin(), own.end(), [&](const ZoneShare& a, const ZoneShare& b) {
      const double left = rounded(a.area_m2), right = rounded(b.area_m2);
      return left != right ? left > right : codes[a.zone] < codes[b.zone];
    });
    std::vector<std::uint32_t>& found = result.emplace_back();
    for (const ZoneShare& share : own) found.push_back(share.zone);
  }
  return result;
}

Authorities authorities_from(const AttributedLayer& layer, const std::string& code_field, Issues& issues,
                             const Executor& executor) {
  const std::vector<std::string> codes = code_field.empty() ? layer.layer.id : texts_of_column(layer, 0);
  const RowGroups groups = grouped(codes);
  tell_joined(layer, groups, "authority", issues);
  Authorities result{united(layer.layer.geometry, groups, executor), groups.texts};
  for (std::string& code : result.codes)
    if (code.empty()) code = "no code";
  return result;
}

}  // namespace spatial
