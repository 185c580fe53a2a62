#include "train/initial_weights.hpp"

#include "base/temporary_directory.hpp"
#include "binet/base/error.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

Network two_two_one() {
  return {{.dense = 2, .levels = {}, .bins = {}}, {{.units = 2, .activation = "sigmoid"}}};
}

TEST(InitialWeights, AreReadRowByRowInFullPrecision) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("weights.json",
                                           R"({"layers": [{"weights": [[0.1, 0.2], [0.3, 0.4]], "bias": [0.5, 0.6]},
                                                          {"weights": [0.7, 0.8]}]})");
  VectorD expected(9);
  expected << 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0;
  EXPECT_EQ(read_weights(path, two_two_one()), expected);
  Network network = two_two_one();
  load_weights(path, network);
  EXPECT_EQ(network.parameters(), expected.cast<Scalar>());
}

TEST(InitialWeights, WrongFilesAreRefusedWithPlaceAndExpectation) {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& text) {
    try {
      read_weights(directory.write("weights.json", text), two_two_one());
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_NE(message("[]").find("expected {\"layers\""), std::string::npos);
  EXPECT_NE(message(R"({"layers": []})").find("layers: found 0, expected 2"), std::string::npos);
  EXPECT_NE(message(R"({"layers": [{"weights": [[1, 2]]}, {"weights": [1, 2]}]})")
                .find("layers[0].weights: expected 2 × 2 numbers, one row per input, found 1 rows"),
            std::string::npos);
  EXPECT_NE(message(R"({"layers": [{"bias": [1, 2]}, {"weights": [1, 2]}]})").find("\"weights\" is missing"),
            std::string::npos);
  EXPECT_NE(message(R"({"layers": [{"weights": [[1, 2], [3, "x"]]}, {"weights": [1, 2]}]})")
                .find("expected a number, found"),
            std::string::npos);
  EXPECT_NE(message(R"({"layers": [{"weights": [[1, 2], [3, 4]], "biases": [1, 2]}, {"weights": [1, 2]}]})")
                .find("unknown key \"biases\"; expected one of weights, bias"),
            std::string::npos);
}

}  // namespace
}  // namespace binet
