# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Configures, in WORK, a project that takes the library the way WAY, as the build that tests it is configured.
include(${CMAKE_CURRENT_LIST_DIR}/../consumer/common.cmake)
if(skipped)
  return()
endif()
file(MAKE_DIRECTORY ${WORK}/project)
configure_file(${CMAKE_CURRENT_LIST_DIR}/use/CMakeLists.txt ${WORK}/project/CMakeLists.txt COPYONLY)
configure_file(${LIBRARY_SOURCE}/examples/misfit.cpp ${WORK}/project/main.cpp COPYONLY)

list(APPEND settings -DWAY=${WAY})
if(WAY STREQUAL "subdirectory")
  file(CREATE_LINK ${LIBRARY_SOURCE} ${WORK}/project/typegrad SYMBOLIC)
elseif(WAY STREQUAL "fetch")
  list(APPEND settings -DFETCHCONTENT_SOURCE_DIR_TYPEGRAD=${LIBRARY_SOURCE})
endif()
execute_process(COMMAND_ERROR_IS_FATAL ANY
  COMMAND ${CMAKE_COMMAND} -S ${WORK}/project -B ${WORK}/build -G ${built_CMAKE_GENERATOR} ${settings})
