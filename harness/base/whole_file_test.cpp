// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace assay {
namespace {

TEST(WholeFile, IsReadByteForByte) {
  const auto path = std::filesystem::temp_directory_path() / "assay_whole_file_test";
  std::ofstream(path, std::ios::binary) << std::string("a\0\r\n", 4);
  EXPECT_EQ(read_whole_file(path.string()).value(), std::string("a\0\r\n", 4));
  std::filesystem::remove(path);
}

TEST(WholeFile, TellsWhatAPathIsThatIsNoFile) {
  EXPECT_EQ(read_whole_file("/").error().message, "'/' is a folder; a file was wanted");
  EXPECT_EQ(read_whole_file("/no/such/file").error().message,
            "cannot read '/no/such/file': No such file or directory");
}

TEST(WholeFile, ADeviceWithoutAnEndIsRefused) {
  EXPECT_EQ(read_whole_file("/dev/zero").error().message, "'/dev/zero' has more than 64 MiB");
}

}  // namespace
}  // namespace assay
