# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# The targets of other backends than the CPU's own, for a build and for an installed package:
#   typegrad::thrust   programs on Thrust's host systems (typegrad/thrust.hpp), where its headers are found
#   typegrad::gpu      programs on NVIDIA GPUs (typegrad/gpu.hpp), if TYPEGRAD_CUDA is on; .cu files link it
include(${CMAKE_CURRENT_LIST_DIR}/typegradThrust.cmake)
set(TYPEGRAD_THRUST_SUMMARY "not found")
if(TYPEGRAD_THRUST_FOUND AND NOT TARGET typegrad::thrust)
  add_library(typegrad::thrust INTERFACE IMPORTED GLOBAL)
  set_target_properties(typegrad::thrust PROPERTIES
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${TYPEGRAD_THRUST_INCLUDE_DIR} INTERFACE_INCLUDE_DIRECTORIES ${TYPEGRAD_THRUST_INCLUDE_DIR}
    INTERFACE_LINK_LIBRARIES typegrad::typegrad)
endif()
if(TYPEGRAD_THRUST_FOUND)
  set(TYPEGRAD_THRUST_SUMMARY ${TYPEGRAD_THRUST_INCLUDE_DIR})
endif()
if(TYPEGRAD_CUDA AND NOT TARGET typegrad::gpu)
  enable_language(CUDA)
  find_package(CUDAToolkit REQUIRED)
  add_library(typegrad::gpu INTERFACE IMPORTED GLOBAL)
  # not cuda_std_20: CMake 3.25 does not know it of CUDA 13
  target_compile_options(typegrad::gpu INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20>)
  target_link_libraries(typegrad::gpu INTERFACE typegrad::typegrad CUDA::cudart CUDA::cublas)
endif()
