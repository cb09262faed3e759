# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Configures, in WORK, a project that takes the library the way WAY, with the packages of the build that tests it.
load_cache(${LIBRARY_BUILD} READ_WITH_PREFIX built_ CMAKE_GENERATOR CMAKE_CXX_COMPILER TYPEGRAD_BLAS xtensor_DIR xsimd_DIR xtl_DIR
  FETCHCONTENT_SOURCE_DIR_XTL FETCHCONTENT_SOURCE_DIR_XSIMD FETCHCONTENT_SOURCE_DIR_XTENSOR)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK}/project)
configure_file(${CMAKE_CURRENT_LIST_DIR}/use/CMakeLists.txt ${WORK}/project/CMakeLists.txt COPYONLY)
configure_file(${LIBRARY_SOURCE}/examples/misfit.cpp ${WORK}/project/main.cpp COPYONLY)

set(settings -DWAY=${WAY})
foreach(setting IN ITEMS CMAKE_CXX_COMPILER TYPEGRAD_BLAS xtensor_DIR xsimd_DIR xtl_DIR
    FETCHCONTENT_SOURCE_DIR_XTL FETCHCONTENT_SOURCE_DIR_XSIMD FETCHCONTENT_SOURCE_DIR_XTENSOR)
  if(built_${setting})
    list(APPEND settings "-D${setting}=${built_${setting}}")
  endif()
endforeach()
if(WAY STREQUAL "installed")
  if(NOT EXISTS "${built_xtensor_DIR}" OR NOT EXISTS "${built_xsimd_DIR}")
    message("skipped: an installed typegrad needs installed xtensor and xsimd")
    return()
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${LIBRARY_BUILD} --prefix ${WORK}/prefix
    COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
  list(APPEND settings -DCMAKE_PREFIX_PATH=${WORK}/prefix)
elseif(WAY STREQUAL "subdirectory")
  file(CREATE_LINK ${LIBRARY_SOURCE} ${WORK}/project/typegrad SYMBOLIC)
else()
  list(APPEND settings -DFETCHCONTENT_SOURCE_DIR_TYPEGRAD=${LIBRARY_SOURCE})
endif()
execute_process(COMMAND_ERROR_IS_FATAL ANY
  COMMAND ${CMAKE_COMMAND} -S ${WORK}/project -B ${WORK}/build -G ${built_CMAKE_GENERATOR} ${settings})
