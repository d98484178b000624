// SPDX-License-Identifier: MIT
#include "libspatial/core/date.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <vector>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

using Days = std::optional<std::chrono::sys_days>;

Days day_of(int year, int month, int day) {
  if (year < 1000 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? Days(date) : std::nullopt;
}

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  const auto end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  return !text.empty() && error == std::errc() && last == end ? std::optional(value) : std::nullopt;
}

/// The text without a time of day behind it, which says nothing about the day.
std::string without_time(std::string text) {
  if (text.size() > 10 && text[4] == '-' && (text[10] == 'T' || text[10] == ' ')) text.resize(10);
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return text;
  const std::size_t gap = text.find_last_of(" T", colon);
  return gap == std::string::npos || gap == 0 ? text : trimmed(text.substr(0, gap));
}

/// "31st" is 31.
std::string without_ordinal(const std::string& day) {
  if (day.size() < 3 || day.size() > 4 || day[0] < '0' || day[0] > '9') return day;
  const std::string suffix = lower(day.substr(day.size() - 2));
  const bool is_ordinal = suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th";
  return is_ordinal ? day.substr(0, day.size() - 2) : day;
}

std::optional<int> month_of(const std::string& text) {
  constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
  const std::string word = lower(text);
  for (std::size_t m = 0; m < names.size(); ++m)
    if (word == names[m] || (word.size() >= 3 && word == names[m].substr(0, word.size())))
      return static_cast<int>(m) + 1;
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::sys_days> date_of(std::string_view given) {
  const std::string text = without_time(trimmed(given));
  if (text.size() == 8 && number_of(text))
    return day_of(*number_of(text.substr(0, 4)), *number_of(text.substr(4, 2)), *number_of(text.substr(6, 2)));
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '-' || c == '/' || c == '.' || c == ' ')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (parts.size() != 3) return std::nullopt;
  parts[0] = without_ordinal(parts[0]);
  const auto first = number_of(parts[0]), last = number_of(parts[2]);
  const auto middle = number_of(parts[1]) ? number_of(parts[1]) : month_of(parts[1]);
  if (!first || !middle || !last) return std::nullopt;
  if (parts[0].size() == 4) return day_of(*first, *middle, *last);
  return parts[2].size() == 4 ? day_of(*last, *middle, *first) : std::nullopt;
}

std::chrono::sys_days years_later(std::chrono::sys_days day, int years) {
  const std::chrono::year_month_day date(day);
  const std::chrono::year_month_day moved = date + std::chrono::years(years);
  return moved.ok() ? std::chrono::sys_days(moved)
                    : std::chrono::sys_days(moved.year() / moved.month() / std::chrono::last);
}

double calendar_years(std::chrono::sys_days from, std::chrono::sys_days to) {
  if (to < from) return -calendar_years(to, from);
  const auto year = [](std::chrono::sys_days day) { return static_cast<int>(std::chrono::year_month_day(day).year()); };
  int whole = year(to) - year(from);
  if (years_later(from, whole) > to) --whole;
  const std::chrono::sys_days last = years_later(from, whole), next = years_later(from, whole + 1);
  return whole + static_cast<double>((to - last).count()) / static_cast<double>((next - last).count());
}

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace spatial
