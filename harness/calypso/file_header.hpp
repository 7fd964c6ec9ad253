// SPDX-License-Identifier: Apache-2.0
// File headers: what SELECT FILE and GET DATA tell of files, and what their access conditions mean.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "calypso/product.hpp"

namespace assay::calypso {

enum class FileType : std::uint8_t { mf = 1, df = 2, ef = 4 };
enum class EfType : std::uint8_t {
  none = 0,  ///< of MF and DF
  binary = 1,
  linear = 2,
  cyclic = 4,
  simulated_counter = 8,
  counters = 9,
};

struct FileHeader {
  std::uint8_t sfi = 0;
  FileType file_type = FileType::ef;
  EfType ef_type = EfType::none;
  std::uint16_t record_size = 0;             ///< of a binary EF its whole size
  std::uint8_t records = 0;                  ///< of a binary EF 1
  std::array<std::uint8_t, 4> access{};      ///< groups 0 to 3
  std::array<std::uint8_t, 4> key_levels{};  ///< the key that each group wants
  bool invalidated = false;
  std::uint16_t shared_reference = 0;  ///< of an EF
  std::array<std::uint8_t, 3> kvc{};   ///< of MF and DF, keys 1 to 3
  std::array<std::uint8_t, 3> kif{};
  std::uint16_t lid = 0;
};

/// Shape: 85 17 and 23 bytes. `product` tells where the LID stands: one byte earlier in revision 2, and, as inferred, in revision 1.
/// Errors: `malformed` for another tag or length, a file type or EF type that does not exist.
[[nodiscard]] Result<FileHeader> parse_file_header(ByteView bytes,
                                                   Product product = Product::prime_3);

struct ListedFile {
  std::uint16_t lid = 0;
  std::uint8_t sfi = 0;
  std::uint8_t type = 0;
  std::uint8_t record_size = 0;
  std::uint8_t records = 0;
};

/// GET DATA 00C0. Shape: C0, length, then entries C1 06 and six bytes.
/// Errors: `malformed`, naming the entry.
[[nodiscard]] Result<std::vector<ListedFile>> parse_ef_list(ByteView bytes);

/// "always", "never", "session with key 1", "PIN", "encrypted session with key 2", "encrypted session with key 2 and PIN".
[[nodiscard]] std::string access_text(std::uint8_t condition, std::uint8_t key);
[[nodiscard]] std::string_view name(FileType type) noexcept;
[[nodiscard]] std::string_view name(EfType type) noexcept;

}  // namespace assay::calypso
