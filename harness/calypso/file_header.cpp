// SPDX-License-Identifier: Apache-2.0
// Reading file headers and lists of files.
#include "calypso/file_header.hpp"

#include <algorithm>

#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "iso7816/tlv.hpp"

namespace assay::calypso {
namespace {

constexpr std::size_t header_size = 23;

Result<FileType> file_type(std::uint8_t value) {
  if (value == 1 || value == 2 || value == 4) return static_cast<FileType>(value);
  return fail(ErrorCode::malformed, "file type {:02X} is none of 01 (MF), 02 (DF), 04 (EF)", value);
}

Result<EfType> ef_type(std::uint8_t value) {
  for (const int known : {0, 1, 2, 4, 8, 9})
    if (value == known) return static_cast<EfType>(value);
  return fail(ErrorCode::malformed, "EF type {:02X} is none of 00, 01, 02, 04, 08, 09", value);
}

std::uint16_t number(ByteView two) {
  return static_cast<std::uint16_t>((two[0] << 8) | two[1]);
}

Result<ByteView> value_of(ByteView bytes) {
  if (bytes.size() == 2 + header_size && bytes[0] == 0x85 && bytes[1] == header_size)
    return bytes.subspan(2);
  return fail(ErrorCode::malformed,
              "a file header is 85 17 and 23 bytes, not {} bytes beginning {}", bytes.size(),
              to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 2))));
}

}  // namespace

Result<FileHeader> parse_file_header(ByteView bytes, Product product) {
  TRY(const ByteView in, value_of(bytes));
  FileHeader out;
  out.sfi = in[0];
  TRY(out.file_type, file_type(in[1]));
  TRY(out.ef_type, ef_type(in[2]));
  const bool is_binary = out.ef_type == EfType::binary;
  out.record_size = is_binary ? number(in.subspan(3, 2)) : in[3];
  out.records = is_binary ? std::uint8_t{1} : in[4];
  std::copy_n(in.begin() + 5, 4, out.access.begin());
  std::copy_n(in.begin() + 9, 4, out.key_levels.begin());
  out.invalidated = (in[13] & 0x01) != 0;
  if (out.file_type == FileType::ef) {
    out.shared_reference = number(in.subspan(14, 2));
  } else {
    std::copy_n(in.begin() + 14, 3, out.kvc.begin());
    std::copy_n(in.begin() + 17, 3, out.kif.begin());
  }
  out.lid =
      number(in.subspan(product == Product::prime_2 || product == Product::prime_1 ? 20 : 21, 2));
  return out;
}

Result<std::vector<ListedFile>> parse_ef_list(ByteView bytes) {
  iso7816::TlvReader outer(bytes);
  TRY(const auto list, outer.next());
  if (!list || list->tag != 0xC0 || !outer.at_end())
    return fail(ErrorCode::malformed, "a list of EFs is one object C0");
  std::vector<ListedFile> out;
  iso7816::TlvReader reader(list->value);
  while (true) {
    TRY(const auto entry, reader.next());
    if (!entry) return out;
    if (entry->tag != 0xC1 || entry->value.size() != 6)
      return fail(ErrorCode::malformed,
                  "entry {} of the EF list is {} with {} bytes, C1 with 6 is wanted",
                  out.size() + 1, iso7816::tag_text(entry->tag), entry->value.size());
    const ByteView in = entry->value;
    out.push_back({number(in), in[2], in[3], in[4], in[5]});
  }
}

std::string access_text(std::uint8_t condition, std::uint8_t key) {
  switch (condition) {
    case 0x1F: return "always";
    case 0x00: return "never";
    case 0x01: return "PIN";
    case 0x10: return fmt::format("session with key {}", key);
    case 0x14: return fmt::format("encrypted session with key {}", key);
    case 0x15: return fmt::format("encrypted session with key {} and PIN", key);
    default: return fmt::format("condition {:02X}, key {}", condition, key);
  }
}

std::string_view name(FileType type) noexcept {
  switch (type) {
    case FileType::mf: return "MF";
    case FileType::df: return "DF";
    case FileType::ef: break;
  }
  return "EF";
}

std::string_view name(EfType type) noexcept {
  switch (type) {
    case EfType::binary: return "binary";
    case EfType::linear: return "linear";
    case EfType::cyclic: return "cyclic";
    case EfType::simulated_counter: return "simulated counter";
    case EfType::counters: return "counters";
    case EfType::none: break;
  }
  return "none";
}

}  // namespace assay::calypso
