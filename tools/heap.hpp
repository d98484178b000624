// SPDX-License-Identifier: MIT
#pragma once

namespace spatial::tool {

/// Suits the heap to layers that come and go in pieces of some megabytes. Once, at the start.
void set_up_heap();

}  // namespace spatial::tool
