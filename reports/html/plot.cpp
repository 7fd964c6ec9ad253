// SPDX-License-Identifier: Apache-2.0
// Axes with round numbers, then the curves.
#include "reports/html/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "reports/text.hpp"

namespace assay::reports {
namespace {

constexpr double width = 760, height = 300, left = 64, right = 16, top = 28, bottom = 44;
constexpr std::array<const char*, 4> dashes{"", "6 4", "2 3", "9 3 2 3"};

/// One axis: from values to places in the picture.
class Axis {
 public:
  Axis(bool logarithmic, double from, double to)
      : logarithmic_(logarithmic), from_(from), to_(to) {}

  void take(double value) {
    if (!shows(value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }

  [[nodiscard]] bool shows(double value) const {
    return std::isfinite(value) && (!logarithmic_ || value > 0);
  }

  /// Ends at round numbers; `from_zero` begins a linear axis there.
  void settle(bool from_zero) {
    if (low_ > high_) low_ = logarithmic_ ? 1 : 0, high_ = logarithmic_ ? 10 : 1;
    if (logarithmic_) {
      low_ = std::pow(10, std::floor(std::log10(low_)));
      high_ = std::pow(10, std::ceil(std::log10(high_)));
      if (low_ == high_) high_ *= 10;
      return;
    }
    if (from_zero) low_ = std::min(low_, 0.0);
    if (low_ == high_) high_ = low_ + 1;
    step_ = round_step((high_ - low_) / 5);
    low_ = std::floor(low_ / step_) * step_;
    high_ = std::ceil(high_ / step_ - 1e-9) * step_;
  }

  [[nodiscard]] double place(double value) const {
    const double share = logarithmic_ ? (std::log10(value) - std::log10(low_)) /
                                            (std::log10(high_) - std::log10(low_))
                                      : (value - low_) / (high_ - low_);
    return from_ + share * (to_ - from_);
  }

  [[nodiscard]] std::vector<double> ticks() const {
    std::vector<double> out;
    if (logarithmic_)
      for (double value = low_; value <= high_ * 1.001; value *= 10) out.push_back(value);
    else
      for (int i = 0; low_ + i * step_ <= high_ + step_ / 2; ++i) out.push_back(low_ + i * step_);
    return out;
  }

 private:
  static double round_step(double rough) {
    const double magnitude = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
      if (rough <= factor * magnitude) return factor * magnitude;
    return 10 * magnitude;
  }

  bool logarithmic_;
  double from_, to_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  double step_ = 1;
};

std::string frame(const Plot& plot, const Axis& x, const Axis& y) {
  std::string out;
  for (const double tick : y.ticks())
    out += fmt::format(
        "<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" class=\"grid\"/>"
        "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
        left, width - right, y.place(tick), y.place(tick), left - 6, y.place(tick) + 4,
        axis_text(tick));
  for (const double tick : x.ticks())
    out += fmt::format(
        "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{}\" y2=\"{}\" class=\"axis\"/>"
        "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
        x.place(tick), x.place(tick), height - bottom, height - bottom + 4, x.place(tick),
        height - bottom + 17, axis_text(tick));
  out += fmt::format("<path d=\"M{} {}V{}H{}\" class=\"axis\"/>\n", left, top, height - bottom,
                     width - right);
  out += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                     (left + width - right) / 2, height - 8, escape_markup(plot.x_label));
  out += fmt::format("<text x=\"{}\" y=\"14\">{}</text>\n", 4, escape_markup(plot.y_label));
  return out;
}

std::string drawn(const Curve& curve, std::size_t number, const Axis& x, const Axis& y) {
  std::string out, path;
  for (const auto& [across, up] : curve.points) {
    if (!x.shows(across) || !y.shows(up)) continue;
    const double px = x.place(across), py = y.place(up);
    if (curve.dots) {
      out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>", px, py);
      continue;
    }
    if (path.empty())
      path = fmt::format("M{:.1f} {:.1f}", px, py);
    else if (curve.steps)
      path += fmt::format("H{:.1f}V{:.1f}", px, py);
    else
      path += fmt::format("L{:.1f} {:.1f}", px, py);
  }
  if (!path.empty())
    out += fmt::format("<path d=\"{}\" class=\"curve\" stroke-dasharray=\"{}\"/>", path,
                       dashes[number % dashes.size()]);
  return out + "\n";
}

std::string legend(const Plot& plot) {
  std::string out;
  double place = left + 12;
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    const Curve& curve = plot.curves[i];
    if (curve.dots)
      out += fmt::format("<circle cx=\"{:.0f}\" cy=\"18\" r=\"3\"/>", place + 12);
    else
      out += fmt::format("<path d=\"M{:.0f} 18h24\" class=\"curve\" stroke-dasharray=\"{}\"/>",
                         place, dashes[i % dashes.size()]);
    out += fmt::format("<text x=\"{:.0f}\" y=\"22\">{}</text>\n", place + 30,
                       escape_markup(curve.name));
    place += 48 + 7.0 * static_cast<double>(columns(curve.name));
  }
  return out;
}

}  // namespace

std::string axis_text(double value) {
  const double size = std::abs(value);
  if (size >= 999'999.5) return fmt::format("{:.4g}M", value / 1e6);
  if (size >= 9'999.5) return fmt::format("{:.4g}k", value / 1e3);
  if (size < 1e-12) return "0";
  return fmt::format("{:.4g}", value);
}

std::string svg(const Plot& plot) {
  Axis x(plot.x_is_logarithmic, left, width - right);
  Axis y(plot.y_is_logarithmic, height - bottom, top);
  for (const Curve& curve : plot.curves)
    for (const auto& [across, up] : curve.points) {
      if (!x.shows(across) || !y.shows(up)) continue;
      x.take(across);
      y.take(up);
    }
  x.settle(false);
  y.settle(true);
  std::string out = fmt::format(
      "<figure><figcaption>{}</figcaption>\n"
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" "
      "xmlns=\"http://www.w3.org/2000/svg\">\n"
      "<style>text{{font:12px sans-serif;fill:#1b1b1b}}.grid{{stroke:#d9d6d0}}"
      ".axis{{stroke:#1b1b1b;fill:none}}.curve{{stroke:#1b1b1b;stroke-width:1.6;fill:none}}"
      "</style>\n",
      escape_markup(plot.title), width, height, escape_markup(plot.title));
  out += frame(plot, x, y);
  for (std::size_t i = 0; i < plot.curves.size(); ++i) out += drawn(plot.curves[i], i, x, y);
  if (plot.curves.size() > 1) out += legend(plot);
  return out + "</svg></figure>\n";
}

}  // namespace assay::reports
