// SPDX-License-Identifier: Apache-2.0
// The words for status words.   Source: ISO/IEC 7816-4:2020, tables 5 and 6.
#include "iso7816/status_word.hpp"

#include <fmt/format.h>

#include <array>

namespace assay::iso7816 {
namespace {

struct Meaning {
  std::uint16_t value;
  std::uint16_t mask;
  std::string_view text;
};

// Exact values first, then the ranges that catch the rest.
constexpr std::array meanings{
    Meaning{0x9000, 0xFFFF, "normal ending"},
    Meaning{0x6281, 0xFFFF, "part of the returned data may be corrupted"},
    Meaning{0x6282, 0xFFFF, "end of file or record reached before Ne bytes"},
    Meaning{0x6283, 0xFFFF, "selected file deactivated, or card locked"},
    Meaning{0x6284, 0xFFFF, "control information badly formatted"},
    Meaning{0x6285, 0xFFFF, "selected file in termination state"},
    Meaning{0x6300, 0xFFFF, "warning without information, or authentication failed"},
    Meaning{0x6310, 0xFFFF, "more data available"},
    Meaning{0x6381, 0xFFFF, "file filled up by the last write"},
    Meaning{0x63C0, 0xFFF0, "counter given in the last digit"},
    Meaning{0x6400, 0xFFFF, "execution error, memory unchanged"},
    Meaning{0x6581, 0xFFFF, "memory failure"},
    Meaning{0x6700, 0xFFFF, "wrong length"},
    Meaning{0x6881, 0xFFFF, "logical channel not supported or not open"},
    Meaning{0x6882, 0xFFFF, "secure messaging not supported"},
    Meaning{0x6883, 0xFFFF, "last command of the chain expected"},
    Meaning{0x6884, 0xFFFF, "command chaining not supported"},
    Meaning{0x6981, 0xFFFF, "command incompatible with file structure"},
    Meaning{0x6982, 0xFFFF, "security status not satisfied"},
    Meaning{0x6983, 0xFFFF, "authentication method blocked"},
    Meaning{0x6984, 0xFFFF, "reference data not usable"},
    Meaning{0x6985, 0xFFFF, "conditions of use not satisfied"},
    Meaning{0x6986, 0xFFFF, "command not allowed"},
    Meaning{0x6987, 0xFFFF, "secure messaging data objects missing"},
    Meaning{0x6988, 0xFFFF, "secure messaging data objects incorrect"},
    Meaning{0x6A80, 0xFFFF, "incorrect parameters in the data field"},
    Meaning{0x6A81, 0xFFFF, "function not supported"},
    Meaning{0x6A82, 0xFFFF, "file or application not found"},
    Meaning{0x6A83, 0xFFFF, "record not found"},
    Meaning{0x6A84, 0xFFFF, "not enough memory"},
    Meaning{0x6A86, 0xFFFF, "incorrect P1 P2"},
    Meaning{0x6A87, 0xFFFF, "Lc inconsistent with P1 P2"},
    Meaning{0x6A88, 0xFFFF, "referenced data not found"},
    Meaning{0x6A89, 0xFFFF, "file already exists"},
    Meaning{0x6B00, 0xFFFF, "wrong P1 P2"},
    Meaning{0x6D00, 0xFFFF, "instruction not supported or invalid"},
    Meaning{0x6E00, 0xFFFF, "class not supported"},
    Meaning{0x6F00, 0xFFFF, "no precise diagnosis"},
    Meaning{0x9484, 0xFFFF, "algorithm not supported"},
    Meaning{0x9485, 0xFFFF, "invalid key check value"},
    Meaning{0x6100, 0xFF00, "normal ending, SW2 bytes still available"},
    Meaning{0x6200, 0xFF00, "warning, memory unchanged"},
    Meaning{0x6300, 0xFF00, "warning, memory changed"},
    Meaning{0x6400, 0xFF00, "execution error, memory unchanged"},
    Meaning{0x6500, 0xFF00, "execution error, memory changed"},
    Meaning{0x6600, 0xFF00, "security-related issue"},
    Meaning{0x6800, 0xFF00, "function in CLA not supported"},
    Meaning{0x6900, 0xFF00, "command not allowed"},
    Meaning{0x6A00, 0xFF00, "wrong parameters"},
    Meaning{0x6C00, 0xFF00, "wrong Le, SW2 gives the exact length"},
    Meaning{0x9000, 0xF000, "proprietary"},
};

}  // namespace

std::string_view meaning(StatusWord sw) noexcept {
  for (const auto& entry : meanings)
    if ((sw.value & entry.mask) == entry.value) return entry.text;
  return "not a status word of ISO/IEC 7816-4";
}

std::string to_string(StatusWord sw) {
  return fmt::format("{:04X}", sw.value);
}

}  // namespace assay::iso7816
