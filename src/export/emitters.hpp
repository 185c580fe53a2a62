#pragma once

#include "export/model_description.hpp"
#include "export/rounded_weights.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace binet::detail {

/// One C99 file that needs only the standard library. Compiled with -DBINET_SELF_TEST it is a program that tests itself
/// and exits with 1 on failure.
std::string print_c(const ModelDescription&);

/// One script for browsers and Node.js that defines `binetModel` with predict(row) and selfTest().
std::string print_javascript(const ModelDescription&);
/// The same for a page that contains its model: base64 weights, half as long; tensors with a step are rounded to it.
std::string print_packed_javascript(const ModelDescription&, const Rounding&);

/// The printed items, separated by commas, in lines of at most 110 characters.
template <class Items, class Print>
std::string wrapped_list(const Items& items, Print print) {
  constexpr std::size_t kMostColumns = 110;
  std::string text;
  std::size_t line = 0;
  for (const auto& item : items) {
    const std::string printed = print(item) + ",";
    const bool breaks = line + printed.size() > kMostColumns;
    text += breaks ? "\n  " : text.empty() ? "" : " ";
    line = breaks ? printed.size() : line + printed.size() + 1;
    text += printed;
  }
  return text.substr(0, text.size() - (text.empty() ? 0 : 1));
}

/// The activations that the steps use, each once, in order of name.
inline std::vector<const Activation*> used_activations(const ModelDescription& model) {
  std::set<std::string_view> names;
  for (const MemberDescription& member : model.members) {
    for (const InferenceStep& step : member.steps) {
      if (step.activation != nullptr) names.insert(step.activation->name);
    }
  }
  std::vector<const Activation*> used;
  for (const Activation& each : activations()) {
    if (names.contains(each.name)) used.push_back(&each);
  }
  return used;
}

}  // namespace binet::detail
