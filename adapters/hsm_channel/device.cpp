// SPDX-License-Identifier: Apache-2.0
// Loads libraries behind the C ABI of HSM channels and calls them.   Source: docs/hsm-channel-interface.md.
#include "adapters/hsm_channel/device.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::hsm {
namespace {

assay_hsm_bytes bytes_of(ByteView view) {
  return {view.data(), view.size()};
}

/// The library's own words, or ours when it has none.
Refusal refusal(const assay_hsm& table, int status) {
  const char* words = table.error();
  if (words == nullptr || *words == '\0') return {status, std::string(name_of_status(status))};
  return {status, words};
}

Outcome<void> judged(const assay_hsm& table, int status) {
  if (status == ASSAY_HSM_OK) return {};
  return tl::unexpected(refusal(table, status));
}

Refusal broken(std::string_view call) {
  return {ASSAY_HSM_FAILED,
          "the library wrote more than it was given room for in " + std::string(call)};
}

bool has_every_function(const assay_hsm& table) {
  return table.open != nullptr && table.close != nullptr && table.error != nullptr &&
         table.start_up != nullptr && table.shut_down != nullptr && table.info != nullptr &&
         table.open_channel != nullptr && table.exchange != nullptr &&
         table.close_channel != nullptr && table.key_challenge != nullptr &&
         table.transfer_key != nullptr && table.delete_key != nullptr &&
         table.invalidate_key != nullptr && table.key_state != nullptr && table.audit != nullptr &&
         table.label != nullptr;
}

std::uint64_t read_clock(void* context) {
  return (*static_cast<const Clock*>(context))();
}

int ask_card(void* context, assay_hsm_bytes command, assay_hsm_room* answer) {
  Bytes got;
  const ByteView sent = command.size == 0 ? ByteView() : ByteView(command.data, command.size);
  if (!(*static_cast<const StartUpCard*>(context))(sent, got)) return 1;
  if (got.size() > answer->capacity) return 1;
  std::ranges::copy(got, answer->data);
  answer->size = got.size();
  return 0;
}

}  // namespace

std::string_view name_of_status(int status) noexcept {
  switch (status) {
    case ASSAY_HSM_OK: return "done";
    case ASSAY_HSM_NOT_STARTED: return "the device waits for its start-up";
    case ASSAY_HSM_FULL: return "every channel is taken";
    case ASSAY_HSM_NO_CHANNEL: return "the channel is not open";
    case ASSAY_HSM_NO_GROUP: return "the device has no such key group";
    case ASSAY_HSM_NO_KEY: return "the key group has no such key";
    case ASSAY_HSM_REFUSED: return "refused";
    case ASSAY_HSM_UNSUPPORTED: return "the device does not offer this";
    case ASSAY_HSM_BUSY: return "another thread works on this channel";
    case ASSAY_HSM_WORN: return "the lifetime of the device is over";
    case ASSAY_HSM_MALFORMED: return "an argument cannot be read";
    case ASSAY_HSM_FAILED: return "the device failed";
    default: return "a status that the interface does not have";
  }
}

Result<const assay_hsm*> check_table(const assay_hsm* table, std::string_view name) {
  if (table == nullptr)
    return fail(ErrorCode::malformed, "'{}' does not serve version {} of the HSM channel interface",
                name, ASSAY_HSM_VERSION);
  if (table->struct_size < sizeof(assay_hsm))
    return fail(ErrorCode::malformed, "the table of '{}' has {} bytes, version {} needs {}", name,
                table->struct_size, ASSAY_HSM_VERSION, sizeof(assay_hsm));
  if (table->version != ASSAY_HSM_VERSION)
    return fail(ErrorCode::malformed, "'{}' has version {} of the HSM channel interface, not {}",
                name, table->version, ASSAY_HSM_VERSION);
  if (!has_every_function(*table))
    return fail(ErrorCode::malformed, "the table of '{}' lacks a function", name);
  return table;
}

Result<const assay_hsm*> load_library(const std::string& file) {
  // A name without a slash is a file of the working folder, not one of the system's libraries.
  const std::string path = file.find('/') == std::string::npos ? "./" + file : file;
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = dlerror();
    return fail(ErrorCode::not_found, "cannot load '{}': {}", file, why != nullptr ? why : "?");
  }
  const auto entry = reinterpret_cast<assay_hsm_entry>(dlsym(library, ASSAY_HSM_SYMBOL));
  if (entry == nullptr)
    return fail(ErrorCode::malformed, "'{}' is no HSM library: it has no symbol {}", file,
                ASSAY_HSM_SYMBOL);
  return check_table(entry(ASSAY_HSM_VERSION), file);
}

Result<std::unique_ptr<Device>> Device::open(const assay_hsm* table, const std::string& device,
                                             Clock clock) {
  std::unique_ptr<Device> opened(new Device(table, std::move(clock)));
  assay_hsm_configuration configuration{};
  configuration.struct_size = sizeof configuration;
  configuration.device = device.c_str();
  if (opened->clock_) {
    configuration.clock = read_clock;
    configuration.clock_context = &opened->clock_;
  }
  const int status = table->open(&configuration, &opened->handle_);
  if (status != ASSAY_HSM_OK)
    return fail(ErrorCode::refused, "the HSM '{}' does not open: {}", device,
                refusal(*table, status).words);
  return opened;
}

Device::~Device() {
  if (handle_ != nullptr) table_->close(handle_);
}

Outcome<void> Device::start_up(const StartUpCard& card) {
  if (!card) return judged(*table_, table_->start_up(handle_, nullptr));
  StartUpCard copy = card;
  const assay_hsm_card reached{sizeof(assay_hsm_card), &copy, ask_card};
  return judged(*table_, table_->start_up(handle_, &reached));
}

Outcome<void> Device::shut_down() {
  return judged(*table_, table_->shut_down(handle_));
}

Outcome<assay_hsm_info> Device::info() {
  assay_hsm_info info{};
  info.struct_size = sizeof info;
  const int status = table_->info(handle_, &info);
  if (status != ASSAY_HSM_OK) return tl::unexpected(refusal(*table_, status));
  if (info.atr_size > sizeof info.atr) return tl::unexpected(broken("info"));
  return info;
}

Outcome<std::uint64_t> Device::open_channel(std::uint8_t group) {
  std::uint64_t channel = 0;
  const int status = table_->open_channel(handle_, group, &channel);
  if (status != ASSAY_HSM_OK) return tl::unexpected(refusal(*table_, status));
  return channel;
}

Outcome<void> Device::exchange(std::uint64_t channel, ByteView command, Bytes& answer) {
  std::array<std::uint8_t, ASSAY_HSM_MOST_ANSWERED> bytes;  // NOLINT(*-member-init): written below
  assay_hsm_room room{bytes.data(), bytes.size(), 0};
  answer.clear();
  const int status = table_->exchange(handle_, channel, bytes_of(command), &room);
  if (status == ASSAY_HSM_OK && room.size > bytes.size()) return tl::unexpected(broken("exchange"));
  if (status == ASSAY_HSM_OK)
    answer.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(room.size));
  return judged(*table_, status);
}

Outcome<void> Device::close_channel(std::uint64_t channel) {
  return judged(*table_, table_->close_channel(handle_, channel));
}

Outcome<Bytes> Device::key_challenge(std::uint8_t group) {
  std::array<std::uint8_t, 8> bytes{};
  assay_hsm_room room{bytes.data(), bytes.size(), 0};
  const int status = table_->key_challenge(handle_, group, &room);
  if (status != ASSAY_HSM_OK) return tl::unexpected(refusal(*table_, status));
  if (room.size > bytes.size()) return tl::unexpected(broken("key_challenge"));
  return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(room.size));
}

Outcome<void> Device::transfer_key(std::uint8_t group, std::uint8_t record, ByteView block) {
  return judged(*table_, table_->transfer_key(handle_, group, record, bytes_of(block)));
}

Outcome<void> Device::delete_key(std::uint8_t group, std::uint8_t kif, std::uint8_t kvc) {
  return judged(*table_, table_->delete_key(handle_, group, kif, kvc));
}

Outcome<void> Device::invalidate_key(std::uint8_t group, std::uint8_t kif, std::uint8_t kvc) {
  return judged(*table_, table_->invalidate_key(handle_, group, kif, kvc));
}

Outcome<int> Device::key_state(std::uint8_t group, std::uint8_t kif, std::uint8_t kvc) {
  int state = ASSAY_HSM_KEY_ABSENT;
  const int status = table_->key_state(handle_, group, kif, kvc, &state);
  if (status != ASSAY_HSM_OK) return tl::unexpected(refusal(*table_, status));
  return state;
}

Outcome<assay_hsm_audit> Device::audit(std::uint8_t group) {
  assay_hsm_audit audit{};
  audit.struct_size = sizeof audit;
  const int status = table_->audit(handle_, group, &audit);
  if (status != ASSAY_HSM_OK) return tl::unexpected(refusal(*table_, status));
  return audit;
}

}  // namespace assay::hsm
