// SPDX-License-Identifier: Apache-2.0
// The other side of the shim protocol for tests: answers as its INS byte says, rightly or wrongly.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

void say(const std::string& line) {
  std::cout << line << '\n' << std::flush;
}

void answer(const std::string& ins, const std::string& command) {
  if (ins == "01") std::abort();
  if (ins == "02") std::_Exit(3);
  if (ins == "03") return say("what\x01");
  if (ins == "04") return say("rapdu " + std::string(140000, 'A'));
  if (ins == "05") return say("rapdu 90");
  if (ins == "06") return;  // nothing, ever
  if (ins == "07") return say("mute");
  if (ins == "08") return say("unsupported no such thing");
  if (ins == "09") return say("error the battery is empty");
  if (ins == "0A") return say("rapdu");
  if (ins == "0B") return say("rapdu 9000\nrapdu 9000");
  if (ins == "0C") return say("atr 3B00");
  if (ins == "0D") {
    for (;;) std::cout << "no end of line" << std::flush;
  }
  if (ins == "0E") {
    close(STDOUT_FILENO);
    pause();
  }
  if (ins == "0F") return say("rapdu 900");
  if (ins == "10") {
    std::cout << "rapdu 90" << std::flush;
    std::_Exit(0);
  }
  say("rapdu " + command + "9000");
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, SIG_DFL);
  const std::string greeting = argc > 1 ? argv[1] : "hello assay-shim 1 test program";
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.starts_with("hello ")) {
      if (!greeting.empty()) say(greeting);
    } else if (line == "reset cold") {
      say("atr 3B00");
    } else if (line == "reset warm") {
      say("unsupported no reset line");
    } else if (line.starts_with("apdu ")) {
      answer(line.substr(7, 2), line.substr(5));
    } else if (line == "quit") {
      return 0;
    }
  }
}
