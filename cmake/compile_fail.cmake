# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Passes when SOURCE does not compile and the compiler says the words of SOURCE's leading `// error` comment. Texts that
# clang was shown in pieces are put together first. HEADERS are precompiled; sources that define macros do without.
set(ENV{LC_ALL} C)
string(REPLACE "|" ";" INCLUDE_DIRS "${INCLUDE_DIRS}")
string(REPLACE "|" ";" IMPLICIT_DIRS "${IMPLICIT_DIRS}")
list(REMOVE_ITEM INCLUDE_DIRS ${IMPLICIT_DIRS})
list(TRANSFORM INCLUDE_DIRS PREPEND -I)

file(STRINGS ${SOURCE} expectations REGEX "^// error(\\([a-z]+\\))?: ")
string(REPLACE "GNU" "gcc" compiler_name "${COMPILER_ID}")
string(TOLOWER "${compiler_name}" compiler_name)
foreach(line IN LISTS expectations)
  if(line MATCHES "^// error: (.*)" AND NOT DEFINED own_words)
    set(words "${CMAKE_MATCH_1}")
  elseif(line MATCHES "^// error\\(${compiler_name}\\): (.*)")
    set(words "${CMAKE_MATCH_1}")
    set(own_words TRUE)
  endif()
endforeach()
if("${words}" STREQUAL "")
  message(FATAL_ERROR "${SOURCE} has no line `// error: <words>`")
endif()

file(STRINGS ${SOURCE} macros REGEX "^# *define ")
set(precompiled)
if("${macros}" STREQUAL "" AND COMPILER_ID STREQUAL "GNU")
  set(precompiled -include ${HEADERS})
elseif("${macros}" STREQUAL "")
  set(precompiled -include-pch ${HEADERS}.gch)
endif()

execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only -fmessage-length=0 ${precompiled} ${INCLUDE_DIRS} ${SOURCE}
  RESULT_VARIABLE result ERROR_VARIABLE errors)
string(REGEX REPLACE "\"}, (typegrad::)?text<[0-9]+>{\"" "" joined "${errors}")
string(FIND "${joined}" "${words}" at)
if(result EQUAL 0)
  message(FATAL_ERROR "it compiled, and should have said: ${words}")
elseif(at EQUAL -1)
  message(FATAL_ERROR "it should have said: ${words}\nbut said:\n${errors}")
endif()
