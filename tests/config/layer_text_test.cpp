#include "config/layer_text.hpp"

#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

std::vector<LayerSpec> layers_of(const std::string& text) {
  Config config;
  assign({.key = "model.layers", .value = text, .source = "--layers"}, config);
  return config.model.layers;
}

TEST(LayerText, ShortFormsStandForLayers) {
  const std::vector<LayerSpec> two{{.units = 8, .activation = "sigmoid"}, {.units = 4, .activation = "relu"}};
  EXPECT_EQ(layers_of("8:sigmoid,4:relu"), two);
  EXPECT_EQ(layers_of("8"), std::vector<LayerSpec>{{.units = 8}});
  const std::vector<LayerSpec> mixed{{.type = "gated", .units = 16, .activation = "tanh"},
                                     {.type = "dropout", .rate = 0.25},
                                     {.type = "layer_norm"},
                                     {.type = "activation", .activation = "elu"}};
  EXPECT_EQ(layers_of("gated:16:tanh,dropout:0.25,layer_norm,activation:elu"), mixed);
  EXPECT_TRUE(layers_of("none").empty());
  EXPECT_EQ(layers_of(R"([{"units": 3}])"), std::vector<LayerSpec>{{.units = 3}}) << "the long form stays";
}

TEST(LayerText, WrongOnesAreRefusedWithWhatIsMeant) {
  const auto message = [](const std::string& text) {
    try {
      layers_of(text);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_NE(message("8:sigmod").find("did you mean 'sigmoid'"), std::string::npos) << message("8:sigmod");
  EXPECT_NE(message("dropuot:0.1").find("did you mean 'dropout'"), std::string::npos) << message("dropuot:0.1");
  for (const char* text :
       {"", "8,,4", "8:sigmoid:tanh", "8:4", "dropout:tanh", "layer_norm:3", "gated", "8x", "8:", ","}) {
    EXPECT_EQ(message(text).substr(0, 10), "--layers: ") << text << ": " << message(text);
  }
}

TEST(LayerText, LayersMeanANetworkOfTheirOwnUnlessAKindIsGiven) {
  const Assignment layers{.key = "model.layers", .value = "2:tanh", .source = "--layers"};
  const Assignment kind{.key = "model.kind", .value = "logistic", .source = "--model"};
  EXPECT_EQ(load_config("", std::vector{layers}).model.kind, "mlp");
  EXPECT_EQ(load_config("", std::vector{layers, kind}).model.kind, "logistic");
  EXPECT_EQ(load_config("", {}).model.kind, "auto");
}

}  // namespace
}  // namespace binet
