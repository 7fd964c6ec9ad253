// SPDX-License-Identifier: Apache-2.0
// ShimChannel: one request, one answer, and what to make of it.
#include "adapters/shim/shim_channel.hpp"

#include "adapters/shim/child_process.hpp"
#include "adapters/shim/command_line.hpp"
#include "adapters/shim/shim_line.hpp"

namespace assay::shim {
namespace {

using iso7816::ResetKind;

std::string first_word(const std::string& line) {
  return line.substr(0, line.find_first_of(" \n"));
}

class ShimChannel final : public iso7816::CardChannel {
 public:
  ShimChannel(std::vector<std::string> words, const ShimOptions& options)
      : words_(std::move(words)), timeout_(options.timeout) {
    description_ = {.uri = "exec:" + options.command, .kind = "exec", .reader = words_[0]};
  }
  ~ShimChannel() override {
    if (program_.is_running()) (void)program_.write(to_line(Request{}), Deadline(timeout_));
  }

  Result<void> start();
  Result<void> reset(ResetKind kind) override;
  Result<void> transmit(ByteView command, Bytes& response) override;
  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override;
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  Result<Answer> ask(const std::string& line, AnswerKind wanted);
  Result<Answer> exchange(const std::string& line);
  tl::unexpected<Error> with_subject(Error error) const;

  std::vector<std::string> words_;
  std::chrono::milliseconds timeout_;
  ChildProcess program_;
  Bytes atr_;
  iso7816::TargetDescription description_;
};

tl::unexpected<Error> ShimChannel::with_subject(Error error) const {
  error.message = "'" + words_[0] + "': " + error.message;
  return tl::unexpected(std::move(error));
}

Result<void> ShimChannel::start() {
  TRY_VOID(program_.start(words_));
  TRY(const Answer hello, ask(to_line(Request{.kind = RequestKind::hello}), AnswerKind::hello));
  if (hello.version != protocol_version) {
    program_.kill_now();
    return with_subject(
        {ErrorCode::unsupported,
         fmt::format("the program speaks version {} of the shim protocol, {} is wanted",
                     hello.version, protocol_version),
         {}});
  }
  if (!hello.text.empty()) description_.reader = hello.text;
  description_.capabilities.cut = hello.can_cut;
  return {};
}

Result<void> ShimChannel::reset(ResetKind kind) {
  if (!program_.is_running() && kind == ResetKind::cold) TRY_VOID(start());
  TRY(const Answer answer,
      ask(to_line(Request{.kind = RequestKind::reset, .reset = kind}), AnswerKind::atr));
  atr_ = answer.bytes;
  return {};
}

Result<void> ShimChannel::transmit(ByteView command, Bytes& response) {
  TRY(Answer answer, ask(apdu_line(command), AnswerKind::rapdu));
  if (answer.bytes.empty())
    return with_subject({ErrorCode::card_mute, "the card answered with no bytes at all", {}});
  if (answer.bytes.size() > longest_response)
    return with_subject({ErrorCode::out_of_range,
                         fmt::format("a response of {} bytes, at most {} are possible",
                                     answer.bytes.size(), longest_response),
                         {}});
  response = std::move(answer.bytes);
  return {};
}

Result<bool> ShimChannel::transmit_and_cut(ByteView command, std::uint32_t writes) {
  TRY(const Answer answer,
      ask(to_line(
              Request{.kind = RequestKind::cut, .command = to_bytes(command), .writes = writes}),
          AnswerKind::cut));
  return answer.ended;
}

Result<Answer> ShimChannel::ask(const std::string& line, AnswerKind wanted) {
  auto answer = exchange(line);
  if (!answer) {
    // Late or unreadable: what comes next could pass for the answer to another question.
    program_.kill_now();
    return with_subject(answer.error());
  }
  if (answer->kind == wanted) return answer;
  switch (answer->kind) {
    case AnswerKind::mute: return with_subject({ErrorCode::card_mute, "the card is mute", {}});
    case AnswerKind::unsupported: return with_subject({ErrorCode::unsupported, answer->text, {}});
    case AnswerKind::error: return with_subject({ErrorCode::internal, answer->text, {}});
    default: break;
  }
  program_.kill_now();
  return with_subject(
      {ErrorCode::malformed,
       fmt::format("'{}' was answered with '{}'", first_word(line), first_word(to_line(*answer))),
       {}});
}

Result<Answer> ShimChannel::exchange(const std::string& line) {
  if (!program_.is_running())
    return fail(ErrorCode::reader_lost, "the program is not running; a cold reset starts it again");
  if (program_.has_unread())
    return fail(ErrorCode::malformed, "the program wrote more than it was asked for");
  const Deadline deadline(timeout_);
  TRY_VOID(program_.write(line, deadline));
  auto text = program_.read_line(deadline, longest_line);
  if (!text && text.error().code == ErrorCode::timeout)
    return fail(ErrorCode::timeout, "no answer within {} ms", timeout_.count());
  if (!text) return tl::unexpected(text.error());
  return parse_answer(*text);
}

}  // namespace

Result<std::unique_ptr<iso7816::CardChannel>> open_shim(const ShimOptions& options) {
  TRY(auto words, split_command_line(options.command));
  auto channel = std::make_unique<ShimChannel>(std::move(words), options);
  TRY_VOID(channel->start());
  TRY_VOID(channel->reset(ResetKind::cold));
  return channel;
}

}  // namespace assay::shim
