// SPDX-License-Identifier: MIT
#include "libspatial/report/site_look.hpp"

#include <algorithm>
#include <array>

namespace spatial {
namespace {

constexpr std::string_view rising_background = "repeating-linear-gradient(135deg,var(--c) 0 1.5px,var(--w) 1.5px 6px)";
constexpr std::string_view falling_background = "repeating-linear-gradient(45deg,var(--c) 0 1.5px,var(--w) 1.5px 6px)";
constexpr std::string_view crossed_background =
    "repeating-linear-gradient(45deg,var(--c) 0 1.2px,transparent 1.2px 6px),repeating-linear-gradient(135deg,var(--c) "
    "0 1.2px,var(--w) 1.2px 6px)";
constexpr std::string_view dots_background = "radial-gradient(var(--c) 1.3px,var(--w) 1.6px) 0 0/5px 5px";
constexpr std::string_view sparse_background = "radial-gradient(var(--c) .9px,#fff 1.2px) 0 0/7px 7px";
constexpr std::string_view rows_background = "repeating-linear-gradient(0deg,var(--c) 0 1.2px,var(--w) 1.2px 5px)";
constexpr std::string_view columns_background = "repeating-linear-gradient(90deg,var(--c) 0 1.2px,var(--w) 1.2px 5px)";
constexpr std::string_view plain_background = "var(--w)";

constexpr std::array table{
    RoleLook{"designated", "#0062a3", MapPattern::rising, "rising", rising_background},
    RoleLook{"lws", "#007a58", MapPattern::falling, "falling", falling_background},
    RoleLook{"irreplaceable", "#6b3a00", MapPattern::crossed, "crossed", crossed_background},
    RoleLook{"priority_habitat", "#9a6a00", MapPattern::dots, "dots", dots_background},
    RoleLook{"boa", "#882255", MapPattern::sparse, "sparse", sparse_background},
    RoleLook{"measure", "#117c7c", MapPattern::rows, "rows", rows_background},
    RoleLook{"constraint", "#5a5a5a", MapPattern::columns, "columns", columns_background},
    RoleLook{"exclusion", "#333333", MapPattern::crossed, "crossed", crossed_background},
    RoleLook{"context", "#767676", MapPattern::plain, "plain", plain_background},
    RoleLook{opportunity_key, "#4b7a1a", MapPattern::plain, "plain", plain_background},
    RoleLook{"", "#555599", MapPattern::plain, "plain", plain_background},
};

}  // namespace

std::span<const RoleLook> role_looks() noexcept { return table; }

std::size_t role_look(std::string_view key) noexcept {
  const auto row = std::find_if(table.begin(), table.end() - 1, [&](const RoleLook& look) { return look.key == key; });
  return static_cast<std::size_t>(row - table.begin());
}

}  // namespace spatial
