// SPDX-License-Identifier: Apache-2.0
// From the inside out: user data, SMS-DELIVER, BER-TLV objects, ENVELOPE.
#include "adapters/scp80/short_message.hpp"

#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/tlv.hpp"

namespace assay::scp80 {
namespace {

using namespace literals;

constexpr auto network_to_card = "8381"_hex;
constexpr auto service_centre = "8111F1"_hex;  // number 111, unknown type, telephone numbering plan
constexpr auto packet_marker = "027000"_hex;   // user data header: a command packet follows
constexpr auto midnight = "00101000000000"_hex;  // 1 January 2000; cards do not look at it
constexpr std::uint8_t deliver_with_header =
    0x44;  // SMS-DELIVER, no more messages, header in user data
constexpr std::uint8_t sender_digits = 3;
constexpr std::uint8_t data_download = 0x7F, eight_bit_class_2 = 0xF6;

/// TS 23.040, 9.2.2.1.
Bytes deliver(ByteView packet) {
  Bytes out;
  ByteWriter(out)
      .put_u8(deliver_with_header)
      .put_u8(sender_digits)
      .put(service_centre)
      .put_u8(data_download)
      .put_u8(eight_bit_class_2)
      .put(midnight)
      .put_u8(static_cast<std::uint8_t>(packet_marker.size() + packet.size()))
      .put(packet_marker)
      .put(packet);
  return out;
}

}  // namespace

Result<Bytes> envelope_of(ByteView packet) {
  if (packet.size() > longest_packet)
    return fail(ErrorCode::out_of_range,
                "a command packet of {} bytes does not fit one short message, which carries {}",
                packet.size(), longest_packet);
  Bytes objects;
  iso7816::append_tlv(objects, 0x82, network_to_card);
  iso7816::append_tlv(objects, 0x06, service_centre);
  iso7816::append_tlv(objects, 0x8B, deliver(packet));
  Bytes download;
  iso7816::append_tlv(download, 0xD1, objects);
  return iso7816::encode({.cla = 0x80, .ins = 0xC2, .data = download, .ne = 256});
}

}  // namespace assay::scp80
