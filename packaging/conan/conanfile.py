# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""typegrad as a Conan 2 package: `conan create packaging/conan -s compiler.cppstd=20 --build=missing` in a clone."""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class TypegradRecipe(ConanFile):
    name = "typegrad"
    description = "Automatic differentiation whose computation graph is a C++ type"
    license = "BSD-3-Clause"
    topics = ("automatic-differentiation", "gradients", "expression-templates", "simd", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_cblas": [True, False]}
    default_options = {"with_cblas": False}
    implements = ["auto_header_only"]

    @property
    def _clone(self):
        return os.path.join(self.recipe_folder, os.pardir, os.pardir)

    def set_version(self):
        config = load(self, os.path.join(self._clone, "include", "typegrad", "config.hpp"))
        self.version = ".".join(re.search(rf"#define TYPEGRAD_VERSION_{part} (\d+)", config).group(1) for part in ("MAJOR", "MINOR", "PATCH"))

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "packaging/gdb/*"):
            copy(self, pattern, self._clone, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("xtensor/[>=0.24 <0.28]", transitive_headers=True)
        self.requires("xsimd/[>=8.1 <15]", transitive_headers=True)
        if self.options.with_cblas:
            self.requires("openblas/[>=0.3]", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for what in ("TESTS", "EXAMPLES", "BENCH"):
            toolchain.cache_variables[f"TYPEGRAD_BUILD_{what}"] = False
        toolchain.cache_variables["TYPEGRAD_BLAS"] = "OFF"  # the package says it below
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "typegrad")
        self.cpp_info.set_property("cmake_target_name", "typegrad::typegrad")
        self.cpp_info.set_property("pkg_config_name", "typegrad")
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        if self.settings.get_safe("os") in ("Linux", "FreeBSD"):
            self.cpp_info.system_libs = ["pthread"]
        if self.options.with_cblas:
            self.cpp_info.defines = ["TYPEGRAD_HAS_CBLAS=1"]
