// SPDX-License-Identifier: Apache-2.0
// From C calls to the model and back; no exception leaves it.   Source: docs/hsm-channel-interface.md.
#include "adapters/model_hsm/hsm_table.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include "adapters/model_hsm/hsm.hpp"
#include "crypto/open_stand_in.hpp"

namespace assay::model::hsm {
namespace {

Hsm& hsm_of(void* device) {
  return *static_cast<Hsm*>(device);
}

/// Runs `call`; what goes wrong in this program is a status as any other.
template <typename Call>
int guarded(Call call) noexcept {
  try {
    return call();
  } catch (const std::exception& error) {
    return Hsm::refuse(ASSAY_HSM_FAILED, error.what());
  }
}

ByteView view_of(assay_hsm_bytes bytes) {
  return bytes.size == 0 ? ByteView() : ByteView(bytes.data, bytes.size);
}

int give(const Bytes& from, assay_hsm_room& room) {
  if (from.size() > room.capacity)
    return Hsm::refuse(ASSAY_HSM_MALFORMED, "there is no room for the answer");
  std::ranges::copy(from, room.data);
  room.size = from.size();
  return ASSAY_HSM_OK;
}

/// Writes no more of a structure than its owner has room for.
template <typename T>
int give_structure(T& mine, T* theirs) {
  const std::size_t size = std::min(theirs->struct_size, sizeof(T));
  mine.struct_size = theirs->struct_size;
  std::copy_n(reinterpret_cast<const std::uint8_t*>(&mine), size,
              reinterpret_cast<std::uint8_t*>(theirs));
  return ASSAY_HSM_OK;
}

std::uint64_t steady_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

int open(const assay_hsm_configuration* configuration, void** device) noexcept {
  return guarded([&] {
    constexpr std::size_t needed = sizeof(assay_hsm_configuration);
    if (configuration == nullptr || configuration->struct_size < needed ||
        configuration->device == nullptr)
      return Hsm::refuse(ASSAY_HSM_MALFORMED, "the configuration is smaller than version 1 has it");
    const auto choices = read_choices(configuration->device);
    if (!choices) return Hsm::refuse(ASSAY_HSM_MALFORMED, choices.error().message);
    Clock clock = steady_us;
    if (configuration->clock != nullptr)
      clock = [read = configuration->clock, context = configuration->clock_context] {
        return read(context);
      };
    auto hsm = Hsm::make(*choices, std::move(clock));
    if (!hsm) return Hsm::refuse(ASSAY_HSM_MALFORMED, hsm.error().message);
    *device = hsm->release();
    return static_cast<int>(ASSAY_HSM_OK);
  });
}

void close(void* device) noexcept {
  delete static_cast<Hsm*>(device);
}

const char* error() noexcept {
  return Hsm::words().c_str();
}

int start_up(void* device, const assay_hsm_card* card) noexcept {
  return guarded([&] {
    if (card == nullptr || card->exchange == nullptr) return hsm_of(device).start_up({});
    return hsm_of(device).start_up([card](ByteView command, Bytes& answer) {
      answer.resize(ASSAY_HSM_MOST_ANSWERED);
      assay_hsm_room room{answer.data(), answer.size(), 0};
      const int status = card->exchange(card->context, {command.data(), command.size()}, &room);
      answer.resize(status == 0 ? std::min(room.size, answer.size()) : 0);
      return status == 0;
    });
  });
}

int shut_down(void* device) noexcept {
  return guarded([&] { return hsm_of(device).shut_down(); });
}

int info(void* device, assay_hsm_info* out) noexcept {
  return guarded([&] {
    assay_hsm_info mine{};
    const int status = hsm_of(device).info(mine);
    return status == ASSAY_HSM_OK ? give_structure(mine, out) : status;
  });
}

int open_channel(void* device, std::uint8_t group, std::uint64_t* channel) noexcept {
  return guarded([&] { return hsm_of(device).open_channel(group, *channel); });
}

int exchange(void* device, std::uint64_t channel, assay_hsm_bytes command,
             assay_hsm_room* answer) noexcept {
  return guarded([&] {
    thread_local Bytes bytes;  // its memory is used again
    const int status = hsm_of(device).exchange(channel, view_of(command), bytes);
    return status == ASSAY_HSM_OK ? give(bytes, *answer) : status;
  });
}

int close_channel(void* device, std::uint64_t channel) noexcept {
  return guarded([&] { return hsm_of(device).close_channel(channel); });
}

int key_challenge(void* device, std::uint8_t group, assay_hsm_room* challenge) noexcept {
  return guarded([&] {
    Bytes bytes;
    const int status = hsm_of(device).key_challenge(group, bytes);
    return status == ASSAY_HSM_OK ? give(bytes, *challenge) : status;
  });
}

int transfer_key(void* device, std::uint8_t group, std::uint8_t record,
                 assay_hsm_bytes block) noexcept {
  return guarded([&] { return hsm_of(device).transfer_key(group, record, view_of(block)); });
}

int delete_key(void* device, std::uint8_t group, std::uint8_t kif, std::uint8_t kvc) noexcept {
  return guarded([&] { return hsm_of(device).delete_key(group, {kif, kvc}); });
}

int invalidate_key(void* device, std::uint8_t group, std::uint8_t kif, std::uint8_t kvc) noexcept {
  return guarded([&] { return hsm_of(device).invalidate_key(group, {kif, kvc}); });
}

int key_state(void* device, std::uint8_t group, std::uint8_t kif, std::uint8_t kvc,
              int* state) noexcept {
  return guarded([&] { return hsm_of(device).key_state(group, {kif, kvc}, *state); });
}

int audit(void* device, std::uint8_t group, assay_hsm_audit* out) noexcept {
  return guarded([&] {
    assay_hsm_audit mine{};
    const int status = hsm_of(device).audit(group, mine);
    return status == ASSAY_HSM_OK ? give_structure(mine, out) : status;
  });
}

}  // namespace

const assay_hsm& hsm_table() noexcept {
  static constexpr assay_hsm table{
      sizeof(assay_hsm), ASSAY_HSM_VERSION,
      // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): a literal
      crypto::open_stand_in::label.data(), open, close, error, start_up, shut_down, info,
      open_channel, exchange, close_channel, key_challenge, transfer_key, delete_key,
      invalidate_key, key_state, audit};
  return table;
}

void fetch_channel(void* device, std::uint64_t channel) noexcept {
  hsm_of(device).fetch(channel);
}

void note_deviations(void* device) noexcept {
  hsm_of(device).note_deviations();
}

std::vector<std::string_view> take_asked_deviations(void* device) {
  return hsm_of(device).take_asked_deviations();
}

}  // namespace assay::model::hsm
