#include "config/layer_text.hpp"

#include "base/nearest_name.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "nn/layer.hpp"

#include <algorithm>
#include <vector>

namespace binet {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_number(const std::string& text) {
  return !text.empty() && (text[0] == '.' || (text[0] >= '0' && text[0] <= '9'));
}

[[noreturn]] void fail(const std::string& source, const std::string& item) {
  std::vector<std::string> types;
  for (const LayerType& type : layer_types()) types.emplace_back(type.name);
  const std::string name = split(item, ':')[0];
  throw UsageError(source + ": found \"" + item +
                   "\", expected UNITS or UNITS:ACTIVATION, as in 8:sigmoid,4:relu, or " + "one of " + joined(types) +
                   " and its settings, as in dropout:0.1" + did_you_mean(name, types));
}

Json layer_from_text(const std::string& item, const std::string& source) {
  std::vector<std::string> parts = split(item, ':');
  if (is_number(parts[0])) parts.insert(parts.begin(), "dense");
  const auto types = layer_types();
  const auto type = std::ranges::find(types, parts[0], &LayerType::name);
  if (type == types.end()) fail(source, item);
  Json layer{{"type", parts[0]}};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const char* setting = is_number(parts[i]) ? (type->reads("rate") ? "rate" : "units") : "activation";
    if (parts[i].empty() || !type->reads(setting) || layer.contains(setting)) fail(source, item);
    const bool number = is_number(parts[i]);
    if (number && !Json::accept(parts[i])) fail(source, item);
    layer[setting] = number ? Json::parse(parts[i]) : Json(parts[i]);
  }
  if (type->reads("units") && !layer.contains("units")) fail(source, item);
  return layer;
}

}  // namespace

Json layers_from_text(const std::string& text, const std::string& source) {
  Json layers = Json::array();
  if (text == "none") return layers;
  for (const std::string& item : split(text, ',')) layers.push_back(layer_from_text(item, source));
  return layers;
}

}  // namespace binet
