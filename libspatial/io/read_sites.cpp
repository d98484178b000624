// SPDX-License-Identifier: MIT
#include "libspatial/io/read_sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <span>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/fields.hpp"

namespace spatial {
namespace {

constexpr std::array<std::string_view, 21> reference_names{"reference",
                                                           "ref",
                                                           "site_ref",
                                                           "site_reference",
                                                           "sitereference",
                                                           "application_reference",
                                                           "application_ref",
                                                           "application_no",
                                                           "application_number",
                                                           "app_ref",
                                                           "app_no",
                                                           "planning_reference",
                                                           "planning_ref",
                                                           "case_reference",
                                                           "case_ref",
                                                           "case_no",
                                                           "refval",
                                                           "ref_no",
                                                           "site_id",
                                                           "siteid",
                                                           "site_code"};
constexpr std::array<std::string_view, 10> site_names{
    "name",         "site_name", "sitename", "site_name_address", "sitenameaddress",
    "site_address", "address",   "location", "proposal",          "title"};
constexpr std::array<std::string_view, 13> area_names{
    "area_ha",  "site_area_ha",   "hectares", "site_area_hectares", "size_ha",  "area_hectares", "site_area",
    "sitearea", "stated_area_ha", "area_m2",  "site_area_m2",       "area_sqm", "stated_area"};

std::string first_of(const LayerFields& layer, std::span<const std::string_view> names) {
  for (const std::string_view name : names)
    for (const LayerField& field : layer.fields)
      if (plain_column(field.name) == name) return field.name;
  return {};
}

bool means_square_metres(std::string_view text) {
  for (const std::string_view unit : {"m2", "sqm", "sq_m", "square_metres", "square_meters", "sq_metres", "m\xC2\xB2"})
    if (text.ends_with(unit)) return true;
  return false;
}

LineColumn lines_of(const MultiLineView lines, std::span<const Point> points) {
  LineColumn result;
  for (std::size_t l = 0; l < lines.line_count(); ++l) result.append(lines.line(l));
  for (const Point& point : points) result.append({&point, 1});
  return result;
}

bool is_spreadsheet_name(const LayerName& name) {
  const std::string ending = lower(name.file.extension().string());
  return ending == ".xlsx" || ending == ".ods";
}

/// Whether the text is a date: a spreadsheet turns a reference like 26/01 into "2026/01/26" or "2026-01-26".
bool is_day(const std::string& text) {
  if (text.size() != 10 || (text[4] != '/' && text[4] != '-') || text[7] != text[4]) return false;
  for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u})
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  return true;
}

void report_dates(RawLayer& layer, const std::string& field) {
  layer.issue_row.resize(layer.issues.size(), RawLayer::no_row);
  for (std::uint32_t row = 0; row < layer.id.size(); ++row) {
    if (!is_day(trimmed(layer.id[row]))) continue;
    layer.issues.push_back(
        {IssueRule::site_reference_is_date, std::string(info(layer.role).name), layer.source, trimmed(layer.id[row]),
         fmt::format("row {}: the reference in column '{}' is the date {}; if it was a reference like "
                     "26/01, format the column as text and type it again",
                     layer.fid[row], field, trimmed(layer.id[row])),
         std::nullopt});
    layer.issue_row.push_back(row);
  }
}

}  // namespace

std::optional<double> stated_area_m2(const std::string& text, const std::string& field) {
  double unit = means_square_metres(plain_column(field)) ? 1 : 10000;
  std::optional<double> value = decimal_number(text, false);
  if (!value) {
    const std::string cell = lower(trimmed(text));
    const std::size_t unit_at = std::min(cell.find_first_of("hmsac"), cell.size());
    const std::string words = trimmed(std::string_view(cell).substr(unit_at)), said = plain_column(words);
    if (said == "ha" || said.starts_with("hectare"))
      unit = 10000;
    else if (said == "sq_m" || means_square_metres(said) || words == "m\xC2\xB2")
      unit = 1;
    else
      return std::nullopt;
    value = decimal_number(std::string_view(cell).substr(0, unit_at), false);
  }
  return value && *value > 0 ? std::optional(*value * unit) : std::nullopt;
}

SitesResult read_sites(const LayerName& name, const SiteReadOptions& options, const Executor& executor) {
  const LayerFields declared = layer_fields(name, options.allow_network);
  SitesResult result;
  result.ref_field = options.ref_field.empty() ? first_of(declared, reference_names) : options.ref_field;
  result.name_field = options.name_field.empty() ? first_of(declared, site_names) : options.name_field;
  result.area_field = options.area_field.empty() ? first_of(declared, area_names) : options.area_field;

  ReadOptions reading;
  reading.crs = options.crs;
  reading.id_field = result.ref_field;
  reading.name_field = result.name_field;
  if (!result.area_field.empty()) reading.extra_fields.push_back(result.area_field);
  reading.where = options.where;
  reading.allow_network = options.allow_network;
  reading.assume_crs = options.assume_crs;
  reading.csv = options.csv;
  reading.csv.project_crs = true;
  FeaturesResult read = read_features(name, Role::candidate, reading, executor);

  result.crs = std::move(read.crs);
  result.layer_name = std::move(read.layer_name);
  RawSites& sites = result.sites;
  for (std::size_t row = 0; row < read.features.layer.fid.size(); ++row) {
    sites.lines.push_back(lines_of(read.features.lines[row], read.features.points[row]));
    const std::optional<double> area = result.area_field.empty()
                                           ? std::nullopt
                                           : stated_area_m2(read.features.layer.extra[0].text(row), result.area_field);
    sites.stated_m2.push_back(area.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  sites.layer = std::move(read.features.layer);
  if (is_spreadsheet_name(name)) report_dates(sites.layer, result.ref_field);
  return result;
}

}  // namespace spatial
