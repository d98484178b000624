// SPDX-License-Identifier: MIT
#pragma once

namespace spatial {

/// How land counts towards 30 by 30: it counts, it could count once a gap is closed, or it does not count.
enum class ProtectionStatus { counts, potential, no };

/// Options of the account of protected land (docs/methods.md section 21).
struct ProtectedOptions {
  int years = 20;              ///< protection must last this long from the date of the report
  double target_percent = 30;  ///< of the land of an authority
};

}  // namespace spatial
