#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the two IDX files of this folder from the digits that scikit-learn ships.

    pip download scikit-learn --no-deps
    python3 make.py scikit_learn-*.whl [folder]

Any version of it will do: what counts is the checksum of the digits.
"""

import gzip
import hashlib
import pathlib
import struct
import sys
import zipfile

MEMBER = "sklearn/datasets/data/digits.csv.gz"
SHA256_OF_CSV = "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        csv = gzip.decompress(wheel.read(MEMBER))
    digest = hashlib.sha256(csv).hexdigest()
    if digest != SHA256_OF_CSV:
        sys.exit(f"{sys.argv[1]}: {MEMBER} has changed: its SHA-256 is {digest}")

    # Each line: 64 pixels from 0 to 16, then the digit.
    rows = [[int(field) for field in line.split(",")] for line in csv.decode("ascii").splitlines()]
    pixels = bytes(value for row in rows for value in row[:64])
    labels = bytes(row[64] for row in rows)

    folder = pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else pathlib.Path(__file__).parent)
    unsigned_bytes = 8
    images_file = struct.pack(">BBBBIII", 0, 0, unsigned_bytes, 3, len(rows), 8, 8) + pixels
    labels_file = struct.pack(">BBBBI", 0, 0, unsigned_bytes, 1, len(rows)) + labels
    (folder / "digits-images-idx3-ubyte").write_bytes(images_file)
    (folder / "digits-labels-idx1-ubyte").write_bytes(labels_file)


if __name__ == "__main__":
    main()
