// limits: seconds=60 mb=2000 files_mb=1000
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "../../examples/custom_kernel.cu"
