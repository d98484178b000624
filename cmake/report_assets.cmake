# SPDX-License-Identifier: MIT
# What site reports carry (libspatial/report/html): sheet and script as they are, and the map script with the libraries
# it uses, which npm fetches by a lockfile and esbuild bundles into the build folder. Without npm, or where npm reaches
# no registry, the build goes on and its reports have the SVG maps only; it says so.
option(LNRS_REPORT_MAP "Bundle the interactive map of site reports (needs npm)" ON)
set(html_source ${PROJECT_SOURCE_DIR}/libspatial/report/html)
set(html_build ${PROJECT_BINARY_DIR}/report_html)
file(MAKE_DIRECTORY ${html_build})

find_program(LNRS_NPM npm)
find_program(LNRS_NODE NAMES node nodejs)
if(LNRS_REPORT_MAP AND LNRS_NPM AND LNRS_NODE)
  set(html_map_script ${html_build}/out/map.js)
  set(html_licences ${html_build}/out/licences.txt)
  # A bundle that could not be made is tried again when the build is configured again.
  if(EXISTS ${html_map_script})
    file(SIZE ${html_map_script} html_map_size)
    if(html_map_size EQUAL 0)
      file(REMOVE ${html_map_script} ${html_licences})
    endif()
  endif()
  add_custom_command(OUTPUT ${html_map_script} ${html_licences}
    COMMAND ${CMAKE_COMMAND} -DNPM=${LNRS_NPM} -DNODE=${LNRS_NODE} -DSOURCE=${html_source} -DBUILD=${html_build}
      -P ${PROJECT_SOURCE_DIR}/cmake/bundle_map.cmake
    DEPENDS ${html_source}/map.js ${html_source}/build.mjs ${html_source}/package.json ${html_source}/package-lock.json
      ${PROJECT_SOURCE_DIR}/cmake/bundle_map.cmake
    COMMENT "Bundling the interactive map of site reports" VERBATIM)
else()
  if(LNRS_REPORT_MAP)
    message(STATUS "npm not found: the interactive map of site reports needs npm at build time, so reports "
      "of this build have static SVG maps only (Debian: nodejs npm)")
  endif()
  set(html_map_script ${html_build}/none/map.js)
  set(html_licences ${html_build}/none/licences.txt)
  file(MAKE_DIRECTORY ${html_build}/none)
  file(TOUCH ${html_map_script} ${html_licences})
endif()

set_source_files_properties(report/html_assets.cpp PROPERTIES
  COMPILE_DEFINITIONS "LNRS_HTML_STYLE=\"${html_source}/report.css\";\
LNRS_HTML_SCRIPT=\"${html_source}/report.js\";\
LNRS_HTML_MAP_SCRIPT=\"${html_map_script}\";LNRS_HTML_LICENCES=\"${html_licences}\""
  OBJECT_DEPENDS "${html_source}/report.css;${html_source}/report.js;${html_map_script};${html_licences}")
