// SPDX-License-Identifier: Apache-2.0
// Libraries behind the C ABI: a good one, and those that break the interface in one way each.
#include "adapters/hsm_channel/device.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::hsm {
namespace {

std::string path(std::string_view name) {
  return std::string(ASSAY_PLUGIN_FOLDER) + "/" + std::string(name) + ".so";
}

std::string error_of(std::string_view name) {
  const auto loaded = load_library(path(name));
  return loaded ? "loaded" : loaded.error().message;
}

TEST(HsmDevice, LoadsALibraryAndUsesItsChannels) {
  const auto device = *Device::open(*load_library(path("assay_toy_hsm")), "");
  EXPECT_EQ(device->label(), "a toy, no Calypso");
  EXPECT_EQ(device->info()->channels, 2U);
  const auto one = *device->open_channel(1), two = *device->open_channel(1);
  EXPECT_NE(one, two);
  EXPECT_EQ(device->open_channel(1).error().words, "both channels of the toy are taken");
  EXPECT_EQ(device->open_channel(2).error().status, ASSAY_HSM_NO_GROUP);
  Bytes answer;
  ASSERT_TRUE(device->exchange(one, *from_hex("8084000004"), answer));
  EXPECT_EQ(to_hex(answer), "010203049000");
  EXPECT_TRUE(device->close_channel(one));
  EXPECT_EQ(device->exchange(one, *from_hex("8084000004"), answer).error().words,
            "no such channel");
  EXPECT_EQ(device->key_state(1, 0x30, 0x79).error().status, ASSAY_HSM_UNSUPPORTED);
  EXPECT_EQ(device->audit(0)->opened, 2U);
}

TEST(HsmDevice, SaysWhyADeviceDoesNotOpen) {
  EXPECT_EQ(Device::open(*load_library(path("assay_toy_hsm")), "slot 3").error().message,
            "the HSM 'slot 3' does not open: the toy has one device, without a name");
}

TEST(HsmDevice, RefusesALibraryThatIsNone) {
  EXPECT_EQ(
      error_of("assay_bad_hsm_no_symbol"),
      "'" + path("assay_bad_hsm_no_symbol") + "' is no HSM library: it has no symbol assay_hsm_v1");
  EXPECT_EQ(
      error_of("assay_bad_hsm_null"),
      "'" + path("assay_bad_hsm_null") + "' does not serve version 1 of the HSM channel interface");
  EXPECT_EQ(
      error_of("assay_bad_hsm_version"),
      "'" + path("assay_bad_hsm_version") + "' has version 7 of the HSM channel interface, not 1");
  EXPECT_EQ(error_of("assay_bad_hsm_size"),
            "the table of '" + path("assay_bad_hsm_size") + "' has 136 bytes, version 1 needs 144");
  EXPECT_EQ(error_of("assay_bad_hsm_call"),
            "the table of '" + path("assay_bad_hsm_call") + "' lacks a function");
  EXPECT_TRUE(error_of("none").starts_with("cannot load '" + path("none") + "': "));
}

TEST(HsmDevice, BelievesNoSizeThatALibraryTells) {
  const auto device = *Device::open(*load_library(path("assay_bad_hsm_calls")), "");
  Bytes answer;
  EXPECT_EQ(device->exchange(1, *from_hex("8084000004"), answer).error().words,
            "the library wrote more than it was given room for in exchange");
  EXPECT_TRUE(answer.empty());
  EXPECT_EQ(device->info().error().status, ASSAY_HSM_FAILED);
  EXPECT_EQ(device->key_challenge(1).error().status, ASSAY_HSM_FAILED);
  EXPECT_EQ(device->shut_down().error().words, "a status that the interface does not have");
  EXPECT_EQ(device->close_channel(1).error().words, "the device failed");
}

TEST(HsmDevice, OverTcpIsALibraryToo) {
  const auto* table = *load_library(path("assay_hsm_over_tcp"));
  EXPECT_EQ(Device::open(table, "nowhere").error().message,
            "the HSM 'nowhere' does not open: 'nowhere' is not HOST:PORT");
}

}  // namespace
}  // namespace assay::hsm
