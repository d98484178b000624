// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace spatial {

/// A day as people write it in registers: 2026-03-31 (also with a time behind it), 2026/03/31, 20260331, 31/03/2026,
/// 31-03-2026, 31.03.2026, 31 Mar 2026, 31 March 2026. Days come before months, as in England. nullopt for anything
/// else and for days that no calendar has. Pure.
std::optional<std::chrono::sys_days> date_of(std::string_view text);

/// "2026-03-31"
std::string date_text(std::chrono::sys_days day);

}  // namespace spatial
