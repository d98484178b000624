// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace spatial {

/// Reads a date as registers write it: 2026-03-31 (a time may follow), 2026/03/31, 20260331, 31/03/2026, 31-03-2026,
/// 31.03.2026, 31 Mar 2026, 31 March 2026. The day comes before the month, as in England. nullopt for any other text
/// and for dates that do not exist, such as 30 February. Pure.
///
///     date_text(*date_of("31 March 2026"));   // "2026-03-31"
std::optional<std::chrono::sys_days> date_of(std::string_view text);

/// "2026-03-31"
std::string date_text(std::chrono::sys_days day);

}  // namespace spatial
