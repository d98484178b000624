// SPDX-License-Identifier: MIT
#pragma once

namespace spatial::tool {

/// What becomes of memory that is free for some seconds.
enum class FreedMemory { returned, kept };

/// Suits the heap to layers that come and go in pieces of some megabytes. Once, at the start.
void set_up_heap(FreedMemory freed);

}  // namespace spatial::tool
