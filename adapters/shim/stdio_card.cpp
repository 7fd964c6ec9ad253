// SPDX-License-Identifier: Apache-2.0
// The card's side of the shim protocol.
#include "adapters/shim/stdio_card.hpp"

#include <istream>
#include <ostream>

#include "adapters/shim/shim_line.hpp"

namespace assay::shim {
namespace {

Answer of_error(const Error& error) {
  switch (error.code) {
    case ErrorCode::card_mute:
    case ErrorCode::timeout: return {.kind = AnswerKind::mute};
    case ErrorCode::unsupported: return {.kind = AnswerKind::unsupported, .text = error.text()};
    default: return {.kind = AnswerKind::error, .text = error.text()};
  }
}

Answer greet(const Request& request, const iso7816::CardChannel& card, const std::string& name) {
  if (request.version == protocol_version)
    return {
        .kind = AnswerKind::hello, .can_cut = card.description().capabilities.cut, .text = name};
  return {.kind = AnswerKind::error,
          .text = fmt::format("version {} of the shim protocol is spoken here, not {}",
                              protocol_version, request.version)};
}

Answer answer_to(const Request& request, iso7816::CardChannel& card, const std::string& name) {
  Answer answer;
  Result<void> done;
  switch (request.kind) {
    case RequestKind::hello: return greet(request, card, name);
    case RequestKind::reset:
      done = card.reset(request.reset);
      answer = {.kind = AnswerKind::atr, .bytes = done ? to_bytes(card.atr()) : Bytes{}};
      break;
    case RequestKind::apdu:
      answer.kind = AnswerKind::rapdu;
      done = card.transmit(request.command, answer.bytes);
      break;
    case RequestKind::cut: {
      const auto ended = card.transmit_and_cut(request.command, request.writes);
      if (!ended) return of_error(ended.error());
      return {.kind = AnswerKind::cut, .ended = *ended};
    }
    case RequestKind::quit: break;
  }
  return done ? answer : of_error(done.error());
}

}  // namespace

Result<void> serve_stdio(iso7816::CardChannel& card, std::istream& in, std::ostream& out,
                         const std::string& name) {
  std::string line;
  while (std::getline(in, line)) {
    const auto request = parse_request(line);
    if (request && request->kind == RequestKind::quit) return {};
    const Answer answer = request
                              ? answer_to(*request, card, name)
                              : Answer{.kind = AnswerKind::error, .text = request.error().text()};
    out << to_line(answer) << std::flush;
    if (!out) return fail(ErrorCode::reader_lost, "the other side no longer reads");
  }
  return {};
}

}  // namespace assay::shim
