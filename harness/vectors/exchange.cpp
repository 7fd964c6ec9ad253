// SPDX-License-Identifier: Apache-2.0
#include "vectors/exchange.hpp"

#include "base/hex.hpp"
#include "iso7816/apdu.hpp"

namespace assay::vectors {
namespace {

using globalplatform::Unwrapped;

std::string words(const Unwrapped& opened) {
  switch (opened.r_mac) {
    case Unwrapped::RMac::absent: return "no R-MAC";
    case Unwrapped::RMac::malformed: return "fewer bytes than an R-MAC has";
    case Unwrapped::RMac::wrong: return "R-MAC " + to_hex(opened.received_r_mac.view());
    default: return "data that cannot be decrypted";
  }
}

}  // namespace

bool WireExchange::readable() const {
  return iso7816::parse_command(plain) && (!response || response->size() >= 2);
}

WireExchange read_exchange(Fields& item) {
  WireExchange out;
  out.plain = item.hex("plain");
  if (item.has("plain") && !iso7816::parse_command(out.plain))
    item.mistake("plain", "this is no command");
  out.wrapped = item.hex_if_present("wrapped");
  out.response = item.hex_if_present("response");
  if (out.response && out.response->size() < 2)
    item.mistake("response", "a response has 2 bytes and more");
  out.response_plain = item.hex_if_present("response_plain");
  return out;
}

std::vector<WireExchange> read_exchanges(Fields& in) {
  std::vector<WireExchange> out;
  for (Fields& item : in.mappings("exchanges")) {
    out.push_back(read_exchange(item));
    item.finish();
  }
  return out;
}

Outcome check_opened(const WireExchange& exchange, const Unwrapped& opened, ByteView data) {
  if (!opened.ok()) {
    const bool decryption = opened.decryption == Unwrapped::Decryption::failed;
    return Mismatch{decryption ? "decryption" : "r_mac",
                    {},
                    to_hex(opened.expected_r_mac.view()),
                    words(opened)};
  }
  if (opened.overlong_padding && !exchange.response_plain)
    return Mismatch{"decryption", {}, "padding of one block at most", "more"};
  const auto response = iso7816::parse_response(*exchange.response);
  return compare("response_plain",
                 exchange.response_plain ? ByteView(*exchange.response_plain) : response->data,
                 data);
}

Outcome check_response(const WireExchange& exchange, globalplatform::SecureChannel& channel) {
  if (!exchange.response) return {};
  Bytes data;
  const auto opened = channel.unwrap(*iso7816::parse_response(*exchange.response), data);
  if (!opened) return Mismatch{"response", {}, "a response", opened.error().message};
  return check_opened(exchange, *opened, data);
}

Mismatch refused(std::string_view check, const std::string& reason, const Error& error) {
  if (reason.empty() || reason == error.message)
    return {std::string(check), {}, "accepted", error.message};
  return {"reason", {}, reason, error.message};
}

}  // namespace assay::vectors
