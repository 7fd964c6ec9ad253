// SPDX-License-Identifier: Apache-2.0
// Commands of class FF: what a script asks of the HSM itself.   Source: specs/calypso/hsm-commands.yaml.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <system_error>
#include <thread>

#include "adapters/hsm_channel/hsm_card_channel.hpp"

namespace assay::hsm {
namespace {

enum Instruction : std::uint8_t {
  open_channel_ins = 0x70,
  turn_ins = 0x72,
  close_channel_ins = 0x74,
  open_channels_ins = 0x76,
  close_channels_ins = 0x78,
  info_ins = 0x7A,
  audit_ins = 0x7C,
  start_up_ins = 0x7E,
  shut_down_ins = 0x80,
  key_challenge_ins = 0x82,
  transfer_key_ins = 0x84,
  delete_key_ins = 0x86,
  invalidate_key_ins = 0x88,
  key_state_ins = 0x8A,
  wait_ins = 0x8C,
  exchange_at_once_ins = 0x8E,
};

constexpr int wrong_length = 0x6700;
constexpr int wrong_parameters = 0x6A86;
constexpr int unknown_instruction = 0x6D00;

/// What stands in the place of the smart card at a start-up.
enum CardInPlace : std::uint8_t { none = 0, right = 1, wrong = 2, mute = 3, recording = 4 };

void append_number(Bytes& out, std::uint64_t value, unsigned bytes) {
  const std::uint64_t most = bytes == 8 ? ~0ULL : (1ULL << (8 * bytes)) - 1;
  value = std::min(value, most);
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t number_of(ByteView bytes) {
  std::uint64_t value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace

int HsmCardChannel::keep(const Outcome<void>& outcome) {
  if (outcome) return ASSAY_HSM_OK;
  words_ = outcome.error().words;
  return outcome.error().status;
}

int HsmCardChannel::command_of_hsm(const Command& command, Bytes& out) {
  switch (command.ins) {
    case open_channel_ins: return open_one(command, out);
    case open_channels_ins: return open_many(command, out);
    case turn_ins: return turn_to(command);
    case close_channel_ins: return close_one(command);
    case close_channels_ins: return close_many(out);
    case info_ins: return tell_info(out);
    case audit_ins: return tell_audit(command, out);
    case start_up_ins: return start(command);
    case shut_down_ins: return keep(device_->shut_down());
    case key_challenge_ins:
    case transfer_key_ins:
    case delete_key_ins:
    case invalidate_key_ins:
    case key_state_ins: return manage_key(command, out);
    case wait_ins: return wait(command);
    case exchange_at_once_ins: return exchange_at_once(command, out);
    default: return unknown_instruction;
  }
}

int HsmCardChannel::open_one(const Command& command, Bytes& out) {
  const auto number = open_numbered(command.p2);
  if (!number) return keep(tl::unexpected(number.error()));
  current_ = *number;
  append_number(out, *number, 2);
  return ASSAY_HSM_OK;
}

/// Answers how many were opened, and the status of the one that was not.
int HsmCardChannel::open_many(const Command& command, Bytes& out) {
  if (command.data.size() != 2) return wrong_length;
  const std::uint64_t wanted = number_of(command.data);
  std::uint64_t opened = 0;
  int status = ASSAY_HSM_OK;
  while (opened < wanted && status == ASSAY_HSM_OK) {
    const auto number = open_numbered(command.p2);
    status = number ? ASSAY_HSM_OK : keep(tl::unexpected(number.error()));
    if (number) ++opened;
  }
  append_number(out, opened, 2);
  out.push_back(static_cast<std::uint8_t>(status));
  return ASSAY_HSM_OK;
}

int HsmCardChannel::turn_to(const Command& command) {
  if (command.data.size() != 2) return wrong_length;
  const auto number = static_cast<std::size_t>(number_of(command.data));
  if (number >= channels_.size()) return ASSAY_HSM_NO_CHANNEL;
  current_ = number;
  return ASSAY_HSM_OK;
}

int HsmCardChannel::close_one(const Command& command) {
  if (!command.data.empty() && command.data.size() != 2) return wrong_length;
  const auto number =
      command.data.empty() ? current_ : static_cast<std::size_t>(number_of(command.data));
  return keep(device_->close_channel(handle_of(number)));
}

/// All but the current one. Answers how many were still open.
int HsmCardChannel::close_many(Bytes& out) {
  std::uint64_t closed = 0;
  for (std::size_t number = 0; number < channels_.size(); ++number)
    if (number != current_ && device_->close_channel(channels_[number].handle)) ++closed;
  append_number(out, closed, 2);
  return ASSAY_HSM_OK;
}

int HsmCardChannel::tell_info(Bytes& out) {
  const auto info = device_->info();
  if (!info) return keep(tl::unexpected(info.error()));
  out.push_back(static_cast<std::uint8_t>(info->started != 0 ? 1 : 0));
  append_number(out, info->features, 2);
  append_number(out, info->channels, 2);
  append_number(out, info->channels_open, 2);
  append_number(out, info->groups, 1);
  append_number(out, info->idle_us / 1000, 4);
  append_number(out, info->operations, 4);
  append_number(out, info->lifetime, 4);
  const std::string_view product = info->product != nullptr ? info->product : "";
  for (const char letter : product.substr(0, 32)) out.push_back(static_cast<std::uint8_t>(letter));
  return ASSAY_HSM_OK;
}

int HsmCardChannel::tell_audit(const Command& command, Bytes& out) {
  const auto audit = device_->audit(command.p2);
  if (!audit) return keep(tl::unexpected(audit.error()));
  for (const std::uint64_t count :
       {audit->opened, audit->closed, audit->given_up, audit->refused, audit->exchanges,
        audit->operations, audit->keys_loaded, audit->keys_deleted, audit->keys_invalidated,
        audit->start_ups, audit->start_ups_refused})
    append_number(out, count, 4);
  return ASSAY_HSM_OK;
}

/// P1 says what is in the place of the smart card; impostors answer as no right card does.
int HsmCardChannel::start(const Command& command) {
  switch (command.p1) {
    case none: return keep(device_->start_up({}));
    case right:
      return keep(device_->start_up([this](ByteView asked, Bytes& answer) {
        const bool answered = reach_.card && reach_.card(asked, answer);
        if (answered) recorded_ = answer;
        return answered;
      }));
    case wrong:
      return keep(device_->start_up([](ByteView, Bytes& answer) {
        answer.assign(10, 0);
        answer[8] = 0x90;
        return true;
      }));
    case mute: return keep(device_->start_up([](ByteView, Bytes&) { return false; }));
    case recording:
      return keep(device_->start_up([this](ByteView, Bytes& answer) {
        answer = recorded_;
        return !answer.empty();
      }));
    default: return wrong_parameters;
  }
}

int HsmCardChannel::manage_key(const Command& command, Bytes& out) {
  const std::uint8_t group = command.p2;
  if (command.ins == key_challenge_ins) {
    auto challenge = device_->key_challenge(group);
    if (!challenge) return keep(tl::unexpected(challenge.error()));
    out = *std::move(challenge);
    return ASSAY_HSM_OK;
  }
  if (command.ins == transfer_key_ins)
    return keep(device_->transfer_key(group, command.p1, command.data));
  if (command.data.size() != 2) return wrong_length;
  const std::uint8_t kif = command.data[0], kvc = command.data[1];
  if (command.ins == delete_key_ins) return keep(device_->delete_key(group, kif, kvc));
  if (command.ins == invalidate_key_ins) return keep(device_->invalidate_key(group, kif, kvc));
  const auto state = device_->key_state(group, kif, kvc);
  if (!state) return keep(tl::unexpected(state.error()));
  out.push_back(static_cast<std::uint8_t>(*state));
  return ASSAY_HSM_OK;
}

/// Time passes for the device: by its clock where it takes ours, else in truth.
int HsmCardChannel::wait(const Command& command) {
  if (command.data.size() != 4) return wrong_length;
  const std::uint64_t ms = number_of(command.data);
  const auto info = device_->info();
  if (info && (info->features & ASSAY_HSM_TAKES_CLOCK) != 0)
    moved_us_ += ms * 1000;
  else
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
  return ASSAY_HSM_OK;
}

/// First channel, count and rounds, then the command of the SAM; P1 is the number of threads. Answers how often a SAM did it,
/// refused it, and was not reached.
int HsmCardChannel::exchange_at_once(const Command& command, Bytes& out) {
  constexpr std::size_t head = 5;
  constexpr unsigned most_threads = 32;
  if (command.data.size() < head + 4) return wrong_length;
  if (command.p1 == 0 || command.p1 > most_threads) return wrong_parameters;
  const std::uint64_t first = number_of(command.data.first(2));
  const std::uint64_t count = number_of(command.data.subspan(2, 2));
  const std::uint64_t rounds = command.data[4];
  const ByteView sent = command.data.subspan(head);
  if (first + count > channels_.size()) return ASSAY_HSM_NO_CHANNEL;
  std::atomic<std::uint64_t> next = 0, done = 0, refused = 0, lost = 0;
  const auto work = [&] {
    Bytes answer;
    for (std::uint64_t i = next++; i < count; i = next++)
      for (std::uint64_t round = 0; round < rounds; ++round) {
        const auto got = device_->exchange(channels_[first + i].handle, sent, answer);
        if (!got || answer.size() < 2)
          ++lost;
        else
          ++(answer[answer.size() - 2] == 0x90 ? done : refused);
      }
  };
  std::vector<std::jthread> others;
  try {
    for (unsigned i = 1; i < command.p1; ++i) others.emplace_back(work);
  } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch)
    // Fewer threads than were asked for do the same work.
  }
  work();
  others.clear();
  for (const auto* number : {&done, &refused, &lost}) append_number(out, *number, 4);
  return ASSAY_HSM_OK;
}

}  // namespace assay::hsm
