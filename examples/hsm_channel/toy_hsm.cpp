// SPDX-License-Identifier: Apache-2.0
// The smallest library behind the HSM channel interface: two SAMs that know GET CHALLENGE. Where a real one calls its vendor's
// functions, this one counts.
#include <cstdint>
#include <cstring>

#include "adapters/hsm_channel/assay_hsm_channel.h"

namespace {

constexpr unsigned channel_count = 2;

struct Toy {
  std::uint64_t open[channel_count];  // handles; 0: free
  std::uint64_t openings;
  std::uint64_t exchanges;
};

thread_local const char* words = "";

int refuse(int status, const char* why) {
  words = why;
  return status;
}

Toy* toy_of(void* device) {
  return static_cast<Toy*>(device);
}

std::uint64_t* find(Toy* toy, std::uint64_t handle) {
  for (auto& open : toy->open)
    if (handle != 0 && open == handle) return &open;
  return nullptr;
}

int open_device(const assay_hsm_configuration* configuration, void** device) {
  if (std::strcmp(configuration->device, "") != 0)
    return refuse(ASSAY_HSM_MALFORMED, "the toy has one device, without a name");
  *device = new Toy{};
  return ASSAY_HSM_OK;
}

void close_device(void* device) {
  delete toy_of(device);
}

const char* error_words() {
  return words;
}

int start_up(void*, const assay_hsm_card*) {
  return ASSAY_HSM_OK;
}

int shut_down(void* device) {
  for (auto& open : toy_of(device)->open) open = 0;
  return ASSAY_HSM_OK;
}

int info(void* device, assay_hsm_info* out) {
  out->product = "toy";
  out->features = ASSAY_HSM_AUDITS;
  out->started = 1;
  out->channels = channel_count;
  out->channels_open = 0;
  for (const auto open : toy_of(device)->open) out->channels_open += open != 0 ? 1 : 0;
  out->groups = 1;
  out->idle_us = out->operations = out->lifetime = 0;
  out->atr_size = 0;
  return ASSAY_HSM_OK;
}

int open_channel(void* device, std::uint8_t group, std::uint64_t* channel) {
  Toy* toy = toy_of(device);
  if (group != 1) return refuse(ASSAY_HSM_NO_GROUP, "the toy has key group 1 alone");
  for (auto& open : toy->open)
    if (open == 0) {
      *channel = open = ++toy->openings;
      return ASSAY_HSM_OK;
    }
  return refuse(ASSAY_HSM_FULL, "both channels of the toy are taken");
}

int exchange(void* device, std::uint64_t channel, assay_hsm_bytes command, assay_hsm_room* answer) {
  Toy* toy = toy_of(device);
  if (find(toy, channel) == nullptr) return refuse(ASSAY_HSM_NO_CHANNEL, "no such channel");
  ++toy->exchanges;
  const bool asks_challenge = command.size == 5 && command.data[1] == 0x84 && command.data[4] <= 8;
  std::size_t size = 0;
  for (; asks_challenge && size < command.data[4]; ++size)
    answer->data[size] = static_cast<std::uint8_t>(toy->exchanges + size);
  answer->data[size] = asks_challenge ? 0x90 : 0x6D;
  answer->data[size + 1] = 0x00;
  answer->size = size + 2;
  return ASSAY_HSM_OK;
}

int close_channel(void* device, std::uint64_t channel) {
  std::uint64_t* open = find(toy_of(device), channel);
  if (open == nullptr) return refuse(ASSAY_HSM_NO_CHANNEL, "no such channel");
  *open = 0;
  return ASSAY_HSM_OK;
}

int no_keys() {
  return refuse(ASSAY_HSM_UNSUPPORTED, "the toy manages no keys");
}
int key_challenge(void*, std::uint8_t, assay_hsm_room*) {
  return no_keys();
}
int transfer_key(void*, std::uint8_t, std::uint8_t, assay_hsm_bytes) {
  return no_keys();
}
int delete_key(void*, std::uint8_t, std::uint8_t, std::uint8_t) {
  return no_keys();
}
int invalidate_key(void*, std::uint8_t, std::uint8_t, std::uint8_t) {
  return no_keys();
}
int key_state(void*, std::uint8_t, std::uint8_t, std::uint8_t, int*) {
  return no_keys();
}

int audit(void* device, std::uint8_t, assay_hsm_audit* out) {
  const std::size_t size = out->struct_size;
  *out = {};
  out->struct_size = size;
  out->opened = toy_of(device)->openings;
  out->exchanges = toy_of(device)->exchanges;
  return ASSAY_HSM_OK;
}

const assay_hsm table = {sizeof(assay_hsm), ASSAY_HSM_VERSION, "a toy, no Calypso",
                         open_device,       close_device,      error_words,
                         start_up,          shut_down,         info,
                         open_channel,      exchange,          close_channel,
                         key_challenge,     transfer_key,      delete_key,
                         invalidate_key,    key_state,         audit};

}  // namespace

extern "C" __attribute__((visibility("default"))) const assay_hsm* assay_hsm_v1(
    std::uint32_t host_version) {
  return host_version >= ASSAY_HSM_VERSION ? &table : nullptr;
}
