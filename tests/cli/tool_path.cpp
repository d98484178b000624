// SPDX-License-Identifier: MIT
#include <cstdlib>

#include "tests/cli/run_tool.hpp"

namespace spatial::test {

std::string tool_path() {
  const char* other = std::getenv("LNRS_TOOL");  // a build with sanitizers, say
  return other != nullptr ? other : LNRS_TOOL;
}

}  // namespace spatial::test
