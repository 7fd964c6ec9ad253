// SPDX-License-Identifier: Apache-2.0
// Card production life cycle data (CPLC): 42 bytes about who made the card and when. Not part of the card specification.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

struct ProductionField {
  std::string_view name;  ///< "ic_fabricator"
  std::size_t length;
  bool is_date = false;
};

/// The fields in their order.
inline constexpr std::array production_fields{
    ProductionField{"ic_fabricator", 2},
    ProductionField{"ic_type", 2},
    ProductionField{"os_id", 2},
    ProductionField{"os_release_date", 2, true},
    ProductionField{"os_release_level", 2},
    ProductionField{"ic_fabrication_date", 2, true},
    ProductionField{"ic_serial_number", 4},
    ProductionField{"ic_batch_id", 2},
    ProductionField{"ic_module_fabricator", 2},
    ProductionField{"ic_module_packaging_date", 2, true},
    ProductionField{"icc_manufacturer", 2},
    ProductionField{"ic_embedding_date", 2, true},
    ProductionField{"ic_prepersonalizer", 2},
    ProductionField{"ic_prepers_date", 2, true},
    ProductionField{"ic_prepers_equipment", 4},
    ProductionField{"ic_personalizer", 2},
    ProductionField{"ic_pers_date", 2, true},
    ProductionField{"ic_pers_equipment", 4},
};
inline constexpr std::size_t production_length = 42;

struct ProductionData {
  std::array<Bytes, production_fields.size()> values;
  [[nodiscard]] const Bytes& of(std::string_view name) const;
};

/// A day of CPLC: the last digit of a year, and the number of the day in it.
struct ProductionDate {
  unsigned year_digit = 0;
  unsigned day = 0;
};
/// Nothing when the two bytes are no such day, as 0000, FFFF and what else cards have.
[[nodiscard]] std::optional<ProductionDate> production_date(ByteView value) noexcept;

/// Reads 9F7F 2A and 42 bytes, or the 42 bytes alone.
/// Errors: `malformed` for anything else.
[[nodiscard]] Result<ProductionData> parse_production_data(ByteView bytes);
/// With 9F7F 2A.
[[nodiscard]] Bytes write_production_data(const ProductionData& data);

}  // namespace assay::globalplatform
