# SPDX-License-Identifier: MIT
# What site reports carry (libspatial/report/html): sheet and script as they are.
set(html_source ${PROJECT_SOURCE_DIR}/libspatial/report/html)
set(html_build ${PROJECT_BINARY_DIR}/report_html)
file(MAKE_DIRECTORY ${html_build})
set(html_map_script ${html_build}/no_map.js)
set(html_licences ${html_build}/no_licences.txt)
file(TOUCH ${html_map_script} ${html_licences})
set_source_files_properties(report/html_assets.cpp PROPERTIES
  COMPILE_DEFINITIONS "LNRS_HTML_STYLE=\"${html_source}/report.css\";LNRS_HTML_SCRIPT=\"${html_source}/report.js\";LNRS_HTML_MAP_SCRIPT=\"${html_map_script}\";LNRS_HTML_LICENCES=\"${html_licences}\""
  OBJECT_DEPENDS "${html_source}/report.css;${html_source}/report.js;${html_map_script};${html_licences}")
