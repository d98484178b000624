// SPDX-License-Identifier: MIT
#include "tools/version.hpp"

#include "libspatial/run/versions.hpp"

namespace spatial::tool {

std::string version_text() {
  std::string text = "lnrs " + version();
  for (const auto& [library, number] : library_versions()) text += "\n" + library + " " + number;
  return text;
}

}  // namespace spatial::tool
