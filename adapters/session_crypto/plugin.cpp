// SPDX-License-Identifier: Apache-2.0
// Loading plug-ins, and calling them as the interface of the terminal asks.
#include "adapters/session_crypto/plugin.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <functional>

#include "adapters/session_crypto/assay_session_crypto.h"

namespace assay::session_crypto {
namespace {

using calypso::SessionCrypto;

struct CloseLibrary {
  void operator()(void* library) const noexcept { (void)dlclose(library); }
};
using Library = std::unique_ptr<void, CloseLibrary>;

ErrorCode code_of(int status) {
  switch (status) {
    case ASSAY_SC_REFUSED: return ErrorCode::refused;
    case ASSAY_SC_UNSUPPORTED: return ErrorCode::unsupported;
    default: return ErrorCode::internal;
  }
}

assay_sc_bytes bytes_of(ByteView view) {
  return {view.data(), view.size()};
}

class Plugin final : public SessionCrypto {
 public:
  Plugin(Library library, const assay_session_crypto& calls, void* handle, std::string file)
      : library_(std::move(library)), calls_(calls), handle_(handle), file_(std::move(file)) {}
  ~Plugin() override { calls_.release(handle_); }

  [[nodiscard]] std::string_view label() const override { return calls_.label; }
  [[nodiscard]] std::array<std::uint8_t, 4> serial() const override {
    std::array<std::uint8_t, 4> out{};
    std::ranges::copy(calls_.serial, out.begin());
    return out;
  }
  [[nodiscard]] std::size_t max_item() const override { return 65535; }

  [[nodiscard]] Result<Bytes> challenge(bool extended) override {
    return asked("challenge", extended ? 8 : 4, [&](assay_sc_room* room) {
      return calls_.challenge(handle_, extended ? 1 : 0, room);
    });
  }

  [[nodiscard]] Result<void> begin(const calypso::SessionStart& start, bool extended) override {
    extended_ = extended;
    assay_sc_session session{};
    session.struct_size = sizeof session;
    std::ranges::copy(start.diversifier, session.diversifier);
    session.kif = start.key.kif;
    session.kvc = start.key.kvc;
    session.extended = extended ? 1 : 0;
    session.opening = bytes_of(start.opening);
    return done("begin", calls_.begin(handle_, &session));
  }

  [[nodiscard]] Result<void> update(ByteView item) override {
    return done("update", calls_.update(handle_, bytes_of(item)));
  }

  [[nodiscard]] Result<Bytes> update_ciphered(ByteView item) override {
    return asked("update_ciphered", item.size(), [&](assay_sc_room* room) {
      return calls_.update_ciphered(handle_, bytes_of(item), room);
    });
  }

  [[nodiscard]] Result<Bytes> authenticate_early() override {
    return asked("authenticate_early", 8,
                 [&](assay_sc_room* room) { return calls_.authenticate_early(handle_, room); });
  }

  [[nodiscard]] Result<Bytes> close() override {
    return asked("close", extended_ ? 8 : 4,
                 [&](assay_sc_room* room) { return calls_.close(handle_, room); });
  }

  [[nodiscard]] Result<bool> verify(ByteView card_mac) override {
    return judged("verify", calls_.verify(handle_, bytes_of(card_mac)));
  }

  [[nodiscard]] Result<Bytes> cipher_pin(const calypso::PinRequest& request) override {
    assay_sc_pin asked_for{};
    asked_for.struct_size = sizeof asked_for;
    std::ranges::copy(request.diversifier, asked_for.diversifier);
    asked_for.kif = request.key.kif;
    asked_for.kvc = request.key.kvc;
    asked_for.challenge = bytes_of(request.challenge);
    asked_for.pin = bytes_of(request.pin);
    asked_for.new_pin = bytes_of(request.new_pin);
    return asked("cipher_pin", request.new_pin.empty() ? 8 : 16,
                 [&](assay_sc_room* room) { return calls_.cipher_pin(handle_, &asked_for, room); });
  }

  [[nodiscard]] Result<Bytes> cipher_key(const calypso::KeyRequest& request) override {
    assay_sc_key asked_for{};
    asked_for.struct_size = sizeof asked_for;
    std::ranges::copy(request.diversifier, asked_for.diversifier);
    asked_for.kif = request.ciphering.kif;
    asked_for.kvc = request.ciphering.kvc;
    asked_for.loaded_kif = request.loaded.kif;
    asked_for.loaded_kvc = request.loaded.kvc;
    asked_for.challenge = bytes_of(request.challenge);
    return asked("cipher_key", 32,
                 [&](assay_sc_room* room) { return calls_.cipher_key(handle_, &asked_for, room); });
  }

  [[nodiscard]] Result<calypso::SvCryptogram> prepare_sv(const calypso::SvRequest& request,
                                                         bool extended) override {
    assay_sc_sv asked_for{};
    asked_for.struct_size = sizeof asked_for;
    asked_for.operation = static_cast<std::uint8_t>(request.operation);
    asked_for.extended = extended ? 1 : 0;
    std::ranges::copy(request.diversifier, asked_for.diversifier);
    asked_for.get_header = bytes_of(request.get_header);
    asked_for.get_answer = bytes_of(request.get_answer);
    asked_for.partial = bytes_of(request.partial);
    TRY(const Bytes made, asked("prepare_sv", extended ? 16 : 11, [&](assay_sc_room* room) {
          return calls_.prepare_sv(handle_, &asked_for, room);
        }));
    calypso::SvCryptogram out;
    std::copy_n(made.begin(), 3, out.challenge.begin());
    std::copy_n(made.begin() + 3, 3, out.transaction.begin());
    out.signature.assign(made.begin() + 6, made.end());
    return out;
  }

  [[nodiscard]] Result<bool> check_sv(ByteView signature) override {
    return judged("check_sv", calls_.check_sv(handle_, bytes_of(signature)));
  }

 private:
  [[nodiscard]] tl::unexpected<Error> failed(std::string_view call, int status) const {
    return fail(code_of(status), "the plug-in '{}' failed in {} with status {}: {}", file_, call,
                status, calls_.error(handle_));
  }

  [[nodiscard]] Result<void> done(std::string_view call, int status) const {
    if (status == ASSAY_SC_OK) return {};
    return failed(call, status);
  }

  [[nodiscard]] Result<bool> judged(std::string_view call, int status) const {
    if (status == ASSAY_SC_OK || status == ASSAY_SC_WRONG) return status == ASSAY_SC_OK;
    return failed(call, status);
  }

  /// Calls with room for what is wanted, and wants exactly so much.
  [[nodiscard]] Result<Bytes> asked(std::string_view call, std::size_t wanted,
                                    const std::function<int(assay_sc_room*)>& ask) const {
    Bytes out(wanted);
    assay_sc_room room{out.data(), out.size(), 0};
    const int status = ask(&room);
    if (status != ASSAY_SC_OK) return failed(call, status);
    if (room.size != wanted)
      return fail(ErrorCode::malformed, "the plug-in '{}' gave {} bytes in {}, {} are wanted",
                  file_, room.size, call, wanted);
    return out;
  }

  Library library_;
  const assay_session_crypto& calls_;
  void* handle_;
  std::string file_;
  bool extended_ = false;
};

Result<Library> open_library(const std::string& file) {
  // A name without a slash would be looked for in the system's folders.
  const std::string path = file.find('/') == std::string::npos ? "./" + file : file;
  Library library(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (library) return library;
  const char* why = dlerror();
  return fail(ErrorCode::not_found, "the plug-in '{}' cannot be loaded: {}", file,
              why != nullptr ? why : "no reason given");
}

Result<void> check_calls(const assay_session_crypto* calls, const std::string& file) {
  if (calls == nullptr)
    return fail(ErrorCode::unsupported,
                "the plug-in '{}' does not serve version {} of the interface", file,
                ASSAY_SESSION_CRYPTO_VERSION);
  if (calls->version != ASSAY_SESSION_CRYPTO_VERSION)
    return fail(ErrorCode::unsupported,
                "the plug-in '{}' has version {} of the interface, {} is wanted", file,
                calls->version, ASSAY_SESSION_CRYPTO_VERSION);
  if (calls->struct_size < sizeof(assay_session_crypto))
    return fail(ErrorCode::unsupported,
                "the plug-in '{}' has an interface of {} bytes, version {} has {}", file,
                calls->struct_size, ASSAY_SESSION_CRYPTO_VERSION, sizeof(assay_session_crypto));
  const std::array<std::pair<const char*, bool>, 15> there{
      {{"label", calls->label != nullptr},
       {"open", calls->open != nullptr},
       {"release", calls->release != nullptr},
       {"error", calls->error != nullptr},
       {"challenge", calls->challenge != nullptr},
       {"begin", calls->begin != nullptr},
       {"update", calls->update != nullptr},
       {"update_ciphered", calls->update_ciphered != nullptr},
       {"authenticate_early", calls->authenticate_early != nullptr},
       {"close", calls->close != nullptr},
       {"verify", calls->verify != nullptr},
       {"cipher_pin", calls->cipher_pin != nullptr},
       {"cipher_key", calls->cipher_key != nullptr},
       {"prepare_sv", calls->prepare_sv != nullptr},
       {"check_sv", calls->check_sv != nullptr}}};
  for (const auto& [name, is_there] : there)
    if (!is_there) return fail(ErrorCode::malformed, "the plug-in '{}' has no {}", file, name);
  return {};
}

}  // namespace

Result<std::unique_ptr<SessionCrypto>> load_plugin(const std::string& file) {
  TRY(Library library, open_library(file));
  // POSIX lets the address of a symbol be used as a function; C++ has no better word for it.
  const auto entry = reinterpret_cast<assay_session_crypto_entry>(
      dlsym(library.get(), ASSAY_SESSION_CRYPTO_SYMBOL));
  if (entry == nullptr)
    return fail(ErrorCode::not_found, "the plug-in '{}' has no symbol {}", file,
                ASSAY_SESSION_CRYPTO_SYMBOL);
  const assay_session_crypto* calls = entry(ASSAY_SESSION_CRYPTO_VERSION);
  TRY_VOID(check_calls(calls, file));
  void* handle = nullptr;
  const int status = calls->open(&handle);
  if (status != ASSAY_SC_OK)
    return fail(code_of(status), "the plug-in '{}' opened no handle: status {}", file, status);
  return std::unique_ptr<SessionCrypto>(
      std::make_unique<Plugin>(std::move(library), *calls, handle, file));
}

}  // namespace assay::session_crypto
