// SPDX-License-Identifier: Apache-2.0
// One function a verb; the order of commands within is what a SAM asks for.
#include "calypso/sam_dialogue.hpp"

#include <algorithm>
#include <utility>

namespace assay::calypso {
namespace {

constexpr std::size_t sv_signature_size = 5;
constexpr std::size_t sv_extended_signature_size = 10;
constexpr iso7816::StatusWord wrong_cryptogram{0x6988};

Bytes joined(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const auto part : parts) append(out, part);
  return out;
}

ByteView view(const Key& key, std::array<std::uint8_t, 2>& room) {
  room = {key.kif, key.kvc};
  return room;
}

}  // namespace

SamDialogue::SamDialogue(iso7816::CardChannel& channel, const Sam& sam)
    : channel_(channel), sam_(sam) {}

Result<Sam> SamDialogue::recognize(ByteView atr) {
  TRY(const Sam sam, parse_sam_atr(atr));
  if (sam.max_digest() == 0)
    return fail(
        ErrorCode::unsupported,
        "the ATR tells of application type {:02X}, subtype {:02X}, which is no SAM that this "
        "build can talk to",
        sam.application_type, sam.application_subtype);
  return sam;
}

Result<std::unique_ptr<SamDialogue>> SamDialogue::start(iso7816::CardChannel& channel) {
  TRY(const Sam sam, recognize(channel.atr()));
  return std::make_unique<SamDialogue>(channel, sam);
}

std::string_view SamDialogue::label() const {
  return channel_.description().label;
}

Result<iso7816::ResponseView> SamDialogue::send(const Header& header, ByteView data,
                                                std::optional<std::uint8_t> le, Bytes& response) {
  constexpr std::size_t most_data = 255;
  if (data.size() > most_data)
    return fail(ErrorCode::out_of_range, "{} takes at most {} bytes of data, these are {}",
                header.name, most_data, data.size());
  std::array<std::uint8_t, 4 + 1 + most_data + 1> command{sam_.cla(), header.ins, header.p1,
                                                          header.p2};
  std::size_t size = 4;
  if (!data.empty()) {
    command[size++] = static_cast<std::uint8_t>(data.size());
    std::ranges::copy(data, command.begin() + size);
    size += data.size();
  }
  if (le) command[size++] = *le;
  if (data.empty() && !le) command[size++] = 0;  // five bytes, as a card's case 1
  TRY_VOID(channel_.transmit(ByteView(command).first(size), response));
  return iso7816::parse_response(response);
}

Result<Bytes> SamDialogue::ask(const Header& header, ByteView data, std::size_t wanted) {
  // With data the SAM returns all it has; without, Le tells how much.
  std::optional<std::uint8_t> le;
  if (wanted > 0) le = data.empty() ? static_cast<std::uint8_t>(wanted) : std::uint8_t{0};
  Bytes out;
  TRY(const auto response, send(header, data, le, out));
  if (response.sw != iso7816::sw::ok)
    return fail(ErrorCode::refused, "the SAM answered '{}' to {}", iso7816::to_string(response.sw),
                header.name);
  if (response.data.size() != wanted)
    return fail(ErrorCode::malformed, "the SAM answered {} with {} bytes, {} are wanted",
                header.name, response.data.size(), wanted);
  out.resize(wanted);  // without the status word behind the data
  return out;
}

Result<bool> SamDialogue::check(const Header& header, ByteView signature) {
  Bytes room;
  TRY(const auto response, send(header, signature, std::nullopt, room));
  if (response.sw == iso7816::sw::ok) return true;
  if (response.sw == wrong_cryptogram) return false;
  return fail(ErrorCode::refused, "the SAM answered '{}' to {}", iso7816::to_string(response.sw),
              header.name);
}

Result<void> SamDialogue::diversify(const SerialNumber& serial) {
  if (diversifier_ == serial) return {};
  TRY_VOID(ask({"SELECT DIVERSIFIER", 0x14, 0x00, 0x00}, serial, 0));
  diversifier_ = serial;
  return {};
}

Result<void> SamDialogue::give_random(ByteView challenge) {
  TRY_VOID(ask({"GIVE RANDOM", 0x86, 0x00, 0x00}, challenge, 0));
  return {};
}

Result<Bytes> SamDialogue::challenge(bool extended) {
  pending_.clear();  // of a session that is given up
  items_ = 0;
  return ask({"GET CHALLENGE", 0x84, 0x00, 0x00}, {}, extended ? 8 : 4);
}

Result<void> SamDialogue::begin(const SessionStart& start, bool extended) {
  if (extended && !sam_.extended())
    return fail(ErrorCode::unsupported, "{} knows no extended sessions", name(sam_.product));
  extended_ = extended;
  pending_.clear();
  items_ = 0;
  TRY_VOID(diversify(start.diversifier));
  std::array<std::uint8_t, 2> room{};
  const Bytes data = joined({view(start.key, room), start.opening});
  const std::uint8_t mode = extended ? 0x02 : 0x00;
  TRY_VOID(ask({"DIGEST INIT", 0x8A, mode, 0xFF}, data, 0));
  return {};
}

Result<void> SamDialogue::update(ByteView item) {
  if (item.size() > sam_.max_digest())
    return fail(ErrorCode::out_of_range, "{} digests items of at most {} bytes, this one has {}",
                name(sam_.product), sam_.max_digest(), item.size());
  if (!sam_.digests_many()) {
    TRY_VOID(ask(digest_update, item, 0));
    return {};
  }
  if (pending_.size() + 1 + item.size() > sam_.max_digest()) TRY_VOID(settle());
  pending_.push_back(static_cast<std::uint8_t>(item.size()));
  append(pending_, item);
  ++items_;
  if (pending_.size() > sam_.max_digest()) return settle();
  return {};
}

Result<void> SamDialogue::settle() {
  if (items_ == 0) return {};
  const bool one = items_ == 1;
  items_ = 0;
  const auto done = one ? ask(digest_update, ByteView(pending_).subspan(1), 0)
                        : ask(digest_update_multiple, pending_, 0);
  pending_.clear();  // its memory is used again
  TRY_VOID(done);
  return {};
}

Result<Bytes> SamDialogue::update_ciphered(ByteView item) {
  TRY_VOID(settle());
  if (item.size() > sam_.max_digest())
    return fail(ErrorCode::out_of_range, "{} digests items of at most {} bytes, this one has {}",
                name(sam_.product), sam_.max_digest(), item.size());
  return ask({"DIGEST UPDATE", 0x8C, 0x00, 0x80}, item, item.size());
}

Result<Bytes> SamDialogue::authenticate_early() {
  TRY_VOID(settle());
  return ask({"DIGEST INTERNAL AUTHENTICATE", 0x88, 0x80, 0x00}, {}, 8);
}

Result<Bytes> SamDialogue::close() {
  TRY_VOID(settle());
  return ask({"DIGEST CLOSE", 0x8E, 0x00, 0x00}, {}, extended_ ? 8 : 4);
}

Result<bool> SamDialogue::verify(ByteView card_mac) {
  return check({"DIGEST AUTHENTICATE", 0x82, 0x00, 0x00}, card_mac);
}

Result<Bytes> SamDialogue::cipher_pin(const PinRequest& request) {
  TRY_VOID(settle());
  TRY_VOID(diversify(request.diversifier));
  TRY_VOID(give_random(request.challenge));
  std::array<std::uint8_t, 2> room{};
  const Bytes data = joined({view(request.key, room), request.pin, request.new_pin});
  if (request.new_pin.empty()) return ask({"CARD CIPHER PIN", 0x12, 0x80, 0xFF}, data, 8);
  return ask({"CARD CIPHER PIN", 0x12, 0x40, 0xFF}, data, 16);
}

Result<Bytes> SamDialogue::cipher_key(const KeyRequest& request) {
  TRY_VOID(settle());
  TRY_VOID(diversify(request.diversifier));
  TRY_VOID(give_random(request.challenge));
  const bool is_null = request.ciphering == Key{};
  Bytes data;
  if (!is_null) data = {request.ciphering.kif, request.ciphering.kvc};
  append(data, std::array<std::uint8_t, 3>{request.loaded.kif, request.loaded.kvc, 0x90});
  const std::uint8_t target = is_null ? 0x00 : 0xFF;
  return ask({"CARD GENERATE KEY", 0x12, 0xFF, target}, data, 32);
}

Result<SvCryptogram> SamDialogue::prepare_sv(const SvRequest& request, bool extended) {
  TRY_VOID(settle());
  TRY_VOID(diversify(request.diversifier));
  Header header{"SV PREPARE DEBIT", 0x54, 0x01, 0xFF};
  if (request.operation == SvOperation::reload) header = {"SV PREPARE LOAD", 0x56, 0x01, 0xFF};
  if (request.operation == SvOperation::undebit) header = {"SV PREPARE UNDEBIT", 0x5C, 0x01, 0xFF};
  const Bytes data = joined({request.get_header, request.get_answer, request.partial});
  const std::size_t signature = extended ? sv_extended_signature_size : sv_signature_size;
  TRY(const Bytes answer, ask(header, data, 6 + signature));
  SvCryptogram out;
  std::copy_n(answer.begin(), 3, out.challenge.begin());
  std::copy_n(answer.begin() + 3, 3, out.transaction.begin());
  out.signature.assign(answer.begin() + 6, answer.end());
  return out;
}

Result<bool> SamDialogue::check_sv(ByteView signature) {
  TRY_VOID(settle());
  return check({"SV CHECK", 0x58, 0x00, 0x00}, signature);
}

void SamDialogue::forget() noexcept {
  diversifier_.reset();
  pending_.clear();
  items_ = 0;
}

}  // namespace assay::calypso
