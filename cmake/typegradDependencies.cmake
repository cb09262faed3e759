# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# xtensor, xsimd and threads: an installed package that is new enough, else pinned sources. For a build without
# network set FETCHCONTENT_SOURCE_DIR_XTL, _XSIMD and _XTENSOR to folders that hold each library's `include`.
include(FetchContent)

# After this, target NAME exists, is visible in every directory, and its headers are system headers.
macro(typegrad_dependency name minimum tag)
  if(NOT TARGET ${name})
    find_package(${name} QUIET)
    if(TARGET ${name})
      set_target_properties(${name} PROPERTIES IMPORTED_GLOBAL TRUE)
    endif()
    if(NOT TARGET ${name} OR "${${name}_VERSION}" VERSION_LESS ${minimum})
      message(STATUS "${name} ${minimum} or newer is not installed: taking the sources of ${tag}")
      FetchContent_Declare(${name} SOURCE_SUBDIR headers-only
        URL https://github.com/xtensor-stack/${name}/archive/refs/tags/${tag}.tar.gz)
      FetchContent_MakeAvailable(${name})
      if(NOT TARGET ${name})
        add_library(${name} INTERFACE IMPORTED GLOBAL)
      endif()
      set_target_properties(${name} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${${name}_SOURCE_DIR}/include)
      set(TYPEGRAD_${name}_VERSION ${tag})
      set(${name}_FETCHED TRUE)
    else()
      set(TYPEGRAD_${name}_VERSION ${${name}_VERSION})
    endif()
  endif()
endmacro()

if(NOT TYPEGRAD_STANDARD_ONLY)
  typegrad_dependency(xsimd 8.1 14.3.0)
  typegrad_dependency(xtensor 0.24 0.27.1)
endif()
if(xtensor_FETCHED)
  typegrad_dependency(xtl 0.8 0.8.2)
  set_property(TARGET xtensor APPEND PROPERTY INTERFACE_LINK_LIBRARIES xtl)
elseif(TARGET xtl)
  get_target_property(imported xtl IMPORTED)
  get_target_property(global xtl IMPORTED_GLOBAL)
  if(imported AND NOT global)
    set_target_properties(xtl PROPERTIES IMPORTED_GLOBAL TRUE)
  endif()
endif()

if(NOT TARGET Threads::Threads)
  find_package(Threads REQUIRED)
  set_target_properties(Threads::Threads PROPERTIES IMPORTED_GLOBAL TRUE)
endif()
