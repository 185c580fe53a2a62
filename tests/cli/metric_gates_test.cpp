#include "cli/metric_gates.hpp"

#include "binet/base/error.hpp"

#include <gmock/gmock.h>

namespace binet {
namespace {

using testing::HasSubstr;

TEST(MetricGates, HoldOrSayWhyNot) {
  const std::vector<double> probability{0.9, 0.2, 0.6, 0.4}, target{1, 0, 0, 1};
  const Predictions predictions{probability, target, {}, 0.5};
  const auto gates = parse_gates({"accuracy=0.5", "accuracy=0.6"}, {"accuracy=0.5", "accuracy=0.4"});
  EXPECT_EQ(check_gate(gates[0], predictions), "");
  EXPECT_THAT(check_gate(gates[1], predictions), HasSubstr("accuracy is 0.5, under 0.6"));
  EXPECT_EQ(check_gate(gates[2], predictions), "");
  EXPECT_THAT(check_gate(gates[3], predictions), HasSubstr("accuracy is 0.5, over 0.4"));
}

TEST(MetricGates, AnUndefinedMetricFails) {
  const std::vector<double> probability{0.9}, target{1};
  EXPECT_THAT(check_gate(parse_gates({"roc_auc=0.1"}, {})[0], Predictions{probability, target, {}, 0.5}),
              HasSubstr("undefined"));
}

TEST(MetricGates, MalformedTextIsAUsageError) {
  EXPECT_THROW(parse_gates({"roc_auc"}, {}), UsageError);
  EXPECT_THROW(parse_gates({"roc_auc=high"}, {}), UsageError);
  EXPECT_THROW(parse_gates({}, {"roc_auk=0.5"}), UsageError);
}

}  // namespace
}  // namespace binet
