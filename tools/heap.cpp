// SPDX-License-Identifier: MIT
#include "tools/heap.hpp"

#include <cstddef>
#include <limits>

#if defined(__GLIBC__) && !defined(LNRS_JEMALLOC)
#include <malloc.h>
#endif

// With pages of 4 KB, page faults take a quarter of the time for reading a layer; with pages of 2 MB, almost none.
// jemalloc requests large pages from the system; glibc only does so if told before the process starts. Blocks of more
// than 8 MB would go back to the system at once, and the next would be cleared again. Now they lie with the others
// (oversize_threshold), and what is free for three seconds goes back: a merge clears 40 % less memory than if it did so
// at once, and takes 2 % more; a part of an opportunity map, which runs for 20 s, takes no more. Never giving memory
// back would take three times as much for a part. A merge keeps it (FreedMemory::kept): it goes from one large table to
// the next, and takes a tenth less time and a tenth more memory. jemalloc reads this setting when it is loaded.
#ifdef LNRS_JEMALLOC
extern "C" const char* malloc_conf;
const char* malloc_conf = "thp:always,metadata_thp:always,oversize_threshold:0,dirty_decay_ms:3000";
extern "C" int mallctl(const char* name, void* old_value, std::size_t* old_size, void* value, std::size_t size);
#endif

namespace spatial::tool {

void set_up_heap([[maybe_unused]] FreedMemory freed) {
#ifdef LNRS_JEMALLOC
  if (freed == FreedMemory::kept) {
    std::ptrdiff_t never = -1;
    mallctl("arena.0.dirty_decay_ms", nullptr, nullptr, &never, sizeof never);
    mallctl("arenas.dirty_decay_ms", nullptr, nullptr, &never, sizeof never);  // of those still to be made
  }
  // The first arena is made before jemalloc looks at that threshold; it serves this thread.
  std::size_t none = std::numeric_limits<std::size_t>::max();
  mallctl("arena.0.oversize_threshold", nullptr, nullptr, &none, sizeof none);
#endif
#if defined(__GLIBC__) && !defined(LNRS_JEMALLOC)
  // Returning each block to the system and requesting it again would take a fifth of the time.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

}  // namespace spatial::tool
