// SPDX-License-Identifier: Apache-2.0
// The table of PC/SC return codes.
#include <PCSC/winscard.h>

#include "adapters/pcsc/scard_error.hpp"

#include <algorithm>
#include <array>

namespace assay::pcsc {
namespace {

using enum ErrorCode;

// A removal has three faces by its timing: NOT_TRANSACTED at once, REMOVED_CARD once pcscd has noticed, and
// NO_SMARTCARD (or RESET_CARD, when a card is back) for whoever reconnects.
constexpr ScardRow table[] = {
    {0x80100001, "SCARD_F_INTERNAL_ERROR", internal,
     "the PC/SC service reports an error of its own"},
    {0x80100002, "SCARD_E_CANCELLED", internal, "the call was cancelled"},
    {0x80100003, "SCARD_E_INVALID_HANDLE", reader_lost, "the connection is no longer valid"},
    {0x80100004, "SCARD_E_INVALID_PARAMETER", internal, "the PC/SC service refuses a parameter"},
    {0x80100005, "SCARD_E_INVALID_TARGET", internal,
     "the PC/SC service has bad start-up information"},
    {0x80100006, "SCARD_E_NO_MEMORY", internal, "the PC/SC service is out of memory"},
    {0x80100007, "SCARD_F_WAITED_TOO_LONG", timeout, "the PC/SC service waited too long"},
    {0x80100008, "SCARD_E_INSUFFICIENT_BUFFER", out_of_range,
     "the answer is longer than a response can be"},
    {0x80100009, "SCARD_E_UNKNOWN_READER", reader_lost, "the reader is gone or was never there"},
    {0x8010000A, "SCARD_E_TIMEOUT", timeout, "the time given has passed"},
    {0x8010000B, "SCARD_E_SHARING_VIOLATION", refused, "another program uses the card"},
    {0x8010000C, "SCARD_E_NO_SMARTCARD", reader_lost, "there is no card in the reader"},
    {0x8010000D, "SCARD_E_UNKNOWN_CARD", not_found, "the card is not known by that name"},
    {0x8010000E, "SCARD_E_CANT_DISPOSE", internal,
     "the card cannot be left in the state asked for"},
    {0x8010000F, "SCARD_E_PROTO_MISMATCH", unsupported,
     "the card does not speak the protocol asked for"},
    {0x80100010, "SCARD_E_NOT_READY", reader_lost, "the reader or card is not ready"},
    {0x80100011, "SCARD_E_INVALID_VALUE", internal, "the PC/SC service refuses a value"},
    {0x80100012, "SCARD_E_SYSTEM_CANCELLED", reader_lost,
     "the system is shutting down or logging off"},
    {0x80100013, "SCARD_F_COMM_ERROR", reader_lost,
     "the conversation with the reader or PC/SC service broke"},
    {0x80100014, "SCARD_F_UNKNOWN_ERROR", internal, "the PC/SC service reports an unknown error"},
    {0x80100015, "SCARD_E_INVALID_ATR", card_mute, "the card sent no ATR that can be read"},
    {0x80100016, "SCARD_E_NOT_TRANSACTED", card_mute, "the command got no answer"},
    {0x80100017, "SCARD_E_READER_UNAVAILABLE", reader_lost, "the reader was unplugged"},
    {0x80100018, "SCARD_P_SHUTDOWN", reader_lost, "the PC/SC service was shut down"},
    {0x80100019, "SCARD_E_PCI_TOO_SMALL", internal, "the protocol information is too short"},
    {0x8010001A, "SCARD_E_READER_UNSUPPORTED", unsupported,
     "the driver does not support this reader"},
    {0x8010001B, "SCARD_E_DUPLICATE_READER", internal, "the driver gave one reader's name twice"},
    {0x8010001C, "SCARD_E_CARD_UNSUPPORTED", unsupported, "the reader does not support this card"},
    {0x8010001D, "SCARD_E_NO_SERVICE", reader_lost, "no PC/SC service is running; start pcscd"},
    {0x8010001E, "SCARD_E_SERVICE_STOPPED", reader_lost,
     "the PC/SC service has stopped; start pcscd"},
    {0x8010001F, "SCARD_E_UNSUPPORTED_FEATURE", unsupported, "this PC/SC service cannot do that"},
    {0x80100020, "SCARD_E_ICC_INSTALLATION", internal, "no primary provider is known for the card"},
    {0x80100021, "SCARD_E_ICC_CREATEORDER", internal,
     "the order of object creation is not supported"},
    {0x80100022, "SCARD_E_UNSUPPORTED_FEATURE (Windows)", unsupported,
     "the card does not support that"},
    {0x80100023, "SCARD_E_DIR_NOT_FOUND", not_found, "the directory is not on the card"},
    {0x80100024, "SCARD_E_FILE_NOT_FOUND", not_found, "the file is not on the card"},
    {0x80100025, "SCARD_E_NO_DIR", not_found, "the path leads to no directory"},
    {0x80100026, "SCARD_E_NO_FILE", not_found, "the path leads to no file"},
    {0x80100027, "SCARD_E_NO_ACCESS", refused, "access is denied"},
    {0x80100028, "SCARD_E_WRITE_TOO_MANY", out_of_range, "the card has no room for the data"},
    {0x80100029, "SCARD_E_BAD_SEEK", out_of_range, "the position lies outside the file"},
    {0x8010002A, "SCARD_E_INVALID_CHV", refused, "the PIN is wrong"},
    {0x8010002B, "SCARD_E_UNKNOWN_RES_MNG", internal, "an unknown error of a layered component"},
    {0x8010002C, "SCARD_E_NO_SUCH_CERTIFICATE", not_found, "the certificate does not exist"},
    {0x8010002D, "SCARD_E_CERTIFICATE_UNAVAILABLE", not_found, "the certificate could not be had"},
    {0x8010002E, "SCARD_E_NO_READERS_AVAILABLE", reader_lost, "no reader is connected"},
    {0x8010002F, "SCARD_E_COMM_DATA_LOST", reader_lost, "data was lost on the way to the card"},
    {0x80100030, "SCARD_E_NO_KEY_CONTAINER", not_found, "the key container does not exist"},
    {0x80100031, "SCARD_E_SERVER_TOO_BUSY", reader_lost, "the PC/SC service is too busy"},
    {0x80100065, "SCARD_W_UNSUPPORTED_CARD", unsupported, "reader and card share no way to talk"},
    {0x80100066, "SCARD_W_UNRESPONSIVE_CARD", card_mute, "the card does not answer a reset"},
    {0x80100067, "SCARD_W_UNPOWERED_CARD", card_mute, "the card has no power"},
    {0x80100068, "SCARD_W_RESET_CARD", reader_lost,
     "the card was reset or replaced behind our back"},
    {0x80100069, "SCARD_W_REMOVED_CARD", reader_lost, "the card was removed"},
    {0x8010006A, "SCARD_W_SECURITY_VIOLATION", refused, "access was denied by a security rule"},
    {0x8010006B, "SCARD_W_WRONG_CHV", refused, "the PIN is wrong"},
    {0x8010006C, "SCARD_W_CHV_BLOCKED", refused, "the PIN is blocked"},
    {0x8010006D, "SCARD_W_EOF", out_of_range, "the end of the file was reached"},
    {0x8010006E, "SCARD_W_CANCELLED_BY_USER", refused, "the user cancelled"},
    {0x8010006F, "SCARD_W_CARD_NOT_AUTHENTICATED", refused, "no PIN was shown to the card"},
};

}  // namespace

std::span<const ScardRow> scard_table() noexcept {
  return table;
}

Error scard_error(std::uint32_t code, std::string_view subject) {
  const auto row = std::ranges::find(table, code, &ScardRow::code);
  if (row == std::end(table))
    return {internal, fmt::format("{}: unknown PC/SC return code {:08X}", subject, code), {}};
  return {row->error,
          fmt::format("{}: {} ({}, {:08X})", subject, row->sentence, row->symbol, code),
          {}};
}

}  // namespace assay::pcsc
