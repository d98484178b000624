// SPDX-License-Identifier: MIT
#include "libspatial/county/credits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "libspatial/core/date.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// Last day covered by an edition: "2023" ends on 31 December, "2023-05" on 31 May; a full date is that day.
std::optional<std::chrono::sys_days> last_day(const std::string& edition) {
  using namespace std::chrono;
  const std::string text = trimmed(edition);
  if (text.size() == 4 && is_number(text)) return sys_days(year(std::stoi(text)) / December / 31);
  if (text.size() == 7 && text[4] == '-' && is_number(text.substr(0, 4)) && is_number(text.substr(5))) {
    const year_month_day_last day =
        year(std::stoi(text.substr(0, 4))) / month(static_cast<unsigned>(std::stoi(text.substr(5)))) / last;
    if (day.ok()) return sys_days(day);
  }
  return date_of(text);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> credits_of(const Config& config) {
  std::vector<std::pair<std::string, std::string>> credits;
  for (const LayerSource& source : config.layers) {
    std::vector<std::string> words;
    if (!source.source_date.empty()) words.push_back("edition " + source.source_date);
    if (!source.licence.empty()) words.push_back(source.licence);
    if (!source.attribution.empty()) words.push_back(source.attribution);
    credits.emplace_back(source.title.empty() ? source.layer : fmt::format("{} ({})", source.title, source.layer),
                         words.empty() ? "the config states no edition, licence or attribution" : joined(words, "; "));
  }
  for (const SuitabilityRaster& source : config.suitability_rasters)
    credits.emplace_back(source.title.empty() ? source.raster : fmt::format("{} ({})", source.title, source.raster),
                         "a raster, of which the config states no edition, licence or attribution");
  return credits;
}

std::vector<std::string> sources_to_print(const Config& config) {
  std::vector<std::string> titles;
  for (const LayerSource& source : config.layers)
    titles.push_back(source.title.empty() ? source.layer.substr(source.layer.find_last_of("/#") + 1) : source.title);
  for (const SuitabilityRaster& source : config.suitability_rasters)
    titles.push_back(source.title.empty() ? source.raster.substr(source.raster.find_last_of('/') + 1) : source.title);
  for (const LayerSource& source : config.layers)
    if (!source.attribution.empty() && std::find(titles.begin(), titles.end(), source.attribution) == titles.end())
      titles.push_back(source.attribution);
  return titles;
}

std::string date_of(const Config& config) {
  if (!config.date.empty()) return config.date;
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  char* end = nullptr;
  const long long given = epoch == nullptr ? -1 : std::strtoll(epoch, &end, 10);
  const bool valid = epoch != nullptr && end != epoch && *end == '\0' && given >= 0;
  const std::time_t now = valid ? static_cast<std::time_t>(given) : std::time(nullptr);
  std::tm day{};
  gmtime_r(&now, &day);
  return fmt::format("{:04}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

Issues outdated_layers(const Config& config, const std::string& today) {
  Issues issues;
  const std::optional<std::chrono::sys_days> now = date_of(today);
  for (const LayerSource& source : config.layers) {
    const double most = source.max_age_days > 0 ? source.max_age_days : config.max_age_days;
    if (!(most > 0) || !now) continue;
    const auto report = [&](std::string message) {
      issues.push_back({IssueRule::layer_outdated, std::string(info(source.role).name), source.layer, "",
                        std::move(message), std::nullopt});
    };
    const std::string named = fmt::format("{} ({})", source.layer, info(source.role).title);
    const auto edition = last_day(source.source_date);
    if (source.source_date.empty())
      report(named + " states no date, so its age is not known: add date to the layer in the config");
    else if (!edition)
      report(fmt::format("{}: its date '{}' cannot be read as a day, month or year, so its age is unknown", named,
                         source.source_date));
    else if (const auto age = (*now - *edition).count(); static_cast<double>(age) > most)
      report(fmt::format("{}: its edition of {} is {} days old on {}, and max_age_days is {}; look for a newer one",
                         named, source.source_date, with_commas(age), today, shortest(most)));
  }
  return issues;
}

}  // namespace spatial
