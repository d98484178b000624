# SPDX-License-Identifier: MIT
# One interface target carries the flags every file of the project is built with.
add_library(lnrs_flags INTERFACE)
# No contraction and no fast-math: the same numbers on every machine and thread count.
target_compile_options(lnrs_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -ffp-contract=off
  # In files compiled together a name at file level of one may be a local name of another (cmake/unity.cmake).
  $<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-shadow>
  # And g++ 12 warns of overlapping memory inside std::string where it inlines more of it (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wno-subobject-linkage>
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wno-restrict>)

option(LNRS_WERROR "Warnings are errors (.ci/run)" OFF)
if(LNRS_WERROR)
  target_compile_options(lnrs_flags INTERFACE -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 warns of bounds inside the standard library where it inlines strings and vectors (GCC bugs 105329, 105651).
    target_compile_options(lnrs_flags INTERFACE -Wno-error=array-bounds -Wno-error=stringop-overflow
                                                -Wno-error=stringop-overread -Wno-error=restrict)
  endif()
endif()

set(LNRS_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined")
if(LNRS_SANITIZE)
  target_compile_options(lnrs_flags INTERFACE -fsanitize=${LNRS_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(lnrs_flags INTERFACE -fsanitize=${LNRS_SANITIZE})
endif()

find_program(LNRS_CCACHE ccache)
if(LNRS_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LNRS_CCACHE})
endif()
find_program(LNRS_LLD ld.lld)
if(LNRS_LLD)
  add_link_options(-fuse-ld=lld)
endif()
