#include "binet/export/export.hpp"
#include "model/member.hpp"

#include "binet/base/error.hpp"
#include "export/model_description.hpp"
#include "export/rounded_weights.hpp"
#include "math/random.hpp"
#include "model/example_models.hpp"
#include "nn/run_steps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace binet {
namespace {

double probability_of(double logit) {
  return 1 / (1 + std::exp(-logit));
}

/// The bins' inputs 1, …, 1, position, 0, …, 0.
std::vector<double> binned(const std::vector<double>& edges, double x) {
  std::size_t bin = 0;
  while (bin + 2 < edges.size() && x >= edges[bin + 1]) ++bin;
  std::vector<double> inputs(edges.size() - 1, 0.0);
  std::fill_n(inputs.begin(), bin, 1.0);
  inputs[bin] = std::clamp((x - edges[bin]) / (edges[bin + 1] - edges[bin]), -1.0, 2.0);
  return inputs;
}

void add_category(const CategoryInput& category, const std::optional<std::string>& text, std::vector<double>& codes) {
  const std::size_t count = category.levels.size(), first = codes.size();
  codes.resize(first + count + category.pooled + category.missing);
  if (!text && category.missing) {
    codes[first + count + category.pooled] = 1;
  } else if (!text || text != category.reference) {
    const auto level = text ? std::ranges::find(category.levels, *text) : category.levels.end();
    if (level != category.levels.end()) {
      codes[first + static_cast<std::size_t>(level - category.levels.begin())] = 1;
    } else if (category.pooled) {
      codes[first + count] = 1;
    }
  }
}

std::vector<double> encode(const EncoderDescription& encoder, const ExportTestRow& row) {
  std::vector<double> inputs, codes, bins;
  for (const NumberInput& number : encoder.numbers) {
    const double value = row.numbers[number.column];
    double x = std::isnan(value) ? 0 : (value - number.center) / number.scale;
    if (number.clip > 0) x /= std::hypot(1.0, x / number.clip);
    if (number.edges.empty()) {
      inputs.push_back(x);
    } else {
      std::ranges::copy(binned(number.edges, x), std::back_inserter(bins));
    }
    if (number.missing_indicator) inputs.push_back(std::isnan(value));
  }
  for (const CategoryInput& category : encoder.categories) {
    add_category(category, row.categories[category.column], codes);
  }
  inputs.insert(inputs.end(), codes.begin(), codes.end());
  inputs.insert(inputs.end(), bins.begin(), bins.end());
  return inputs;
}

/// A row's probability from nothing but the description.
double predict(const ModelDescription& model, const ExportTestRow& row) {
  double positive = 0;
  for (const MemberDescription& member : model.members) {
    const double logit = run_steps(member.steps, encode(model.encoders[member.encoder], row)).at(0);
    positive += member.weight * probability_of(logit);
  }
  return probability_of(model.calibration.intercept + model.calibration.slope * std::log(positive / (1 - positive)));
}

TEST(ModelDescription, IsAllThatIsNeededToPredict) {
  for (const char* kind : {"logistic", "mlp", "auto"}) {
    const Classifier model = example_model(kind);
    const ModelDescription description = describe_model(model);
    ASSERT_EQ(description.test_rows.size(), 24u);
    for (const ExportTestRow& row : description.test_rows) {
      EXPECT_NEAR(predict(description, row), row.probability, kExportTolerance) << kind;
    }
  }
}

TEST(RoundedWeights, AreWithinHalfAStep) {
  Random random(1);
  std::vector<Scalar> weights(301);
  for (Scalar& weight : weights) weight = static_cast<Scalar>(random.normal());
  const std::string digits = detail::rounded_digits();
  ASSERT_EQ(digits.size(), 91U);
  for (const double step : {1.0, 0.01, 1e-5, 3e-8}) {
    const detail::RoundedWeights rounded = detail::round_weights(weights, step);
    std::vector<bool> stream;  // 13 bits per pair of digits, low bits first
    for (std::size_t i = 0; i < rounded.digits.size(); i += 2) {
      const std::size_t pair = digits.find(rounded.digits[i]) * 91 + digits.find(rounded.digits[i + 1]);
      for (unsigned bit = 0; bit < 13; ++bit) stream.push_back((pair >> bit & 1U) == 1);
    }
    std::size_t at = 0;
    for (const Scalar weight : weights) {
      const double sign = stream.at(at++) ? -1 : 1;
      double magnitude = 0;
      for (int bit = 0; bit < rounded.low_bits; ++bit) magnitude += stream.at(at++) ? std::ldexp(1.0, bit) : 0;
      while (stream.at(at++)) magnitude += std::ldexp(1.0, rounded.low_bits);
      EXPECT_NEAR(sign * magnitude * step, static_cast<double>(weight), 0.5000001 * step) << step;
    }
    EXPECT_LT(stream.size() - at, 13U) << "nothing follows the last weight but the rest of its pair of digits";
  }
}

TEST(RoundedWeights, HaveStepsAsLongAsTheToleranceAllows) {
  Config config = example_config("mlp");
  config.model.layers = {{.units = 24}, {.units = 16, .activation = "tanh"}};
  const Table table = parse_table(example_csv(200));
  const Classifier model = train(config, table, nullptr);
  const Table rows = generated_rows(describe_model(model), model, 100);
  const detail::Rounding coarse = detail::choose_rounding(model, rows, 1e-3);
  const detail::Rounding fine = detail::choose_rounding(model, rows, 1e-5);
  EXPECT_LE(coarse.difference, 1e-3);
  EXPECT_LE(fine.difference, 1e-5);
  EXPECT_GT(coarse.difference, 1e-4) << "no step is needlessly short";
  EXPECT_GT(fine.difference, 1e-6);
  ASSERT_EQ(coarse.steps.size(), 2U) << "the weights of the output layer are few";
  for (const auto& [weights, step] : coarse.steps) EXPECT_GT(step, 10 * fine.steps.at(weights));
  EXPECT_FALSE(export_page_script(model).rounded) << "small models keep their exact weights";
}

/// A language of its own takes one function.
std::string print_columns(const ModelDescription& model) {
  std::string text = model.target + " " + model.positive + ":";
  for (const std::string& name : model.number_columns) text += " " + name;
  for (const std::string& name : model.category_columns) text += " [" + name + "]";
  return text;
}

TEST(ExportFormat, IsOneRowWithOneEmitter) {
  const ExportFormat columns{"columns", "the columns used", print_columns};
  const Classifier model = example_model("logistic");
  EXPECT_EQ(columns.print(describe_model(model)), "y yes: x1 x2 [colour]");
}

TEST(ExportFormat, EachWritesItsTestRowsAndAnUnknownOneListsThem) {
  const Classifier model = example_model("logistic");
  std::string names;
  for (const ExportFormat& format : export_formats()) {
    EXPECT_THAT(export_model(model, format.name), testing::HasSubstr("never seen")) << format.name;
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  }
  try {
    export_model(model, "java");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("expected one of " + names));
  }
}

TEST(ModelDescription, AModelWithoutColumnsHasNothingToExport) {
  Classifier model = example_model("logistic");
  for (ColumnSchema& column : model.schema.columns) column.dropped = "constant";
  EXPECT_THROW(describe_model(model), Error);
}

}  // namespace
}  // namespace binet
