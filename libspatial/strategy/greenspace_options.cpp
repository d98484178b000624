// SPDX-License-Identifier: MIT
#include "libspatial/strategy/greenspace_options.hpp"

namespace spatial {

std::vector<GreenspaceStandard> accessible_greenspace_standards() {
  return {{"doorstep", 0.5, 200},      {"local", 2, 300},
          {"neighbourhood", 10, 1000}, {"wider_neighbourhood", 20, 2000},
          {"district", 100, 5000},     {"sub_regional", 500, 10000}};
}

std::vector<GreenspaceStandard> angst_standards() {
  return {{"angst_2_ha", 2, 300}, {"angst_20_ha", 20, 2000}, {"angst_100_ha", 100, 5000}, {"angst_500_ha", 500, 10000}};
}

}  // namespace spatial
