// SPDX-License-Identifier: Apache-2.0
// cacard_shim DATABASE: the CAC card of libcacard, written by others in C, behind the shim protocol.
//
// DATABASE is a folder from make_nss_database.sh. Uses nothing of Assay: it shows that the protocol is enough.
#include <glib.h>  // first: it has C++ templates, which the next block would give C linkage

extern "C" {
#include <libcacard.h>
}

#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

void say(const std::string& line) {
  std::cout << line << '\n' << std::flush;
}

std::string hex(const unsigned char* bytes, int count) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string out;
  for (int i = 0; i < count; ++i) {
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 15];
  }
  return out;
}

Bytes bytes_of(const std::string& text) {
  Bytes out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    out.push_back(static_cast<unsigned char>(std::stoul(text.substr(i, 2), nullptr, 16)));
  return out;
}

/// Opens the software token and hands out its reader once the card is in it.
VReader* open_card(const std::string& database) {
  const std::string arguments =
      "db=\"sql:" + database +
      "\" use_hw=no soft=(,Assay,CAC,,id-cert,signing-cert,encryption-cert)";
  VCardEmulOptions* const options = vcard_emul_options(arguments.c_str());
  if (options == nullptr || vcard_emul_init(options) != VCARD_EMUL_OK) return nullptr;
  VReader* reader = nullptr;
  while (VEvent* event = vevent_get_next_vevent()) {
    if (event->type == VEVENT_CARD_INSERT && reader == nullptr)
      reader = vreader_reference(event->reader);
    vevent_delete(event);
  }
  return reader;
}

void reset(VReader* reader, bool cold) {
  std::array<unsigned char, 64> atr{};
  int size = static_cast<int>(atr.size());
  if (cold) vreader_power_off(reader);
  if (vreader_power_on(reader, atr.data(), &size) != VREADER_OK) return say("mute");
  say("atr " + hex(atr.data(), size));
}

void exchange(VReader* reader, Bytes command) {
  std::vector<unsigned char> response(65538);
  int size = static_cast<int>(response.size());
  const auto status = vreader_xfr_bytes(reader, command.data(), static_cast<int>(command.size()),
                                        response.data(), &size);
  if (status != VREADER_OK) return say("mute");
  say("rapdu " + hex(response.data(), size));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: cacard_shim DATABASE\n";
    return 4;
  }
  VReader* const reader = open_card(argv[1]);
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line == "quit") break;
    if (reader == nullptr)
      say(std::string("error there is no card in the NSS database ") + argv[1]);
    else if (line.starts_with("hello assay-shim 1"))
      say("hello assay-shim 1 libcacard CAC");
    else if (line.starts_with("reset "))
      reset(reader, line == "reset cold");
    else if (line.starts_with("apdu "))
      exchange(reader, bytes_of(line.substr(5)));
    else
      say("error not understood: " + line);
  }
}
