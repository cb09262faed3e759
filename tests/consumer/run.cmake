# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Builds and runs the consumer project in WORK, with the compiler, flags and packages of the build that tests it.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
if(skipped)
  return()
endif()
if(NOT WAY STREQUAL "installed")
  list(APPEND settings -DTYPEGRAD_SUBDIRECTORY=${LIBRARY_SOURCE})
endif()

execute_process(COMMAND_ERROR_IS_FATAL ANY
  COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK}/build -G ${built_CMAKE_GENERATOR} ${settings})
execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND ${CMAKE_COMMAND} --build ${WORK}/build)
execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND ${WORK}/build/consumer)
