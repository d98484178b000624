// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace spatial::tool {

/// The versions of the tool and of the libraries that numbers depend on, a line each.
std::string version_text();

}  // namespace spatial::tool
