// SPDX-License-Identifier: Apache-2.0
// Plot: curves as a piece of SVG that stands in a page by itself: no script, no colour that is needed.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace assay::reports {

struct Curve {
  std::string name;
  std::vector<std::pair<double, double>> points;  ///< from left to right
  bool dots = false;   ///< marks at the points, else a line; lines differ by their dashes
  bool steps = false;  ///< a line that stays level up to the next point
};

struct Plot {
  std::string title;
  std::string x_label, y_label;
  bool x_is_logarithmic = false;
  bool y_is_logarithmic = false;  ///< points at or below 0 are then left out
  std::vector<Curve> curves;
};

/// A figure with its title, axes, and a legend when there are several curves; points that are no numbers are left out.
[[nodiscard]] std::string svg(const Plot& plot);

/// A number as an axis shows it: "0.001", "250", "12k", "3M".
[[nodiscard]] std::string axis_text(double value);

}  // namespace assay::reports
