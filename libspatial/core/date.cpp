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
  std::string text = trimmed(given);
  // Ignore a time of day after an ISO date.
  if (text.size() > 10 && text[4] == '-' && (text[10] == 'T' || text[10] == ' ')) text.resize(10);
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
  const auto first = number_of(parts[0]), last = number_of(parts[2]);
  const auto middle = number_of(parts[1]) ? number_of(parts[1]) : month_of(parts[1]);
  if (!first || !middle || !last) return std::nullopt;
  if (parts[0].size() == 4) return day_of(*first, *middle, *last);
  return parts[2].size() == 4 ? day_of(*last, *middle, *first) : std::nullopt;
}

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace spatial
