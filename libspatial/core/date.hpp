// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace spatial {

/// Reads a date as registers write it: 2026-03-31, 2026/03/31, 20260331, 31/03/2026, 31-03-2026, 31.03.2026, 31 Mar
/// 2026, 31st March 2026. A time of day may follow, as GIS and spreadsheets write it (31/03/2026 00:00:00). The day
/// comes before the month, as in England. Returns nullopt for any other text, such as a year of two digits, and for
/// dates that do not exist, such as 30 February. Pure.
///
///     date_text(*date_of("31 March 2026"));   // "2026-03-31"
std::optional<std::chrono::sys_days> date_of(std::string_view text);

/// The same day `years` later; 29 February becomes 28 February if that year has none. Pure.
std::chrono::sys_days years_later(std::chrono::sys_days day, int years);

/// Years from one day to a later one by the calendar: whole years between equal days of the year, and the share of the
/// last one. Negative if `to` is earlier than `from`. Pure.
///
///     calendar_years(*date_of("2021-03-31"), *date_of("2026-03-31"));   // exactly 5
double calendar_years(std::chrono::sys_days from, std::chrono::sys_days to);

/// "2026-03-31"
std::string date_text(std::chrono::sys_days day);

}  // namespace spatial
