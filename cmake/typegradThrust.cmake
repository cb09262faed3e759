# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Thrust's headers, as a CUDA toolkit brings them (with CCCL) or Debian's libthrust-dev: TYPEGRAD_THRUST_FOUND and
# TYPEGRAD_THRUST_INCLUDE_DIRS.
find_program(TYPEGRAD_NVCC nvcc HINTS /usr/local/cuda/bin)
mark_as_advanced(TYPEGRAD_NVCC)
set(hints)
if(TYPEGRAD_NVCC)
  get_filename_component(toolkit ${TYPEGRAD_NVCC} REALPATH)
  get_filename_component(toolkit ${toolkit} DIRECTORY)
  get_filename_component(toolkit ${toolkit} DIRECTORY)
  file(GLOB hints ${toolkit}/targets/*/include/cccl ${toolkit}/include/cccl ${toolkit}/include)
endif()
find_path(TYPEGRAD_THRUST_INCLUDE_DIR thrust/for_each.h HINTS ${hints})
mark_as_advanced(TYPEGRAD_THRUST_INCLUDE_DIR)
set(TYPEGRAD_THRUST_FOUND FALSE)
if(TYPEGRAD_THRUST_INCLUDE_DIR)
  set(TYPEGRAD_THRUST_FOUND TRUE)
endif()
