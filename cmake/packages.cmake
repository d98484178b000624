# SPDX-License-Identifier: MIT
# `cpack -G DEB` in the build folder: one package a component. A package is one call of lnrs_package(); what belongs to
# it is installed with its COMPONENT.
#   tool  lnrs      dev  libspatial-dev      qgis  qgis-plugin-lnrs      python  python3-lnrs, where that is built
find_program(LNRS_GZIP gzip)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lnrs)
set(CPACK_PACKAGE_CONTACT "The lnrs authors <lnrs@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_COMPONENTS_ALL "")

# lnrs_package(tool lnrs SECTION science DEPENDS "…" SENTENCE "one line" TEXT "lines"): macro, since CPack reads
# variables.
macro(lnrs_package component package)
  cmake_parse_arguments(row "ALL_ARCHITECTURES;SHARED_LIBRARIES" "SECTION;DEPENDS;RECOMMENDS;SENTENCE;TEXT;CONTROL" ""
    ${ARGN})
  string(TOUPPER ${component} upper)
  set(lnrs_package_name ${package})
  list(APPEND CPACK_COMPONENTS_ALL ${component})
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${row_SECTION})
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${row_DEPENDS}")
  set(CPACK_DEBIAN_${upper}_PACKAGE_RECOMMENDS "${row_RECOMMENDS}")
  set(CPACK_COMPONENT_${upper}_DESCRIPTION "${row_SENTENCE}\n${row_TEXT}")
  set(CPACK_DEBIAN_${upper}_PACKAGE_SHLIBDEPS ${row_SHARED_LIBRARIES})
  if(row_ALL_ARCHITECTURES)
    set(CPACK_DEBIAN_${upper}_PACKAGE_ARCHITECTURE all)
  endif()
  if(row_CONTROL)
    set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA ${row_CONTROL})
  endif()
  set(doc ${CMAKE_INSTALL_DATADIR}/doc/${package})
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/copyright DESTINATION ${doc} COMPONENT ${component})
  if(LNRS_GZIP)
    configure_file(${PROJECT_SOURCE_DIR}/packaging/changelog.in
      ${PROJECT_BINARY_DIR}/packages/${package}/changelog.Debian)
    execute_process(COMMAND ${LNRS_GZIP} -9nf ${PROJECT_BINARY_DIR}/packages/${package}/changelog.Debian)
    install(FILES ${PROJECT_BINARY_DIR}/packages/${package}/changelog.Debian.gz DESTINATION ${doc}
      COMPONENT ${component}
            RENAME changelog.gz)
  endif()
endmacro()

lnrs_package(dev libspatial-dev
  SECTION libdevel
  DEPENDS "libgdal-dev, libgeos-dev, libproj-dev, libtbb-dev, libboost-dev, libeigen3-dev, libsqlite3-dev, \
libssl-dev, libfmt-dev, libspdlog-dev, nlohmann-json3-dev, libtomlplusplus-dev"
  SENTENCE "library of lnrs: overlays, habitat networks and opportunity maps"
  TEXT "C++20 headers, the static library and what find_package(spatial) needs.")
if(LNRS_TOOLS)
  lnrs_package(tool lnrs SHARED_LIBRARIES
    SECTION science
    SENTENCE "where should nature recovery happen? opportunity maps for English counties"
    TEXT "Scores land for the creation and restoration of habitat, models habitat
networks and corridors, checks planning sites, counts biodiversity units,
compares habitat maps and registers of sites, and overlays layers of whole
counties exactly.")
  lnrs_package(qgis qgis-plugin-lnrs ALL_ARCHITECTURES
    SECTION science
    DEPENDS "python3-qgis (>= 3.22), lnrs (>= ${PROJECT_VERSION})"
    RECOMMENDS "qgis"
    CONTROL ${PROJECT_SOURCE_DIR}/packaging/qgis/prerm
    SENTENCE "QGIS plugin of lnrs: nature recovery in the Processing toolbox"
    TEXT "The commands of lnrs as algorithms, and a panel that explains the score of each
area, lists problems of the data and compares runs.")
  install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/lnrs COMPONENT tool)
  install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/lnrs COMPONENT tool)
  install(FILES data/samples/county.toml data/samples/county.gpkg data/samples/plans.toml data/samples/plans.gpkg
    data/samples/README.md
          DESTINATION ${CMAKE_INSTALL_DATADIR}/lnrs/samples COMPONENT tool)
  # Licences of the libraries that the interactive map of reports brings; empty in a build without npm.
  install(FILES ${PROJECT_BINARY_DIR}/report_html/out/licences.txt DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/lnrs
          COMPONENT tool RENAME licences-of-the-map.txt OPTIONAL)
endif()
if(TARGET lnrs_python AND LNRS_TOOLS AND NOT SKBUILD)
  lnrs_package(python python3-lnrs SHARED_LIBRARIES
    SECTION python
    DEPENDS "python3, python3-numpy, lnrs (>= ${PROJECT_VERSION})"
    RECOMMENDS "python3-geopandas"
    SENTENCE "Python package of lnrs: overlays, habitat networks and opportunity maps"
    TEXT "Every command of lnrs on GeoDataFrames, Arrow tables and files.")
endif()
