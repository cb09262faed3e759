# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""The system's xtensor or xsimd as a Conan package, for a test that asks no server: `conan create . --name xsimd --version 8.1.0`."""
from conan import ConanFile


class SystemHeaders(ConanFile):
    package_type = "header-library"

    def package_info(self):
        self.cpp_info.includedirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.bindirs = []
        self.cpp_info.set_property("cmake_file_name", self.name)
        self.cpp_info.set_property("cmake_target_name", self.name)
