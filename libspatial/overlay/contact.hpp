// SPDX-License-Identifier: MIT
#pragma once

namespace spatial {

/// Two areas that share less than this touch; they do not overlap. Maps of one boundary drawn twice meet in slivers.
inline constexpr double contact_m2 = 0.5;

}  // namespace spatial
