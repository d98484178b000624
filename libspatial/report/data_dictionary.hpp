// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace spatial {

/// docs/data.md: every layer and column of an opportunity map with unit and meaning, the coded values and the rules of
/// issues, as Markdown. Derived from the tables themselves.
std::string data_dictionary();

}  // namespace spatial
