// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Reference values computed with mpmath at 50 digits: psi(n, x) and loggamma(x).real.
namespace reference {

struct polygamma_value {
    int n;
    double x;
    double y;
};

inline constexpr polygamma_value polygamma[] = {
    {0, 0x1.b7cdfd9d7bdbbp-34, -0x1.2a05f20049e23p+33}, {0, 0x1.0000000000000p-2, -0x1.0e8e9943cd7c3p+2},
    {0, 0x1.8000000000000p-1, -0x1.15fafa86b04dbp+0},   {0, 0x1.0000000000000p+0, -0x1.2788cfc6fb619p-1},
    {0, 0x1.762d86356be3fp+0, -0x1.aa2d9b3ce29e0p-54},  {0, 0x1.8000000000000p+0, 0x1.2aed059bd608ap-5},
    {0, 0x1.0000000000000p+1, 0x1.b0ee6072093cep-2},    {0, 0x1.d99999999999ap+1, 0x1.2aca9308f7e52p+0},
    {0, 0x1.3cccccccccccdp+3, 0x1.1edeff2221b4fp+1},    {0, 0x1.4000000000000p+3, 0x1.20396dc85cc95p+1},
    {0, 0x1.0a66666666666p+5, 0x1.bec7a1669a189p+1},    {0, 0x1.86a0000000000p+16, 0x1.7069d82dcebc1p+3},
    {0, 0x1.7e43c8800759cp+996, 0x1.5963447f87fb5p+9},  {0, -0x1.0000000000000p-1, 0x1.2aed059bd608ap-5},
    {0, -0x1.4000000000000p+0, 0x1.db68e9230e3f9p+1},   {0, -0x1.f99999999999ap+2, -0x1.e28f7a761f10bp+2},
    {0, -0x1.4266666666666p+5, 0x1.7f6ff2bf35f58p+2},   {1, 0x1.4f8b588e368f1p-17, 0x1.2a05f200d28c6p+33},
    {1, 0x1.0000000000000p-2, 0x1.1328429d927c6p+4},    {1, 0x1.0000000000000p+0, 0x1.a51a6625307d3p+0},
    {1, 0x1.8000000000000p+0, 0x1.de9e64df22ef3p-1},    {1, 0x1.d99999999999ap+1, 0x1.3d7a906cdbdedp-2},
    {1, 0x1.1cccccccccccdp+3, 0x1.e70bc56af6993p-4},    {1, 0x1.9400000000000p+5, 0x1.47ab48c096d5bp-6},
    {1, 0x1.e848000000000p+19, 0x1.0c6f82d72bcaap-20},  {1, -0x1.0000000000000p-1, 0x1.1de9e64df22efp+3},
    {1, -0x1.a666666666666p+1, 0x1.da2aec14d7996p+3},   {2, 0x1.999999999999ap-4, -0x1.f477221e20b89p+10},
    {2, 0x1.0000000000000p+0, -0x1.33ba004f00621p+1},   {2, 0x1.4000000000000p+1, -0x1.e3bef327df0e7p-3},
    {2, 0x1.ecccccccccccdp+2, -0x1.3a8ac1ed65e61p-6},   {2, 0x1.9000000000000p+6, -0x1.a7a54af1f020dp-14},
    {2, -0x1.b333333333333p+0, -0x1.142360f50f540p+6},  {3, 0x1.999999999999ap-4, 0x1.d4c90697c9621p+15},
    {3, 0x1.0000000000000p+0, 0x1.9f9cb402bc46cp+2},    {3, 0x1.4000000000000p+1, 0x1.ca8f26506cfd8p-3},
    {3, 0x1.ecccccccccccdp+2, 0x1.5bd5a6887b7c1p-8},    {3, 0x1.9000000000000p+6, 0x1.107d23f73a924p-19},
    {3, -0x1.0000000000000p-2, 0x1.84f0da1cd173ep+10},  {5, 0x1.0000000000000p-1, 0x1.e0b1d11856df8p+12},
    {5, 0x1.0000000000000p+2, 0x1.54723fdc5a37cp-5},    {5, 0x1.4000000000000p+4, 0x1.1caf4ab1921f2p-17},
    {10, 0x1.0000000000000p-1, -0x1.baf8a47cdbd85p+32}, {10, 0x1.0000000000000p+2, -0x1.e762a312d6afep-1},
    {10, 0x1.4000000000000p+4, -0x1.83703d87b7a32p-25}, {30, 0x1.0000000000000p+1, -0x1.a27f263ffc2f2p+76},
    {30, 0x1.9000000000000p+4, -0x1.3491cd59adee6p-36}, {30, 0x1.e000000000000p+5, -0x1.ebcaa8386e2ecp-75},
};

struct value {
    double x;
    double y;
};

inline constexpr value lgamma[] = {
    {0x1.56e1fc2f8f359p-997, 0x1.5963447f87fb5p+9}, {0x1.b7cdfd9d7bdbbp-34, 0x1.7069e2aa26ae4p+4},
    {0x1.0000000000000p-2, 0x1.49bbd81c16efbp+0},   {0x1.ccccccccccccdp-1, 0x1.0fe0882e465b1p-4},
    {0x1.199999999999ap+0, -0x1.988e1705d89eap-5},  {0x1.87a489acf2e42p+0, -0x1.e8920894812dcp-4},
    {0x1.e666666666666p+0, -0x1.3f5bf3c4bb75ap-5},  {0x1.0cccccccccccdp+1, 0x1.7439d821b03afp-5},
    {0x1.a666666666666p+1, 0x1.f964fc1bf8d41p-1},   {0x1.f99999999999ap+2, 0x1.0a6062d049d21p+3},
    {0x1.0333333333333p+3, 0x1.1746c3c05dea4p+3},   {0x1.9200000000000p+6, 0x1.696f7f9481308p+8},
    {0x1.2a05f20000000p+33, 0x1.9a43710f467c1p+37}, {0x1.23a516e82d9bap+1013, 0x1.8f7797fbe814ep+1022},
    {-0x1.0000000000000p-1, 0x1.43f89a3f0edd6p+0},  {-0x1.e666666666666p+0, 0x1.b75a25959a5c0p+0},
    {-0x1.499999999999ap+3, -0x1.cea3f76b8a357p+3}, {-0x1.9200000000000p+6, -0x1.6ce6a5dbefb91p+8},
};

} // namespace reference
