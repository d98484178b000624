// SPDX-License-Identifier: MIT
#include "tests/support/support.hpp"

namespace spatial::test {

std::filesystem::path source_dir() { return LNRS_SOURCE_DIR; }

}  // namespace spatial::test
