# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Other libraries, for the programs that try the adapters with them.
find_package(Eigen3 QUIET NO_MODULE)
find_package(Boost QUIET)
foreach(library IN ITEMS nlopt nlopt_cxx lbfgs ceres glog) # Ceres' own CMake package wants what only a build of it needs
  find_library(TYPEGRAD_${library} ${library})
endforeach()

# add_interop_program(TARGET SOURCE LIBRARY...): none where a library was not found
function(add_interop_program target source)
  foreach(library IN LISTS ARGN)
    if(NOT TARGET ${library} AND NOT EXISTS "${library}")
      file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${source})
      message(STATUS "${path} is left out: its library was not found")
      return()
    endif()
  endforeach()
  add_executable(${target} ${source})
  target_link_libraries(${target} PRIVATE ${ARGN})
endfunction()
