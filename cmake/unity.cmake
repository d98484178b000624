# SPDX-License-Identifier: MIT
# A first build compiles several files of one room as one, which reads their headers once: little more than half of the
# work. A change of one file then compiles its neighbours too, so a build folder of a developer has this off.
option(LNRS_UNITY "Compile the files of a room together (scripts/build turns it on for a first build)" OFF)

# compile_together(TARGET "FILES" EXCEPT ROOM...): sixteen files of one folder at a time, in the order of their names,
# so that a new file moves only those of its folder. Names at file level differ within a room; the rooms named after
# EXCEPT have files that are alike by design (every command has its `Options` and `run`).
function(compile_together target files)
  if(NOT LNRS_UNITY)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "EXCEPT")
  list(SORT files)
  set(last "")
  foreach(file IN LISTS files)
    get_filename_component(folder ${file} DIRECTORY)
    get_filename_component(room ${folder} NAME)
    if(room IN_LIST arg_EXCEPT)
      set_source_files_properties(${file} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
      continue()
    endif()
    if(NOT folder STREQUAL last)
      set(last ${folder})
      set(count 0)
    endif()
    math(EXPR group "${count} / 16")
    math(EXPR count "${count} + 1")
    set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${room}_${group})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
