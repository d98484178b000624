# SPDX-License-Identifier: MIT
# Called by the build: npm ci and esbuild in the build folder.
#   cmake -DNPM=… -DNODE=… -DSOURCE=… -DBUILD=… -P bundle_map.cmake
# Always writes out/map.js and out/licences.txt: empty ones, with a message, where the libraries cannot be fetched.
set(work ${BUILD}/npm)
file(MAKE_DIRECTORY ${work} ${BUILD}/out)
foreach(file map.js build.mjs package.json package-lock.json)
  configure_file(${SOURCE}/${file} ${work}/${file} COPYONLY)
endforeach()
file(READ ${work}/package-lock.json lock)
string(SHA256 wanted "${lock}")
set(installed "")
if(EXISTS ${work}/installed)
  file(READ ${work}/installed installed)
endif()
set(failed 0)
if(NOT installed STREQUAL wanted)
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --fetch-retries=1
    --fetch-retry-mintimeout=1000 --fetch-timeout=30000
                  WORKING_DIRECTORY ${work} RESULT_VARIABLE failed OUTPUT_VARIABLE log ERROR_VARIABLE log)
  if(failed EQUAL 0)
    file(WRITE ${work}/installed ${wanted})
  endif()
endif()
if(failed EQUAL 0)
  execute_process(COMMAND ${NODE} build.mjs ${BUILD}/out WORKING_DIRECTORY ${work} RESULT_VARIABLE broken
    ERROR_VARIABLE log OUTPUT_VARIABLE said)
  if(NOT broken EQUAL 0)
    message(FATAL_ERROR "the map of site reports cannot be bundled:\n${log}")
  endif()
else()
  message(STATUS "npm could not fetch the libraries of the interactive map: site reports of this build "
    "have SVG maps only; configure and build again with a network.\n${log}")
  file(WRITE ${BUILD}/out/map.js "")
  file(WRITE ${BUILD}/out/licences.txt "")
endif()
