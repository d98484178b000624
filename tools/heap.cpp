// SPDX-License-Identifier: MIT
#include "tools/heap.hpp"

#if defined(__GLIBC__) && !defined(LNRS_JEMALLOC)
#include <malloc.h>
#endif

// A fault for every 4 KB page is a quarter of the time of reading a layer; with pages of 2 MB it is nothing. jemalloc
// asks the system for them, glibc only if it is told so before the process starts. jemalloc reads this when it is
// loaded.
#ifdef LNRS_JEMALLOC
extern "C" const char* malloc_conf;
const char* malloc_conf = "thp:always,metadata_thp:always";
#endif

namespace spatial::tool {

void set_up_heap() {
#if defined(__GLIBC__) && !defined(LNRS_JEMALLOC)
  // Giving each piece back to the system and asking again costs a fifth of the time.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

}  // namespace spatial::tool
