# SPDX-License-Identifier: MIT
# Installs into the build folder, builds the consumer against it and runs it with the installed presets.
set(prefix ${BUILD_DIR}/packaging/prefix)
set(consumer ${BUILD_DIR}/packaging/consumer)
file(REMOVE_RECURSE ${BUILD_DIR}/packaging)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

set(flags "")
if(SANITIZE)
  set(flags "-DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE}")
endif()
run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${CONSUMER_DIR} -B ${consumer} -G Ninja -DCMAKE_BUILD_TYPE=${BUILD_TYPE}
  -DCMAKE_PREFIX_PATH=${prefix} ${flags})
run(${CMAKE_COMMAND} --build ${consumer})
run(${CMAKE_COMMAND} -E env LNRS_PRESETS=${prefix}/share/lnrs/presets ${consumer}/consumer)
if(NOT output MATCHES "spatial [0-9.]+, 10 networks, 4 libraries")
  message(FATAL_ERROR "the consumer printed: ${output}")
endif()
run(${prefix}/bin/lnrs --version)
message(STATUS "${output}")
