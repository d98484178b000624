# SPDX-License-Identifier: MIT
# Library, public headers, presets and what find_package(spatial) needs. Bridges and private headers stay at home: the
# first show engines to whoever includes them, the second are nobody's business.
include(CMakePackageConfigHelpers)
set(spatial_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/spatial)

install(TARGETS spatial EXPORT spatialTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/libspatial DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev
        FILES_MATCHING PATTERN "*.hpp"
        REGEX "_bridge\\.hpp$" EXCLUDE
        REGEX "/(config/config_keys|config/config_value|config/config_overrides|config/section_reader|\
config/consultations|county/layer_guess|county/init_text|county/plan_guess)\\.hpp$" EXCLUDE
        REGEX "/api/(all_commands|network_results)\\.hpp$" EXCLUDE
        REGEX "/io/(crs|csv|field_text|gpkg_[a-z]+|memory_rows|rows|sql_text|wkb_codes)\\.hpp$" EXCLUDE)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/data/presets DESTINATION ${CMAKE_INSTALL_DATADIR}/lnrs COMPONENT tool)

install(EXPORT spatialTargets NAMESPACE spatial:: DESTINATION ${spatial_package_dir} COMPONENT dev)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/spatialConfig.cmake.in ${PROJECT_BINARY_DIR}/spatialConfig.cmake
                              INSTALL_DESTINATION ${spatial_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/spatialConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/spatialConfig.cmake ${PROJECT_BINARY_DIR}/spatialConfigVersion.cmake
  DESTINATION ${spatial_package_dir}
        COMPONENT dev)
