# SPDX-License-Identifier: MIT
# Whether the Python module can be built, and for which Python: the system's, unless another is named or a wheel is
# made.
set(PYBIND11_FINDPYTHON ON)
if(NOT SKBUILD AND NOT DEFINED Python_EXECUTABLE AND EXISTS /usr/bin/python3)
  set(Python_EXECUTABLE /usr/bin/python3)  # whose packages are Debian's; another one on the PATH has none
endif()
find_package(Python 3.9 QUIET COMPONENTS Interpreter Development.Module)
if(Python_FOUND)
  find_package(pybind11 2.10 CONFIG QUIET)
endif()
# Sanitizers have to be loaded before Python itself, so a module with them is no use by default.
set(lnrs_python_default OFF)
if(pybind11_FOUND AND PROJECT_IS_TOP_LEVEL AND NOT LNRS_SANITIZE AND NOT LNRS_FUZZ)
  set(lnrs_python_default ON)
endif()
option(LNRS_PYTHON "Build the Python module (needs pybind11 2.10)" ${lnrs_python_default})
if(LNRS_PYTHON AND NOT pybind11_FOUND)
  message(FATAL_ERROR "LNRS_PYTHON needs Python's headers and pybind11 2.10: install python3-dev and pybind11-dev")
endif()
