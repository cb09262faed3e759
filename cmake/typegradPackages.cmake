# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# What `cpack` makes of the install rules: a Debian package (cpack -G DEB) and an archive (cpack -G TGZ).
set(CPACK_PACKAGE_VENDOR "the typegrad authors")
set(CPACK_PACKAGE_CONTACT "the typegrad authors <typegrad@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "A header-only C++20 library: expressions of symbols are graphs, and their gradients, fusion and memory are worked out while a program compiles.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES FALSE)
set(CPACK_DEBIAN_PACKAGE_NAME libtypegrad-dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libxtensor-dev (>= 0.24), libxsimd-dev (>= 8.1)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libopenblas-dev)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libthrust-dev")
include(CPack)
