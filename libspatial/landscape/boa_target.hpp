// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace spatial {

/// One target of a Biodiversity Opportunity Area, as its statement words it.
struct BoaTarget {
  std::string boa_id;
  std::string habitat;
  std::string action;       ///< maintain, restore, create, link
  std::string quantity_ha;  ///< text; may be empty
  std::string text;
};

}  // namespace spatial
