// SPDX-License-Identifier: Apache-2.0
#include "iso7816/fetched_answer.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/hex.hpp"

namespace assay::iso7816 {
namespace {

/// A record, "command response" by pairs; `-` for a response that did not come.
class Line {
 public:
  Line(std::initializer_list<const char*> texts) {
    for (const char* text : texts)
      bytes_.push_back(std::string_view(text) == "-" ? Bytes{} : *from_hex(text));
  }
  [[nodiscard]] FetchedExchange first() const {
    std::vector<LineExchange> exchanges;
    for (std::size_t i = 0; i + 1 < bytes_.size(); i += 2)
      exchanges.push_back({bytes_[i], bytes_[i + 1]});
    return fetch_first(exchanges);
  }

 private:
  std::vector<Bytes> bytes_;
};

struct Row {
  const char* claim;
  Line line;
  const char* command;
  const char* response;
  std::size_t count;
  std::size_t refused;
  int awaited;
};

TEST(FetchedAnswer, IsJoinedFromWhatBelongsToIt) {
  const std::vector<Row> rows{
      {"one exchange is itself", {"00B2014400", "AABB9000"}, "00B2014400", "AABB9000", 1, 0, -1},
      {"the parts come in order",
       {"00A4040001AA", "6102", "00C0000002", "AABB6101", "00C0000001", "CC9000", "00B2014401",
        "DD9000"},
       "00A4040001AA",
       "AABBCC9000",
       3,
       0,
       -1},
      {"the right Le takes the place of the wrong one",
       {"00B2014400", "6C02", "00B2014402", "AABB9000"},
       "00B2014402",
       "AABB9000",
       2,
       1,
       -1},
      {"a command without Le gets one",
       {"00B20144", "6C01", "00B2014401", "AA9000"},
       "00B2014401",
       "AA9000",
       2,
       1,
       -1},
      {"6C00 stands for 256",
       {"00B20144FF", "6C00", "00B2014400", "AA9000"},
       "00B2014400",
       "AA9000",
       2,
       1,
       -1},
      {"another command is no repetition",
       {"00B2014400", "6C02", "00B2014403", "AABB9000"},
       "00B2014400",
       "6C02",
       1,
       0,
       -1},
      {"data before 6Cxx are no refusal of Le",
       {"00B2014400", "AA6C02", "00B2014402", "AABB9000"},
       "00B2014400",
       "AA6C02",
       1,
       0,
       -1},
      {"GET RESPONSE has its own wrong Le",
       {"00A4040001AA", "6102", "00C0000000", "6C02", "00C0000002", "AABB9000"},
       "00A4040001AA",
       "AABB9000",
       3,
       0,
       -1},
      {"after a right Le there may be more to fetch",
       {"00B2014400", "6C02", "00B2014402", "6102", "00C0000002", "AABB9000"},
       "00B2014402",
       "AABB9000",
       3,
       1,
       -1},
      {"the class of GET RESPONSE is plain",
       {"96CB3FFF00", "6101", "82C0000001", "AA9000"},
       "96CB3FFF00",
       "AA9000",
       2,
       0,
       -1},
      {"or that of the command",
       {"94B2014400", "6101", "94C0000001", "AA9000"},
       "94B2014400",
       "AA9000",
       2,
       0,
       -1},
      {"or 00", {"94B2014400", "6101", "00C0000001", "AA9000"}, "94B2014400", "AA9000", 2, 0, -1},
      {"that of another channel fetches nothing",
       {"00B2014400", "6101", "01C0000001", "AA9000"},
       "00B2014400",
       "6101",
       1,
       0,
       0x01},
      {"what nobody fetched is awaited",
       {"00B2014400", "611D", "00B2024400", "AA9000"},
       "00B2014400",
       "611D",
       1,
       0,
       0x1D},
      {"a part that was fetched leaves less to await",
       {"00B2014400", "6102", "00C0000001", "AA6101"},
       "00B2014400",
       "AA6101",
       2,
       0,
       0x01},
      {"a GET RESPONSE that got no answer is sent again",
       {"00B2014400", "6101", "00C0000001", "-", "00C0000001", "AA9000"},
       "00B2014400",
       "AA9000",
       3,
       0,
       -1},
      {"an error ends it",
       {"00B2014400", "6101", "00C0000001", "6F00"},
       "00B2014400",
       "6F00",
       2,
       0,
       -1},
      {"no answer is none",
       {"00B2014400", "-", "00B2014400", "AA9000"},
       "00B2014400",
       "",
       1,
       0,
       -1},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.claim);
    const FetchedExchange found = row.line.first();
    EXPECT_EQ(to_hex(found.command), row.command);
    EXPECT_EQ(to_hex(found.response), row.response);
    EXPECT_EQ(found.count, row.count);
    EXPECT_EQ(found.refused, row.refused);
    EXPECT_EQ(found.awaited ? *found.awaited : -1, row.awaited);
  }
}

}  // namespace
}  // namespace assay::iso7816
