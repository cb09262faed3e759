// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// All programs of this area are cut wherever they can be: into chunks of a few rows, and these into tiles of one or two.
#define TYPEGRAD_THREADED_WORK 64
#define TYPEGRAD_TILE_BYTES 32
#define TYPEGRAD_TILE_ROWS 2
