// SPDX-License-Identifier: Apache-2.0
// Reading the GNU build id note of the running program.
#include "cli/build_id.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>

#include "base/hex.hpp"

namespace assay::cli {
namespace {

std::size_t padded(std::size_t size) {
  return (size + 3) & ~std::size_t{3};
}

std::string find_in_notes(const char* at, std::size_t size) {
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, at, sizeof note);
    const std::size_t whole = sizeof note + padded(note.n_namesz) + padded(note.n_descsz);
    if (whole > size) break;
    if (note.n_type == NT_GNU_BUILD_ID) {
      const auto* id =
          reinterpret_cast<const std::uint8_t*>(at + sizeof note + padded(note.n_namesz));
      return to_hex(ByteView(id, note.n_descsz));
    }
    at += whole;
    size -= whole;
  }
  return {};
}

/// Called once per loaded object; the first is the program itself.
int visit_object(dl_phdr_info* object, std::size_t, void* out) {
  auto& found = *static_cast<std::string*>(out);
  for (int i = 0; i < object->dlpi_phnum && found.empty(); ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader tells addresses as numbers
    found = find_in_notes(reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr),
                          segment.p_memsz);
  }
  return 1;  // stop after the program
}

}  // namespace

std::string tool_version() {
  return ASSAY_VERSION;
}

std::string build_id() {
  std::string id;
  dl_iterate_phdr(visit_object, &id);
  return id.empty() ? "unknown" : id;
}

}  // namespace assay::cli
