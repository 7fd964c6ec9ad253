// SPDX-License-Identifier: Apache-2.0
// From a profile to a card: tables, memory, keys.   Source of the keys: docs/decisions/0024.
#include <algorithm>

#include "adapters/model_calypso/calypso_card.hpp"
#include "adapters/model_calypso/card_profile.hpp"
#include "base/hex.hpp"
#include "crypto/elliptic.hpp"

namespace assay::model::calypso {
namespace {

using crypto::open_stand_in::Purpose;

constexpr std::uint8_t aes = 0xA0;
constexpr std::uint8_t stored_value_subtype = 0x20;
constexpr std::uint8_t load_log_sfi = 0x14, purchase_log_sfi = 0x15;
constexpr std::uint8_t log_size = 29;

/// x y 00 01 .. 0D: for tests, and public.
std::array<std::uint8_t, 16> master_key(std::uint8_t kif, std::uint8_t kvc) {
  std::array<std::uint8_t, 16> key{kif, kvc};
  for (std::uint8_t i = 0; i < 14; ++i) key[i + 2U] = i;
  return key;
}

class Personalization {
 public:
  explicit Personalization(const CardProfile& profile) : profile_(profile) {}

  Result<CalypsoState> make() {
    TRY_VOID(check_card());
    put_features();
    put_card_data();
    for (std::size_t i = 0; i < profile_.applications.size(); ++i)
      TRY_VOID(put_application(static_cast<std::uint8_t>(i)));
    TRY_VOID(share_data());
    number_simulated_counters();
    TRY_VOID(put_contents());
    put_purse();
    CalypsoEnvironment nothing;
    reset(state_, nothing, Loss::power);
    return state_;
  }

 private:
  PersistentState& card() { return state_.persistent; }

  Result<void> check_card() {
    if (profile_.serial.size() != 8)
      return fail(ErrorCode::malformed, "a serial number has 8 bytes, not {}",
                  profile_.serial.size());
    if (profile_.traceability.size() > card().traceability.size())
      return fail(ErrorCode::malformed, "traceability has at most {} bytes, not {}",
                  card().traceability.size(), profile_.traceability.size());
    const std::size_t count = profile_.applications.size();
    if (count == 0 || count > PersistentState::max_applications)
      return fail(ErrorCode::out_of_range, "a card has 1 to {} applications, not {}",
                  PersistentState::max_applications, count);
    return {};
  }

  void put_features() {
    Features& features = card().features;
    const Product product = profile_.product;
    const bool old = product == Product::prime1 || product == Product::prime2;
    const auto& startup = profile_.applications[0].startup;
    features.product = product;
    features.hce = (profile_.serial[3] & 0x80U) != 0;
    features.pin_plain = profile_.pin_plain;
    features.pin_in_session = profile_.pin_in_session;
    features.postpones_counters = profile_.postpones_counters;
    features.aborts_without_session = profile_.aborts_without_session;
    features.pin_change_verified = profile_.pin_change_verified;
    features.room_before_state = profile_.room_before_state;
    features.warm_reset_deselects = profile_.warm_reset_deselects;
    features.compatibility_mode = profile_.compatibility_mode;
    features.aes = profile_.aes;
    features.selects_at_reset = old;
    features.exact_read_length = startup == std::array<std::uint8_t, 7>{3, 8, 3, 4, 0, 2, 0};
    const bool patched = product == Product::prime3 && startup[1] == 0x3C && startup[5] == 0x10;
    features.payload = old ? 128 : patched ? 235 : 250;
    features.commands = product == Product::prime1   ? 3
                        : product == Product::prime2 ? 6
                        : product == Product::basic  ? 3
                                                     : 0;
    features.counter_commands = product == Product::basic ? 1 : 0;
  }

  void put_card_data() {
    std::ranges::copy(profile_.serial, card().serial.begin());
    put_traceability();
    card().master_file = profile_.master_file;
    card().transaction_counter = profile_.transaction_counter;
    card().pin.value = profile_.pin;
    card().purse = take_memory(purse::size);
  }

  void put_traceability() {
    auto& bytes = card().traceability;
    if (!profile_.traceability.empty()) {
      std::ranges::copy(profile_.traceability, bytes.begin());
      card().traceability_size = static_cast<std::uint8_t>(profile_.traceability.size());
      return;
    }
    std::ranges::copy(profile_.serial, bytes.begin());
    std::ranges::copy(profile_.applications[0].startup, bytes.begin() + 8);
  }

  std::uint16_t take_memory(std::size_t size) {
    const std::size_t place = used_;
    used_ += size;
    return static_cast<std::uint16_t>(place);
  }

  Result<void> put_application(std::uint8_t index) {
    const ApplicationProfile& from = profile_.applications[index];
    Application& to = card().applications[index];
    if (from.aid.size() < 5 || from.aid.size() > 16)
      return fail(ErrorCode::malformed, "an AID has 5 to 16 bytes, not {}", from.aid.size());
    to.aid = iso7816::make_aid(from.aid);
    to.lid = from.lid;
    to.startup = from.startup;
    to.groups = from.groups;
    for (std::size_t i = 0; i < 3; ++i)
      to.keys[i] = diversified_key(from.kif[i], from.kvc[i], profile_.serial);
    to.header = take_memory(header::size);
    byte_at(to.header + header::status) = from.invalidated ? 1 : 0;
    byte_at(to.header + header::ratified) = 1;
    ++card().application_count;
    TRY_VOID(put_pki(from, card().pki[index]));
    for (const FileProfile& file : from.files) TRY_VOID(put_file(index, file));
    find_purse(index);
    return {};
  }

  static Result<void> put_pki(const ApplicationProfile& application, PkiStore& to) {
    const PkiProfile& from = application.pki;
    const bool nothing =
        !from.private_key && from.card_certificate.empty() && from.ca_certificate.empty();
    if (nothing) return {};
    if ((application.startup[Application::type] & type_bit::pki) == 0)
      return fail(ErrorCode::malformed,
                  "the application {} has a key pair or certificates, but its type {:02X} has no "
                  "public-key sessions",
                  to_hex(application.aid), application.startup[Application::type]);
    if (!from.private_key)
      return fail(ErrorCode::malformed, "the application {} has certificates, but no key pair",
                  to_hex(application.aid));
    const auto key = crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, *from.private_key);
    if (!key) return tl::unexpected(key.error());
    to.has_keys = true;
    to.private_key = *from.private_key;
    std::ranges::copy(key->public_key().point().subspan(1), to.public_key.begin());
    TRY_VOID(put_certificate(from.card_certificate, 316, to.certificates[0]));
    return put_certificate(from.ca_certificate, 384, to.certificates[1]);
  }

  static Result<void> put_certificate(ByteView from, std::size_t size, Certificate& to) {
    if (from.empty()) return {};
    if (from.size() != size)
      return fail(ErrorCode::malformed, "a certificate of {} bytes stands where one of {} belongs",
                  from.size(), size);
    std::ranges::copy(from, to.bytes.begin());
    to.held = static_cast<std::uint16_t>(size);
    return {};
  }

  Result<void> put_file(std::uint8_t application, const FileProfile& from) {
    if (card().file_count == PersistentState::max_files)
      return fail(ErrorCode::out_of_range, "a card has at most {} files",
                  PersistentState::max_files);
    File& to = card().files[card().file_count++];
    const bool binary = from.type == FileType::binary;
    if (from.size == 0 || (!binary && (from.size > 250 || from.records == 0)))
      return fail(ErrorCode::malformed, "file {:04X} cannot have {} records of {} bytes", from.lid,
                  from.records, from.size);
    to = {application, from.sfi,         from.lid,
          from.type,   from.size,        binary ? std::uint8_t{1} : from.records,
          from.groups, from.shared_with, 0};
    return {};
  }

  [[nodiscard]] std::size_t size_of(const File& file) const {
    if (file.type == FileType::simulated_counter) return 0;
    return static_cast<std::size_t>(file.record_size) * file.records;
  }

  /// Files that name one another have one place; the first of them in the profile takes it.
  Result<void> share_data() {
    for (std::size_t i = 0; i < card().file_count; ++i) {
      File& file = card().files[i];
      const File* other = earlier_share(i);
      if (other != nullptr && size_of(*other) != size_of(file))
        return fail(ErrorCode::malformed,
                    "file {:04X} shares data with {:04X}, which has {} bytes, not {}", file.lid,
                    other->lid, size_of(*other), size_of(file));
      if (used_ + size_of(file) > memory_size)
        return fail(ErrorCode::out_of_range, "the files need more than {} bytes", memory_size);
      file.data = other != nullptr ? other->data : take_memory(size_of(file));
    }
    return {};
  }

  [[nodiscard]] const File* earlier_share(std::size_t index) {
    const File& file = card().files[index];
    if (file.shared_reference == 0) return nullptr;
    for (std::size_t i = 0; i < index; ++i) {
      const File& other = card().files[i];
      if (other.lid == file.shared_reference && other.shared_reference == file.lid) return &other;
    }
    return nullptr;
  }

  /// The n-th simulated counter of an application is the n-th counter of its first EF of counters.
  void number_simulated_counters() {
    std::array<std::uint16_t, PersistentState::max_applications> next{};
    for (std::size_t i = 0; i < card().file_count; ++i) {
      File& file = card().files[i];
      if (file.type != FileType::simulated_counter) continue;
      const File* counters = counters_of(file.application);
      if (counters == nullptr) continue;
      const std::uint16_t number = next[file.application]++;
      const std::uint16_t last = static_cast<std::uint16_t>(counters->record_size / 3 - 1);
      file.data = static_cast<std::uint16_t>(counters->data + 3 * std::min(number, last));
    }
  }

  [[nodiscard]] const File* counters_of(std::uint8_t application) {
    for (std::size_t i = 0; i < card().file_count; ++i) {
      const File& file = card().files[i];
      if (file.application == application && file.type == FileType::counters) return &file;
    }
    return nullptr;
  }

  Result<void> put_contents() {
    std::size_t index = 0;
    for (const ApplicationProfile& application : profile_.applications)
      for (const FileProfile& from : application.files)
        TRY_VOID(put_content(from, card().files[index++]));
    return {};
  }

  Result<void> put_content(const FileProfile& from, const File& file) {
    if (from.content.size() > file.records)
      return fail(ErrorCode::malformed, "file {:04X} has {} records, and content for {}", file.lid,
                  file.records, from.content.size());
    for (std::size_t i = 0; i < from.content.size(); ++i) {
      if (from.content[i].size() > file.record_size)
        return fail(ErrorCode::malformed, "file {:04X} has records of {} bytes, and content of {}",
                    file.lid, file.record_size, from.content[i].size());
      std::size_t place = file.data + i * file.record_size;
      for (const std::uint8_t byte : from.content[i]) byte_at(place++) = byte;
    }
    return {};
  }

  /// The stored value belongs to the application of subtype 20, else to one with both logs and the SV bit.
  void find_purse(std::uint8_t index) {
    const Application& application = card().applications[index];
    if (profile_.product == Product::prime1 || profile_.product == Product::light ||
        profile_.product == Product::basic || !application.has(type_bit::stored_value))
      return;
    const bool better = application.startup[Application::subtype] == stored_value_subtype;
    if (card().purse_application != no_index && !better) return;
    const std::uint8_t load = find_log(index, load_log_sfi);
    const std::uint8_t purchase = find_log(index, purchase_log_sfi);
    if (load == no_index || purchase == no_index) return;
    card().purse_application = index;
    card().load_log = load;
    card().purchase_log = purchase;
  }

  [[nodiscard]] std::uint8_t find_log(std::uint8_t application, std::uint8_t sfi) {
    for (std::uint8_t i = 0; i < card().file_count; ++i) {
      const File& file = card().files[i];
      if (file.application == application && file.sfi == sfi && file.record_size == log_size &&
          file.type == FileType::cyclic)
        return i;
    }
    return no_index;
  }

  void put_purse() {
    const auto balance = static_cast<std::uint32_t>(profile_.balance);
    for (unsigned i = 0; i < 3; ++i)
      byte_at(card().purse + purse::balance + i) =
          static_cast<std::uint8_t>(balance >> (16U - 8U * i));
    byte_at(card().purse + purse::transaction) =
        static_cast<std::uint8_t>(profile_.stored_value_number >> 8U);
    byte_at(card().purse + purse::transaction + 1) =
        static_cast<std::uint8_t>(profile_.stored_value_number);
  }

  std::uint8_t& byte_at(std::size_t place) {
    return card().memory[place / page_size][place % page_size];
  }

  const CardProfile& profile_;
  CalypsoState state_;
  std::size_t used_ = 0;
};

/// 215 for 06, then 2^((b + 25) / 4), as the public table has it.
constexpr std::array<std::uint32_t, 50> buffers{
    215,    256,    304,    362,    430,    512,    608,    724,    861,    1024,
    1217,   1448,   1722,   2048,   2435,   2896,   3444,   4096,   4870,   5792,
    6888,   8192,   9741,   11585,  13777,  16384,  19483,  23170,  27554,  32768,
    38967,  46340,  55108,  65536,  77935,  92681,  110217, 131072, 155871, 185363,
    220435, 262144, 311743, 370727, 440871, 524288, 623487, 741455, 881743, 1048576};

}  // namespace

Key diversified_key(std::uint8_t kif, std::uint8_t kvc, ByteView serial) {
  Bytes message{kif, kvc};
  append(message, serial);
  return {kif, kvc, aes,
          crypto::open_stand_in::mac(master_key(kif, kvc), Purpose::card_key, message)};
}

std::uint32_t buffer_of(std::uint8_t modifications) noexcept {
  if (modifications < 0x06 || modifications > 0x37) return 0;
  return buffers[modifications - 0x06U];
}

Result<CalypsoState> make_card(const CardProfile& profile) {
  return Personalization(profile).make();
}

Bytes answer_to_reset(const PersistentState& card, const CalypsoEnvironment& environment) {
  Bytes atr{0x3B, 0x8F, 0x80, 0x01, 0x80, 0x5A};
  append(atr, ByteView(card.applications[0].startup).subspan(1));
  if (environment.deviates(CalypsoDeviation::atr_subtype_before_type)) std::swap(atr[7], atr[8]);
  append(atr, ByteView(card.serial).subspan(4));
  append(atr, std::array<std::uint8_t, 3>{0x82, 0x90, 0x00});
  std::uint8_t sum = 0;
  for (std::size_t i = 1; i < atr.size(); ++i) sum ^= atr[i];
  if (environment.deviates(CalypsoDeviation::atr_serial_reversed))
    std::reverse(atr.begin() + 12, atr.begin() + 16);
  if (!environment.deviates(CalypsoDeviation::atr_without_check)) atr.push_back(sum);
  return atr;
}

}  // namespace assay::model::calypso
