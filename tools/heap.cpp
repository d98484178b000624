// SPDX-License-Identifier: MIT
#include "tools/heap.hpp"

#if defined(__GLIBC__) && !defined(LNRS_JEMALLOC)
#include <malloc.h>
#endif

// With pages of 4 KB, page faults take a quarter of the time for reading a layer; with pages of 2 MB, almost none.
// jemalloc requests large pages from the system; glibc only does so if told before the process starts. Blocks of more
// than 8 MB would go back to the system at once, and the next would be cleared again, unless they lie with the others.
// jemalloc reads this setting when it is loaded.
#ifdef LNRS_JEMALLOC
extern "C" const char* malloc_conf;
const char* malloc_conf = "thp:always,metadata_thp:always,oversize_threshold:0";
#endif

namespace spatial::tool {

void set_up_heap() {
#if defined(__GLIBC__) && !defined(LNRS_JEMALLOC)
  // Returning each block to the system and requesting it again would take a fifth of the time.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

}  // namespace spatial::tool
