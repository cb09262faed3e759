# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# For scripts that configure a project with the library: empties WORK, installs the library there where WAY is `installed`,
# and sets `settings` to the compiler, flags and packages of the build that tests it. Sets `skipped` where that cannot be.
load_cache(${LIBRARY_BUILD} READ_WITH_PREFIX built_ CMAKE_GENERATOR CMAKE_CXX_COMPILER CMAKE_CXX_FLAGS CMAKE_BUILD_TYPE
  TYPEGRAD_BLAS TYPEGRAD_VECTOR_MATH xtensor_DIR xsimd_DIR xtl_DIR
  FETCHCONTENT_SOURCE_DIR_XTL FETCHCONTENT_SOURCE_DIR_XSIMD FETCHCONTENT_SOURCE_DIR_XTENSOR)
file(REMOVE_RECURSE ${WORK})

set(skipped FALSE)
set(settings)
foreach(setting IN ITEMS CMAKE_CXX_COMPILER CMAKE_CXX_FLAGS CMAKE_BUILD_TYPE TYPEGRAD_BLAS TYPEGRAD_VECTOR_MATH
    xtensor_DIR xsimd_DIR xtl_DIR FETCHCONTENT_SOURCE_DIR_XTL FETCHCONTENT_SOURCE_DIR_XSIMD FETCHCONTENT_SOURCE_DIR_XTENSOR)
  if(built_${setting})
    list(APPEND settings "-D${setting}=${built_${setting}}")
  endif()
endforeach()
if(WAY STREQUAL "installed")
  if(NOT EXISTS "${built_xtensor_DIR}" OR NOT EXISTS "${built_xsimd_DIR}")
    message("skipped: an installed typegrad needs installed xtensor and xsimd")
    set(skipped TRUE)
    return()
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${LIBRARY_BUILD} --prefix ${WORK}/prefix
    COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
  list(APPEND settings -DCMAKE_PREFIX_PATH=${WORK}/prefix)
endif()
