#include <gmock/gmock.h>

#include "modelfile/inspection.hpp"

#include "model/example_models.hpp"

namespace binet {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::StartsWith;

TEST(Inspection, NamesTheInputsOfAFirstLayerThatReadsNumbersAndCategories) {
  const Classifier model = example_model("mlp");
  const std::vector<LayerSummary> layers = summarize_layers(model, 0, 1000);
  const auto input = [](auto matcher) { return Field(&NamedWeight::input, matcher); };
  EXPECT_THAT(layers[0].largest, Contains(input("x1 (missing)")));
  EXPECT_THAT(layers[0].largest, Contains(input("colour=red")));
  EXPECT_THAT(layers[0].largest, Each(input(AnyOf(StartsWith("x1"), StartsWith("x2"), StartsWith("colour")))));
  EXPECT_THAT(layers[1].largest, Each(input(StartsWith("unit "))));
}

}  // namespace
}  // namespace binet
