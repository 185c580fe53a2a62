#include "page/chart.hpp"

#include "page/number_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace binet {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pointwise;

TEST(NumberFormat, ShowsFourSignificantDigits) {
  EXPECT_EQ(number_text(0.0123449), "0.01234");
  EXPECT_EQ(number_text(1.5), "1.5");
  EXPECT_EQ(number_text(-2), "−2");
  EXPECT_EQ(number_text(12340.4), "12,340");
  EXPECT_EQ(number_text(1234567), "1,234,567");
  EXPECT_EQ(number_text(1.2e-7), "1.2e−7");
  EXPECT_EQ(number_text(0.00005), "0.00005");
  EXPECT_EQ(number_text(3e20), "3e20");
  EXPECT_EQ(number_text(std::nan("")), "–");
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "∞");
}

TEST(NumberFormat, ASmallShareIsNotShownAsZero) {
  EXPECT_EQ(digits_text(0.35, 3), "0.350");
  EXPECT_EQ(digits_text(2.8, 3), "2.80");
  EXPECT_EQ(digits_text(0.9996, 3), "1.00");
  EXPECT_EQ(digits_text(0.09996, 3), "0.100");
  EXPECT_EQ(digits_text(-120.26, 3), "−120");
  EXPECT_EQ(digits_text(12340.4, 3), "12,340");
  EXPECT_EQ(digits_text(0, 3), "0");
  EXPECT_EQ(digits_text(1.2e-7, 3), "1.2e−7");
  EXPECT_EQ(fixed_text(0.907, 4), "0.9070");
  EXPECT_EQ(fixed_text(-0.0001, 2), "0.00");
  EXPECT_EQ(fixed_text(std::nan(""), 2), "–");
  EXPECT_EQ(error_decimals(0.034), 3);
  EXPECT_EQ(error_decimals(0.0078), 4);
  EXPECT_EQ(error_decimals(12), 1);
  EXPECT_EQ(error_decimals(std::nan("")), 3);
  EXPECT_EQ(share_text(0.3736), "37.4%");
  EXPECT_EQ(share_text(0.99948), "99.9%");
  EXPECT_EQ(share_text(0), "0.0%");
  EXPECT_EQ(share_text(1), "100.0%");
  EXPECT_EQ(share_text(0.0002), "0.02%");
  EXPECT_EQ(share_text(0.99995), "99.995%");
  EXPECT_EQ(share_text(1e-9), "<0.001%");
}

TEST(NumberFormat, TicksAreRound) {
  EXPECT_THAT(axis_ticks(0, 1), ElementsAre(0, 0.2, 0.4, DoubleNear(0.6, 1e-12), 0.8, 1));
  EXPECT_THAT(axis_ticks(3, 3), ElementsAre(3));
  EXPECT_THAT(log_ticks(0.5, 5), ElementsAre(0.5, 1, 2, 5));
  EXPECT_THAT(log_ticks(0.62, 1.61), Pointwise(DoubleNear(1e-12), {0.8, 1.0, 1.2, 1.4, 1.6}));
  EXPECT_THAT(log_ticks(0.11, 99), ElementsAre(1, 10));
}

Chart example() {
  return {"example", "A & B", "A note.", "x", "y", {{"first", Mark::line, 0, {0, 1, 2}, {1, std::nan(""), 3}}}};
}

/// As gradients that vanish from layer to layer: room below them in decades, as the axis has no place for 0.
TEST(Chart, LogarithmicAxisStaysAboveZero) {
  for (const auto& [low, high] : {std::pair{1e-4, 1.0}, {1e-300, 1e300}, {5e-324, 1.7e308}, {0.25, 0.25}, {0.0, 1.0}}) {
    Chart chart = example();
    chart.y_is_log = true;
    chart.series[0].y = {low, std::nan(""), high};
    const std::string svg = chart_svg(chart);
    EXPECT_THAT(svg, Not(HasSubstr("data-y=\"0 "))) << low;
    EXPECT_THAT(svg, Not(HasSubstr("nan"))) << low;
    EXPECT_THAT(svg, Not(HasSubstr("inf"))) << low;
  }
}

TEST(Chart, EscapesTextsAndSkipsWhatIsUndefined) {
  const std::string svg = chart_svg(example());
  EXPECT_THAT(svg, HasSubstr("<title id=\"example-title\">A &amp; B</title>"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg_file(svg), HasSubstr("xmlns=\"http://www.w3.org/2000/svg\""));
}

TEST(Chart, WritesItsPointsAsCsv) {
  EXPECT_EQ(chart_csv(example()), "series,x,y,low,high\nfirst,0,1,,\nfirst,1,,,\nfirst,2,3,,\n");
  const RowChart rows{"rows", "", "", "", {{"a,b", 1.5, std::nan(""), std::nan(""), ""}}};
  EXPECT_EQ(chart_csv(rows), "label,value,low,high\n\"a,b\",1.5,,\n");
}

TEST(Chart, MakesRoomForSlantedNames) {
  const std::vector<double> place = {0, 1, 2, 3, 4, 5};
  Chart chart{"wards", "Wards", "", "ward", "share", {{"", Mark::points, 0, place, place}}};
  chart.x_names = {"a", "b", "c", "d", "e", "f"};
  const std::string upright = chart_svg(chart);
  EXPECT_THAT(upright, HasSubstr(" 270\""));
  EXPECT_THAT(upright, Not(HasSubstr("rotate(-40)")));
  chart.x_names = {"north wing", "south wing", "west wing", "east wing", "annex", "other"};
  const std::string slanted = chart_svg(chart);
  EXPECT_THAT(slanted, HasSubstr(" 306\""));
  EXPECT_THAT(slanted, HasSubstr("rotate(-40)"));
}

TEST(Chart, LeavesOutLabelsThatWouldTouch) {
  Chart chart{"times", "Times", "", "when", "share", {{"", Mark::line, 0, {0, 8}, {0.5, 0.6}}}};
  EXPECT_THAT(chart_svg(chart), AllOf(HasSubstr(">2</text>"), HasSubstr(">4</text>")));
  chart.series[0].x = {1'612'000'000, 1'688'000'000};
  const std::string wide = chart_svg(chart);
  EXPECT_THAT(wide, HasSubstr(">1,620,000,000</text>"));
  EXPECT_THAT(wide, Not(HasSubstr(">1,640,000,000</text>")));
}

TEST(Chart, DrawsWithoutValues) {
  EXPECT_THAT(chart_svg(Chart{"none", "", "", "x", "y", {}}), HasSubstr("</svg>"));
  EXPECT_THAT(chart_svg(RowChart{"none", "", "", "x", {}}), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace binet
